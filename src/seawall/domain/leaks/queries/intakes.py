"""How programmes take leaked credentials."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.accounts.rules import PlatformPermission
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.leaks import policies
from seawall.domain.leaks.models import LeakIntake
from seawall.domain.programs import policies as programs


@dataclass(frozen=True, slots=True)
class IntakeView:
    """The settings of one programme's intake."""

    program: str
    program_name: str
    is_open: bool
    retention_days: int
    address: str
    checked_at: datetime | None


def intake(actor: Actor, slug: str) -> IntakeView:
    """For who may set it; its defaults where nothing was set. Raises NotFound."""
    program = programs.visible_to(actor).filter(slug=slug).first()
    if program is None or not policies.can_edit_intake(actor, program):
        raise NotFound
    row = LeakIntake.objects.filter(program=program).first() or LeakIntake(program=program)
    row.program = program
    return _view(row)


def is_open(actor: Actor, slug: str) -> IntakeView | None:
    """The intake of a programme that takes leaked credentials from the actor now."""
    row = policies.open_intake(actor, slug)
    return _view(row) if row is not None else None


def intakes_to_check(actor: Actor) -> tuple[IntakeView, ...]:
    """Addresses for the operator: those not checked first. Raises NotFound for others."""
    if not actor.may_on_platform(PlatformPermission.SETTINGS):
        raise NotFound
    rows = LeakIntake.objects.exclude(address="").select_related("program")
    found = sorted(rows, key=lambda row: (row.checked_at is not None, row.program.slug))
    return tuple(map(_view, found))


def _view(row: LeakIntake) -> IntakeView:
    return IntakeView(
        program=row.program.slug,
        program_name=row.program.name,
        is_open=row.is_open,
        retention_days=row.retention_days,
        address=row.address,
        checked_at=row.checked_at,
    )
