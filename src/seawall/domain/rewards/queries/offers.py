"""What the brief that a report is pinned to offers for it."""

from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.leaks import policies as leak_policies
from seawall.domain.leaks.models import Leak
from seawall.domain.programs.models import Brief as BriefRow
from seawall.domain.programs.rules import rewards as table
from seawall.domain.programs.rules.brief import Brief
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.domain.reports import policies as report_policies
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.briefs import PinnedBrief, pinned
from seawall.domain.reports.rules.content import OTHER_TARGET
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards import policies
from seawall.domain.rewards.rules.awarding import (
    ELIGIBLE_LEAKS,
    ELIGIBLE_STATES,
    PRIORITIES,
    AwardState,
    RewardRange,
)
from seawall.lib import ids

COUNTED = (AwardState.PROPOSED, AwardState.APPROVED, AwardState.PAID)


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be proposed for a report, in minor units of `currency`.

    `range` is None where the table has no row for it. `awarded_minor` is what it has already,
    proposals included; `maximum_minor` (None: no maximum) is for all of it together.
    """

    report: str
    state: str
    priority: int | None
    target_group: str
    program_slug: str
    program_name: str
    brief_version: int
    currency: str
    range: RewardRange | None
    maximum_minor: int | None
    awarded_minor: int
    is_eligible: bool
    can_propose: bool


@dataclass(frozen=True, slots=True)
class LeakOffer:
    """What may be proposed for a leaked key: `ranges` by priority, of the brief in force then."""

    leak: str
    program_name: str
    brief_version: int
    currency: str
    ranges: tuple[tuple[int, RewardRange | None], ...]
    maximum_minor: int | None
    awarded_minor: int


def offer(public_id: str, *, actor: Actor) -> Offer:
    """The offer for a report that the actor sees as a member of its team. Raises NotFound."""
    report = (
        report_policies.seen_by_team(actor)
        .select_related("program")
        .prefetch_related("collaborators")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if report is None or not policies.can_see_offer(actor, report):
        raise NotFound
    judge = pinned(report.brief_id or 0)
    return Offer(
        report=report.public_id,
        state=report.state,
        priority=report.priority,
        target_group=group_name(judge.brief, report.target_id),
        program_slug=report.program.slug,
        program_name=report.program.name,
        brief_version=judge.version,
        currency=judge.brief.currency,
        range=offered(report),
        maximum_minor=judge.brief.program_maximum_minor,
        awarded_minor=awarded_minor(report),
        is_eligible=State(report.state) in ELIGIBLE_STATES,
        can_propose=policies.can_propose(actor, report),
    )


def offer_for_leak(public_id: str, *, actor: Actor) -> LeakOffer | None:
    """For who may propose now; None for others who see the key. Raises NotFound."""
    leak = (
        leak_policies.visible_to(actor)
        .select_related("program")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if leak is None:
        raise NotFound
    is_due = leak.state in ELIGIBLE_LEAKS and leak.reporter_id is not None
    pays = leak.program.kind != ProgramKind.DISCLOSURE
    if not (is_due and pays and policies.can_propose(actor, leak)):
        return None
    judge = judge_of_leak(leak)
    return LeakOffer(
        leak=leak.public_id,
        program_name=leak.program.name,
        brief_version=judge.version,
        currency=judge.brief.currency,
        ranges=tuple((level, offered_for_leak(judge, level)) for level in PRIORITIES),
        maximum_minor=judge.brief.program_maximum_minor,
        awarded_minor=awarded_minor(leak),
    )


def offered(report: Report) -> RewardRange | None:
    """The range of the pinned table for priority and target; None where nothing is paid."""
    if report.priority is None or report.brief_id is None:
        return None
    listed = report.target_id not in ("", OTHER_TARGET)
    found = table.reward_range(
        pinned(report.brief_id).brief,
        priority=report.priority,
        target_id=report.target_id if listed else None,
    )
    if found is None:
        return None
    return RewardRange(found.minimum_minor, found.maximum_minor)


def judge_of_leak(leak: Leak) -> PinnedBrief:
    """The brief that was in force when a leaked key was reported."""
    found = (
        BriefRow.objects.filter(program=leak.program_id, published_at__lte=leak.created_at)
        .order_by("-version")
        .values_list("pk", flat=True)
    )
    return pinned(found[:1].get())


def offered_for_leak(judge: PinnedBrief, priority: int) -> RewardRange | None:
    """The range of the general rows for this priority; None where nothing is paid."""
    found = table.reward_range(judge.brief, priority=priority, target_id=None)
    return RewardRange(found.minimum_minor, found.maximum_minor) if found else None


def awarded_minor(about: Report | Leak) -> int:
    """What it has: proposed, approved and paid, bounties and bonuses together."""
    counted = about.awards.filter(state__in=COUNTED)
    return sum(counted.values_list("amount_minor", flat=True))


def group_name(brief: Brief, target_id: str) -> str:
    """The name of the group of the target; empty for a target without one."""
    target = brief.target(target_id)
    wanted = target.group if target else None
    return next((group.name for group in brief.groups if group.id == wanted), "")
