"""The Vulnerability Rating Taxonomy: the shipped release, retired ids, search, priorities.

The one module to import from; `tree`, `convert`, `retired` and `search` hold the parts.
"""

from functools import lru_cache
from pathlib import Path

from seawall.domain.taxonomy.rules.convert import from_upstream, successors_from_upstream
from seawall.domain.taxonomy.rules.retired import Resolved, Retired, label_of, parse_retired
from seawall.domain.taxonomy.rules.retired import resolve as _resolve
from seawall.domain.taxonomy.rules.search import MAX_QUERY_CHARS, search
from seawall.domain.taxonomy.rules.tree import (
    Node,
    NodeType,
    Release,
    parse_compact,
    to_compact,
)

__all__ = [
    "MAX_QUERY_CHARS",
    "Node",
    "NodeType",
    "Release",
    "Resolved",
    "Retired",
    "cwe_name",
    "from_upstream",
    "label_of",
    "load_retired",
    "load_shipped",
    "parse_compact",
    "resolve",
    "search",
    "successors_from_upstream",
    "suggested_cvss",
    "suggested_priority",
    "to_compact",
]

_SHIPPED = Path(__file__).resolve().parent.parent / "data"


@lru_cache(maxsize=1)
def load_shipped() -> Release:
    """The release that comes with this version of Seawall."""
    return parse_compact((_SHIPPED / "vrt.tsv").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def load_retired() -> Retired:
    """Every retired id that is known, over all releases up to the shipped one."""
    return parse_retired((_SHIPPED / "retired.tsv").read_text(encoding="utf-8"))


def resolve(release: Release, vrt_id: str, retired: Retired | None = None) -> Resolved:
    """Where `vrt_id`, of whatever release, leads in `release`; always something readable."""
    return _resolve(release, vrt_id, load_retired() if retired is None else retired)


def suggested_priority(node: Node) -> int | None:
    """The priority to begin with; None when it varies and the triager is asked."""
    return node.priority


def suggested_cvss(node: Node) -> str | None:
    """A CVSS 3.1 vector to begin with; None when the taxonomy maps to none."""
    return node.cvss_v3


def cwe_name(cwe_id: str) -> str:
    """The name of a weakness like CWE-79; the id itself when it is unknown."""
    return _cwe_names().get(cwe_id, cwe_id)


@lru_cache(maxsize=1)
def _cwe_names() -> dict[str, str]:
    lines = (_SHIPPED / "cwe.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)
