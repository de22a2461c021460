"""One release of the Vulnerability Rating Taxonomy as a tree, and its compact form.

The compact form is text: a heading `#vrt<TAB>release`, then one row per node in the order of
the release: id, name, priority, CWE ids, CVSS v3 metrics. An empty priority means that it
varies. CWE and CVSS are written where they differ from those of the parent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop, said

HEADING = "#vrt"
CVSS_PREFIX = "CVSS:3.1/"
ID_PATTERN = re.compile(r"[a-z0-9_]{1,100}(\.[a-z0-9_]{1,100}){0,2}")
RELEASE_PATTERN = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}")
PATH_JOINT = " > "


class NodeType(StrEnum):
    """How deep a node is in the tree."""

    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    VARIANT = "variant"


_TYPES = tuple(NodeType)


@dataclass(frozen=True, slots=True)
class Node:
    """One entry. `priority` None means that it varies: a person decides.

    `cwe` and `cvss_v3` are the node's own or those of its nearest ancestor that has any;
    `cvss_v3` is a whole CVSS 3.1 vector. `path_names` ends with the node's own name.
    """

    id: str
    name: str
    path_names: tuple[str, ...]
    type: NodeType
    priority: int | None
    cwe: tuple[str, ...]
    cvss_v3: str | None
    is_leaf: bool

    @property
    def parent_id(self) -> str | None:
        """The id of the node above; None for a category."""
        return parent_of(self.id)

    @property
    def path_name(self) -> str:
        """The names from the category down, as one line."""
        return PATH_JOINT.join(self.path_names)


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of a node by itself: names of ancestors and inherited values are not."""

    id: str
    name: str
    priority: int | None
    cwe: tuple[str, ...]
    cvss_v3: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """One release: all nodes by id, in its order, and the ids below each (None: the categories).

    Two releases are equal only if they are the same object, so that they can be keys of a cache.
    """

    id: str
    nodes: Mapping[str, Node]
    child_ids: Mapping[str | None, tuple[str, ...]]

    def get(self, node_id: str) -> Node | None:
        """The node, or None when this release has no such id."""
        return self.nodes.get(node_id)

    def children(self, node_id: str | None = None) -> tuple[Node, ...]:
        """The nodes right below `node_id`; the categories without one."""
        return tuple(self.nodes[child] for child in self.child_ids.get(node_id, ()))

    def ancestors(self, node: Node) -> tuple[Node, ...]:
        """The nodes above, the category first."""
        above = []
        parent_id = node.parent_id
        while parent_id is not None:
            above.append(self.nodes[parent_id])
            parent_id = parent_of(parent_id)
        return tuple(reversed(above))

    def leaves(self, under: str) -> tuple[Node, ...]:
        """Every node below `under` (or itself) that has none below it, in order."""
        return tuple(
            node
            for node in self.nodes.values()
            if node.is_leaf and (node.id == under or node.id.startswith(f"{under}."))
        )


def parent_of(node_id: str) -> str | None:
    """The dotted path without its last part; None for a category."""
    head, dot, _ = node_id.rpartition(".")
    return head if dot else None


def build(release_id: str, rows: Iterable[Row]) -> Release:
    """The tree of `rows`, parents before children, with inherited CWE and CVSS filled in.

    Raises Invalid for a second row of the same id and for a row before its parent.
    """
    listed = list(rows)
    child_ids: dict[str | None, list[str]] = {}
    for row in listed:
        child_ids.setdefault(parent_of(row.id), []).append(row.id)
    nodes: dict[str, Node] = {}
    for row in listed:
        parent_id = parent_of(row.id)
        if row.id in nodes:
            raise Invalid(
                said(gettext_noop("The id %(id)s is there twice."), id=row.id), field=row.id
            )
        if parent_id is not None and parent_id not in nodes:
            raise Invalid(
                said(
                    gettext_noop("%(id)s comes before its parent %(parent_id)s."),
                    id=row.id,
                    parent_id=parent_id,
                ),
                field=row.id,
            )
        parent = nodes[parent_id] if parent_id is not None else None
        nodes[row.id] = Node(
            id=row.id,
            name=row.name,
            path_names=(*(parent.path_names if parent else ()), row.name),
            type=_TYPES[row.id.count(".")],
            priority=row.priority,
            cwe=row.cwe or (parent.cwe if parent else ()),
            cvss_v3=row.cvss_v3 or (parent.cvss_v3 if parent else None),
            is_leaf=row.id not in child_ids,
        )
    frozen = {parent: tuple(ids) for parent, ids in child_ids.items()}
    return Release(release_id, MappingProxyType(nodes), MappingProxyType(frozen))


def to_compact(release: Release) -> str:
    """The compact form; `parse_compact` gives the same release back."""
    lines = [f"{HEADING}\t{release.id}"]
    for node in release.nodes.values():
        parent = release.nodes[node.parent_id] if node.parent_id else None
        own_cwe = node.cwe if parent is None or node.cwe != parent.cwe else ()
        own_cvss = node.cvss_v3 if parent is None or node.cvss_v3 != parent.cvss_v3 else None
        lines.append(
            "\t".join(
                (
                    node.id,
                    node.name,
                    str(node.priority or ""),
                    ",".join(own_cwe),
                    (own_cvss or "").removeprefix(CVSS_PREFIX),
                )
            )
        )
    return "\n".join(lines) + "\n"


def parse_compact(text: str) -> Release:
    """The release that `text` describes. Raises Invalid with the number of the first bad line."""
    lines = text.splitlines()
    heading = lines[0].split("\t") if lines else []
    if len(heading) != 2 or heading[0] != HEADING or not RELEASE_PATTERN.fullmatch(heading[1]):
        raise Invalid(
            gettext_noop("Line 1 must be the heading: #vrt, a tab and the release."), field="line 1"
        )
    return build(heading[1], _rows(lines[1:]))


def _rows(lines: list[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t")
        if len(cells) != 5:
            raise _bad_line(
                said(
                    gettext_noop("Line %(line)s has %(n)s cells instead of 5."),
                    line=number,
                    n=len(cells),
                ),
                number,
            )
        node_id, name, priority, cwe, cvss_v3 = cells
        if not ID_PATTERN.fullmatch(node_id):
            raise _bad_line(
                said(gettext_noop("Line %(line)s has no usable id."), line=number), number
            )
        if priority not in ("", "1", "2", "3", "4", "5"):
            raise _bad_line(
                said(gettext_noop("Line %(line)s has a priority that is not 1 to 5."), line=number),
                number,
            )
        yield Row(
            id=node_id,
            name=name,
            priority=int(priority) if priority else None,
            cwe=tuple(cwe.split(",")) if cwe else (),
            cvss_v3=f"{CVSS_PREFIX}{cvss_v3}" if cvss_v3 else None,
        )


def _bad_line(message: str, number: int) -> Invalid:
    return Invalid(message, field=f"line {number}")
