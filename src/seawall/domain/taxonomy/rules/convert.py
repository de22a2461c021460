"""From the JSON that the taxonomy's publisher releases to our compact form.

Used for importing a release and for making the shipped files:

    python -m seawall.domain.taxonomy.rules.convert FOLDER vrt.json cwe.json cvss.json \\
        deprecated-node-mapping.json retired-names.tsv cwe.tsv
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from seawall.domain.errors import Invalid
from seawall.domain.taxonomy.rules import cvss as cvss_rules
from seawall.domain.taxonomy.rules.tree import (
    CVSS_PREFIX,
    ID_PATTERN,
    RELEASE_PATTERN,
    NodeType,
    Release,
    Row,
    build,
    to_compact,
)
from seawall.lib.text import gettext_noop, said

MAX_NODES = 5_000
MAX_PROBLEMS = 20
_MAX_NAME_CHARS = 200
_MAX_CWES = 20
_LEVELS = tuple(NodeType)
_PART = re.compile(r"[a-z0-9_]{1,100}")
_CWE = re.compile(r"CWE-[1-9][0-9]{0,5}")

# The taxonomy maps to these CWE categories and views, which lists of weaknesses leave out.
_CWE_CATEGORIES = {
    "CWE-16": "Configuration",
    "CWE-255": "Credentials Management Errors",
    "CWE-310": "Cryptographic Issues",
    "CWE-714": "OWASP Top Ten 2007 Category A3 - Malicious File Execution",
    "CWE-723": "OWASP Top Ten 2004 Category A2 - Broken Access Control",
    "CWE-729": "OWASP Top Ten 2004 Category A8 - Insecure Storage",
    "CWE-919": "Weaknesses in Mobile Applications",
    "CWE-929": "OWASP Top Ten 2013 Category A1 - Injection",
    "CWE-930": "OWASP Top Ten 2013 Category A2 - Broken Authentication and Session Management",
    "CWE-932": "OWASP Top Ten 2013 Category A4 - Insecure Direct Object References",
    "CWE-934": "OWASP Top Ten 2013 Category A6 - Sensitive Data Exposure",
    "CWE-937": "OWASP Top Ten 2013 Category A9 - Using Components with Known Vulnerabilities",
    "CWE-1018": "Manage User Sessions",
    "CWE-1205": "Security Primitives and Cryptography Issues",
}


class _Problems:
    """What is wrong, by place in the document, up to a limit."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def add(self, place: str, problem: str) -> None:
        if len(self.found) < MAX_PROBLEMS:
            self.found.setdefault(place, problem)

    def refuse(self) -> None:
        if self.found:
            place, problem = next(iter(self.found.items()))
            template = gettext_noop(
                "The release cannot be read. Mistakes: %(n)s, first %(place)s: %(problem)s"
            )
            raise Invalid(
                said(template, n=len(self.found), place=place, problem=said(problem)),
                fields=self.found,
            )


def from_upstream(
    upstream: Mapping[str, Any],
    *,
    cwe: Mapping[str, Any] | None = None,
    cvss: Mapping[str, Any] | None = None,
) -> Release:
    """The release in `upstream`, with the mappings `cwe` and `cvss` when given.

    Mappings may name nodes of other releases; these are left out. Raises Invalid whose `fields`
    say, by place (`content[3].children[0].priority`), what is wrong, at most MAX_PROBLEMS.
    """
    problems = _Problems()
    release_id = _release_id(upstream, problems)
    cwe_of = _mapping(cwe, "cwe", problems)
    cvss_of = _mapping(cvss, "cvss_v3", problems)
    rows: dict[str, Row] = {}
    content = upstream.get("content") if isinstance(upstream, Mapping) else None
    for place, node_id, priority, entry in _entries(content, problems):
        if node_id in rows:
            problems.add(
                f"{place}.id", said(gettext_noop("%(node_id)s is there twice."), node_id=node_id)
            )
            continue
        if len(rows) >= MAX_NODES:
            problems.add(
                "content", said(gettext_noop("There are more than %(n)s nodes."), n=MAX_NODES)
            )
            break
        rows[node_id] = Row(
            id=node_id,
            name=_name(entry, place, problems),
            priority=priority,
            cwe=_cwe(cwe_of.get(node_id), node_id, problems),
            cvss_v3=_vector(cvss_of.get(node_id), node_id, problems),
        )
    if not rows:
        problems.add("content", gettext_noop("There is not a single node."))
    problems.refuse()
    return build(release_id, rows.values())


def successors_from_upstream(deprecated: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Old id to new id, from the publisher's map of old id to {version: new id}."""
    return {
        old: by_version[max(by_version, key=_version_key)]
        for old, by_version in deprecated.items()
        if by_version
    }


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _release_id(upstream: object, problems: _Problems) -> str:
    metadata = upstream.get("metadata") if isinstance(upstream, Mapping) else None
    stated = metadata.get("release_date") if isinstance(metadata, Mapping) else None
    if not isinstance(stated, str):
        problems.add("metadata.release_date", gettext_noop("The date of the release is missing."))
        return ""
    release_id = stated.partition("T")[0]
    if not RELEASE_PATTERN.fullmatch(release_id):
        problems.add("metadata.release_date", gettext_noop("Use a date like 2026-07-08."))
    return release_id


def _entries(
    listed: object,
    problems: _Problems,
    place: str = "content",
    path: tuple[str, ...] = (),
    inherited: int | None = None,
) -> Iterator[tuple[str, str, int | None, Mapping[str, Any]]]:
    """Place, dotted id, priority and entry of each node, in the order of the document."""
    if not isinstance(listed, list):
        problems.add(place, gettext_noop("A list of nodes is expected."))
        return
    for position, entry in enumerate(listed):
        at = f"{place}[{position}]"
        if not _is_entry(entry, at, len(path), problems):
            continue
        ids = (*path, entry["id"])
        priority = _priority(entry, inherited, at, problems)
        yield at, ".".join(ids), priority, entry
        if "children" in entry:
            yield from _entries(entry["children"], problems, f"{at}.children", ids, priority)


def _is_entry(entry: object, place: str, depth: int, problems: _Problems) -> bool:
    if depth >= len(_LEVELS):
        problems.add(
            place,
            said(gettext_noop("Nodes are at most %(levels)s levels deep."), levels=len(_LEVELS)),
        )
        return False
    if not isinstance(entry, Mapping):
        problems.add(place, gettext_noop("A node must be an object."))
        return False
    own_id = entry.get("id")
    if not isinstance(own_id, str) or not _PART.fullmatch(own_id):
        problems.add(f"{place}.id", gettext_noop("Lower-case letters, digits and _ are expected."))
        return False
    stated = entry.get("type", _LEVELS[depth])
    if stated not in _LEVELS:
        problems.add(f"{place}.type", gettext_noop("It must be category, subcategory or variant."))
    return True


def _priority(
    entry: Mapping[str, Any], inherited: int | None, place: str, problems: _Problems
) -> int | None:
    """The node's own priority; null means that it varies, absence means the parent's."""
    if "priority" not in entry:
        return inherited
    stated = entry["priority"]
    if stated is None:
        return None
    if isinstance(stated, bool) or not isinstance(stated, int) or not 1 <= stated <= 5:
        problems.add(f"{place}.priority", gettext_noop("It must be a number from 1 to 5, or null."))
        return None
    return stated


def _name(entry: Mapping[str, Any], place: str, problems: _Problems) -> str:
    stated = entry.get("name")
    name = " ".join(stated.split()) if isinstance(stated, str) else ""
    if not name or len(name) > _MAX_NAME_CHARS or not name.isprintable():
        problems.add(
            f"{place}.name",
            said(gettext_noop("A name of 1 to %(n)s characters is expected."), n=_MAX_NAME_CHARS),
        )
    return name


def _mapping(document: object, key: str, problems: _Problems) -> dict[str, Any]:
    """What a mapping document says about each id, own values only."""
    found: dict[str, Any] = {}
    if document is None:
        return found
    content = document.get("content") if isinstance(document, Mapping) else None
    pending: list[tuple[str, int, object]] = [("", 0, content)]
    while pending:
        prefix, depth, listed = pending.pop()
        if not isinstance(listed, list) or depth >= len(_LEVELS):
            problems.add(
                f"{key} mapping {prefix}".strip(), gettext_noop("A list of nodes is expected.")
            )
            continue
        for entry in listed:
            if not isinstance(entry, Mapping) or not isinstance(entry.get("id"), str):
                problems.add(
                    f"{key} mapping {prefix}".strip(),
                    gettext_noop("A node with an id is expected."),
                )
                continue
            node_id = f"{prefix}.{entry['id']}" if prefix else entry["id"]
            if entry.get(key) is not None:
                found[node_id] = entry[key]
            if "children" in entry:
                pending.append((node_id, depth + 1, entry["children"]))
    return found


def _cwe(stated: object, node_id: str, problems: _Problems) -> tuple[str, ...]:
    if stated is None:
        return ()
    listed = stated if isinstance(stated, list) else [stated]
    if len(listed) > _MAX_CWES or not all(
        isinstance(each, str) and _CWE.fullmatch(each) for each in listed
    ):
        problems.add(f"cwe mapping {node_id}", gettext_noop("Ids like CWE-79 are expected."))
        return ()
    return tuple(dict.fromkeys(listed))


def _vector(stated: object, node_id: str, problems: _Problems) -> str | None:
    if stated is None:
        return None
    if not isinstance(stated, str):
        problems.add(f"cvss mapping {node_id}", gettext_noop("A vector is expected."))
        return None
    try:
        return cvss_rules.parse(f"{CVSS_PREFIX}{stated}").vector
    except Invalid as refusal:
        problems.add(f"cvss mapping {node_id}", refusal.message)
        return None


def _read_json(path: str) -> Any:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def _rows_of(path: str) -> list[list[str]]:
    return [line.split("\t") for line in Path(path).read_text(encoding="utf-8").splitlines()]


def _ship(
    folder: str, vrt: str, cwe: str, cvss: str, deprecated: str, names: str, cwes: str
) -> None:
    """Write the shipped files. `names` and `cwes` begin with a column of ids, then names."""
    target = Path(folder)
    release = from_upstream(_read_json(vrt), cwe=_read_json(cwe), cvss=_read_json(cvss))
    successors = successors_from_upstream(_read_json(deprecated))
    old_names = {row[0]: row[1] for row in _rows_of(names) if ID_PATTERN.fullmatch(row[0])}
    weaknesses = {row[0]: row[1] for row in _rows_of(cwes) if _CWE.fullmatch(row[0])}
    weaknesses |= _CWE_CATEGORIES
    retired = (
        f"{old}\t{successors.get(old, '')}\t{old_names.get(old, '')}\n"
        for old in sorted({*successors, *old_names})
    )
    listed = (
        f"{weakness}\t{weaknesses[weakness]}\n"
        for weakness in sorted(weaknesses, key=lambda each: int(each[4:]))
    )
    (target / "vrt.tsv").write_text(to_compact(release), encoding="utf-8")
    (target / "retired.tsv").write_text("".join(retired), encoding="utf-8")
    (target / "cwe.tsv").write_text("".join(listed), encoding="utf-8")


if __name__ == "__main__":
    _ship(*sys.argv[1:])
