"""Whether a target is in scope: one answer for the form, the API and the command line."""

from dataclasses import dataclass
from enum import StrEnum

from seawall.domain.programs.rules.brief import Brief, Target
from seawall.domain.programs.rules.location import TARGET_CHARS, Location, locate
from seawall.domain.programs.rules.matching import Hit, Matcher, Rule, matcher
from seawall.domain.programs.rules.patterns import WebPart, interpret_pattern
from seawall.domain.programs.rules.rewards import RewardRange, target_range
from seawall.lib.text import gettext_noop, said, together

__all__ = ["TARGET_CHARS", "Answer", "ScopeAnswer", "check", "interpret_pattern"]


class Answer(StrEnum):
    """What the brief says about a target. Unknown = it says nothing: ask before testing."""

    IN = "in"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ScopeAnswer:
    """The answer, the rule behind it and what it means for a report.

    `rule` is the id of the target of the brief that decided, None where none did. `reward` and the
    eligibility are those of that target; an unknown target is eligible for submission, since
    only a human can judge it, but for no reward.
    """

    answer: Answer
    rule: str | None
    why: str
    brief_version: int
    reward: RewardRange | None = None
    target_id: str | None = None
    eligible_for_submission: bool = True
    eligible_for_reward: bool = False
    maximum_priority: int | None = None


def check(brief: Brief, target: str, *, brief_version: int) -> ScopeAnswer:
    """What this version of the brief says about a URL, host, address, app, contract or name.

    The narrowest rule wins; a rule out of scope gives way only to one in scope that is narrower.
    Raises Invalid (field "target") for text that names nothing. Never touches the network.
    """
    location = locate(target)
    compiled = matcher(brief)
    hits = compiled.hits(location)
    inside = [hit for hit in hits if hit.target.in_scope]
    outside = [hit for hit in hits if not hit.target.in_scope]
    standing = [hit for hit in outside if not any(one.is_narrower_than(hit) for one in inside)]
    if standing:
        return _out(_narrowest(standing), brief_version)
    if inside:
        return _in(brief, _narrowest(inside), outside, brief_version)
    return ScopeAnswer(
        answer=Answer.UNKNOWN,
        rule=None,
        why=_why_unknown(compiled, location),
        brief_version=brief_version,
    )


def _narrowest(hits: list[Hit]) -> Hit:
    """The first in the brief among equals, one that takes reports before one that does not."""
    return max(
        hits,
        key=lambda hit: (
            hit.host,
            hit.rest,
            hit.target.eligible_for_submission,
            hit.target.eligible_for_reward,
            -hit.rule.order,
        ),
    )


def _out(hit: Hit, brief_version: int) -> ScopeAnswer:
    return ScopeAnswer(
        answer=Answer.OUT,
        rule=hit.target.id,
        why=said(gettext_noop("%(target)s is listed out of scope."), target=_quoted(hit.target)),
        brief_version=brief_version,
        target_id=hit.target.id,
        eligible_for_submission=False,
    )


def _in(brief: Brief, hit: Hit, outside: list[Hit], brief_version: int) -> ScopeAnswer:
    target = hit.target
    sentences: list[str] = [
        said(gettext_noop("%(target)s is listed in scope."), target=_quoted(target))
    ]
    if outside:
        wider = _narrowest(outside).target
        sentences.append(
            said(
                gettext_noop("It is narrower than %(wider)s, which is out of scope."),
                wider=_quoted(wider),
            )
        )
    if not target.eligible_for_submission:
        sentences.append(gettext_noop("It takes no reports at present."))
    elif not target.eligible_for_reward:
        sentences.append(gettext_noop("Reports on it are welcome but not rewarded."))
    if target.maximum_priority is not None:
        sentences.append(
            said(
                gettext_noop("A report on it is P%(maximum_priority)s at most."),
                maximum_priority=target.maximum_priority,
            )
        )
    return ScopeAnswer(
        answer=Answer.IN,
        rule=target.id,
        why=together(sentences),
        brief_version=brief_version,
        reward=target_range(brief, target),
        target_id=target.id,
        eligible_for_submission=target.eligible_for_submission,
        eligible_for_reward=target.eligible_for_submission and target.eligible_for_reward,
        maximum_priority=target.maximum_priority,
    )


def _quoted(target: Target) -> str:
    identifier = target.identifier
    return f"“{identifier if len(identifier) <= 80 else identifier[:79] + '…'}” ({target.id})"


def _why_unknown(compiled: Matcher, location: Location) -> str:
    place = location.place
    if place is None:
        return said(
            gettext_noop("Nothing in this brief lists “%(text)s”. Ask before you test it."),
            text=_short(location.text),
        )
    sentences: list[str] = []
    if place.had_backslash:
        sentences.append(gettext_noop("Browsers read a backslash as a slash."))
    if place.user:
        sentences.append(gettext_noop("What stands before the @ is a user name, not the host."))
    sentences.append(
        said(gettext_noop("Nothing in this brief lists %(host)s."), host=_short(place.host))
    )
    if hint := _near_miss(compiled, place.host):
        sentences.append(hint)
    sentences.append(gettext_noop("Ask before you test it."))
    return together(sentences)


def _near_miss(compiled: Matcher, host: str) -> str:
    """What the reader may have mistaken the host for; looks only at listed hosts in scope."""
    same = _listed(compiled, host)
    if same is not None and isinstance(same.part, WebPart):
        if same.part.host.exact is None:
            return said(
                gettext_noop("%(target)s covers the hosts below it, not %(host)s itself."),
                target=_quoted(same.target),
                host=host,
            )
        return said(
            gettext_noop("%(target)s lists only a part of this host."), target=_quoted(same.target)
        )
    labels = host.split(".")
    for count in range(len(labels) - 1, 1, -1):
        if rule := _listed(compiled, ".".join(labels[-count:])):
            return said(
                gettext_noop("%(target)s does not cover this host."), target=_quoted(rule.target)
            )
        if rule := _listed(compiled, ".".join(labels[:count])):
            return said(
                gettext_noop("It only begins like %(target)s."), target=_quoted(rule.target)
            )
    for listed in compiled.hosts:
        if listed and host.endswith(listed) and (rule := _listed(compiled, listed)):
            return said(gettext_noop("It only ends like %(target)s."), target=_quoted(rule.target))
    return ""


def _listed(compiled: Matcher, host: str) -> Rule | None:
    return next((rule for rule in compiled.hosts.get(host, ()) if rule.target.in_scope), None)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
