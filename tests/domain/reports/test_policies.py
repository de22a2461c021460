"""Who may see what: every kind of person against every kind of report."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.actor import ANONYMOUS, SYSTEM
from seawall.domain.reports import commands, policies, queries
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MOVES, State
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two organizations, a program that demands a second factor, drafts, sharing in each answer."""
    ours, theirs = accounts.organization("ours"), accounts.organization("theirs")
    reporter, joined, asked, declined = (
        accounts.person(name) for name in ("reporter", "joined", "asked", "declined")
    )
    program = reports.judged_program(ours)
    strict = reports.judged_program(ours, requires_second_factor=True)
    members = {role: accounts.member(ours, role, user=accounts.person(role.value)) for role in Role}
    accounts.member(theirs, Role.OWNER, user=accounts.person("outsider"))
    insider = members[Role.TRIAGER].user
    shares = {"joined": 2000, "asked": 1000, "declined": 1000}
    shared_draft = reports.draft(program, reporter)
    commands.add_collaborators(
        shared_draft.public_id,
        reporter_share=6000,
        collaborators=shares,
        actor=accounts.actor(reporter),
    )
    sent = commands.submit_new(
        program.slug,
        actor=accounts.actor(reporter),
        submission=reports.submission(collaborators=shares),
        accept_terms=1,
    )
    for row in (shared_draft, sent):
        commands.answer_invitation(row.public_id, accept=True, actor=accounts.actor(joined))
        commands.answer_invitation(row.public_id, accept=False, actor=accounts.actor(declined))
    found = {
        "draft": reports.draft(program, reporter),
        "shared draft": shared_draft,
        "sent": sent,
        "closed": reports.report(State.SPAM, program=program, reporter=reporter),
        "of an insider": reports.report(program=program, reporter=insider),
        "strict": commands.submit_new(
            strict.slug,
            actor=accounts.actor(reporter, second_factor=True),
            submission=reports.submission(),
            accept_terms=1,
        ),
        "of others": reports.report(program=reports.judged_program(theirs)),
    }
    admin = accounts.person("admin", is_platform_admin=True)
    people = {
        "anonymous": ANONYMOUS,
        "system": SYSTEM,
        "admin": accounts.actor(admin, second_factor=True),
        "stranger": accounts.actor(),
        "reporter": accounts.actor(reporter),
        "reporter's token": accounts.token_actor(reporter),
        "reporter's narrow token": accounts.token_actor(reporter, scopes=["programs:read"]),
        "joined": accounts.actor(joined),
        "asked": accounts.actor(asked),
        "declined": accounts.actor(declined),
        "outsider": accounts.actor(accounts.member(theirs, Role.OWNER)),
        "triager's token": accounts.token_actor(insider),
    }
    people |= {role.value: accounts.actor(row) for role, row in members.items()}
    people |= {
        f"{role.value} with factor": accounts.actor(row, second_factor=True)
        for role, row in members.items()
        if role is not Role.VIEWER
    }
    return found, people


def seen(actor, found):
    visible = set(policies.visible_to(actor).values_list("pk", flat=True))
    return {name for name, row in found.items() if row.pk in visible}


def test_one_rule_answers_for_one_and_for_many(world):
    found, people = world

    for name, actor in people.items():
        fresh = {key: Report.objects.get(pk=row.pk) for key, row in found.items()}
        one_by_one = {key for key, row in fresh.items() if policies.can_view(actor, row)}
        assert one_by_one == seen(actor, found), name


def test_lists_show_what_may_be_seen_and_nothing_else(world):
    found, people = world

    for name, actor in people.items():
        team = set(policies.seen_by_team(actor).values_list("public_id", flat=True))
        every = set(policies.visible_to(actor).values_list("public_id", flat=True))
        drafts = {row.public_id for row in found.values() if row.state == State.DRAFT}
        assert {row.public_id for row in queries.inbox(actor).items} == team, name
        assert {row.public_id for row in queries.all_visible(actor).items} == every - drafts, name
        assert {row.public_id for row in queries.my_reports(actor).items} >= every - team, name


def test_everybody_sees_exactly_what_is_theirs(world):
    found, people = world
    own = {"draft", "shared draft", "sent", "closed", "strict"}
    team = {"sent", "closed", "of an insider"}
    nothing = set()

    answers = {name: seen(actor, found) for name, actor in people.items()}

    assert answers == {
        "anonymous": nothing,
        "system": nothing,
        "admin": nothing,
        "stranger": nothing,
        "reporter": own,
        "reporter's token": own,
        "reporter's narrow token": nothing,
        "joined": {"shared draft", "sent"},
        "asked": nothing,
        "declined": nothing,
        "outsider": {"of others"},
        # Made before its owner had a second factor.
        "triager's token": team,
        "owner": team,
        "program_manager": team,
        "triager": team,
        "finance": nothing,
        "developer": team,
        "viewer": team,
        "owner with factor": team | {"strict"},
        "program_manager with factor": team | {"strict"},
        "triager with factor": team | {"strict"},
        "finance with factor": nothing,
        "developer with factor": team | {"strict"},
    }


def test_only_the_team_reads_what_is_for_the_team(world):
    found, people = world
    both = {"participants", "team"}

    audiences = {
        name: set(policies.audiences_of(actor, found["sent"])) for name, actor in people.items()
    }

    assert {name for name, got in audiences.items() if got == {"participants"}} == {
        "reporter",
        "reporter's token",
        "reporter's narrow token",
        "joined",
    }
    assert {name.split(" ")[0] for name, got in audiences.items() if got == both} == {
        "owner",
        "program_manager",
        "triager",
        "triager's",
        "developer",
        "viewer",
    }


def test_nobody_judges_their_own_report(world):
    found, people = world
    insider, own = people["triager with factor"], found["of an insider"]

    assert policies.can_view(insider, own)
    assert policies.audiences_of(insider, own) == {"participants"}
    assert not policies.can_note(insider, own)
    assert not policies.can_set_severity(insider, own)
    assert not any(
        policies.can_move(insider, own, name)
        for name in MOVES
        if name != "submit" and MOVES[name].by == "team"
    )


PERMITTED = {
    "can_comment": {"reporter", "joined", "owner", "program_manager", "triager", "developer"},
    "can_note": {"owner", "program_manager", "triager", "developer"},
    "can_assign": {"owner", "program_manager", "triager"},
    "can_set_severity": {"owner", "program_manager", "triager"},
    "can_answer_checklist": {"owner", "program_manager", "triager"},
    "can_edit": {"reporter"},
    "can_share": set(),
}


@pytest.mark.parametrize("question", PERMITTED)
def test_who_may_do_what_to_a_sent_report(world, question):
    found, people = world

    may = {
        name.split(" ")[0].removesuffix("'s")
        for name, actor in people.items()
        if getattr(policies, question)(actor, found["sent"])
    }

    assert may == PERMITTED[question]


@pytest.mark.parametrize("question", PERMITTED)
def test_a_token_that_only_reads_writes_nothing(world, question):
    found, _people = world
    reader = accounts.token_actor(found["sent"].reporter, scopes=["reports:read"])

    assert policies.can_view(reader, found["sent"])
    assert not getattr(policies, question)(reader, found["sent"])


@pytest.mark.parametrize(("state", "may"), [("open", True), ("paused", True), ("closed", True)])
def test_old_reports_are_still_discussed_after_the_end(state, may):
    report = reports.report()
    report.program.state = state
    report.program.save()

    assert policies.can_comment(accounts.actor(report.reporter), report) is may


def test_nobody_edits_a_closed_report(world):
    found, people = world

    assert not policies.can_edit(people["reporter"], found["closed"])
    assert policies.can_edit(people["reporter"], found["draft"])
    assert not policies.can_edit(people["joined"], found["shared draft"])


def test_a_collaborator_answers_but_neither_sends_nor_withdraws(world):
    found, people = world
    joined = people["joined"]

    assert policies.can_move(joined, found["sent"], "answer")
    assert not policies.can_move(joined, found["sent"], "withdraw")
    assert not policies.can_move(joined, found["shared draft"], "submit")
