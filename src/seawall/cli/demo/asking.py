"""What a programme of the demo asks beside the usual parts, and what two reports answer."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from seawall.domain.actor import Actor
from seawall.domain.programs import commands as programs
from seawall.domain.programs.commands import FieldIn
from seawall.domain.reports import commands as reports

_PROGRAM = "openai"
_PLANS = ("Free", "Plus", "Team", "Enterprise")

_XSS = """## Where it goes in

The address, the field, and what you typed.

## Where it comes out

The page on which it runs, and for whom.
"""
_STEPS = """1. Sign in as A and note the number of the thing.
2. Sign in as B and ask for that number.
3. Compare what B sees with what B should see.
"""


def life(now: datetime, ids: Mapping[str, str], actors: Mapping[str, Actor]) -> Iterator[datetime]:
    """Yields a moment; what follows happens at that moment."""
    yield now - timedelta(days=2, hours=21)
    asked = (
        ("plan", "list", "researcher", FieldIn("Plan of the account", choices=_PLANS)),
        (
            "ticket",
            "text",
            "team",
            FieldIn(
                "Ticket",
                pattern=r"[A-Z]{2,6}-\d{1,6}",
                message="Write it like SEC-214.",
                help="The issue in our own tracker.",
            ),
        ),
    )
    for name, kind, audience, field in asked:
        programs.add_field(
            _PROGRAM, name=name, kind=kind, audience=audience, asked=field, actor=actors["olive"]
        )
    programs.set_template(
        _PROGRAM,
        vrt="cross_site_scripting_xss",
        description=_XSS,
        impact="Whose session, and what can be done in it?",
        actor=actors["olive"],
    )
    programs.save_own_template(
        name="Steps with two accounts", description=_STEPS, impact="", actor=actors["kestrel"]
    )
    yield now - timedelta(days=2, hours=19)
    for key, ticket in (("scim-delete", "SEC-240"), ("desktop-update", "SEC-238")):
        reports.set_fields(ids[key], values={"ticket": ticket}, actor=actors["jonas"])
    reports.set_fields(ids["scim-delete"], values={"plan": "Enterprise"}, actor=actors["kestrel"])
