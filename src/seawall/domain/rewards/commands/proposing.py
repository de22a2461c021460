"""Proposing a sum, and saying that there is none."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.leaks import policies as leak_policies
from seawall.domain.leaks.models import Leak
from seawall.domain.leaks.rules.workflow import LeakState
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.domain.reports import commands as reports
from seawall.domain.reports import policies as report_policies
from seawall.domain.reports.commands import clocking
from seawall.domain.reports.models import Audience, Report
from seawall.domain.reports.queries.briefs import PinnedBrief, pinned
from seawall.domain.reports.rules.deciding import DECLINE_CHOICES, reward_reason
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards import policies
from seawall.domain.rewards.commands.holding import LONGEST_REASON, tell, words
from seawall.domain.rewards.commands.posting import note_decision
from seawall.domain.rewards.events import AwardProposed, RewardDeclined
from seawall.domain.rewards.models import Award
from seawall.domain.rewards.queries import offers
from seawall.domain.rewards.rules import awarding
from seawall.domain.rewards.rules.awarding import AwardState, RewardRange
from seawall.lib import clock, ids, money

LARGEST_MINOR = money.LARGEST_AMOUNT_MINOR


@dataclass(frozen=True, slots=True)
class _Sum:
    """What somebody proposes."""

    amount_minor: int
    currency: str
    kind: str
    reason: str
    reason_code: str = ""


@transaction.atomic
def propose(
    report_id: str,
    *,
    amount_minor: int,
    currency: str,
    kind: str,
    reason: str,
    reason_code: str = "",
    actor: Actor,
) -> Award:
    """Propose a sum for an accepted or resolved report, judged by the brief it is pinned to.

    Outside the range or above the maximum a reason is needed, which `reason_code` may class; every
    award needs a second person. Raises NotFound, NotAllowed, Conflict (state), Invalid (amount,
    currency, kind, reason, reason_code).
    """
    report = _report(report_id, actor)
    if not policies.can_propose(actor, report):
        raise NotAllowed(_("Your role may not propose an award for this report."))
    awarding.check_eligible(State(report.state))
    judge = pinned(report.brief_id or 0)
    given = _Sum(amount_minor, currency, kind, reason, reason_code)
    return _proposed(report, given, judge=judge, offered=offers.offered(report), actor=actor)


@transaction.atomic
def propose_for_leak(
    leak_id: str,
    *,
    priority: int,
    amount_minor: int,
    currency: str,
    kind: str,
    reason: str,
    actor: Actor,
) -> Award:
    """Propose a sum for a revoked leaked key, judged by the brief in force when it was reported.

    `priority` is what the key is judged to be: the general rows of the table say what that earns.
    Raises as `propose` does, and Conflict for one that was reported without an account.
    """
    leak = _leak(leak_id, actor)
    if not policies.can_propose(actor, leak):
        raise NotAllowed(_("Your role may not propose an award for this leaked key."))
    awarding.check_leak_eligible(LeakState(leak.state), is_anonymous=leak.reporter_id is None)
    if priority not in awarding.PRIORITIES:
        raise Invalid(_("Choose a priority from P1 to P5."), field="priority")
    judge = offers.judge_of_leak(leak)
    given = _Sum(amount_minor, currency, kind, reason)
    offered = offers.offered_for_leak(judge, priority)
    return _proposed(leak, given, judge=judge, offered=offered, priority=priority, actor=actor)


def _proposed(
    about: Report | Leak,
    given: _Sum,
    *,
    judge: PinnedBrief,
    offered: RewardRange | None,
    actor: Actor,
    priority: int | None = None,
) -> Award:
    proposal = _checked(about, given, judge=judge, offered=offered)
    award = Award.objects.create(
        public_id=ids.public_id("A"),
        report=about if isinstance(about, Report) else None,
        leak=about if isinstance(about, Leak) else None,
        priority=priority,
        kind=proposal.kind,
        state=AwardState.PROPOSED,
        amount_minor=given.amount_minor,
        currency=judge.brief.currency,
        range_minimum_minor=offered.minimum_minor if offered else None,
        range_maximum_minor=offered.maximum_minor if offered else None,
        is_exceptional=proposal.is_exceptional,
        reason_code=proposal.reason_code,
        reason=words(given.reason, "reason", LONGEST_REASON, about=about, actor=actor),
        proposed_at=clock.now(),
        proposed_by_id=actor.user_id or 0,
    )
    event = AwardProposed(
        award=award.public_id,
        report=award.report_name,
        leak=award.leak_name,
        kind=award.kind,
        amount_minor=given.amount_minor,
        currency=award.currency,
        is_exceptional=award.is_exceptional,
    )
    tell(event, about, actor)
    return award


def _checked(
    about: Report | Leak, given: _Sum, *, judge: PinnedBrief, offered: RewardRange | None
) -> awarding.Proposal:
    if about.program.kind == ProgramKind.DISCLOSURE:
        raise Conflict(_("This programme pays no rewards."), code="no_rewards")
    if given.currency.strip().upper() != judge.brief.currency:
        raise Invalid(
            _("This programme pays in %(currency)s.") % {"currency": judge.brief.currency},
            field="currency",
        )
    if given.amount_minor > LARGEST_MINOR:
        raise Invalid(_("The amount is too large to be meant."), field="amount_minor")
    return awarding.check_proposal(
        given.amount_minor,
        offered=offered,
        program_maximum_minor=judge.brief.program_maximum_minor,
        kind=given.kind,
        reason=given.reason,
        awarded_minor=offers.awarded_minor(about),
        reason_code=given.reason_code,
    )


@transaction.atomic
def decline_reward(report_id: str, *, reason: str, reason_code: str, actor: Actor) -> None:
    """Declare a triaged report not eligible: the reward clock stops, the reporter reads why.

    The reason becomes a comment to the participants. Raises NotFound, NotAllowed, Conflict while
    an award waits for its decision, where the reward is decided or nothing was promised, Invalid
    for no sentence and for no reason of `deciding.DECLINE_CHOICES`.
    """
    report = _report(report_id, actor)
    if not policies.can_propose(actor, report):
        raise NotAllowed(_("Your role may not decide on rewards for this report."))
    if report.awards.filter(state=AwardState.PROPOSED, retest__isnull=True).exists():
        raise Conflict(_("An award is proposed for this report. Decide on it first."))
    if not awarding.can_decline(
        State(report.state),
        is_triaged=report.triaged_at is not None,
        is_decided=report.rewarded_at is not None,
    ):
        raise Conflict(_("The reward of this report is decided, or it is not triaged yet."))
    if not reason.strip():
        raise Invalid(_("Say why in a sentence; the reporter reads it."), field="reason")
    code = reward_reason(reason_code, DECLINE_CHOICES)
    said = reports.comment(report_id, body=reason, audience=Audience.PARTICIPANTS, actor=actor)
    clocking.note_reward(report.pk, at=clock.now())
    currency = pinned(report.brief_id or 0).brief.currency
    note_decision(report, (0, 0, currency), reason_code=code, reason=said.body, actor=actor)
    tell(RewardDeclined(report=report.public_id, reason_code=code), report, actor)


def _report(public_id: str, actor: Actor) -> Report:
    found = (
        report_policies.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("program")
        .prefetch_related("collaborators")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _leak(public_id: str, actor: Actor) -> Leak:
    found = (
        leak_policies.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("program")
        .filter(public_id=ids.normalize(public_id))
        .first()
    )
    if found is None:
        raise NotFound
    return found
