"""Recording that money left."""

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.rewards import policies
from seawall.domain.rewards.commands.holding import held, tell, words
from seawall.domain.rewards.commands.posting import post
from seawall.domain.rewards.events import PayoutRecorded
from seawall.domain.rewards.models import Award
from seawall.domain.rewards.queries import shares
from seawall.domain.rewards.rules import awarding, ledger
from seawall.domain.rewards.rules.awarding import AwardState
from seawall.domain.rewards.rules.ledger import EntryKind

LONGEST_REFERENCE = 200


@transaction.atomic
def record_payout(award_id: str, *, user_id: int, reference: str, actor: Actor) -> Award:
    """Record that a payee's whole part of an award was paid, with the payment's reference.

    The award is paid when the last payee is. Paying a part twice is refused.
    """
    award = held(award_id, actor)
    if policies.lacks_second_factor_to_pay(actor, award):
        raise NotAllowed(_("Recording a payout needs a second factor. Sign in with yours."))
    if not policies.can_pay(actor, award):
        raise NotAllowed(_("Your role may not record payouts."))
    if not reference.strip():
        raise Invalid(_("Give the reference of the payment."), field="reference")
    if award.state != AwardState.APPROVED:
        raise Conflict(_("An award that is %(state)s cannot be paid.") % {"state": award.state})
    owed = shares.owed(award)
    if owed.get(user_id, 0) <= 0:
        raise Conflict(_("Nothing of this award is owed to this person (any more)."))
    amount = owed.pop(user_id)
    postings = ledger.payout_postings(award.subject.program.slug, user_id, amount)
    posted = post(
        award,
        EntryKind.PAYOUT,
        postings,
        actor,
        reference=words(
            reference, "reference", LONGEST_REFERENCE, about=award.subject, actor=actor
        ),
    )
    if not any(owed.values()):
        award.state = awarding.check_award_move("pay", AwardState(award.state))
        award.save(update_fields=["state"])
    tell(
        PayoutRecorded(
            award=award.public_id,
            report=award.report_name,
            leak=award.leak_name,
            user_id=user_id,
            amount_minor=amount,
            currency=award.currency,
            transaction=posted.public_id,
        ),
        award.subject,
        actor,
    )
    return award
