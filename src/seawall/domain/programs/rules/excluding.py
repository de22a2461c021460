"""Topics that a brief does not take, recognized before a report is sent."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from seawall.domain.programs.rules.brief import Brief, Exclusion
from seawall.lib.text import gettext_noop, said

TEXT_CHARS = 200_000

_WORD = re.compile(r"\w+")
_GAPS = {code: " " for code in range(128) if not _WORD.match(chr(code))}
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

_IN_TITLE = gettext_noop("The title mentions “%(keyword)s”, which %(id)s excludes.")
_IN_DESCRIPTION = gettext_noop("The description mentions “%(keyword)s”, which %(id)s excludes.")
_IN_TARGET = gettext_noop("The target mentions “%(keyword)s”, which %(id)s excludes.")


@dataclass(frozen=True, slots=True)
class ExclusionMatch:
    """An exclusion that a report seems to fall under, and the sentence that says why."""

    exclusion: Exclusion
    why: str


def matches(
    brief: Brief, *, title: str = "", description: str = "", vrt_id: str = "", target: str = ""
) -> tuple[ExclusionMatch, ...]:
    """The exclusions that a report seems to fall under, in the order of the brief, each once.

    A guess to warn by, not a verdict. Keywords count as whole words whatever their case, with a
    plural s; only the first 200,000 characters of a text are read.
    """
    texts = (
        (_IN_TITLE, _words(title)),
        (_IN_DESCRIPTION, _words(description)),
        (_IN_TARGET, _words(target)),
    )
    found = []
    for exclusion in brief.exclusions:
        why = _by_weakness(exclusion, vrt_id) or _by_keyword(exclusion, texts)
        if why:
            found.append(ExclusionMatch(exclusion, why))
    return tuple(found)


def disabled_weakness(brief: Brief, vrt_id: str) -> str | None:
    """Why this weakness cannot be submitted; None where it can.

    The narrowest entry speaks where several cover it.
    """
    covering = [row for row in brief.disabled_weaknesses if _is_within(vrt_id, row.vrt_id)]
    if not covering:
        return None
    return max(covering, key=lambda row: len(row.vrt_id)).message


def _by_weakness(exclusion: Exclusion, vrt_id: str) -> str:
    for prefix in exclusion.vrt_ids:
        if _is_within(vrt_id, prefix):
            return said(
                gettext_noop("The chosen weakness belongs to “%(prefix)s”, which %(id)s excludes."),
                prefix=prefix,
                id=exclusion.id,
            )
    return ""


def _by_keyword(exclusion: Exclusion, texts: tuple[tuple[str, str], ...]) -> str:
    for keyword in exclusion.keywords:
        for form in _wanted(keyword):
            for sentence, words in texts:
                if form in words:
                    return said(sentence, keyword=keyword, id=exclusion.id)
    return ""


def _is_within(vrt_id: str, prefix: str) -> bool:
    return vrt_id == prefix or vrt_id.startswith(f"{prefix}.")


def _words(text: str) -> str:
    """The words of a text in one case, with a space before, between and behind them."""
    folded = unicodedata.normalize("NFKC", text[:TEXT_CHARS]).casefold()
    # Splitting is ten times quicker than searching, and most texts are ASCII.
    words = folded.translate(_GAPS).split() if folded.isascii() else _WORD.findall(folded)
    return f" {' '.join(words)} "


@lru_cache(maxsize=4096)
def _wanted(keyword: str) -> tuple[str, ...]:
    """The forms of a keyword to look for in the words of a text; none for an empty one."""
    words = _words(keyword)
    if not words.strip():
        return ()
    if _UNSPACED.search(words):
        # These scripts do not part words by spaces.
        return (words.strip(),)
    return words, f"{words.rstrip()}s "
