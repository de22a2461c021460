"""Saved views: who has them, who may change them, their order, and what stands behind them."""

import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain import leaving
from seawall.domain.accounts.rules import Permission, Role, TokenScope, may
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.inbox import count_each
from seawall.domain.reports.rules.workflow import State
from seawall.domain.search import queries
from seawall.domain.search.commands import views as commands
from seawall.domain.search.models import SavedView
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def triager(program):
    return factories.team_actor(program)


def names(actor):
    return [row.name for row in queries.views(actor)]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_table_says(program, triager, role):
    org = program.organization_id
    shared = factories.saved_view(triager, "Team", organization_id=org)
    actor = factories.team_actor(program, role)
    if not may(role, Permission.REPORT_VIEW):
        with pytest.raises(NotFound):
            queries.views(actor)
        with pytest.raises(NotFound):
            commands.change_view(shared.public_id, name="Other", actor=actor)
        return

    factories.saved_view(actor, "Own")
    assert names(actor) == ["Own", "Team"]
    if may(role, Permission.VIEW_SHARE):
        factories.saved_view(actor, "Shared too", organization_id=org)
        commands.change_view(shared.public_id, name="Renamed", actor=actor)
        assert names(actor) == ["Own", "Renamed", "Shared too"]
    else:
        with pytest.raises(NotAllowed):
            factories.saved_view(actor, "Shared too", organization_id=org)
        with pytest.raises(NotAllowed):
            commands.remove_view(shared.public_id, actor=actor)


def test_others_neither_see_nor_change_one(program, triager):
    own = factories.saved_view(triager, "Mine alone")
    shared = factories.saved_view(triager, "Team", organization_id=program.organization_id)
    colleague = factories.team_actor(program, Role.OWNER)
    outsider = factories.team_actor(factories.judged_program())

    assert names(colleague) == ["Team"]
    assert names(outsider) == []
    for actor, view in ((colleague, own), (outsider, own), (outsider, shared)):
        for act in (
            lambda actor, view: commands.change_view(view, name="x", actor=actor),
            lambda actor, view: commands.move_view(view, up=True, actor=actor),
            lambda actor, view: commands.remove_view(view, actor=actor),
        ):
            with pytest.raises(NotFound):
                act(actor, view.public_id)


def test_a_view_of_a_program_is_for_those_who_read_its_reports(program, triager):
    factories.saved_view(triager, program=program.slug)
    assert names(factories.team_actor(program, Role.VIEWER)) == ["Late ones"]

    type(program).objects.filter(pk=program.pk).update(requires_second_factor=True)
    single = factories.actor(factories.member(program.organization, Role.VIEWER).user)

    assert names(single) == []


def test_a_program_of_others_is_one_that_is_not_there(program, triager):
    for slug in (factories.judged_program().slug, "no-such"):
        with pytest.raises(Invalid, match="There is no such programme"):
            factories.saved_view(triager, program=slug)
    with pytest.raises(NotAllowed):
        factories.saved_view(triager, organization_id=factories.organization().pk)


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [
        ("", "state:new", "name"),
        ("x" * 61, "state:new", "name"),
        ("a\nb", "state:new", "name"),
        ("One", "stat:new", "query"),
        ("One", '"open', "query"),
        ("Taken", "state:new", "name"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(triager, name, query, field):
    factories.saved_view(triager, "Taken")
    with pytest.raises(Invalid) as refused:
        factories.saved_view(triager, name, query)

    assert set(refused.value.fields) == {field}


def test_a_secret_is_not_kept(triager):
    _kind, secret = factories.tokens(1)[0]
    with pytest.raises(Invalid, match="secret"):
        factories.saved_view(triager, "One", f'"{secret}"')


def test_views_are_ordered_within_their_own_list(program, triager):
    made = [factories.saved_view(triager, name) for name in "abc"]
    factories.saved_view(triager, "shared", organization_id=program.organization_id)
    commands.move_view(made[2].public_id, up=True, actor=triager)
    assert names(triager) == ["a", "c", "b", "shared"]

    commands.move_view(made[0].public_id, up=False, actor=triager)
    assert names(triager) == ["c", "a", "b", "shared"]
    with pytest.raises(Conflict):
        commands.move_view(made[1].public_id, up=False, actor=triager)


def test_there_is_an_end_to_how_many(triager, monkeypatch):
    monkeypatch.setattr(commands, "MOST_VIEWS", 1)
    view = factories.saved_view(triager)
    with pytest.raises(Conflict):
        factories.saved_view(triager, "Second")

    commands.remove_view(view.public_id, actor=triager)
    assert names(triager) == []


def test_the_log_tells_a_team_of_its_own_views_only(program, triager):
    own = factories.saved_view(triager)
    shared = factories.saved_view(triager, organization_id=program.organization_id)
    commands.change_view(shared.public_id, query="state:new", actor=triager)
    commands.remove_view(own.public_id, actor=triager)

    told = Event.objects.filter(name__startswith="view.").order_by("pk")
    assert [(one.name, one.payload["view"], one.organization_id) for one in told] == [
        ("view.saved", own.public_id, None),
        ("view.saved", shared.public_id, program.organization_id),
        ("view.changed", shared.public_id, program.organization_id),
        ("view.removed", own.public_id, None),
    ]


def test_a_token_that_reads_keeps_nothing(program):
    user = factories.member(program.organization, Role.TRIAGER).user
    actor = factories.token_actor(user, scopes=(TokenScope.REPORTS_READ,))

    assert names(actor) == []
    with pytest.raises(NotAllowed):
        factories.saved_view(actor)


def test_who_leaves_leaves_shared_views_behind(program):
    user = factories.member(program.organization, Role.TRIAGER).user
    actor = factories.actor(user)
    factories.saved_view(actor, "Own")
    factories.saved_view(actor, "Shared", organization_id=program.organization_id)

    leaving.close_account(user.pk, actor=actor)

    assert [row.name for row in SavedView.objects.all()] == ["Shared"]


def counts(actor):
    rows = queries.views(actor)
    found = queries.counts_of(actor, rows)
    return {row.name: found.get(row.public_id) for row in rows}


def test_counts_are_live_and_only_of_what_one_sees(program, triager):
    for name in ("state:open", "state:closed", "priority:1", f"program:{program.slug}", "word"):
        factories.saved_view(triager, name, name)
    factories.report(program=program)
    factories.report(State.SPAM, program=program)
    factories.report()

    expected = {"state:open": "1", "state:closed": "1", f"program:{program.slug}": "2"}
    assert counts(triager) == expected | {"priority:1": "0", "word": None}
    Report.objects.filter(state=State.NEW).update(priority=1)
    assert counts(triager)["priority:1"] == "1"


def test_counts_end_at_ninety_nine_and_among_the_newest(program, triager, monkeypatch):
    factories.saved_view(triager, "open", "state:open")
    factories.saved_view(triager, "host", "target:api.example.org")
    factories.copies(factories.report(program=program), 120)
    assert counts(triager) == {"open": "99+", "host": "99+"}

    # The name in the package is the function's.
    monkeypatch.setattr(sys.modules[count_each.__module__], "_COUNTED_AMONG", 5)
    assert counts(triager) == {"open": "99+", "host": "5+"}


@pytest.mark.parametrize("number", [1, 3, 50])
def test_many_views_take_as_many_statements_as_one(program, triager, number):
    factories.report(program=program)
    for at in range(number):
        factories.saved_view(triager, f"View {at}", f"state:open priority:{at % 5 + 1} -has:file")
    with CaptureQueriesContext(connection) as asked:
        counts(triager)

    assert len(asked) == 4
