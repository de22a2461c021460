"""The answer of the scope checker."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from seawall.domain.errors import in_their_language
from seawall.domain.programs.rules.scope import Answer, ScopeAnswer
from seawall.web.pages.programs import wording


@dataclass(frozen=True, slots=True)
class ScopeResult:
    """`kind` is the tone of the box: ok, danger, warn."""

    target: str
    kind: str = ""
    title: str = ""
    why: str = ""
    rule: str = ""
    reward: str = ""
    version: int = 0
    error: str = ""


_WORDS = {
    Answer.IN: ("ok", gettext_noop("In scope")),
    Answer.OUT: ("danger", gettext_noop("Out of scope")),
    Answer.UNKNOWN: ("warn", gettext_noop("Not listed")),
}


def result(target: str, answer: ScopeAnswer) -> ScopeResult:
    """The answer in words."""
    kind, title = _WORDS[answer.answer]
    return ScopeResult(
        target=target,
        kind=kind,
        title=_(title),
        why=in_their_language(answer.why),
        rule=answer.rule or "",
        reward=wording.span(answer.reward) if answer.reward is not None else "",
        version=answer.brief_version,
    )
