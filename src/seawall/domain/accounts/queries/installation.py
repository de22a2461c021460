"""Questions of the command line about the installation itself. They ask no policy."""

from seawall.domain.accounts.models import Epoch, User
from seawall.domain.errors import NotFound


def has_administrator() -> bool:
    """Whether somebody can already administer the platform."""
    return User.objects.filter(is_platform_admin=True, is_active=True).exists()


def has_people() -> bool:
    """Whether anybody has an account."""
    return User.objects.exists()


def user_id_of(handle: str) -> int:
    """The person's id. Raises NotFound."""
    found = User.objects.filter(handle=handle.lower()).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    return found


def epoch() -> int:
    """How often this installation was restored from a backup."""
    return Epoch.objects.values_list("number", flat=True).first() or 0
