"""What somebody looks for, as each database's full-text language says it.

Both stem English words. Scope is part of the match: `o12` an organization, `p3` a program, `r7` a
reporter; a document carries all of its own.
"""

import re
from collections.abc import Sequence

from seawall.domain.search.rules.grammar import Said

_WORD = re.compile(r"\w+")


def fts5(wanted: Sequence[Said], scope: Sequence[str]) -> str:
    """A MATCH expression for SQLite: all that is wanted (sqlite.org/fts5.html, section 3).

    Without a scope everything is looked through; empty for nothing wanted there.
    """
    places = " OR ".join(f'"{one}"' for one in scope)
    parts = [f"scope : ({places})"] if scope else []
    return " AND ".join([*parts, *(_fts5(one) for one in wanted if _words(one))])


def tsquery(wanted: Sequence[Said], scope: Sequence[str]) -> tuple[str, list[str]]:
    """An expression of PostgreSQL that gives a tsquery for all that is wanted, and its values.

    Without a scope everything is looked through; no values for nothing wanted there.
    """
    parts = ["%s::tsquery"] if scope else []
    values = [" | ".join(f"sw_{one}" for one in scope)] if scope else []
    for one in wanted:
        words = _words(one)
        if words:
            is_prefix = _is_prefix(one)
            parts.append(_PREFIX if is_prefix else _PHRASE)
            values.append(f"{words[-1]}:*" if is_prefix else " ".join(words))
    return " && ".join(parts), values


def plain(text: str) -> str:
    """Words alone, split as a query is: else PostgreSQL keeps `notes.txt`, an address or a mail
    address as one word that its parts do not find.
    """
    return " ".join(_parts(text))


def relevance(title: str, said: Sequence[Said]) -> int:
    """How well a title fits: each wanted phrase or word that stands in it counts."""
    lower = title.casefold()
    return sum(
        (3 if one.is_phrase else 1)
        for one in said
        if not one.excludes and one.text.rstrip("*").casefold() in lower
    )


_PHRASE = "phraseto_tsquery('english', %s)"
_PREFIX = "to_tsquery('english', %s)"


def _is_prefix(one: Said) -> bool:
    return not one.is_phrase and one.text.endswith("*") and len(_words(one)) == 1


def _fts5(one: Said) -> str:
    star = " *" if _is_prefix(one) else ""
    return f'{{title body talk}} : "{" ".join(_words(one))}"{star}'


def _words(one: Said) -> list[str]:
    """Letters, digits and underscores; an address or an identifier is a phrase of its parts."""
    return _parts(one.text)


def _parts(text: str) -> list[str]:
    return [part for word in _WORD.findall(text) for part in word.split("_") if part]
