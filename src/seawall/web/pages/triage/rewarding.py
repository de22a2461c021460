"""The forms that propose an award and decline one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, NotAllowed
from seawall.domain.reports.rules.deciding import (
    AWARD_CHOICES,
    DECLINE_CHOICES,
    REWARD_REASONS,
    RewardReason,
)
from seawall.domain.rewards.queries import Offer
from seawall.lib.money import format_money, plain_amount
from seawall.web.pages.triage import panes
from seawall.web.pages.triage.filtering import Options
from seawall.web.pages.triage.framing import ActPage, framed, seen_by_team
from seawall.web.pages.triage.narrowing import Narrowing


@dataclass(frozen=True, slots=True)
class AwardPage(ActPage):
    """What may be proposed. `proposed` is the sum the form begins with."""

    currency: str = ""
    range: str = ""
    group: str = ""
    maximum: str = ""
    awarded: str = ""
    proposed: str = ""
    kinds: Options = ()
    reasons: Options = ()
    brief_version: int | None = None


@dataclass(frozen=True, slots=True)
class DeclinePage(ActPage):
    """Why there may be no reward."""

    reasons: Options = ()


def award_page(actor: Actor, public_id: str, narrowing: Narrowing) -> AwardPage:
    """A proposal. Raises NotAllowed when this actor can propose nothing for this report now."""
    thread = seen_by_team(actor, public_id)
    found = panes.offer(actor, thread)
    if found is None:
        raise NotAllowed(
            _("An award can be proposed for an accepted or resolved report, by who may do so.")
        )
    most, so_far = found.maximum_minor, found.awarded_minor
    return AwardPage(
        **framed(
            thread,
            narrowing,
            "award",
            title=_("Propose an award"),
            submit=_("Propose"),
            icon="award",
            fields="triage/_fields_award.html",
        ),
        currency=found.currency,
        range=panes.range_text(found),
        group=found.target_group,
        maximum=format_money(most, found.currency, short=True) if most is not None else "",
        awarded=format_money(so_far, found.currency, short=True) if so_far else "",
        proposed=_proposed(found),
        kinds=(("bounty", _("Bounty")), ("bonus", _("Bonus"))),
        reasons=_reward_reasons(AWARD_CHOICES),
        brief_version=found.brief_version,
    )


def decline_page(actor: Actor, public_id: str, narrowing: Narrowing) -> DeclinePage:
    """To say that there is no reward. Raises NotAllowed, and Conflict where it is decided."""
    thread = seen_by_team(actor, public_id)
    if not panes.may_decide(actor, thread):
        raise NotAllowed(_("Your role may not decide on rewards for this report."))
    if not panes.may_decline(actor, thread):
        raise Conflict(_("The reward of this report is decided, or it is not triaged yet."))
    return DeclinePage(
        **framed(
            thread,
            narrowing,
            "decline",
            title=_("No reward"),
            submit=_("Declare not eligible"),
            icon="ban",
            fields="triage/_fields_decline.html",
        ),
        reasons=_reward_reasons(DECLINE_CHOICES),
    )


def _reward_reasons(choices: tuple[RewardReason, ...]) -> Options:
    return tuple((code.value, _(REWARD_REASONS[code])) for code in choices)


def _proposed(found: Offer) -> str:
    if found.range is None:
        return ""
    least, most = found.range.minimum_minor, found.range.maximum_minor
    return plain_amount(least or most, found.currency)
