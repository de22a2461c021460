"""What is told to one person, with all that a channel needs to say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seawall.domain.accounts.models import User
from seawall.domain.notify.queries.choices import Choices, choices_of
from seawall.domain.notify.queries.notices import organization_slugs
from seawall.domain.notify.queries.recipients import Told
from seawall.domain.notify.rules.facts import facts_of
from seawall.domain.notify.rules.routes import Route
from seawall.domain.notify.rules.topics import MailPace
from seawall.domain.programs.models import Program
from seawall.domain.programs.rules.lifecycle import Visibility


@dataclass(frozen=True, slots=True)
class Letter:
    """One event for one person. `dedupe_key` is the same whenever this is told again."""

    route: Route
    event_id: int
    dedupe_key: str
    happened_at: datetime
    user_id: int
    address: str
    handle: str
    program_id: int | None
    program_name: str
    report_id: int | None
    facts: Mapping[str, Any]
    in_app: bool
    mail: MailPace


def letters(told: Sequence[Told]) -> tuple[Letter, ...]:
    """The letters of these, in four statements however many they are."""
    if not told:
        return ()
    user_ids = {one.user_id for one in told}
    people = {
        row[0]: row[1:]
        for row in User.objects.filter(pk__in=user_ids).values_list("pk", "email", "handle")
    }
    programs = {one.event.program_id for one in told if one.event.program_id is not None}
    # A mailbox is not ours: that a private programme exists is not told there.
    public = Program.objects.filter(pk__in=programs, visibility=Visibility.PUBLIC)
    names = dict(public.values_list("pk", "name"))
    slugs = organization_slugs({one.event.organization_id or 0 for one in told})
    chosen = choices_of(user_ids, programs)
    return tuple(_letter(one, people, names, slugs, chosen) for one in told)


def _letter(
    one: Told,
    people: Mapping[int, tuple[Any, ...]],
    names: Mapping[int, str],
    slugs: Mapping[int, str],
    chosen: Choices,
) -> Letter:
    event, route = one.event, one.route
    facts = facts_of(event.name, event.payload)
    if event.organization_id is not None and event.organization_id in slugs:
        facts["organization"] = slugs[event.organization_id]
    address, handle = people[one.user_id]
    wanted = chosen.of(one.user_id, route.topic, event.program_id)
    return Letter(
        route=route,
        event_id=event.pk,
        dedupe_key=f"{event.public_id}:{one.user_id}",
        happened_at=event.at,
        user_id=one.user_id,
        address=address,
        handle=handle,
        program_id=event.program_id,
        program_name=names.get(event.program_id or 0, ""),
        report_id=event.report_id,
        facts=facts,
        in_app=bool(wanted.in_app),
        mail=wanted.mail if route.by_mail and wanted.mail else MailPace.OFF,
    )
