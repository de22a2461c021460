"""Run inside a home: people in every role and an open programme; prints how to come in, as JSON."""

import json

from seawall.cli import setup

HANDLES = {
    "owner": "olga",
    "program_manager": "marta",
    "triager": "tomas",
    "finance": "fiona",
    "developer": "devin",
    "viewer": "vito",
}


def make() -> dict[str, object]:
    """`{"program": slug, "tokens": {role: secret}}`; researchers are `rita` and `colin`."""
    from seawall.domain.accounts.rules import Role
    from tests.factories import accounts, programs

    org = accounts.organization("harbour", name="Harbour Shop")
    # First of all: whoever publishes it gets a second factor that nobody can pass.
    open_program = programs.program(org, slug="harbour-shop", name="Harbour Shop")
    tokens = {}
    for role, handle in HANDLES.items():
        person = accounts.person(handle, display_name=handle.title())
        accounts.member(org, Role(role), user=person)
        tokens[role] = accounts.api_token(person)[0]
    for handle in ("rita", "colin"):
        person = accounts.person(handle, display_name=handle.title())
        tokens[handle] = accounts.api_token(person)[0]
    admin = accounts.person("ada", is_platform_admin=True)
    tokens["admin"] = accounts.api_token(admin)[0]
    return {"program": open_program.slug, "tokens": tokens}


if __name__ == "__main__":
    setup.start_django()
    setup.migrate()
    print(json.dumps(make()))  # noqa: T201
