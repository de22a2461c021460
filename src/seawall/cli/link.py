"""`./run link HANDLE`: a one-time sign-in link, for whoever lost every other way in."""

from seawall.cli import setup


def run(arguments: list[str]) -> int:
    """Print the link; it works once, within an hour."""
    if len(arguments) != 1:
        print("usage: ./run link HANDLE")
        return 2
    setup.start_django()
    from django.conf import settings

    from seawall.domain.accounts import commands, queries
    from seawall.domain.actor import SYSTEM
    from seawall.domain.errors import NotFound

    try:
        user_id = queries.user_id_of(arguments[0])
    except NotFound:
        print(f"Nobody has the handle {arguments[0]}.")
        return 1
    secret = commands.make_one_time_link(user_id, purpose="sign_in", minutes=60, actor=SYSTEM)
    print(f"{settings.BASE_URL}/link/{secret}")
    return 0
