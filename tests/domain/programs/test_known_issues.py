"""Issues that a programme registers before somebody reports them."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.audit.queries import leaf_of
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import commands, queries
from seawall.domain.programs.models import KnownIssue
from seawall.domain.programs.rules import disclosing, known_issues
from seawall.domain.programs.rules.known_issues import KnownIssueIn
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


def test_registering_commits_the_log_without_telling_it(program):
    row = factories.known_issue(
        program, title="Xyzzy", vrt="broken_access_control.idor", notes="plugh", reference="T-1"
    )

    event = Event.objects.get(name="program.known_issue_added")
    values = known_issues.committed(
        KnownIssueIn("Xyzzy", "api.example.org", "broken_access_control.idor", "", "T-1", "plugh"),
        target_id="api",
        asset="*.example.org",
        registered_at=row.registered_at,
    )
    made = set(leaf_of(event).commitments())
    openings = [leaf_of(event).opening(name, value) for name, value in values.items()]
    assert event.pk == row.event_id
    assert event.payload == {"program": program.slug, "known_issue": row.public_id}
    assert [one.name for one in openings if one.commitment() not in made] == []
    assert "Xyzzy" not in str(Event.objects.values().get(pk=event.pk))


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 151}, "title"),
        ({"vrt": "no.such.type"}, "vrt"),
        ({"url": "nonsense"}, "url"),
        ({"known_since": "31.01.2026"}, "known_since"),
        ({"known_since": "2999-01-01"}, "known_since"),
        ({"notes": "a\x00b"}, "notes"),
    ],
)
def test_what_is_wrong_is_named(program, parts, field):
    with pytest.raises(Invalid) as refusal:
        factories.known_issue(program, **parts)

    assert set(refusal.value.fields) == {field}
    assert not KnownIssue.objects.exists()


def test_a_file_is_registered_whole(program):
    text = '\ufeffTitle,target,reference\r\n"One, two",api.example.org,T-1\r\nThree,,\r\n'

    rows = commands.import_known_issues(program.slug, text=text, actor=triager(program))

    assert [(row.title, row.asset, row.reference) for row in rows] == [
        ("One, two", "*.example.org", "T-1"),
        ("Three", "", ""),
    ]
    assert Event.objects.filter(name="program.known_issue_added").count() == 2


def triager(program):
    return factories.team_actor(program, Role.TRIAGER)


def test_a_file_with_wrong_rows_registers_none_and_names_each(program):
    text = "title,url,known_since\nGood,,\n,nonsense,\nBad,,2026-13-01\n"

    with pytest.raises(Invalid) as refusal:
        commands.import_known_issues(program.slug, text=text, actor=triager(program))

    assert set(refusal.value.fields) == {"line 3", "line 4"}
    assert "title" in refusal.value.fields["line 3"]
    assert "url" in refusal.value.fields["line 3"]
    assert not KnownIssue.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        *("", "title\n", "name\nx\n", "title,title\na,b\n", "title,secret\na,b\n"),
        *("title,url\na\n", "title\na,b\n", 'title\n"a\n', "title\n" + "x\n" * 1001),
        "title\n" + "x" * 1024 * 1024,
    ],
)
def test_a_file_that_is_none_is_refused(program, text):
    with pytest.raises(Invalid) as refusal:
        commands.import_known_issues(program.slug, text=text, actor=triager(program))

    assert set(refusal.value.fields) == {"csv"}


def test_who_registers_who_reads_and_who_may_not_know(program):
    row = factories.known_issue(program)
    issue = KnownIssueIn(title="Another")
    outcomes = {}
    people = {role: factories.team_actor(program, role) for role in Role}
    people["stranger"] = factories.actor()
    people["admin"] = factories.actor(factories.person(is_platform_admin=True))

    def outcome(act):
        try:
            act()
        except (NotFound, NotAllowed) as refusal:
            return type(refusal).__name__
        return "done"

    for name, actor in people.items():
        outcomes[name] = (
            outcome(lambda: queries.known_issues(actor, program.slug)),  # noqa: B023
            outcome(lambda: commands.add_known_issue(program.slug, issue=issue, actor=actor)),  # noqa: B023
        )

    read, all_of_it, nothing = ("done", "NotAllowed"), ("done", "done"), ("NotFound", "NotFound")
    assert outcomes == {
        Role.OWNER: all_of_it,
        Role.PROGRAM_MANAGER: all_of_it,
        Role.TRIAGER: all_of_it,
        Role.FINANCE: nothing,
        Role.DEVELOPER: read,
        Role.VIEWER: read,
        "stranger": nothing,
        "admin": nothing,
    }
    with pytest.raises(NotFound):
        commands.retire_known_issue(
            factories.judged_program(program.organization).slug,
            public_id=row.public_id,
            actor=triager(program),
        )


def test_retiring_happens_once(program):
    row = factories.known_issue(program)

    commands.retire_known_issue(program.slug, public_id=row.public_id, actor=triager(program))

    with pytest.raises(Conflict):
        commands.retire_known_issue(program.slug, public_id=row.public_id, actor=triager(program))
    (listed,) = queries.known_issues(triager(program), program.slug).items
    assert listed.retired_at is not None
    assert Event.objects.filter(name="program.known_issue_retired").count() == 1


def test_the_list_says_where_it_stands_in_the_log(program, django_assert_num_queries):
    factories.known_issue(program)
    waiting = queries.known_issues(triager(program), program.slug).items[0].log_index
    factories.enter_log()
    factories.known_issue(program)
    actor = triager(program)

    with django_assert_num_queries(3):
        found = queries.known_issues(actor, program.slug)

    assert waiting is None
    assert [row.log_index is None for row in found.items] == [True, False]


def test_the_choice_of_fields_is_checked():
    assert disclosing.fields(disclosing.chosen(["vrt", "date"])) == ("date", "vrt")
    assert disclosing.fields(disclosing.chosen([])) == ()
    with pytest.raises(Invalid) as refusal:
        disclosing.chosen(["date", "description"])
    assert set(refusal.value.fields) == {"duplicate_fields"}
