"""Groups: who is in them, what is given to them, and what a member limited to them sees."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts import commands as accounts
from seawall.domain.accounts import queries as account_queries
from seawall.domain.accounts.models import Group, Membership, User
from seawall.domain.accounts.rules import WHOLE, Permission, Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Notice
from seawall.domain.notify.policies import visible_to as notices_of
from seawall.domain.reports import commands, policies, queries
from seawall.domain.reports.commands import many
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MoveInput, Party, State
from seawall.domain.rewards import policies as rewards
from seawall.domain.search import commands as search_commands
from seawall.domain.search import queries as search
from tests import factories

pytestmark = pytest.mark.django_db


LISTED = (
    "", "state:new", "quokka", "sort:newest", "sort:updated", "priority:1..5,none", "assignee:none",
    "state:new priority:none sort:newest", "group:none,web-team",
)  # fmt: skip


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def owner(program):
    return factories.team_actor(program, Role.OWNER)


@pytest.fixture
def triager(program):
    return factories.team_actor(program)


@pytest.fixture
def made(program, owner):
    """By name: a report of the group web, one of api, one of none. `person` is limited to web."""
    org = program.organization_id
    for handle in ("web", "api"):
        accounts.make_group(org, handle=f"{handle}-team", name=handle, actor=owner)
    member = factories.member(program.organization, Role.TRIAGER)
    accounts.set_group_members(org, "web-team", add=[member.user.handle], actor=owner)
    accounts.limit_member(member.pk, is_limited=True, actor=owner)
    reports = {
        name: factories.report(program=program, title=f"Quokka {name}")
        for name in ("web", "api", "none")
    }
    for name in ("web", "api"):
        commands.assign(reports[name].public_id, group=f"{name}-team", actor=owner)
        reports[name].refresh_from_db()
    factories.indexed(*reports.values())
    return reports | {"person": member.user}


def limited(made):
    return factories.actor(made["person"])


def test_a_report_is_given_to_a_member_a_group_or_both(program, made, triager):
    number = made["none"].public_id
    commands.assign(number, assignee=triager.handle, group="@API-team", actor=triager)
    row = queries.thread(triager, number).row
    assert (row.assignee.handle, row.group.handle) == (triager.handle, "api-team")
    with pytest.raises(Conflict):
        commands.assign(number, group="api-team", actor=triager)
    with pytest.raises(Invalid):
        commands.assign(number, group="no-such", actor=triager)
    commands.assign(number, assignee=None, actor=triager)
    assert queries.thread(triager, number).row.group.handle == "api-team"
    told = Event.objects.filter(name="report.assigned").latest("pk").payload
    group = Group.objects.get(handle="api-team").pk
    assert (told["assignee_id"], told["group_id"], told["previous_group_id"]) == (
        None, group, group,
    )  # fmt: skip

    results = many.assign_many([number, made["web"].public_id], group=None, actor=triager)
    assert [one.before_group for one in results] == ["api-team", "web-team"]
    many.give_back({number: ("", "api-team")}, actor=triager)
    assert queries.thread(triager, number).row.group.handle == "api-team"


def test_the_filter_finds_by_group(made, triager):
    def found(text):
        rows = search.find(triager, text).page.items
        return {name for name, one in made.items() if one in _named(rows)}

    def _named(rows):
        numbers = {row.public_id for row in rows}
        return [one for one in made.values() if getattr(one, "public_id", "") in numbers]

    for text, expected in {
        "group:web-team": {"web"}, "group:none": {"none"}, "-group:none": {"web", "api"},
        "group:web-team,none": {"web", "none"}, "-group:web-team": {"api", "none"},
        "group:unheard": set(), "quokka group:api-team": {"api"},
        "group:api-team sort:newest": {"api"},
    }.items():  # fmt: skip
        assert found(text) == expected, text


def test_a_limited_member_finds_no_other_report_anywhere(program, made):
    me = limited(made)
    mine, others = made["web"], (made["api"], made["none"])
    numbers = {mine.public_id}

    assert {one.public_id for one in policies.visible_to(me)} == numbers
    assert {one.public_id for one in policies.seen_by_team(me)} == numbers
    for report in Report.objects.select_related("program"):
        seen = report.pk == mine.pk
        assert policies.can_view(me, report) is seen
        assert (policies.side_of(me, report) is Party.TEAM) is seen
        readers = policies.readers_among(report, "team", [me.user_id])
        assert (me.user_id in readers) is seen
        assert rewards.can_see_offer(me, report) is seen
    for text in LISTED:
        for side in (search.Side.TEAM, search.Side.ALL):
            rows = search.find(me, text, side=side).page.items
            assert {row.public_id for row in rows} <= numbers, text
        found = search.find_ids(me, text, most=10)
        assert set(found) <= {mine.pk}, text
    assert {row.public_id for row in queries.inbox(me).items} == numbers
    assert search.find(me, "group:api-team").page.items == ()
    assert queries.counts(me)[State.NEW] == 1
    assert queries.counts(me, program.slug)[State.NEW] == 1
    view = factories.saved_view(me, query="state:new")
    assert search.counts_of(me, search.views(me)) == {view.public_id: "1"}
    lines = "".join(search_commands.export("", actor=me))
    assert [made[name].public_id in lines for name in ("web", "api", "none")] == [
        True,
        False,
        False,
    ]
    for report in others:
        for act in (
            lambda one: queries.thread(me, one),
            lambda one: commands.tag(one, add=["x"], actor=me),
            lambda one: commands.assign(one, assignee=None, actor=me),
            lambda one: commands.comment(one, body="x", audience="team", actor=me),
            lambda one: search.similar(me, one),
            lambda one: search.compare(me, mine.public_id, one),
        ):
            with pytest.raises(NotFound):
                act(report.public_id)


def test_a_limited_member_has_no_duplicate_or_original_of_others(made, triager):
    me, mine, hidden = limited(made), made["web"], made["api"]
    given = MoveInput(note="The same.", original=mine.public_id)
    commands.make_move(hidden.public_id, "mark_duplicate", given=given, actor=triager)

    assert len(queries.thread(triager, mine.public_id).duplicates) == 1
    assert queries.thread(me, mine.public_id).duplicates == ()
    assert len(search.find(triager, "has:duplicate").page.items) == 1
    assert search.find(me, "has:duplicate").page.items == ()


def test_a_limit_takes_away_what_tells_of_all_reports(program, made, owner):
    me, org = limited(made), program.organization_id
    managing = {one for one in Permission if one.endswith(".manage")}
    assert managing - WHOLE == {Permission.RESPONSE_MANAGE}
    assert not any(me.may(one, org) for one in WHOLE)
    assert me.may(Permission.REPORT_MOVE, org)
    token = factories.token_actor(made["person"])
    assert token.limits == me.limits
    assert token.grants[org].isdisjoint(WHOLE)

    with CaptureQueriesContext(connection) as caught:
        factories.actor(made["person"])
    assert len(caught) == 1
    accounts.set_group_members(org, "api-team", add=[made["person"].handle], actor=owner)
    assert {one.public_id for one in policies.visible_to(limited(made))} == {
        made["web"].public_id,
        made["api"].public_id,
    }
    member = Membership.objects.get(user=made["person"])
    accounts.limit_member(member.pk, is_limited=False, actor=owner)
    assert policies.visible_to(limited(made)).count() == 3


def test_who_would_not_see_it_is_given_no_work(made, triager, owner):
    handle = made["person"].handle
    with pytest.raises(Invalid):
        commands.assign(made["none"].public_id, assignee=handle, actor=triager)
    commands.assign(made["none"].public_id, assignee=handle, group="web-team", actor=triager)
    # Moved on to another group, they have it no more.
    commands.assign(made["none"].public_id, group="api-team", actor=triager)
    assert Report.objects.get(pk=made["none"].pk).assignee is None


def test_a_group_is_told_and_notices_of_other_groups_are_hidden(made, triager):
    worker.settle()
    mine = Notice.objects.filter(user=made["person"])
    assert {one.report_id for one in mine} == {made["web"].pk}
    commands.assign(made["web"].public_id, group="api-team", actor=triager)

    assert mine.exists()
    assert not notices_of(limited(made)).exists()


def test_groups_are_made_renamed_and_deleted_by_who_may(program, made, owner, triager):
    org = program.organization_id
    outsider = factories.team_actor(factories.judged_program(), Role.OWNER)
    for actor, refusal in (
        (triager, NotAllowed),
        (limited(made), NotAllowed),
        (outsider, NotFound),
    ):
        with pytest.raises(refusal):
            accounts.make_group(org, handle="fresh", actor=actor)
        with pytest.raises(refusal):
            accounts.delete_group(org, "web-team", actor=actor)
    with pytest.raises(NotFound):
        account_queries.groups(outsider, org)
    for handle in ("web-team", "no", "none", "a b c"):
        with pytest.raises(Invalid):
            accounts.make_group(org, handle=handle, actor=owner)
    with pytest.raises(Invalid):
        accounts.set_group_members(org, "web-team", add=["stranger"], actor=owner)
    accounts.change_group(org, "web-team", new_handle="site", name="Site", actor=owner)
    found = {one.handle: len(one.members) for one in account_queries.groups(owner, org)}
    assert found == {"site": 1, "api-team": 0}
    accounts.delete_group(org, "site", actor=owner)
    assert not policies.visible_to(limited(made)).exists()
    owner_row = Membership.objects.get(organization=org, role=Role.OWNER)
    with pytest.raises(Conflict):
        accounts.limit_member(owner_row.pk, is_limited=True, actor=owner)
    names = set(Event.objects.values_list("name", flat=True))
    assert {"group.made", "group.changed", "group.deleted", "member.limited"} <= names


def test_a_group_of_a_domain_refuses_others_and_loses_who_moves(program, owner):
    organization = program.organization.pk
    inside, outside = (factories.member(program.organization, Role.TRIAGER) for _ in range(2))
    User.objects.filter(pk=inside.user_id).update(email="in@acme.example")
    User.objects.filter(pk=outside.user_id).update(email="out@sub.acme.example")
    accounts.make_group(organization, handle="staff", mail_domain=" @ACME.example. ", actor=owner)
    (inside_handle, outside_handle) = (one.user.handle for one in (inside, outside))

    accounts.set_group_members(organization, "staff", add=[inside_handle], actor=owner)
    with pytest.raises(Invalid) as refusal:
        accounts.set_group_members(organization, "staff", add=[outside_handle], actor=owner)
    assert set(refusal.value.fields) == {"members"}
    with pytest.raises(Invalid) as refusal:
        accounts.change_group(organization, "staff", mail_domain="else.example", actor=owner)
    assert set(refusal.value.fields) == {"mail_domain"}
    with pytest.raises(Invalid):
        accounts.change_group(organization, "staff", mail_domain="not a domain", actor=owner)

    User.objects.filter(pk=inside.user_id).update(email="in@else.example")
    actor = factories.actor(inside.user)
    accounts.note_email_changed(inside.user_id, former="in@acme.example", actor=actor)

    (group,) = account_queries.groups(owner, organization)
    assert (group.mail_domain, group.members) == ("acme.example", ())
    event = Event.objects.filter(name="group.members_set").latest("pk")
    assert event.payload["removed"] == [inside.user_id]
    accounts.change_group(organization, "staff", mail_domain="", actor=owner)
    accounts.set_group_members(organization, "staff", add=[outside_handle], actor=owner)


def test_a_group_is_mentioned_in_notes_of_the_team_alone(program, made, owner, triager):
    me = limited(made)
    api = factories.member(program.organization, Role.DEVELOPER)
    for handle in (api.user.handle, made["person"].handle):
        accounts.set_group_members(program.organization_id, "api-team", add=[handle], actor=owner)
    accounts.set_group_members(
        program.organization_id, "api-team", remove=[made["person"].handle], actor=owner
    )
    accounts.limit_member(api.pk, is_limited=True, actor=owner)

    def told(report, body, audience="team", actor=triager):
        commands.comment(report.public_id, body=body, audience=audience, actor=actor)
        return Event.objects.filter(name="report.commented").latest("pk").payload["mentioned"]

    assert told(made["web"], "@web-team: look") == [me.user_id]
    # Nobody of api-team sees it: limited to their groups, all of them.
    for body in ("@api-team: look", "@web-team and @api-team", f"@{api.user.handle}"):
        with pytest.raises(Invalid, match="may not read this"):
            told(made["web"], body)
    accounts.set_group_members(
        program.organization_id, "api-team", add=[triager.handle], actor=owner
    )
    assert told(made["web"], "@api-team: look", actor=owner) == [triager.user_id]
    # To participants a group is only a word: they may not know of it.
    assert told(made["web"], "@web-team: look", "participants") == []
    reporter = factories.actor(made["web"].reporter)
    assert told(made["web"], "@web-team: look", "participants", reporter) == []
