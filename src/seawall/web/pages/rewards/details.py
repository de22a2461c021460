"""One award and what can be done with it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.rewards import queries
from seawall.domain.rewards.queries import AwardDetail, Part
from seawall.domain.rewards.rules.awarding import AwardState
from seawall.lib.money import format_money
from seawall.web.pages.rewards.awards import AwardLine, award_line
from seawall.web.pages.rewards.wording import ANSWER_LABELS, ENTRY_LABELS


@dataclass(frozen=True, slots=True)
class PartLine:
    """One person's part. `pay_step` names the step that pays it, empty for none."""

    user_id: int
    handle: str
    answer: str
    share: int
    amount: str
    paid: str
    owed: str
    is_owed: bool
    pay_step: str


@dataclass(frozen=True, slots=True)
class PostedLine:
    """One transaction in the ledger."""

    public_id: str
    label: str
    reverses: str
    at: datetime
    by: str
    amount: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something this person can do to the award now: a form in a dialog, or in the page."""

    key: str
    title: str
    button: str
    kind: str
    icon: str
    url: str
    lead: str


@dataclass(frozen=True, slots=True)
class AwardPage:
    """One award: what decides it, who gets what, and what can be done."""

    detail: AwardDetail
    line: AwardLine
    subject_url: str
    range: str
    maximum: str
    total: str
    parts: tuple[PartLine, ...]
    posted: tuple[PostedLine, ...]
    steps: tuple[Step, ...]
    waits_for: str

    @property
    def is_waiting(self) -> bool:
        """Nothing is owed yet: the split is what an approval would post."""
        return self.detail.row.state == AwardState.PROPOSED

    @property
    def shows_split(self) -> bool:
        return self.detail.row.state != AwardState.REJECTED

    def step(self, key: str) -> Step | None:
        """The step with this name, if it can be taken now."""
        return next((one for one in self.steps if one.key == key), None)


def award_page(actor: Actor, public_id: str) -> AwardPage:
    """Raises NotFound for an award that is not the actor's business."""
    detail = queries.award(public_id, actor=actor)
    row = detail.row
    return AwardPage(
        detail=detail,
        line=award_line(row),
        subject_url=_subject_url(detail) if detail.can_open_subject else "",
        range=_range(detail),
        maximum=_money(detail.maximum_minor, row.currency),
        total=_money(detail.total_minor, row.currency),
        parts=tuple(_part(part, detail) for part in detail.parts),
        posted=tuple(_posted(each, row.currency) for each in detail.posted),
        steps=tuple(_steps(detail)),
        waits_for=_waits_for(detail),
    )


def _subject_url(detail: AwardDetail) -> str:
    if detail.row.leak:
        return f"/leaks/{detail.row.leak}"
    return f"/inbox/{detail.row.report}" if detail.is_team else f"/reports/{detail.row.report}"


def _range(detail: AwardDetail) -> str:
    if detail.range is None:
        if detail.row.leak:
            return _("Nothing: the table has no row for this priority")
        return _("Nothing: the table has no row for this report")
    currency = detail.row.currency
    least, most = detail.range.minimum_minor, detail.range.maximum_minor
    if least == most:
        return format_money(most, currency)
    if not least:
        return _("up to %(most)s") % {"most": format_money(most, currency)}
    return f"{format_money(least, currency)} – {format_money(most, currency)}"


def _money(amount_minor: int | None, currency: str) -> str:
    return "" if amount_minor is None else format_money(amount_minor, currency)


def _part(part: Part, detail: AwardDetail) -> PartLine:
    currency = detail.row.currency
    payable = detail.can_pay or detail.needs_second_factor
    return PartLine(
        user_id=part.user_id,
        handle=part.handle,
        answer=_(ANSWER_LABELS[part.answer]) if part.answer in ANSWER_LABELS else "",
        share=part.share,
        amount=format_money(part.amount_minor, currency),
        paid=format_money(part.paid_minor, currency),
        owed=format_money(part.owed_minor, currency),
        is_owed=part.owed_minor > 0,
        pay_step=f"pay-{part.user_id}" if payable and part.owed_minor > 0 else "",
    )


def _posted(each: queries.Posted, currency: str) -> PostedLine:
    return PostedLine(
        public_id=each.public_id,
        label=_(ENTRY_LABELS[each.kind]),
        reverses=each.reverses,
        at=each.at,
        by=each.by,
        amount=format_money(each.amount_minor, currency),
        words=each.reference or each.note,
    )


def _steps(detail: AwardDetail) -> list[Step]:
    row = detail.row
    home, amount = f"/awards/{row.public_id}", format_money(row.amount_minor, row.currency)
    told = {"amount": amount, "report": row.report or row.leak}
    steps = []
    if detail.can_approve:
        lead = _("The ledger then owes the sums below. A correction is a reversal, never an edit.")
        title = _("Approve %(amount)s for %(report)s?") % told
        steps.append(
            Step("approve", title, _("Approve"), "primary", "check", f"{home}/approve", lead)
        )
    if detail.can_reject:
        lead = _("Nothing is owed. The reporter is not told; who proposed it is.")
        title = _("Reject %(amount)s for %(report)s?") % told
        steps.append(Step("reject", title, _("Reject"), "danger", "x", f"{home}/reject", lead))
    for part in detail.parts:
        if detail.can_pay and part.owed_minor > 0:
            owed = format_money(part.owed_minor, row.currency)
            title = _("Record the payout of %(owed)s to @%(handle)s") % {
                "owed": owed,
                "handle": part.handle,
            }
            lead = _("Record it after the money was sent. The payee is told.")
            url = f"{home}/pay/{part.user_id}"
            button = _("Record payout")
            steps.append(
                Step(f"pay-{part.user_id}", title, button, "primary", "banknote", url, lead)
            )
    if detail.can_reverse:
        lead = _("Every entry of this award gets its opposite. What was posted stays readable.")
        title = _("Reverse %(amount)s for %(report)s?") % told
        steps.append(
            Step("reverse", title, _("Reverse"), "danger", "rotate-ccw", f"{home}/reverse", lead)
        )
    return steps


def _waits_for(detail: AwardDetail) -> str:
    """Why this person cannot act although the award waits."""
    if not detail.is_team or detail.row.state != AwardState.PROPOSED or detail.can_approve:
        return ""
    if detail.is_own_proposal:
        return _("You proposed this award. A second person decides on it.")
    if detail.can_reject:
        if detail.row.leak:
            return _("The key is not revoked any more: this award can only be rejected.")
        return _("The report is not accepted any more: this award can only be rejected.")
    return _("An owner, a programme manager or finance decides on it.")
