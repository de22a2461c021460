"""From the publisher's JSON to the compact form and back, and what is refused on the way."""

import copy

import pytest

from seawall.domain.errors import Invalid
from seawall.domain.taxonomy.rules import convert, vrt

UPSTREAM = {
    "metadata": {"release_date": "2019-02-03T00:00:00+00:00"},
    "content": [
        {
            "id": "doors",
            "name": "Doors",
            "type": "category",
            "children": [
                {
                    "id": "left_open",
                    "name": " Left  Open ",
                    "type": "subcategory",
                    "priority": 2,
                    "children": [
                        {"id": "at_night", "name": "At Night", "type": "variant", "priority": 1},
                        {"id": "by_day", "name": "By Day", "type": "variant"},
                        {"id": "ajar", "name": "Ajar", "type": "variant", "priority": None},
                    ],
                },
                {"id": "squeaky", "name": "Squeaky", "type": "subcategory", "priority": 5},
            ],
        },
        {"id": "windows", "name": "Windows", "type": "category", "priority": None},
    ],
}
CWE = {
    "metadata": {"default": None},
    "content": [
        {
            "id": "doors",
            "cwe": ["CWE-284"],
            "children": [
                {"id": "left_open", "children": [{"id": "ajar", "cwe": ["CWE-1", "CWE-2"]}]},
                {"id": "not_in_this_release", "cwe": ["CWE-9"]},
            ],
        },
        {"id": "windows", "cwe": None},
    ],
}
CVSS = {
    "metadata": {"default": "AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"},
    "content": [
        {
            "id": "doors",
            "children": [
                {"id": "left_open", "cvss_v3": "AV:P/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:N"},
            ],
        }
    ],
}


def upstream(**changes):
    return copy.deepcopy(UPSTREAM) | changes


def test_a_release_is_read_in_its_own_order():
    release = vrt.from_upstream(UPSTREAM)

    assert release.id == "2019-02-03"
    assert list(release.nodes) == [
        "doors",
        "doors.left_open",
        "doors.left_open.at_night",
        "doors.left_open.by_day",
        "doors.left_open.ajar",
        "doors.squeaky",
        "windows",
    ]


def test_a_node_knows_its_path_type_and_whether_it_is_a_leaf():
    release = vrt.from_upstream(UPSTREAM)

    node = release.nodes["doors.left_open.at_night"]

    assert node.path_names == ("Doors", "Left Open", "At Night")
    assert (node.type, node.is_leaf, node.parent_id) == ("variant", True, "doors.left_open")
    assert [each.id for each in release.ancestors(node)] == ["doors", "doors.left_open"]
    assert not release.nodes["doors"].is_leaf


def test_a_missing_priority_comes_from_above_and_null_means_varies():
    nodes = vrt.from_upstream(UPSTREAM).nodes

    assert nodes["doors.left_open.at_night"].priority == 1
    assert nodes["doors.left_open.by_day"].priority == 2
    assert vrt.suggested_priority(nodes["doors.left_open.ajar"]) is None
    assert nodes["doors"].priority is None


def test_weaknesses_and_scores_come_from_the_nearest_ancestor_that_has_them():
    nodes = vrt.from_upstream(UPSTREAM, cwe=CWE, cvss=CVSS).nodes

    assert nodes["doors.squeaky"].cwe == ("CWE-284",)
    assert nodes["doors.left_open.ajar"].cwe == ("CWE-1", "CWE-2")
    assert nodes["windows"].cwe == ()
    assert nodes["doors.left_open.ajar"].cvss_v3 == "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:N"
    assert vrt.suggested_cvss(nodes["doors.squeaky"]) is None


def test_the_compact_form_gives_the_same_release_back():
    release = vrt.from_upstream(UPSTREAM, cwe=CWE, cvss=CVSS)

    again = vrt.parse_compact(vrt.to_compact(release))

    assert (again.id, again.nodes, again.child_ids) == (
        release.id,
        release.nodes,
        release.child_ids,
    )


def test_the_compact_form_leaves_out_what_is_inherited():
    text = vrt.to_compact(vrt.from_upstream(UPSTREAM, cwe=CWE, cvss=CVSS))

    assert text.count("CWE-284") == 1
    assert text.count("AV:P") == 1


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "line 1"),
        ("doors\tDoors\t\t\t\n", "line 1"),
        ("#vrt\t../etc\n", "line 1"),
        ("#vrt\t2019-02-03\ndoors\tDoors\t9\t\t\n", "line 2"),
        ("#vrt\t2019-02-03\ndoors\tDoors\n", "line 2"),
        ("#vrt\t2019-02-03\ndoors\tDoors\t1\t\t\nDoors!\tDoors\t1\t\t\n", "line 3"),
        ("#vrt\t2019-02-03\ndoors.open\tOpen\t1\t\t\n", "doors.open"),
        ("#vrt\t2019-02-03\ndoors\tDoors\t\t\t\ndoors\tDoors\t\t\t\n", "doors"),
    ],
)
def test_a_broken_compact_form_is_refused_with_its_line(text, field):
    with pytest.raises(Invalid) as refused:
        vrt.parse_compact(text)

    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([], "metadata.release_date"),
        ({}, "metadata.release_date"),
        (upstream(metadata={}), "metadata.release_date"),
        (upstream(metadata={"release_date": "soon after lunch"}), "metadata.release_date"),
        (upstream(content=None), "content"),
        (upstream(content=[]), "content"),
        (upstream(content=["doors"]), "content[0]"),
        (upstream(content=[{"name": "Doors"}]), "content[0].id"),
        (upstream(content=[{"id": "a.b", "name": "Doors"}]), "content[0].id"),
        (upstream(content=[{"id": "doors", "name": ""}]), "content[0].name"),
        (upstream(content=[{"id": "doors", "name": "D\x00r"}]), "content[0].name"),
        (upstream(content=[{"id": "doors", "name": "D" * 201}]), "content[0].name"),
        (upstream(content=[{"id": "d", "name": "D", "type": "room"}]), "content[0].type"),
        (upstream(content=[{"id": "d", "name": "D", "type": []}]), "content[0].type"),
        (upstream(content=[{"id": "d", "name": "D", "priority": 6}]), "content[0].priority"),
        (upstream(content=[{"id": "d", "name": "D", "priority": True}]), "content[0].priority"),
        (upstream(content=[{"id": "d", "name": "D", "priority": "1"}]), "content[0].priority"),
        (upstream(content=[{"id": "d", "name": "D", "children": {}}]), "content[0].children"),
        (upstream(content=[{"id": "d", "name": "D"}, {"id": "d", "name": "E"}]), "content[1].id"),
    ],
)
def test_a_malformed_release_is_refused_with_the_place(document, place):
    with pytest.raises(Invalid) as refused:
        vrt.from_upstream(document)

    assert place in refused.value.fields
    assert next(iter(refused.value.fields)) in refused.value.message


def test_every_wrong_place_is_named_up_to_a_limit():
    bad = [{"id": "d", "name": ""} for _ in range(100)]

    with pytest.raises(Invalid) as refused:
        vrt.from_upstream(upstream(content=bad))

    assert len(refused.value.fields) == convert.MAX_PROBLEMS


def test_a_tree_without_end_is_refused():
    node: dict[str, object] = {"id": "d", "name": "D"}
    for _ in range(500):
        node = {"id": "d", "name": "D", "children": [node]}

    with pytest.raises(Invalid) as refused:
        vrt.from_upstream(upstream(content=[node]))

    assert "3 levels" in refused.value.message


def test_a_release_with_too_many_nodes_is_refused():
    many = [{"id": f"d{number}", "name": "D"} for number in range(convert.MAX_NODES + 1)]

    with pytest.raises(Invalid, match="more than"):
        vrt.from_upstream(upstream(content=many))


@pytest.mark.parametrize(
    ("cwe", "cvss", "place"),
    [
        ({"content": [{"id": "doors", "cwe": ["79"]}]}, None, "cwe mapping doors"),
        ({"content": [{"id": "doors", "cwe": [["CWE-79"]]}]}, None, "cwe mapping doors"),
        ({"content": "doors"}, None, "cwe mapping"),
        ({"content": [{"cwe": ["CWE-79"]}]}, None, "cwe mapping"),
        (None, {"content": [{"id": "doors", "cvss_v3": "AV:N"}]}, "cvss mapping doors"),
        (None, {"content": [{"id": "doors", "cvss_v3": 7}]}, "cvss mapping doors"),
        (None, [], "cvss_v3 mapping"),
    ],
)
def test_a_malformed_mapping_is_refused_with_the_place(cwe, cvss, place):
    with pytest.raises(Invalid) as refused:
        vrt.from_upstream(UPSTREAM, cwe=cwe, cvss=cvss)

    assert list(refused.value.fields) == [place]


def test_the_latest_successor_of_a_retired_id_counts():
    assert vrt.successors_from_upstream(
        {"doors.ajar": {"1.9": "doors", "1.10": "windows"}, "doors.gone": {}}
    ) == {"doors.ajar": "windows"}
