"""The releases of the taxonomy that there are."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.taxonomy import queries


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release. `imported_at` is None for the one that is shipped. `is_newest` is what counts
    where none is chosen.
    """

    release: str
    entries: int
    with_cwe: int
    is_default: bool
    is_newest: bool
    imported_at: datetime | None


def lines() -> tuple[ReleaseLine, ...]:
    """The newest first."""
    found = queries.releases()
    return tuple(_line(row, is_newest=place == 0) for place, row in enumerate(found))


def _line(row: queries.Stored, *, is_newest: bool) -> ReleaseLine:
    nodes = queries.release(row.release).nodes.values()
    return ReleaseLine(
        release=row.release,
        entries=len(nodes),
        with_cwe=sum(bool(node.cwe) for node in nodes),
        is_default=row.is_default,
        is_newest=is_newest,
        imported_at=row.imported_at,
    )
