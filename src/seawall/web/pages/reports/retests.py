"""The page of a report's retests: what was asked and said, and the reader's next step."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.reports import queries
from seawall.domain.reports.queries import ReportPage, RetestView
from seawall.domain.reports.rules import retesting
from seawall.domain.reports.rules.retesting import RETEST_LABELS, RetestState
from seawall.domain.reports.rules.workflow import RETEST, Party, State
from seawall.lib.money import format_money
from seawall.web.pages.reports import composing, wording
from seawall.web.pages.reports.files import FileLine, file_lines
from seawall.web.pages.reports.prose import Links, Words
from seawall.web.pages.reports.timelines import name_of

_TONES = {
    RetestState.INVITED: "warn",
    RetestState.TAKEN_ON: "warn",
    RetestState.ANSWERED: "note",
    RetestState.CONFIRMED: "ok",
}


@dataclass(frozen=True, slots=True)
class RetestCard:
    """One retest as both sides read it. `answer` is empty until the reporter answered."""

    public_id: str
    label: str
    tone: str
    fix: str
    note: Words
    asked_by: str
    asked_at: datetime
    due_at: datetime
    is_late: bool
    is_open: bool
    pay: str
    answer: str
    answered_at: datetime | None
    summary: Words
    files: tuple[FileLine, ...]
    reason: Words
    ended_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class RetestPage:
    """`steps` names the forms that are the reader's now: ask, accept, answer, decline, cancel,
    judge. `currency` is empty where the reader may promise no pay.
    """

    public_id: str
    title: str
    state: State
    turn: str
    is_my_turn: bool
    cards: tuple[RetestCard, ...]
    steps: frozenset[str]
    fix: str
    currency: str
    least_pay: str
    days: tuple[int, int]
    confirm_help: str
    upload_url: str
    waiting: tuple[FileLine, ...]
    url: str
    back: str


def retest_page(actor: Actor, public_id: str) -> RetestPage:
    """The page. Raises NotFound for whoever may not see the report."""
    report = queries.thread(actor, public_id)
    found = queries.retests(actor, public_id, door=None)
    number, links = report.row.public_id, Links()
    latest = found.views[-1] if found.views else None
    box = composing.composer(actor, report, None)
    currency = found.pays_in
    return RetestPage(
        public_id=number,
        title=report.row.title,
        state=report.row.state,
        turn=wording.turn(report.row.turn, report.side),
        is_my_turn=report.row.turn == report.side,
        cards=tuple(_card(view, links) for view in reversed(found.views)),
        steps=_steps(report, latest),
        fix=report.fix,
        currency=currency,
        least_pay=format_money(retesting.least_pay_minor(currency), currency) if currency else "",
        days=(retesting.SHORTEST_DAYS, retesting.LONGEST_DAYS),
        confirm_help=_confirm_help(latest),
        upload_url=box.upload_url if box else "",
        waiting=box.waiting if box else (),
        url=reverse("report-retest", args=[number]),
        back=reverse("inbox-report" if report.side == Party.TEAM else "report", args=[number]),
    )


def _steps(report: ReportPage, latest: RetestView | None) -> frozenset[str]:
    """What the reader may do now: the workflow says whose step it is."""
    if not report.abilities.can_retest:
        return frozenset()
    if report.row.state not in RETEST or latest is None:
        return frozenset({"ask"})
    if report.side == Party.TEAM:
        if latest.state is RetestState.INVITED:
            return frozenset({"cancel"})
        return frozenset({"judge"} if latest.state is RetestState.ANSWERED else ())
    steps = {"answer", "decline"}
    return frozenset(steps | {"accept"} if latest.accepted_at is None else steps)


def _confirm_help(latest: RetestView | None) -> str:
    if latest is None or latest.is_fixed is None:
        return ""
    leads_to = State.RESOLVED if latest.is_fixed else State.ACCEPTED
    told = _("The report becomes: %(state)s.") % {"state": wording.state(leads_to)}
    if latest.pay_minor is None:
        return told
    pay = format_money(latest.pay_minor, latest.currency)
    proposed = _("%(pay)s is proposed; a second person approves it.") % {"pay": pay}
    return f"{told} {proposed}"


def _card(view: RetestView, links: Links) -> RetestCard:
    answer = ""
    if view.is_fixed is not None:
        answer = _("It is fixed") if view.is_fixed else _("It can still be reproduced")
    return RetestCard(
        public_id=view.public_id,
        label=_(RETEST_LABELS[view.state]),
        tone=_TONES.get(view.state, "neutral"),
        fix=view.fix,
        note=links.words(view.note),
        asked_by=name_of(view.asked_by),
        asked_at=view.asked_at,
        due_at=view.due_at,
        is_late=view.is_late,
        is_open=view.is_open,
        pay=format_money(view.pay_minor, view.currency) if view.pay_minor else "",
        answer=answer,
        answered_at=view.answered_at,
        summary=links.words(view.summary),
        files=file_lines(view.attachments),
        reason=links.words(view.reason),
        ended_by=name_of(view.ended_by) if view.ended_by else "",
        ended_at=view.ended_at,
    )
