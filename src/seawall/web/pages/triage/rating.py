"""The form of an opinion of the severity, with a calculator beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed
from seawall.domain.reports import queries
from seawall.domain.reports.rules.reasons import CHOICES, REASONS
from seawall.domain.taxonomy.rules import cvss
from seawall.web.pages.reports import threads, wording
from seawall.web.pages.reports.threads import ThreadPage
from seawall.web.pages.triage import panes
from seawall.web.pages.triage.filtering import Options
from seawall.web.pages.triage.framing import ActPage, framed, seen_by_team
from seawall.web.pages.triage.narrowing import Narrowing

VERSIONS = ("3.1", "4.0")


PRIORITIES: Options = tuple((str(number), f"P{number}") for number in range(1, 6))


@dataclass(frozen=True, slots=True)
class MetricChoice:
    """One metric of the calculator, as its component takes it."""

    key: str
    label: str
    options: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Calculator:
    """One version of CVSS. `name` is that of its input."""

    name: str
    version: str
    label: str
    metrics: tuple[MetricChoice, ...]


@dataclass(frozen=True, slots=True)
class SeverityPage(ActPage):
    """`calculators` is empty where the programme rates by label only."""

    sides: tuple[tuple[str, threads.Opinion | None], ...] = ()
    reasons: Options = ()
    priorities: Options = ()
    calculators: tuple[Calculator, ...] = ()
    score_url: str = ""
    initial: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """What a vector scores and how it differs from what was said before."""

    score: Decimal
    level: str
    vector: str
    priority: int
    compared_with: str
    changes: tuple[cvss.MetricChange, ...]


def severity_page(actor: Actor, public_id: str, narrowing: Narrowing) -> SeverityPage:
    """The form of an opinion of the team. Raises NotAllowed."""
    thread = seen_by_team(actor, public_id)
    if not thread.report.abilities.can_set_severity:
        raise NotAllowed(_("Your role may not rate this report."))
    return SeverityPage(
        **framed(
            thread,
            narrowing,
            "severity",
            title=_("Priority and severity"),
            submit=_("Save the rating"),
            icon="scale",
            fields="triage/_fields_severity.html",
        ),
        sides=panes.sides(thread),
        reasons=tuple((code.value, _(REASONS[code])) for code in CHOICES),
        priorities=PRIORITIES,
        calculators=() if thread.report.label_only else tuple(map(_calculator, VERSIONS)),
        score_url=panes.url("score", thread.public_id, ""),
        initial=_rating(thread),
    )


def score(actor: Actor, public_id: str, vector: str) -> Score:
    """What a vector means beside the opinions so far. Raises Invalid for one that is none."""
    report = queries.thread(actor, public_id)
    found = cvss.parse(vector)
    last = [opinion for opinion in report.opinions.values() if opinion.cvss]
    before = last[-1] if last else None
    return Score(
        score=found.score,
        level=str(found.rating),
        vector=found.vector,
        priority=cvss.priority_for_score(found.score),
        compared_with=wording.side(before.side) if before else "",
        changes=cvss.metric_diff(before.cvss, found.vector) if before else (),
    )


def _calculator(version: str) -> Calculator:
    return Calculator(
        name="cvss" if version == VERSIONS[0] else "cvss4",
        version=version,
        label=f"CVSS {version}",
        metrics=tuple(
            MetricChoice(
                metric.code,
                _(metric.name),
                tuple((value.code, _(value.name), _(value.explanation)) for value in metric.values),
            )
            for metric in cvss.metrics(version)
        ),
    )


def _rating(thread: ThreadPage) -> dict[str, str]:
    """What the form begins with: the newest opinion of the side that decides."""
    last = thread.opinions[-1] if thread.opinions else None
    vector = next((each.vector for each in reversed(thread.opinions) if each.vector), "")
    is_four = vector.startswith("CVSS:4.0/")
    return {
        "side": "final" if last and last.side == "final" else "triage",
        "priority": str(thread.priority or ""),
        "cvss": "" if is_four else vector,
        "cvss4": vector if is_four else "",
    }
