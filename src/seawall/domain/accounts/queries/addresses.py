"""Accounts by address, for the ways in. They ask no policy: nobody is signed in yet."""

from seawall.domain.accounts.models import EmailChange, User
from seawall.domain.errors import NotFound
from seawall.lib import clock, crypto


def account_of_address(email: str) -> tuple[int, str] | None:
    """Id and handle of the active account that signs in with the address."""
    found = User.objects.filter(email=email, is_active=True).values_list("pk", "handle").first()
    return None if found is None else (found[0], found[1])


def former_address(secret: str) -> str:
    """The address that a link of a changed address gives back. Raises NotFound for a dead one."""
    found = (
        EmailChange.objects.filter(
            secret_hash=crypto.sha256_hex(secret), ended_at=None, expires_at__gt=clock.now()
        )
        .values_list("former", flat=True)
        .first()
    )
    if found is None:
        raise NotFound
    return found
