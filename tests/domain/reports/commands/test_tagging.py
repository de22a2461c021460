"""Tags: made on use, one event per report, the team's alone, found by the filter."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.rules import Permission, Role, TokenScope, may
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import queries
from seawall.domain.reports.commands import many, tagging
from seawall.domain.reports.models import ReportTag, Tag
from seawall.domain.reports.rules import tags as rules
from seawall.domain.search import commands as search_commands
from seawall.domain.search import queries as search
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def report(program):
    return factories.report(program=program)


@pytest.fixture
def triager(program):
    return factories.team_actor(program)


def told(name):
    return [one.payload for one in Event.objects.filter(name=name).order_by("pk")]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Payments", "payments"), ("  customer   data ", "customer-data"), ("q3/2026", "q3/2026"),
        ("c++", "c++"), ("Ä", "ä"), ("v1.2", "v1.2"), ("none", ""), ("", ""), ("a,b", ""),
        ("-x", ""), ("a:b", ""), ('"', ""), ("x" * 41, ""), ("x" * 40, "x" * 40), ("x.", ""),
    ],
)  # fmt: skip
def test_a_name_is_one_word(typed, name):
    assert rules.tag_name(typed) == name


def test_tags_are_put_on_and_taken_off_with_one_event(report, triager):
    assert tagging.tag(report.public_id, add=["PCI", "api"], actor=triager) == ("api", "pci")
    assert tagging.tag(report.public_id, add=["web"], remove=["api", "x"], actor=triager) == (
        "pci",
        "web",
    )
    with pytest.raises(Conflict):
        tagging.tag(report.public_id, add=["web"], remove=["gone"], actor=triager)

    ids = dict(Tag.objects.values_list("name", "public_id"))
    assert told("report.tagged") == [
        {"report": report.public_id, "added": [ids["pci"], ids["api"]], "removed": []},
        {"report": report.public_id, "added": [ids["web"]], "removed": [ids["api"]]},
    ]
    assert len(told("tag.made")) == 3
    assert [one.name for one in queries.thread(triager, report.public_id).row.tags] == [
        "pci",
        "web",
    ]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_table_says(program, report, triager, role):
    org = program.organization_id
    known = tagging.make_tag(org, name="known", actor=triager)
    actor = factories.team_actor(program, role)
    if not may(role, Permission.REPORT_VIEW):
        with pytest.raises(NotFound):
            queries.tags(actor, org)
        with pytest.raises(NotFound):
            tagging.tag(report.public_id, add=["known"], actor=actor)
        return
    if may(role, Permission.REPORT_TAG):
        tagging.tag(report.public_id, add=["known"], actor=actor)
    else:
        with pytest.raises(NotAllowed):
            tagging.tag(report.public_id, add=["known"], actor=actor)
    if may(role, Permission.TAG_MANAGE):
        tagging.tag(report.public_id, add=["new"], actor=actor)
        tagging.change_tag(known.public_id, name="renamed", actor=actor)
        return
    with pytest.raises((Invalid, NotAllowed)):
        tagging.tag(report.public_id, add=["new"], actor=actor)
    for act in (
        lambda: tagging.make_tag(org, name="new", actor=actor),
        lambda: tagging.change_tag(known.public_id, name="renamed", actor=actor),
        lambda: tagging.delete_tag(known.public_id, actor=actor),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_reporters_and_strangers_see_none(program, report, triager):
    """Also who reports to, or shares a report of, their own team."""
    own = factories.report(program=program, reporter=factories.member(program.organization).user)
    colleague = factories.actor(own.reporter)
    for one in (report, own):
        tagging.tag(one.public_id, add=["secret"], actor=triager)
    outsider = factories.team_actor(factories.judged_program())
    reporter = factories.actor(report.reporter)

    assert queries.thread(reporter, report.public_id).row.tags == ()
    assert [row.tags for row in queries.my_reports(reporter).items] == [()]
    shown = {row.public_id: len(row.tags) for row in queries.inbox(colleague).items}
    assert shown == {report.public_id: 1, own.public_id: 0}
    for actor, expected in ((reporter, 0), (outsider, 0), (colleague, 1), (triager, 2)):
        found = search.find(actor, "tag:secret", side=search.Side.ALL)
        assert len(found.page.items) == expected
    for actor, one, refusal in (
        (reporter, report, NotAllowed),
        (outsider, report, NotFound),
        (colleague, own, NotAllowed),
    ):
        with pytest.raises(refusal):
            tagging.tag(one.public_id, add=["x"], actor=actor)
    for actor in (reporter, outsider):
        with pytest.raises(NotFound):
            queries.tags(actor, program.organization_id)
        with pytest.raises(NotFound):
            tagging.delete_tag(Tag.objects.get().public_id, actor=actor)
        assert queries.offered_tags(actor) == ()


def test_a_token_that_only_reads_changes_nothing(program, report):
    reads = factories.token_actor(
        factories.member(program.organization, Role.TRIAGER), scopes=[TokenScope.REPORTS_READ]
    )
    with pytest.raises(NotAllowed):
        tagging.tag(report.public_id, add=["x"], actor=reads)
    with pytest.raises(NotAllowed):
        tagging.make_tag(program.organization_id, name="x", actor=reads)


def test_a_tag_is_renamed_archived_and_deleted_on_its_reports(program, report, triager):
    org = program.organization_id
    tagging.tag(report.public_id, add=["old", "other"], actor=triager)
    old = Tag.objects.get(name="old").public_id
    for wrong in ({"name": "other"}, {"name": "a b:c"}, {"tone": "pink"}):
        with pytest.raises(Invalid):
            tagging.change_tag(old, actor=triager, **wrong)
    with pytest.raises(Conflict):
        tagging.change_tag(old, name="old", actor=triager)
    tagging.change_tag(old, name="New", tone="danger", is_archived=True, actor=triager)

    second = factories.report(program=program)
    with pytest.raises(Invalid, match="archived"):
        tagging.tag(second.public_id, add=["new"], actor=triager)
    assert queries.offered_tags(triager) == ("other",)
    assert [
        (one.name, one.tone, one.is_archived, one.reports) for one in queries.tags(triager, org)
    ][1] == (
        "new",
        "danger",
        True,
        1,
    )
    tagging.change_tag(old, is_archived=False, actor=triager)
    tagging.delete_tag(old, actor=triager)
    assert [one.name for one in queries.thread(triager, report.public_id).row.tags] == ["other"]
    assert told("tag.deleted") == [{"tag": old, "reports": 1}]
    assert [one["what"] for one in told("tag.changed")] == [
        ["name", "tone", "archived"],
        ["archived"],
    ]


def test_a_report_has_so_many_tags_and_names_hold_no_secret(report, triager):
    with pytest.raises(Invalid):
        tagging.tag(report.public_id, add=[f"t{n}" for n in range(21)], actor=triager)
    with pytest.raises(Invalid):
        tagging.tag(report.public_id, add=["AKIA" + "Z5XW2QPLK7JHN4TM"], actor=triager)
    assert not ReportTag.objects.exists()
    assert not Tag.objects.exists()


def test_the_filter_finds_by_tag_in_lists_views_and_files(program, triager):
    both, one, none = (factories.report(program=program) for _ in range(3))
    tagging.tag(both.public_id, add=["a", "b"], actor=triager)
    tagging.tag(one.public_id, add=["a"], actor=triager)
    other = factories.judged_program()
    tagging.tag(
        factories.report(program=other).public_id, add=["b"], actor=factories.team_actor(other)
    )

    def found(text):
        return {row.public_id for row in search.find(triager, text).page.items}

    every = {both.public_id, one.public_id, none.public_id}
    for text, expected in {
        "tag:a": {both.public_id, one.public_id},
        "tag:B": {both.public_id},
        "tag:a tag:b": {both.public_id},
        "tag:a,b": {both.public_id, one.public_id},
        "-tag:b": {one.public_id, none.public_id},
        "tag:none": {none.public_id},
        "-tag:none": {both.public_id, one.public_id},
        "tag:b,none": {both.public_id, none.public_id},
        "tag:unheard": set(),
        "-tag:unheard": every,
    }.items():
        assert found(text) == expected, text
    lines = csv.DictReader(
        io.StringIO("".join(search_commands.export("sort:oldest", actor=triager)))
    )
    assert [line["tags"] for line in lines] == ["a b", "a", ""]


def test_many_are_tagged_at_once(program, triager):
    chosen = [factories.report(program=program).public_id for _ in range(3)]
    tagging.tag(chosen[1], add=["a"], actor=triager)

    results = many.tag_many([*chosen, "R-000000"], add=["a"], actor=triager)
    assert [one.code for one in results] == ["done", "unchanged", "done", "not_found"]
    with pytest.raises(Invalid):
        many.tag_many(chosen, actor=triager)


def test_a_list_with_tags_asks_no_more_than_one_without(program, triager):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            page = queries.inbox(triager)
        return len(caught), [len(row.tags) for row in page.items]

    for _ in range(3):
        factories.report(program=program)
    queries.inbox(triager)
    bare, _none = statements()
    for row in queries.inbox(triager).items:
        tagging.tag(row.public_id, add=["a", "b", "c"], actor=triager)

    assert statements() == (bare, [3, 3, 3])
