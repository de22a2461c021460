"""A rating that somebody states, checked against the brief that judges the report."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief import SeverityMode
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.briefs import PinnedBrief
from seawall.domain.taxonomy.rules import cvss as scores
from seawall.lib.text import UnsafeText, clean_text

LONGEST_REASON = 4000


@dataclass(frozen=True, slots=True)
class Rating:
    """A priority, with the vector it rests on if there is one."""

    priority: int
    vector: str
    score: Decimal | None


def checked(report: Report, judge: PinnedBrief, priority: int | None, vector: str) -> Rating:
    """The rating; without a priority the score decides it.

    Raises Invalid for a vector where the programme rates by label only, and for a priority better
    than the target permits.
    """
    vector = vector.strip()
    if vector and judge.brief.severity_mode == SeverityMode.LABEL:
        raise Invalid(
            _("This programme rates by priority only. Leave the CVSS vector empty."), field="cvss"
        )
    score = scores.parse(vector) if vector else None
    if priority is None:
        if score is None:
            raise Invalid(_("Choose a priority from 1 to 5."), field="priority")
        priority = scores.priority_for_score(score.score)
    elif isinstance(priority, bool) or priority not in range(1, 6):
        raise Invalid(_("A priority is a number from 1 to 5."), field="priority")
    target = judge.brief.target(report.target_id)
    cap = target.maximum_priority if target else None
    if target is not None and cap is not None and priority < cap:
        raise Invalid(
            _("A report on %(target)s is P%(cap)s at most.") % {"target": target.id, "cap": cap},
            field="priority",
        )
    return Rating(priority, score.vector if score else "", score.score if score else None)


def sentence(text: str, *, field: str = "reason", longest: int = LONGEST_REASON) -> str:
    """Words as they are stored. Raises Invalid for what cannot be, or is too long."""
    try:
        cleaned = clean_text(text).strip()
    except UnsafeText as error:
        raise Invalid(str(error), field=field) from error
    if len(cleaned) > longest:
        raise Invalid(_("At most %(most)s characters.") % {"most": longest}, field=field)
    return cleaned
