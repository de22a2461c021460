"""What a brief says of a report before it is sent: one answer for the form and for the command."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from seawall.domain.errors import DomainError, in_their_language
from seawall.domain.programs.rules import excluding, rewards, scope
from seawall.domain.programs.rules.brief import Brief, ReportKind, Route, SeverityMode
from seawall.domain.programs.rules.excluding import ExclusionMatch
from seawall.domain.programs.rules.scope import Answer, ScopeAnswer
from seawall.domain.reports.queries.briefs import PinnedBrief
from seawall.domain.reports.rules.content import (
    OTHER_TARGET,
    Content,
    cleaned,
    validate_submission,
)
from seawall.domain.taxonomy.rules import cvss, vrt

PRIORITIES_OR_NONE = (None, 1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Screened:
    """A report as the brief reads it.

    `content` is cleaned, with the target and the weakness resolved to what the brief and the
    release list. `problems` maps fields to what is wrong and is empty for a report that can be
    sent. `priority` is the suggestion of the taxonomy within the target's cap, `claimed` how grave
    the reporter holds it where the programme rates by label.
    """

    content: Content
    release: str
    priority: int | None
    score: cvss.CvssScore | None
    answer: ScopeAnswer | None
    claimed: int | None = None
    exclusions: tuple[ExclusionMatch, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def routed(self) -> ExclusionMatch | None:
        """The first excluded topic that has a channel of its own."""
        return next((match for match in self.exclusions if match.exclusion.route), None)

    @property
    def route(self) -> Route | None:
        return self.routed.exclusion.route if self.routed else None


def screen(
    judge: PinnedBrief,
    release: vrt.Release,
    content: Content,
    *,
    vector: str = "",
    claimed: int | None = None,
    acknowledged: Collection[str] = (),
) -> Screened:
    """Read the content by the brief. `acknowledged` names exclusions that the reporter has seen
    and says do not apply; they are left out of `exclusions`. Asks the database nothing.
    """
    brief = judge.brief
    ready = cleaned(content)
    problems: dict[str, str] = {}
    ready, node = _weakness(brief, release, ready, problems)
    ready, answer = _target(judge, ready, problems)
    score = _score(brief, vector, problems)
    _claimed(brief, claimed, problems)
    _kind(brief, ready, problems)
    problems = validate_submission(ready) | problems
    found = excluding.matches(
        brief,
        title=ready.title,
        description=ready.description,
        vrt_id=ready.vrt,
        target=ready.target,
    )
    return Screened(
        content=ready,
        release=release.id,
        priority=_priority(brief, ready, node, score),
        score=score,
        answer=answer,
        claimed=claimed,
        exclusions=tuple(one for one in found if one.exclusion.id not in acknowledged),
        problems=problems,
    )


def _weakness(
    brief: Brief, release: vrt.Release, content: Content, problems: dict[str, str]
) -> tuple[Content, vrt.Node | None]:
    if not content.vrt:
        return content, None
    node = release.get(content.vrt) or vrt.resolve(release, content.vrt).node
    if node is None:
        problems["vrt"] = _("The taxonomy has no such type. Choose one from the list.")
        return content, None
    refusal = excluding.disabled_weakness(brief, node.id)
    if refusal is not None:
        problems["vrt"] = refusal
    return replace(content, vrt=node.id), node


def _target(
    judge: PinnedBrief, content: Content, problems: dict[str, str]
) -> tuple[Content, ScopeAnswer | None]:
    """The target as the brief lists it, by what was typed and by what was chosen."""
    chosen = judge.brief.target(content.target_id)
    if chosen is None and content.target_id not in ("", OTHER_TARGET):
        problems["target"] = _("The brief does not list this target. Choose another.")
        return content, None
    typed = content.target or (chosen.identifier if chosen else "")
    content = replace(content, target=typed)
    if not typed:
        return content, None
    try:
        answer = scope.check(judge.brief, typed, brief_version=judge.version)
    except DomainError as error:
        problems["target"] = error.message
        return content, None
    if answer.answer == Answer.UNKNOWN and chosen is not None:
        # What was typed is a place inside the chosen target that no pattern can see.
        answer = scope.check(judge.brief, chosen.identifier, brief_version=judge.version)
    if answer.answer == Answer.OUT or not answer.eligible_for_submission:
        problems["target"] = _("%(why)s Rule %(rule)s of version %(version)s.") % {
            "why": in_their_language(answer.why),
            "rule": answer.rule,
            "version": judge.version,
        }
    fallback = chosen.id if chosen else OTHER_TARGET
    return replace(content, target_id=answer.target_id or fallback), answer


def _score(brief: Brief, vector: str, problems: dict[str, str]) -> cvss.CvssScore | None:
    if not vector.strip():
        return None
    if brief.severity_mode == SeverityMode.LABEL:
        problems["cvss"] = _("This programme rates by priority only. Leave the CVSS vector empty.")
        return None
    try:
        return cvss.parse(vector)
    except DomainError as error:
        problems["cvss"] = error.message
        return None


def _claimed(brief: Brief, claimed: int | None, problems: dict[str, str]) -> None:
    if claimed is not None and brief.severity_mode != SeverityMode.LABEL:
        problems["priority"] = _("This programme rates by CVSS. Leave the priority empty.")
    elif claimed not in PRIORITIES_OR_NONE:
        problems["priority"] = _("A priority is a number from 1 to 5.")


def _kind(brief: Brief, content: Content, problems: dict[str, str]) -> None:
    taken = brief.report_kinds
    if content.kind in frozenset(ReportKind) and content.kind not in taken:
        problems["kind"] = _("This programme takes reports about: %(kinds)s.") % {
            "kinds": ", ".join(taken)
        }


def _priority(
    brief: Brief, content: Content, node: vrt.Node | None, score: cvss.CvssScore | None
) -> int | None:
    suggested = vrt.suggested_priority(node) if node is not None else None
    if suggested is None and score is not None:
        suggested = cvss.priority_for_score(score.score)
    if suggested is None:
        return None
    return rewards.capped_priority(suggested, brief.target(content.target_id))
