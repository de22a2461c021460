"""Rules on events: a team's list, one of them with its runs, and what it would have done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.queries import OrganizationView
from seawall.domain.actor import Actor
from seawall.domain.automation import queries
from seawall.domain.automation.commands.rules import RuleIn
from seawall.domain.automation.queries import RuleRow, RunRow, Trial, VersionRow
from seawall.domain.automation.rules.ruling import MOVES_OF_RULES, TRIGGERS, OffReason
from seawall.domain.errors import NotFound
from seawall.domain.programs import queries as programs
from seawall.lib import ids
from seawall.web.pages.reports import wording
from seawall.web.pages.triage.filtering import Options, workers

TRIED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One rule of the list. `off` says why it does nothing, empty while it is on."""

    name: str
    url: str
    when: str
    condition: str
    then: str
    program_name: str
    off: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One act of a run. `refusal` is empty for done."""

    label: str
    refusal: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the opened rule."""

    report: str
    url: str
    event: str
    version: int
    at: datetime
    is_done: bool
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The list; of the `opened` one also its runs and wordings. `offers` are the form's choices."""

    organization: OrganizationView
    lines: tuple[Line, ...]
    opened: RuleRow | None
    off: str
    runs: tuple[Run, ...]
    versions: tuple[VersionRow, ...]
    offers: Mapping[str, Options]

    @property
    def given(self) -> RuleIn | None:
        """What the form begins with."""
        row = self.opened
        if row is None:
            return None
        names = ("name", "triggers", "condition", "then", "program", "most_per_hour")
        return RuleIn(**{name: getattr(row, name) for name in names})


def page(actor: Actor, slug: str, public_id: str = "") -> RulesPage:
    """Raises NotFound for who keeps no rules there, and for no such rule."""
    organization = accounts.organization(slug, actor=actor)
    rows = queries.rules(actor, organization.id)
    number = ids.normalize(public_id)
    opened = next((row for row in rows if row.public_id == number), None)
    if public_id and opened is None:
        raise NotFound
    return RulesPage(
        organization=organization,
        lines=tuple(_line(row, slug) for row in rows),
        opened=opened,
        off=_off(opened) if opened else "",
        runs=tuple(map(_run, queries.runs(actor, number))) if opened else (),
        versions=queries.versions(actor, number) if opened else (),
        offers=_offers(actor, organization.id),
    )


def tried(actor: Actor, page: RulesPage, given: RuleIn, days: int = TRIED_DAYS) -> Trial:
    """What a rule as it stands in the form would have acted on."""
    return queries.trial(
        actor,
        page.organization.id,
        triggers=given.triggers,
        condition=given.condition,
        program=given.program,
        days=days,
    )


def acts(row: RuleRow) -> str:
    """What it does, in words."""
    return ", ".join(_act(word) for word in row.then.acts)


def _line(row: RuleRow, slug: str) -> Line:
    return Line(
        name=row.name,
        url=reverse("rule", args=[slug, row.public_id]),
        when=", ".join(_(TRIGGERS[word].label) for word in row.triggers),
        condition=row.condition,
        then=acts(row),
        program_name=row.program_name,
        off=_off(row),
    )


def _off(row: RuleRow) -> str:
    words = {
        OffReason.BY_HAND.value: _("Off"),
        OffReason.BUSY.value: _("Off: it acted too often in an hour"),
        OffReason.RIGHTS.value: _("Off: who wrote it may not keep rules any more"),
    }
    return words.get(row.off_reason, "")


def _act(word: str) -> str:
    words = {
        "rate": _("rate"),
        "tag": _("tag"),
        "assign": _("assign"),
        "comment": _("comment"),
        "move": _("move"),
        "notify": _("tell"),
    }
    return words[word]


def _run(row: RunRow) -> Run:
    return Run(
        report=row.report,
        url=reverse("inbox-report", args=[row.report]),
        event=row.event,
        version=row.version,
        at=row.at,
        is_done=row.is_done,
        outcomes=tuple(Outcome(_act(act), refusal) for act, refusal in row.outcomes),
    )


def _offers(actor: Actor, organization_id: int) -> dict[str, Options]:
    nothing = ("", _("No"))
    texts = tuple((row.public_id, row.name) for row in queries.responses(actor, organization_id))
    cards = programs.programs_of(actor, organization_id)
    people = ((handle, name) for handle, name in workers(actor, organization_id) if handle)
    return {
        "program": (("", _("All programmes")), *((card.slug, card.name) for card in cards)),
        "priority": (nothing, *((str(number), f"P{number}") for number in range(1, 6))),
        "assignee": (nothing, *people),
        "group": (nothing, *accounts.group_names(actor, organization_id)),
        "comment": (nothing, *texts),
        "move": (nothing, *((name, wording.move(name)) for name in MOVES_OF_RULES)),
        "note": (("", _("No text")), *texts),
    }
