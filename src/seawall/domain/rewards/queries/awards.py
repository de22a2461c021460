"""Awards in lists: the team's queue, and those of one report.

Nothing here reads a report's title or text: finance sees sums, numbers and groups only.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid, NotFound
from seawall.domain.leaks import policies as leak_policies
from seawall.domain.leaks.models import Leak
from seawall.domain.programs.models import Program
from seawall.domain.programs.rules.brief import Brief
from seawall.domain.reports import policies as report_policies
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.briefs import kept, pinned
from seawall.domain.reports.queries.keyset import Page, limited
from seawall.domain.rewards import policies
from seawall.domain.rewards.models import Award
from seawall.domain.rewards.queries import sums
from seawall.domain.rewards.queries.offers import group_name, judge_of_leak
from seawall.domain.rewards.queries.places import cursor_of, place_of
from seawall.domain.rewards.rules.awarding import AwardState
from seawall.lib import ids
from seawall.lib.text import gettext_noop

_LISTING = "awards"
DECIDED = (AwardState.APPROVED, AwardState.PAID, AwardState.REVERSED)


@dataclass(frozen=True, slots=True)
class AwardRow:
    """One award in a list. `decided_by` is empty while it waits.

    Either `report` or `leak` names what it is for; `subject_state` is that one's state.
    """

    public_id: str
    state: str
    kind: str
    amount_minor: int
    currency: str
    is_exceptional: bool
    report: str
    leak: str
    subject_state: str
    priority: int | None
    target_group: str
    program_slug: str
    program_name: str
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    can_decide: bool


@dataclass(frozen=True, slots=True)
class ReportAwards:
    """What a report has earned: `total_minor` is all awards less what was reversed.

    `mine_minor` is the actor's part of it. The reporter's side sees decided awards only.
    """

    currency: str
    total_minor: int
    mine_minor: int
    awards: tuple[AwardRow, ...]


@dataclass(frozen=True, slots=True)
class ProgramChoice:
    """A programme to filter by."""

    slug: str
    name: str


def awards(
    actor: Actor,
    *,
    state: str = "",
    program: str = "",
    cursor: str | None = None,
    limit: int = 30,
) -> Page[AwardRow]:
    """The team's awards: those that wait for a decision first, then newest first."""
    found = policies.seen_by_team(actor)
    if state:
        if state not in frozenset(AwardState):
            raise Invalid(gettext_noop("There is no such state of an award."), field="state")
        found = found.filter(state=state)
    if program:
        found = found.filter(Q(report__program__slug=program) | Q(leak__program__slug=program))
    waiting = Case(
        When(state=AwardState.PROPOSED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = found.annotate(rank=waiting).order_by("rank", "-pk")
    place = place_of(_LISTING, cursor, size=2)
    if place is not None:
        rank, pk = place
        found = found.filter(Q(rank__gt=rank) | Q(rank=rank, pk__lt=pk))
    rows = list(with_parts(found)[: limited(limit) + 1])
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    next_cursor = None
    if last is not None:
        next_cursor = cursor_of(_LISTING, int(last.state != AwardState.PROPOSED), last.pk)
    return Page(tuple(row_of(award, actor) for award in shown), next_cursor)


def open_proposals_count(actor: Actor) -> int:
    """How many awards wait for a decision that this actor could take, at most 100."""
    organizations = actor.organizations_with(Permission.AWARD_APPROVE)
    if not organizations:
        return 0
    return (
        policies.seen_by_team(actor)
        .filter(
            Q(report__program__organization__in=organizations)
            | Q(leak__program__organization__in=organizations),
            state=AwardState.PROPOSED,
        )
        .exclude(proposed_by=actor.user_id)[:100]
        .count()
    )


def programs_with_awards(actor: Actor) -> tuple[ProgramChoice, ...]:
    """The programmes to filter awards by, by name."""
    organizations = actor.organizations_with(Permission.AWARD_VIEW)
    found = Program.objects.filter(organization__in=organizations).order_by("name", "pk")
    if not actor.second_factor:
        found = found.filter(requires_second_factor=False)
    return tuple(ProgramChoice(*row) for row in found.values_list("slug", "name")[:200])


def awards_of_report(public_id: str, *, actor: Actor) -> ReportAwards:
    """What a report that the actor sees has earned, oldest award first.

    Members of the team without award.view read an empty sum. Raises NotFound.
    """
    report = (
        report_policies.visible_to(actor)
        .select_related("program")
        .prefetch_related("collaborators")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if report is None:
        raise NotFound
    shares = report.reporter_id == actor.user_id or report_policies.is_collaborator(actor, report)
    found = Award.objects.filter(report=report)
    if shares:
        found = found.filter(state__in=DECIDED)
    elif not policies.can_see_offer(actor, report):
        found = found.none()
    return _earned(report, found, actor, shares=shares)


def has_awards(report_id: int) -> bool:
    """Whether anything was ever proposed: spares most pages `awards_of_report`, which says to whom
    of it what may be shown.
    """
    return Award.objects.filter(report=report_id).exists()


def awards_of_leak(public_id: str, *, actor: Actor) -> ReportAwards:
    """The same for a leaked key that the actor sees."""
    leak = (
        leak_policies.visible_to(actor)
        .select_related("program")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if leak is None:
        raise NotFound
    is_mine = leak.reporter_id == actor.user_id
    found = Award.objects.filter(leak=leak)
    if is_mine:
        found = found.filter(state__in=DECIDED)
    elif not policies.can_see_offer(actor, leak):
        found = found.none()
    return _earned(leak, found, actor, shares=is_mine)


def _earned(
    about: Report | Leak, found: QuerySet[Award], actor: Actor, *, shares: bool
) -> ReportAwards:
    rows = [row_of(one, actor) for one in with_parts(found).order_by("pk")]
    currency = rows[0].currency if rows else _currency_of(about)
    return ReportAwards(
        currency=currency,
        total_minor=sums.awarded_minor(about) if rows else 0,
        mine_minor=sums.earned_minor(about, actor.user_id) if rows and shares else 0,
        awards=tuple(map(without_names, rows)) if shares else tuple(rows),
    )


def with_parts(found: QuerySet[Award]) -> QuerySet[Award]:
    """With what a row shows, in two statements, and without a word of the report."""
    deferred = (
        "report__title",
        "report__target",
        "report__fix",
        "report__brief__content",
        "leak__notes",
        "leak__contact",
        "leak__url",
    )
    return (
        found.select_related(
            "report__program", "report__brief", "leak__program", "proposed_by", "decided_by"
        )
        .prefetch_related("report__collaborators")
        .defer(*deferred)
    )


def row_of(found: Award, actor: Actor) -> AwardRow:
    """The award as a row; `found` comes through `with_parts`."""
    about, report = found.subject, found.report
    return AwardRow(
        public_id=found.public_id,
        state=found.state,
        kind=found.kind,
        amount_minor=found.amount_minor,
        currency=found.currency,
        is_exceptional=found.is_exceptional,
        report=found.report_name,
        leak=found.leak_name,
        subject_state=about.state,
        priority=report.priority if report else found.priority,
        target_group=group_name(brief_of(report), report.target_id) if report else "",
        program_slug=about.program.slug,
        program_name=about.program.name,
        proposed_at=found.proposed_at,
        proposed_by=found.proposed_by.handle,
        decided_at=found.decided_at,
        decided_by=found.decided_by.handle if found.decided_by else "",
        can_decide=policies.decidable(found.state) and policies.can_decide(actor, found),
    )


def brief_of(report: Report | Leak) -> Brief:
    """The brief that judges a report or a leaked key; in memory after its first use."""
    if isinstance(report, Leak):
        return judge_of_leak(report).brief
    assert report.brief is not None, "a draft is not awarded"
    return kept(report.brief.pk, report.brief.version, report.brief.content_sha256).brief


def without_names(row: AwardRow) -> AwardRow:
    """The row as its payees read it: who proposed and decided is the team's business."""
    return replace(row, proposed_by="", decided_by="", can_decide=False)


def _currency_of(about: Report | Leak) -> str:
    """What its programme pays in; empty for a draft, and for what earned nothing."""
    if isinstance(about, Leak) or about.brief_id is None:
        return ""
    return pinned(about.brief_id).brief.currency
