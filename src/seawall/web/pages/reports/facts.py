"""Names and values beside a report."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.errors import in_their_language
from seawall.domain.programs.rules.scope import Answer
from seawall.domain.reports.queries import ReportPage
from seawall.domain.reports.rules.workflow import Party
from seawall.domain.taxonomy import queries as taxonomy
from seawall.domain.taxonomy.rules import vrt
from seawall.web.pages.reports import wording
from seawall.web.pages.reports.timelines import name_of


@dataclass(frozen=True, slots=True)
class Weakness:
    """Where the finding stands in the taxonomy."""

    path: str
    vrt_id: str
    release: str
    cwe: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values beside the report. `scope` is in, out, unknown or empty."""

    target: str
    target_id: str
    scope: str
    scope_label: str
    scope_why: str
    scope_rule: str
    weakness: Weakness
    kind: str
    location: str
    brief_version: int | None
    brief_url: str
    revision: int
    revisions_url: str
    receipt_url: str
    content_sha256: str
    reward: str
    fix: str
    closing_rule: str
    assignee: str
    submitted_at: datetime | None


def facts(report: ReportPage) -> Facts:
    """For the reader that the report was read for."""
    row, scope = report.row, report.scope
    labels = {
        Answer.IN: _("In scope"),
        Answer.OUT: _("Out of scope"),
        Answer.UNKNOWN: _("Not listed"),
    }
    version = report.brief_version
    return Facts(
        target=row.target,
        target_id=row.target_id,
        scope=str(scope.answer) if scope else "",
        scope_label=labels[scope.answer] if scope else "",
        scope_why=in_their_language(scope.why) if scope else "",
        scope_rule=scope.rule or "" if scope else "",
        weakness=_weakness(report),
        kind=wording.kind(row.kind),
        location=report.revision.content.url,
        brief_version=version,
        brief_url=f"/programs/{row.program}/versions/{version}" if version else "",
        revision=report.revision.number,
        revisions_url=reverse("report-revisions", args=[row.public_id]),
        receipt_url=reverse("report-receipt", args=[row.public_id]),
        content_sha256=report.content_sha256,
        reward=wording.reward(report.reward),
        fix=report.fix,
        closing_rule=report.closing_rule,
        assignee=_assignee(report),
        submitted_at=row.submitted_at,
    )


def _assignee(report: ReportPage) -> str:
    """Who works on it; the reporter speaks with the team, not with one person of it."""
    if report.side != Party.TEAM or report.row.assignee is None:
        return ""
    return name_of(report.row.assignee)


def _weakness(report: ReportPage) -> Weakness:
    vrt_id, release = report.row.vrt, report.row.vrt_release
    if not vrt_id:
        return Weakness("", "", release, ())
    found = taxonomy.node(vrt_id, release or None)
    cwe = found.node.cwe if found.node else ()
    return Weakness(
        path=found.name,
        vrt_id=vrt_id,
        release=release,
        cwe=tuple((each, vrt.cwe_name(each)) for each in cwe),
    )
