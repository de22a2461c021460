"""The team's verdict on a retest; with it goes what was promised for the work."""

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed
from seawall.domain.reports import commands as reports
from seawall.domain.reports.models import Retest
from seawall.domain.reports.rules.deciding import RewardReason
from seawall.domain.rewards import policies
from seawall.domain.rewards.commands.holding import tell
from seawall.domain.rewards.events import AwardProposed
from seawall.domain.rewards.models import Award
from seawall.domain.rewards.rules.awarding import AwardKind, AwardState
from seawall.lib import clock, ids


@transaction.atomic
def judge_retest(report_id: str, *, confirm: bool, note: str = "", actor: Actor) -> Retest:
    """Agree to what the reporter found, whatever that is, or reject it with a reason.

    Who agrees proposes the pay that was promised: an award that a second person approves, as any
    other. Raises NotFound, NotAllowed, Conflict (not answered yet) and Invalid (no reason).
    """
    row = reports.close_retest(report_id, confirm=confirm, note=note, actor=actor)
    if confirm and row.pay_minor is not None:
        _propose(row, row.pay_minor, actor)
    return row


def _propose(row: Retest, pay_minor: int, actor: Actor) -> None:
    report = row.report
    if not policies.can_propose(actor, report):
        raise NotAllowed(_("This retest is paid. Somebody who may propose awards must confirm it."))
    award = Award.objects.create(
        public_id=ids.public_id("A"),
        report=report,
        retest=row,
        kind=AwardKind.BONUS,
        state=AwardState.PROPOSED,
        amount_minor=pay_minor,
        currency=row.currency or "",
        reason_code=RewardReason.RETEST,
        proposed_at=clock.now(),
        proposed_by_id=actor.user_id or 0,
    )
    event = AwardProposed(
        award=award.public_id,
        report=report.public_id,
        kind=award.kind,
        amount_minor=pay_minor,
        currency=award.currency,
        is_exceptional=False,
    )
    tell(event, report, actor)
