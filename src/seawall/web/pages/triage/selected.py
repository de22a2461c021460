"""Several reports at once: what can be done to them, and what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.reports import queries
from seawall.domain.reports.commands.many import MOST_AT_ONCE, Outcome, numbers_of
from seawall.domain.reports.rules.reasons import REASONS
from seawall.domain.reports.rules.workflow import MOVES, Ask, Party
from seawall.domain.search import queries as search
from seawall.web.pages.reports import wording
from seawall.web.pages.triage.filtering import Options, workers
from seawall.web.pages.triage.narrowing import Narrowing

# What every report has its own answer to cannot be said once for all.
_OWN_ANSWERS = frozenset({Ask.RULE, Ask.KNOWN_ISSUE})
OFFERED = frozenset(
    name for name, row in MOVES.items() if row.by is Party.TEAM and not row.asks & _OWN_ANSWERS
)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one report. `url` is empty for what was not changed."""

    report: str
    is_done: bool
    message: str
    url: str


@dataclass(frozen=True, slots=True)
class SelectedPage:
    """`results` are of what was just done, `undo` number, former handle and group of each."""

    reports: tuple[str, ...]
    back: str
    people: Options
    groups: Options
    priorities: Options
    reasons: Options
    moves: Options
    tags: tuple[str, ...]
    results: tuple[Result, ...]
    done: int
    undo: tuple[str, ...]


def every(actor: Actor, narrowing: Narrowing) -> tuple[str, ...]:
    """Numbers of all that the filter lets through, the first of more than may be done at once."""
    return numbers_of(search.find_ids(actor, narrowing.text, most=MOST_AT_ONCE))


def page(
    actor: Actor,
    reports: Iterable[str],
    narrowing: Narrowing,
    *,
    results: Sequence[Outcome] = (),
    was_assigned: bool = False,
) -> SelectedPage:
    """Raises NotFound for whoever reads nobody's reports."""
    require_team(actor)
    done = tuple(one for one in results if one.is_done)
    return SelectedPage(
        reports=tuple(one.report for one in done) if results else tuple(reports),
        back=f"{reverse('inbox')}{narrowing.query()}",
        people=_people(actor),
        groups=_groups(actor),
        priorities=tuple((str(number), f"P{number}") for number in range(1, 6)),
        reasons=tuple((code.value, _(label)) for code, label in REASONS.items()),
        moves=tuple((name, wording.move(name)) for name in MOVES if name in OFFERED),
        tags=queries.offered_tags(actor),
        results=tuple(_result(one, narrowing) for one in results),
        done=len(done),
        undo=tuple(f"{one.report}:{one.before}:{one.before_group}" for one in done)
        if was_assigned
        else (),
    )


def require_team(actor: Actor) -> None:
    """Raises NotFound for whoever reads nobody's reports."""
    if not actor.organizations_with(Permission.REPORT_VIEW):
        raise NotFound


def _result(one: Outcome, narrowing: Narrowing) -> Result:
    url = reverse("inbox-report", args=[one.report]) + narrowing.query() if one.is_done else ""
    return Result(one.report, one.is_done, _("Done") if one.is_done else one.message, url)


def _groups(actor: Actor) -> Options:
    found = accounts.group_names(actor)
    return (("none", _("No group")), *found) if found else ()


def _people(actor: Actor) -> Options:
    names: dict[str, str] = {}
    for organization in actor.organizations_with(Permission.REPORT_ASSIGN):
        if actor.may(Permission.MEMBER_VIEW, organization):
            names |= dict(workers(actor, organization))
    names.pop(actor.handle, None)
    people = sorted(names.items(), key=lambda pair: pair[1].lower())
    return (("me", _("Me")), ("none", _("Nobody")), *people)
