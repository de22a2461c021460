"""Reading the taxonomy: releases, entries, and what a picker shows.

There is no `visible_to` here: the taxonomy holds public facts that everybody may read. Advice of
an organization (advising) is its members'.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from seawall.domain.errors import NotFound
from seawall.domain.taxonomy.models import VrtRelease
from seawall.domain.taxonomy.queries.advising import (
    AdvicePage,
    AdviceView,
    advice,
    advice_page,
    own_entries,
    shipped_advice,
)
from seawall.domain.taxonomy.rules import vrt
from seawall.domain.taxonomy.rules.vrt import Node, Release, Resolved
from seawall.lib.text import gettext_noop

__all__ = [
    "AdvicePage",
    "AdviceView",
    "Choice",
    "Group",
    "Picker",
    "Stored",
    "advice",
    "advice_page",
    "forget",
    "groups",
    "node",
    "nodes",
    "own_entries",
    "picker",
    "release",
    "releases",
    "shipped_advice",
]

_PARSED_RELEASES = 16


@dataclass(frozen=True, slots=True)
class Stored:
    """One release that can be chosen. `imported_at` is None for the one that is shipped."""

    release: str
    is_default: bool
    imported_at: datetime | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry as a picker offers it. `priority` None: it varies, the triager decides."""

    id: str
    name: str
    path_name: str
    above: str
    priority: int | None
    is_leaf: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A category with all entries below it, for a list that works without JavaScript."""

    category: Choice
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Picker:
    """What to show: `choices` fit `text`, or lie right below `parent` when nothing was typed.

    `trail` leads from the category to `parent`; both are empty at the top.
    """

    release: str
    text: str
    parent: Choice | None
    trail: tuple[Choice, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _Key:
    """Identifies the content of an imported row; an import makes a new one."""

    pk: int
    release: str
    imported_at: datetime
    is_default: bool


KEPT_SECONDS = 2.0
_kept: tuple[float, tuple[_Key, ...]] | None = None


def release(release_id: str | None = None) -> Release:
    """The release with that id; without one the default, else the newest there is.

    At most one short query; an import elsewhere is seen within KEPT_SECONDS. The parsed release is
    kept per process. Raises NotFound for an unknown id.
    """
    keys = _keys()
    wanted = release_id or _default_id(keys)
    return _named(wanted, keys)


def releases() -> tuple[Stored, ...]:
    """Every release that can be chosen, the newest first."""
    keys = _keys()
    default = _default_id(keys)
    imported_at: dict[str, datetime | None] = {key.release: key.imported_at for key in keys}
    imported_at[vrt.load_shipped().id] = None
    return tuple(
        Stored(each, each == default, imported_at[each]) for each in sorted(imported_at)[::-1]
    )


def node(vrt_id: str, release_id: str | None = None) -> Resolved:
    """The entry as the release had it, or what a retired id became; always readable.

    A release that is not here any more is answered from the default one.
    """
    return _resolved(vrt_id, release_id, _keys())


def nodes(pinned: Iterable[tuple[str, str | None]]) -> Mapping[tuple[str, str | None], Resolved]:
    """`node` for many pairs of id and release in one query: for lists of reports."""
    keys = _keys()
    return {(vrt_id, of): _resolved(vrt_id, of, keys) for vrt_id, of in pinned}


def picker(
    text: str = "",
    *,
    parent_id: str | None = None,
    release_id: str | None = None,
    limit: int = 20,
) -> Picker:
    """The entries to offer for what was typed, or for browsing below `parent_id`.

    Raises NotFound for a parent or a release that does not exist.
    """
    source = release(release_id)
    parent = None
    if parent_id:
        parent = source.get(parent_id)
        if parent is None:
            raise NotFound(gettext_noop("There is no such entry in this release of the taxonomy."))
    typed = text.strip()[: vrt.MAX_QUERY_CHARS]
    found = vrt.search(source, typed, limit) if typed else source.children(parent_id or None)
    return Picker(
        release=source.id,
        text=typed,
        parent=_choice(parent) if parent else None,
        trail=tuple(map(_choice, source.ancestors(parent))) if parent else (),
        choices=tuple(map(_choice, found)),
    )


def groups(release_id: str | None = None) -> tuple[Group, ...]:
    """Every category with what lies below it, in the order of the release."""
    return _groups(release(release_id))


@lru_cache(maxsize=_PARSED_RELEASES)
def _groups(source: Release) -> tuple[Group, ...]:
    below: dict[str, list[Choice]] = {}
    for each in source.nodes.values():
        category, dot, _ = each.id.partition(".")
        below.setdefault(category, [])
        if dot:
            below[category].append(_choice(each))
    return tuple(
        Group(_choice(source.nodes[category]), tuple(choices))
        for category, choices in below.items()
    )


def _choice(each: Node) -> Choice:
    return Choice(
        id=each.id,
        name=each.name,
        path_name=each.path_name,
        above=each.path_name.removesuffix(each.name).removesuffix(" > "),
        priority=vrt.suggested_priority(each),
        is_leaf=each.is_leaf,
    )


def _resolved(vrt_id: str, release_id: str | None, keys: tuple[_Key, ...]) -> Resolved:
    default = _default_id(keys)
    try:
        source = _named(release_id or default, keys)
    except NotFound:
        source = _named(default, keys)
    return vrt.resolve(source, vrt_id)


def _named(release_id: str, keys: tuple[_Key, ...]) -> Release:
    # The shipped release answers for itself; a row of the same id serves once another is shipped.
    if release_id == vrt.load_shipped().id:
        return vrt.load_shipped()
    for key in keys:
        if key.release == release_id:
            return _parsed(key)
    raise NotFound(gettext_noop("There is no such release of the taxonomy here."))


def _default_id(keys: tuple[_Key, ...]) -> str:
    """The release marked as default, else the newest: ids are dates and sort by age."""
    chosen = next((key.release for key in keys if key.is_default), None)
    return chosen or max((vrt.load_shipped().id, *(key.release for key in keys)))


def _keys() -> tuple[_Key, ...]:
    """The imported rows, asked for at most every KEPT_SECONDS: a submit need not ask each time."""
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept[0] > KEPT_SECONDS:
        rows = VrtRelease.objects.order_by("release").values_list(
            "pk", "release", "imported_at", "is_default"
        )
        _kept = (now, tuple(_Key(*row) for row in rows))
    return _kept[1]


def forget() -> None:
    """Ask again at the next read: an import was just made here."""
    global _kept
    _kept = None


@lru_cache(maxsize=_PARSED_RELEASES)
def _parsed(key: _Key) -> Release:
    return vrt.parse_compact(VrtRelease.objects.values_list("content", flat=True).get(pk=key.pk))
