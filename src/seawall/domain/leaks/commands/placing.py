"""Where the secrets of a leak lie."""

from seawall.domain.leaks.models import Leak, LeakIntake
from seawall.domain.vault.commands import Place


def place_of(leak: Leak, *, retention_days: int) -> Place:
    """Under the leak's public id; what happens is told to its organization."""
    return Place(
        subject="leak",
        ref=leak.public_id,
        program_id=leak.program_id,
        retention_days=retention_days,
        own_patterns=leak.program.secret_patterns,
        organization_id=leak.program.organization_id,
    )


def place_in_program(leak: Leak) -> Place:
    """The same, kept for as long as its programme says now."""
    intake = LeakIntake.objects.get(program=leak.program_id)
    return place_of(leak, retention_days=intake.retention_days)
