"""The shipped release and the shared releases."""

import csv
import json
from pathlib import Path

import pytest

from seawall.domain.taxonomy.rules import cvss, vrt

NO_IMPACT = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"


def test_the_shipped_release_is_whole():
    shipped = vrt.load_shipped()

    assert shipped.id == "2026-07-08"
    assert len(shipped.nodes) == 587
    assert sum(node.is_leaf for node in shipped.nodes.values()) == 440
    assert vrt.parse_compact(vrt.to_compact(shipped)).nodes == shipped.nodes


def test_the_shipped_release_is_read_once():
    assert vrt.load_shipped() is vrt.load_shipped()


def test_a_known_entry_has_its_facts():
    node = vrt.load_shipped().nodes["server_side_injection.sql_injection"]

    assert node.path_name == "Server-Side Injection > SQL Injection"
    assert vrt.suggested_priority(node) == 1
    assert node.cwe == ("CWE-89",)
    assert vrt.cwe_name("CWE-89").startswith("Improper Neutralization")


def test_an_entry_that_varies_suggests_no_priority():
    node = vrt.load_shipped().nodes["broken_access_control.privilege_escalation"]

    assert vrt.suggested_priority(node) is None


def test_every_vector_and_weakness_of_the_shipped_release_is_known():
    for node in vrt.load_shipped().nodes.values():
        assert node.cvss_v3 is None or cvss.parse(node.cvss_v3).vector == node.cvss_v3
        assert all(vrt.cwe_name(each) != each for each in node.cwe)


def test_an_unknown_weakness_is_called_by_its_id():
    assert vrt.cwe_name("CWE-999999") == "CWE-999999"


def test_the_leaves_of_a_category_are_in_order():
    shipped = vrt.load_shipped()

    leaves = shipped.leaves("unvalidated_redirects_and_forwards")

    assert leaves[0].name == "Lack of Security Speed Bump Page"
    assert all(leaf.is_leaf for leaf in leaves)
    assert shipped.leaves(leaves[0].id) == leaves[:1]


def shared_release(shared: Path, name: str, mappings: str) -> vrt.Release:
    def read(file: str):
        return json.loads((shared / "data/vrt" / file).read_text(encoding="utf-8"))

    return vrt.from_upstream(
        read(f"vrt-{name}.json"),
        cwe=read(f"mapping-cwe_{mappings}.json"),
        cvss=read(f"mapping-cvss_{mappings}.json"),
    )


@pytest.mark.parametrize(
    ("name", "mappings", "nodes"),
    [
        ("2024-07-18", "2024", 436),
        ("2025-03-11", "2025", 489),
        ("2025-12-cr", "2025", 539),
        ("2026-03-09", "2025", 538),
        ("2026-07-08", "2025", 587),
    ],
)
def test_every_published_release_imports_and_stays_readable(shared, name, mappings, nodes):
    release = shared_release(shared, name, mappings)
    shipped = vrt.load_shipped()

    assert len(release.nodes) == nodes
    assert vrt.parse_compact(vrt.to_compact(release)).nodes == release.nodes
    for node in release.nodes.values():
        resolved = vrt.resolve(shipped, node.id)
        assert resolved.retired == (node.id not in shipped.nodes)
        assert resolved.node is not None or node.id == "other"
        # Names may have been improved since; a retired one is shown as it was.
        assert not resolved.retired or resolved.name == node.path_name or node.id.count(".") == 0


def test_the_shipped_release_is_what_was_published(shared: Path):
    published = shared_release(shared, "2026-07-08", "2025")

    assert vrt.load_shipped().nodes == published.nodes


def test_the_shipped_release_equals_the_published_table(shared: Path):
    shipped = vrt.load_shipped()
    path = shared / "data/vrt/vrt-2026-07-08-flat.tsv"
    rows = list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t"))

    assert [row["id"] for row in rows] == list(shipped.nodes)
    for row in rows:
        node = shipped.nodes[row["id"]]
        assert node.type == row["type"]
        assert node.path_name.split() == row["name"].split()
        assert list(node.cwe) == row["cwe"].replace(",", " ").split()
        assert (node.cvss_v3 or NO_IMPACT) == f"CVSS:3.1/{row['cvss_v3']}"
        if node.is_leaf:
            assert str(node.priority) == row["priority"]
