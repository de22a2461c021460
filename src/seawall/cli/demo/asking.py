"""What a programme of the demo asks beside the usual parts, and what two reports answer."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from seawall.domain.actor import Actor
from seawall.domain.programs import commands as programs
from seawall.domain.programs.commands import FieldIn
from seawall.domain.reports import commands as reports

_PROGRAM = "openai"
_PLANS = ("Free", "Plus", "Team", "Enterprise")


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
    yield now - timedelta(days=2, hours=19)
    for key, ticket in (("scim-delete", "SEC-240"), ("desktop-update", "SEC-238")):
        reports.set_fields(ids[key], values={"ticket": ticket}, actor=actors["jonas"])
    reports.set_fields(ids["scim-delete"], values={"plan": "Enterprise"}, actor=actors["kestrel"])
