"""`./run demo seed|credentials|links`: data to look at, people to sign in as."""

import json
import os
from pathlib import Path

from seawall.cli import setup

ROLES = ("researcher", "triager", "manager", "finance", "developer", "viewer", "owner", "admin")
ACCOUNTS = ("researcher", "triager", "manager", "finance", "admin")
FILE = "demo-credentials.json"


def run(arguments: list[str]) -> int:
    """Seed an empty demo home, or print how to come in."""
    command = arguments[0] if arguments else ""
    if command not in {"seed", "credentials", "links"}:
        print("usage: ./run demo seed|credentials|links")
        return 2
    os.environ.setdefault("SEAWALL_BASE_URL", _served_at())
    setup.start_django()
    from django.conf import settings

    if not settings.DEMO:
        print("This home is no demo. Make one: ./run up --demo with an empty SEAWALL_HOME.")
        return 1
    if command == "seed":
        setup.migrate()
        seed_if_empty()
    elif command == "credentials":
        print(json.dumps(_credentials(), indent=1))
    else:
        print_links(settings.BASE_URL)
    return 0


def seed_if_empty() -> None:
    """Fill the database unless somebody is in it already."""
    from seawall.cli.demo import seeding
    from seawall.domain.accounts import queries

    if not queries.has_people():
        seeding.seed(Path(_home()) / FILE)


def print_links(base_url: str) -> None:
    """One-time sign-in links, one per role; each works once, within a day."""
    from seawall.cli.demo.world import HANDLES
    from seawall.domain.accounts import commands, queries
    from seawall.domain.actor import SYSTEM

    print("\n  Sign in as (each link works once):")
    for role in ROLES:
        user_id = queries.user_id_of(HANDLES[role])
        secret = commands.make_one_time_link(
            user_id, purpose="sign_in", minutes=24 * 60, actor=SYSTEM
        )
        print(f"    {role:<11} {base_url}/link/{secret}")


def _credentials() -> dict[str, object]:
    stored = json.loads((Path(_home()) / FILE).read_text("utf-8"))
    return {"base_url": _served_at(), "accounts": {role: stored[role] for role in ACCOUNTS}}


def _served_at() -> str:
    file = _home() / "serving.json"
    if os.environ.get("SEAWALL_BASE_URL"):
        return os.environ["SEAWALL_BASE_URL"]
    if file.exists():
        return str(json.loads(file.read_text("utf-8"))["base_url"])
    return "http://localhost:8000"


def _home() -> Path:
    from seawall.config import environment

    return environment.path("SEAWALL_HOME")
