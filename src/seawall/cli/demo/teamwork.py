"""How the team of the demo shares out its work: a group with its queue, tags, a calendar."""

from collections.abc import Mapping
from datetime import timedelta

from seawall.domain.accounts import commands as accounts
from seawall.domain.accounts import queries as people
from seawall.domain.actor import Actor
from seawall.domain.programs import commands as programs
from seawall.domain.reports import commands as reports
from seawall.lib import clock

_GIVEN = {"scim-delete": ("identity",), "invite-role": ("identity", "needs-repro")}


def share_out(ids: Mapping[str, str], olive: Actor) -> None:
    """By the owner of the organization."""
    organization = people.organization("openai-demo", actor=olive).id
    accounts.make_group(organization, handle="identity-team", name="Identity", actor=olive)
    accounts.set_group_members(organization, "identity-team", add=["jonas", "dev"], actor=olive)
    for name, tags in _GIVEN.items():
        reports.assign(ids[name], group="identity-team", actor=olive)
        reports.tag(ids[name], add=tags, actor=olive)
    today = clock.now().date()
    for handle, kind, begins, days in (("jonas", "on_call", 0, 6), ("ana", "absent", 3, 11)):
        first = today + timedelta(days=begins)
        accounts.enter_days(
            organization,
            kind=kind,
            handle=handle,
            first=first,
            last=first + timedelta(days=days),
            actor=olive,
        )
    weights = {"jonas": 2, "ana": 1, "olive": 0, "dev": 0}
    programs.set_rotation("openai", is_on=True, weights=weights, actor=olive)
