"""Fields of programmes: what is asked of whom, what is stored, who reads and finds it."""

import csv
import dataclasses

import pytest

from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import commands as programs
from seawall.domain.programs import queries as program_queries
from seawall.domain.programs.commands import FieldIn
from seawall.domain.reports import commands, queries
from seawall.domain.reports.rules.workflow import State
from seawall.domain.search import queries as search
from seawall.domain.search.commands.exporting import export
from seawall.domain.search.queries import Side
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    """Asks researchers for a build (required, with a pattern), a place, a tick and a day; the team
    for a ticket.
    """
    row = factories.judged_program()
    factories.custom_field(
        row, "build", is_required=True, pattern=r"\d{1,4}\.\d{1,4}", message="Like 12.3, please."
    )
    factories.custom_field(row, "place", kind="list", choices=("Web shop", "App"))
    factories.custom_field(row, "agreed", kind="checkbox")
    factories.custom_field(row, "seen", kind="date")
    factories.custom_field(row, "ticket", audience="team")
    return row


def sent(program, reporter=None, **answers):
    submission = dataclasses.replace(factories.submission(), fields={"build": "1.2"} | answers)
    return commands.submit_new(
        program.slug, actor=factories.actor(reporter), submission=submission, accept_terms=1
    )


def values(actor, report):
    shown = queries.thread(actor, report.public_id).fields
    return {view.spec.name: view.value for view in shown if view.value}


@pytest.mark.parametrize("role", list(Role))
def test_who_edits_the_programme_defines_fields(program, role):
    actor = factories.team_actor(program, role)
    if role in (Role.OWNER, Role.PROGRAM_MANAGER):
        programs.move_field(program.slug, "seen", up=True, actor=actor)
        programs.archive_field(program.slug, "place", actor=actor)
        programs.change_field(program.slug, "ticket", asked=FieldIn("Our ticket"), actor=actor)

        names = [spec.name for spec in program_queries.fields(actor, program.slug)]
        assert names == ["build", "place", "seen", "agreed", "ticket"]
        events = Event.objects.filter(name="program.field_changed").order_by("pk")
        assert [(row.payload["field"], row.payload["changed"]) for row in events] == [
            ("seen", ["place"]), ("place", ["is_archived"]), ("ticket", ["label"])
        ]  # fmt: skip
    else:
        with pytest.raises(NotAllowed):
            programs.change_field(program.slug, "ticket", asked=FieldIn("Mine"), actor=actor)


def test_others_are_told_only_what_is_asked_of_them(program):
    stranger, manager = factories.actor(), factories.manager_of(program)
    programs.archive_field(program.slug, "place", actor=manager)

    names = [spec.name for spec in program_queries.fields(stranger, program.slug)]

    assert names == ["build", "agreed", "seen"]
    with pytest.raises(NotFound):
        programs.change_field(
            factories.private_program().slug, "x", asked=FieldIn("X"), actor=stranger
        )


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": "Not A Name"}),
        ("name", {"name": "a" * 41}),
        ("kind", {"kind": "number"}),
        ("audience", {"audience": "everybody"}),
        ("label", {"label": " "}),
        ("choices", {"kind": "list"}),
        ("choices", {"kind": "list", "choices": tuple(map(str, range(51)))}),
        ("pattern", {"pattern": "(a)(?=b)"}),
    ],
)
def test_a_field_that_cannot_be_asked_is_refused(program, field, given):
    name = given.pop("name", "more")
    with pytest.raises(Invalid) as refusal:
        factories.custom_field(program, name, **given)

    assert set(refusal.value.fields) == {field}


def test_a_name_is_there_once_and_fields_end(program, monkeypatch):
    monkeypatch.setattr("seawall.domain.programs.rules.fields.MOST_FIELDS", 5)
    for name in ("build", "sixth"):
        with pytest.raises(Conflict):
            factories.custom_field(program, name)


WRONG = {
    "build": [("", "Fill in “Build”."), ("twelve", "Like 12.3, please.")],
    "place": [("Elsewhere", "Choose one of: Web shop, App.")],
    "agreed": [("perhaps", "Write yes or no.")],
    "seen": [("31.1.2026", "Write a day like 2026-01-31.")],
    "ticket": [("T-1", "This programme does not ask you for a field of this name.")],
    "nothing": [("x", "This programme does not ask you for a field of this name.")],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_said_with_all_else_that_is_wrong(program, name):
    for text, said in WRONG[name]:
        submission = dataclasses.replace(
            factories.submission(title=""), fields={"build": "1.2", name: text}
        )
        with pytest.raises(Invalid) as refusal:
            commands.submit_new(
                program.slug, actor=factories.actor(), submission=submission, accept_terms=1
            )
        assert refusal.value.fields == {
            "title": "Give the report a title.", f"field.{name}": said
        }  # fmt: skip


def test_a_draft_keeps_what_was_typed_and_is_judged_when_it_is_sent(program):
    draft = factories.draft(program)
    who = factories.actor(draft.reporter)
    save = {"content": factories.content(), "actor": who}

    commands.save_draft(
        draft.public_id, expected_version=1, fields={"build": "soon", "place": "App"}, **save
    )
    assert values(who, draft) == {"build": "soon", "place": "App"}
    with pytest.raises(Invalid) as refusal:
        commands.submit(draft.public_id, actor=who, accept_terms=1)
    assert refusal.value.fields == {"field.build": "Like 12.3, please."}
    commands.save_draft(draft.public_id, expected_version=2, fields={"build": "1.3"}, **save)
    commands.submit(draft.public_id, actor=who, accept_terms=1)

    assert values(who, draft) == {"build": "1.3", "place": "App"}
    assert values(factories.team_actor(program), draft) == {"build": "1.3", "place": "App"}
    assert not Event.objects.filter(name="report.field_set").exists()
    with pytest.raises(Invalid):
        commands.save_draft(
            factories.draft(program, draft.reporter).public_id, expected_version=1,
            fields={"place": "x" * 501}, **save,
        )  # fmt: skip


def test_a_draft_with_answers_can_be_thrown_away(program):
    draft = factories.draft(program)
    who = factories.actor(draft.reporter)
    commands.save_draft(
        draft.public_id, content=factories.content(), expected_version=1,
        fields={"build": "1"}, actor=who,
    )  # fmt: skip

    commands.discard_draft(draft.public_id, actor=who)

    with pytest.raises(NotFound):
        queries.thread(who, draft.public_id)


def test_each_side_sets_its_own_fields_and_each_change_is_an_event(program):
    report = sent(program, place="App")
    team, mine = factories.team_actor(program), factories.actor(report.reporter)

    commands.set_fields(report.public_id, values={"ticket": "T-1"}, actor=team)
    changed = commands.set_fields(
        report.public_id, values={"build": "1.4", "seen": "2026-01-31", "place": "App"}, actor=mine
    )

    assert set(changed) == {"build", "seen"}
    events = Event.objects.filter(name="report.field_set", report_id=report.pk)
    assert sorted(row.payload["field"] for row in events) == ["build", "seen", "ticket"]
    assert all(set(row.payload) == {"report", "field"} for row in events)
    both = {"build": "1.4", "place": "App", "seen": "2026-01-31"}
    assert values(mine, report) == both
    assert values(team, report) == both | {"ticket": "T-1"}
    refused = [
        (team, {"build": "2.0"}, Invalid),
        (mine, {"ticket": "T-2"}, Invalid),
        (mine, {"build": ""}, Invalid),
        (mine, {"build": "1.4"}, Conflict),
        (factories.team_actor(program, Role.VIEWER), {"ticket": "T-2"}, NotAllowed),
        (factories.actor(), {"build": "2.0"}, NotFound),
    ]
    for actor, given, error in refused:
        with pytest.raises(error):
            commands.set_fields(report.public_id, values=given, actor=actor)
    assert values(team, report) == both | {"ticket": "T-1"}


def test_a_revision_may_change_answers_with_or_without_the_words(program):
    report = sent(program)
    mine = factories.actor(report.reporter)

    def revise(number, fields, **parts):
        return commands.revise(
            report.public_id, content=factories.content(**parts), expected_revision=number,
            fields=fields, actor=mine,
        ).number  # fmt: skip

    assert revise(1, {"build": "1.5"}) == 1
    assert revise(1, {"build": "1.5"}, title="Reads orders of others") == 2
    with pytest.raises(Conflict):
        revise(2, {"build": "1.5"}, title="Reads orders of others")
    with pytest.raises(Invalid):
        revise(2, {"build": "none"}, title="Another one")
    assert values(mine, report)["build"] == "1.5"


def test_an_archived_field_stays_on_old_reports_and_is_not_asked_on_new_ones(program):
    old, manager = sent(program, place="App"), factories.manager_of(program)
    for name in ("place", "build"):
        programs.archive_field(program.slug, name, actor=manager)

    new = commands.submit_new(
        program.slug, actor=factories.actor(), submission=factories.submission(), accept_terms=1
    )

    team = factories.team_actor(program)
    assert (values(team, old), values(team, new)) == ({"build": "1.2", "place": "App"}, {})
    with pytest.raises(Invalid):
        commands.set_fields(
            old.public_id, values={"place": "Web shop"}, actor=factories.actor(old.reporter)
        )
    assert found(team, "field.place:app") == {old.public_id}


def found(actor, text, side=Side.TEAM):
    return {row.public_id for row in search.find(actor, text, side=side).page.items}


def test_fields_are_found_by_who_may_read_them(program):
    shop = sent(program, place="Web shop")
    member = factories.team_actor(program)
    own = sent(program, User.objects.get(pk=member.user_id), place="App")
    for report in (shop, own):
        boss = factories.team_actor(program, Role.OWNER)
        commands.set_fields(report.public_id, values={"ticket": "T-1"}, actor=boss)
    reporter = factories.actor(shop.reporter)
    s, o = shop.public_id, own.public_id

    expected = [
        (member, 'field.place:"web shop"', Side.TEAM, {s}),
        (member, "field.place:web*,app", Side.TEAM, {s, o}),
        (member, "-field.place:app", Side.TEAM, {s}),
        (member, "field.seen:none", Side.TEAM, {s, o}),
        (member, "field.place:none", Side.TEAM, set()),
        (member, "field.nothing:none", Side.TEAM, set()),
        # What the team keeps to itself is not found on one's own report, nor its absence.
        (member, "field.ticket:t-1", Side.TEAM, {s}),
        (member, "field.ticket:t-1", Side.ALL, {s}),
        (member, "field.ticket:none", Side.ALL, set()),
        (boss, "field.ticket:t-1", Side.TEAM, {s, o}),
        (reporter, "field.ticket:t-1", Side.OWN, set()),
        (reporter, "-field.ticket:t-1", Side.OWN, {s}),
        (reporter, "field.ticket:none", Side.OWN, set()),
        (reporter, "field.place:*,none", Side.OWN, set()),
        (reporter, 'field.place:"WEB SHOP"', Side.OWN, {s}),
    ]

    assert [found(*asked) for *asked, _ids in expected] == [ids for *_asked, ids in expected]


def test_a_file_has_a_column_for_each_field_and_no_secrets_of_the_team(program):
    member = factories.team_actor(program)
    shop = sent(program, place="Web shop", agreed="yes")
    own = sent(program, User.objects.get(pk=member.user_id), seen="2026-01-31")
    boss = factories.team_actor(program, Role.OWNER)
    for report in (shop, own):
        commands.set_fields(report.public_id, values={"ticket": "=T"}, actor=boss)
    factories.report(State.NEW, program=factories.judged_program(program.organization))

    lines = "".join(export("", actor=member)).splitlines()
    rows = {row["id"]: row for row in csv.DictReader(lines)}

    names = ("agreed", "build", "place", "seen", "ticket")
    shown = {one: [row[f"field.{name}"] for name in names] for one, row in rows.items()}
    assert len(shown) == 3
    assert shown[shop.public_id] == ["yes", "1.2", "Web shop", "", "'=T"]
    assert shown[own.public_id] == ["", "1.2", "", "2026-01-31", ""]
