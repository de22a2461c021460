"""Ids of the past stay readable, whatever happened to them."""

from types import MappingProxyType

import pytest

from seawall.domain.taxonomy.rules import vrt
from seawall.domain.taxonomy.rules.retired import Retired

RELEASE = vrt.parse_compact(
    "#vrt\t2019-02-03\n"
    "doors\tDoors (D)\t\t\t\n"
    "doors.left_open\tLeft Open\t2\t\t\n"
    "doors.left_open.at_night\tAt Night\t1\t\t\n"
    "windows\tWindows\t3\t\t\n"
)


def resolve(vrt_id, successors=None, names=None):
    retired = Retired(MappingProxyType(successors or {}), MappingProxyType(names or {}))
    return vrt.resolve(RELEASE, vrt_id, retired)


def test_an_id_of_the_release_is_itself():
    resolved = resolve("doors.left_open", {"doors.left_open": "windows"})

    assert resolved.node is RELEASE.nodes["doors.left_open"]
    assert (resolved.retired, resolved.via) == (False, ("doors.left_open",))
    assert resolved.name == "Doors (D) > Left Open"


def test_successors_are_followed_to_the_end():
    resolved = resolve("gates.a", {"gates.a": "gates.b", "gates.b": "windows"})

    assert resolved.node is RELEASE.nodes["windows"]
    assert resolved.via == ("gates.a", "gates.b", "windows")
    assert (resolved.retired, resolved.name) == (True, "Gates > A")


def test_an_id_without_successor_leads_to_the_nearest_ancestor():
    resolved = resolve("doors.left_open.in_the_rain")

    assert resolved.node is RELEASE.nodes["doors.left_open"]
    assert resolved.name == "Doors (D) > Left Open > In the Rain"


def test_a_vanished_child_of_a_renamed_parent_follows_the_parent():
    resolved = resolve("gates.left_open", {"gates": "doors"})

    assert resolved.node is RELEASE.nodes["doors"]
    assert resolved.via == ("gates.left_open", "gates", "doors")


def test_a_successor_that_is_gone_too_leads_back_to_the_own_ancestors():
    resolved = resolve("doors.left_open.stuck", {"doors.left_open.stuck": "other"})

    assert resolved.node is RELEASE.nodes["doors.left_open"]


def test_a_circle_of_successors_ends():
    resolved = resolve("gates.a", {"gates.a": "gates.b", "gates.b": "gates.a"})

    assert resolved.node is None
    assert resolved.retired


def test_the_names_an_id_had_are_shown_when_they_are_known():
    resolved = resolve("other", names={"other": "Something Else"})

    assert (resolved.node, resolved.name) == (None, "Something Else")


@pytest.mark.parametrize(
    ("vrt_id", "name"),
    [
        ("server_side_request_forgery_ssrf", "Server Side Request Forgery (SSRF)"),
        ("cross_site_scripting_xss.ie_only", "Cross Site Scripting (XSS) > IE Only"),
        ("xml_external_entity_injection_xxe", "XML External Entity Injection (XXE)"),
        ("dos_brick", "DoS Brick"),
        ("over_http", "Over HTTP"),
        ("a.b.c", "A > B > C"),
        ("", "?"),
        ("___", "___"),
        ("..", "? > ? > ?"),
    ],
)
def test_a_label_is_made_from_an_unknown_id(vrt_id, name):
    assert resolve(vrt_id).name == name


def test_an_endless_id_is_cut():
    resolved = resolve("a." * 100_000)

    assert len(resolved.name) < 1_000
    assert resolved.node is None


def test_every_known_retired_id_is_readable_in_the_shipped_release():
    shipped, retired = vrt.load_shipped(), vrt.load_retired()

    for vrt_id in {*retired.successors, *retired.names}:
        resolved = vrt.resolve(shipped, vrt_id)
        assert resolved.name
        assert resolved.via[0] == vrt_id
        top = vrt_id.partition(".")[0]
        assert resolved.node is not None or top not in shipped.nodes


def test_a_moved_entry_of_the_shipped_release_is_found():
    resolved = vrt.resolve(vrt.load_shipped(), "insecure_direct_object_references_idor")

    assert resolved.node is not None
    assert resolved.node.id == "broken_access_control.idor"
    assert resolved.name == "Insecure Direct Object References (IDOR)"
