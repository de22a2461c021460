"""Decisions on a report as both sides read them, and the two forms of an objection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, NotAllowed, NotFound
from seawall.domain.reports import queries
from seawall.domain.reports.queries import AppealRow, AppealView, DecisionView, ReportPage
from seawall.domain.reports.rules.deciding import (
    DECISION_LABELS,
    OUTCOME_LABELS,
    REWARD_REASONS,
    SCOPE_REASONS,
    DecisionKind,
    Outcome,
)
from seawall.domain.reports.rules.workflow import State
from seawall.domain.taxonomy.rules import cvss
from seawall.domain.taxonomy.rules.cvss import MetricChange
from seawall.lib import ids
from seawall.lib.money import format_money
from seawall.web.pages.reports import wording
from seawall.web.pages.reports.drafts import Metric, metrics_of
from seawall.web.pages.reports.prose import Links, Words
from seawall.web.pages.reports.timelines import name_of

_TONES = {Outcome.UPHELD: "ok", Outcome.PARTLY: "info", Outcome.REJECTED: "neutral"}


@dataclass(frozen=True, slots=True)
class AppealCard:
    """An objection as it stands. `outcome_label` is empty while it waits until `due`."""

    text: Words
    priority: int | None
    score: str
    level: str
    vector: str
    changes: tuple[MetricChange, ...]
    by: str
    at: datetime
    due: datetime
    is_late: bool
    outcome_label: str
    tone: str
    reason: Words
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One decision. `appeal_url` and `decide_url` are empty for whoever may not; `is_own`: the
    reader took it, so somebody else has to answer.
    """

    public_id: str
    anchor: str
    kind: str
    kind_label: str
    what: str
    reason_label: str
    reason: Words
    changes: tuple[MetricChange, ...]
    by: str
    at: datetime
    follows_appeal: bool
    appeal: AppealCard | None
    appeal_url: str
    decide_url: str
    is_own: bool


def cards(report: ReportPage, links: Links) -> tuple[DecisionCard, ...]:
    """The newest first."""
    number = report.row.public_id
    return tuple(_card(number, view, links) for view in reversed(report.decisions))


def kind_label(kind: str) -> str:
    """Such as "Severity"."""
    return _(DECISION_LABELS[DecisionKind(kind)])


def outcome_label(outcome: str) -> str:
    """Such as "Upheld"; empty for none."""
    return _(OUTCOME_LABELS[Outcome(outcome)]) if outcome else ""


def _card(number: str, view: DecisionView, links: Links) -> DecisionCard:
    address = [number, view.public_id]
    return DecisionCard(
        public_id=view.public_id,
        anchor=f"decision-{view.public_id}",
        kind=view.kind,
        kind_label=kind_label(view.kind),
        what=_what(view),
        reason_label=_reason(view),
        reason=links.words(view.reason),
        changes=view.changes,
        by=name_of(view.made_by),
        at=view.made_at,
        follows_appeal=view.follows_appeal,
        appeal=_appeal(view.appeal, links) if view.appeal else None,
        appeal_url=reverse("report-appeal", args=address) if view.can_appeal else "",
        decide_url=reverse("report-appeal-decide", args=address) if view.can_decide else "",
        is_own=view.is_own,
    )


def _appeal(view: AppealView, links: Links) -> AppealCard:
    return AppealCard(
        text=links.words(view.text),
        priority=view.priority,
        score=str(view.score) if view.score is not None else "",
        level=str(cvss.rating_for_score(view.score)) if view.score is not None else "",
        vector=view.cvss,
        changes=view.changes,
        by=name_of(view.filed_by),
        at=view.filed_at,
        due=view.due_at,
        is_late=view.is_late,
        outcome_label=outcome_label(view.outcome),
        tone=_TONES[Outcome(view.outcome)] if view.outcome else "warn",
        reason=links.words(view.reason),
        decided_by=name_of(view.decided_by) if view.decided_by else "",
        decided_at=view.decided_at,
    )


def _what(view: DecisionView) -> str:
    """The change in one line."""
    if view.kind == DecisionKind.SEVERITY:
        return _from_to(_priority(view.before), _priority(view.after))
    if view.kind == DecisionKind.REWARD:
        return _from_to(_sum(view.before), _sum(view.after))
    said = _from_to(_state(view.before), _state(view.after))
    rule = view.after.get("rule")
    return f"{said} · {rule}" if rule else said


def _from_to(before: str, after: str) -> str:
    if before in ("", after):
        return after
    return _("%(before)s → %(after)s") % {"before": before, "after": after}


def _priority(values: Mapping[str, Any]) -> str:
    level = values.get("priority")
    return f"P{level}" if level else ""


def _state(values: Mapping[str, Any]) -> str:
    return wording.state(State(values["state"])) if values.get("state") else ""


def _sum(values: Mapping[str, Any]) -> str:
    if not values.get("currency"):
        return _("no reward")
    amount = int(values["amount_minor"])
    return format_money(amount, values["currency"]) if amount else _("no reward")


def _reason(view: DecisionView) -> str:
    if view.kind == DecisionKind.SEVERITY:
        return wording.reason(view.reason_code)
    known: Mapping[Any, str] = REWARD_REASONS if view.kind == DecisionKind.REWARD else SCOPE_REASONS
    return _(known[view.reason_code]) if view.reason_code in known else view.reason_code


@dataclass(frozen=True, slots=True)
class AppealPage:
    """A form about one decision. `is_rated`: a priority and a vector belong to it.

    `outcomes` is empty on the reporter's form.
    """

    report: ReportPage
    public_id: str
    title: str
    decision: DecisionCard
    is_rated: bool
    takes_cvss: bool
    metrics: tuple[Metric, ...]
    priorities: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str, str], ...]
    back: str


def appeal_page(actor: Actor, public_id: str, decision_id: str) -> AppealPage:
    """The reporter's form. Raises NotFound, NotAllowed, Conflict."""
    report, view = _found(actor, public_id, decision_id)
    if not report.is_reporter:
        raise NotAllowed(_("Only the reporter may object to this decision."))
    if not view.can_appeal:
        raise Conflict(
            _("This decision cannot be objected to (any more): once, within 90 days, the newest.")
        )
    return _page(report, view, back=reverse("report", args=[report.row.public_id]))


def decide_page(actor: Actor, public_id: str, decision_id: str) -> AppealPage:
    """The form of whoever answers. Raises NotFound, NotAllowed, Conflict."""
    report, view = _found(actor, public_id, decision_id)
    if view.appeal is None:
        raise NotFound
    if view.appeal.outcome:
        raise Conflict(_("This objection is answered already."))
    if view.is_own:
        raise NotAllowed(_("You took this decision; somebody else must answer the objection."))
    if not view.can_decide:
        raise NotAllowed(_("Your role may not answer objections here."))
    return _page(
        report,
        view,
        outcomes=_outcomes(view.kind),
        back=reverse("inbox-report", args=[report.row.public_id]),
    )


def _found(actor: Actor, public_id: str, decision_id: str) -> tuple[ReportPage, DecisionView]:
    report = queries.thread(actor, public_id)
    wanted = ids.normalize(decision_id)
    view = next((one for one in report.decisions if one.public_id == wanted), None)
    if view is None:
        raise NotFound
    return report, view


def _page(
    report: ReportPage,
    view: DecisionView,
    *,
    back: str,
    outcomes: tuple[tuple[str, str, str], ...] = (),
) -> AppealPage:
    is_rated = view.kind == DecisionKind.SEVERITY
    return AppealPage(
        report=report,
        public_id=report.row.public_id,
        title=report.row.title,
        decision=_card(report.row.public_id, view, Links()),
        is_rated=is_rated,
        takes_cvss=is_rated and not report.label_only,
        metrics=metrics_of("3.1") if is_rated and not report.label_only else (),
        priorities=tuple((str(number), f"P{number}") for number in range(1, 6)),
        outcomes=outcomes,
        back=back,
    )


def _outcomes(kind: str) -> tuple[tuple[str, str, str], ...]:
    follows = {
        DecisionKind.SEVERITY: _("The final rating becomes the reporter’s, or the one given here."),
        DecisionKind.SCOPE: _("The report is opened again."),
        DecisionKind.REWARD: _("Propose the difference as an award of its own afterwards."),
    }[DecisionKind(kind)]
    helps = {
        Outcome.UPHELD: follows,
        Outcome.PARTLY: follows
        if kind == DecisionKind.REWARD
        else _("State the rating that follows."),
        Outcome.REJECTED: _("The decision stands."),
    }
    taken = [one for one in Outcome if one is not Outcome.PARTLY or kind != DecisionKind.SCOPE]
    return tuple((one.value, outcome_label(one), helps[one]) for one in taken)


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One objection in the team's list."""

    row: AppealRow
    kind_label: str
    outcome_label: str
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class AppealsPage:
    """What waits for an answer, and the newest answers."""

    waiting: tuple[AppealLine, ...]
    answered: tuple[AppealLine, ...]


def appeals_page(actor: Actor) -> AppealsPage:
    """For members of teams; empty for others."""
    return AppealsPage(
        waiting=tuple(map(_appeal_line, queries.appeals(actor, is_open=True))),
        answered=tuple(map(_appeal_line, queries.appeals(actor, is_open=False))),
    )


def _appeal_line(row: AppealRow) -> AppealLine:
    return AppealLine(
        row=row,
        kind_label=kind_label(row.kind),
        outcome_label=outcome_label(row.outcome),
        tone=_TONES[Outcome(row.outcome)] if row.outcome else "warn",
        url=f"{reverse('inbox-report', args=[row.report])}#decision-{row.decision}",
    )
