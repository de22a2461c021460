"""Canned responses: who has and keeps them, what is refused, and the words for a report."""

import pytest

from seawall.domain.accounts.rules import Permission, Role, TokenScope, may
from seawall.domain.audit.models import Event
from seawall.domain.automation import queries
from seawall.domain.automation.commands import responses as commands
from seawall.domain.automation.commands.responses import ResponseIn
from seawall.domain.automation.models import CannedResponse
from seawall.domain.automation.rules.filling import VARIABLES
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports.models import Report
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def triager(program):
    return factories.team_actor(program)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_table_says(program, triager, role):
    row = factories.canned_response(triager, program)
    actor = factories.team_actor(program, role)
    writes = (
        lambda: factories.canned_response(actor, program, "Another"),
        lambda: commands.change_response(row.public_id, ResponseIn("New", "x"), actor=actor),
        lambda: commands.remove_response(row.public_id, actor=actor),
    )
    if not may(role, Permission.REPORT_VIEW):
        refusal = NotFound
        with pytest.raises(NotFound):
            queries.responses(actor, program.organization_id)
    else:
        refusal = NotAllowed
        assert len(queries.responses(actor, program.organization_id)) == 1
    for write in writes:
        if may(role, Permission.RESPONSE_MANAGE):
            write()
        else:
            with pytest.raises(refusal):
                write()


def test_others_neither_see_nor_change_one(program, triager):
    row = factories.canned_response(triager, program)
    report = factories.report(program=program)
    other = factories.team_actor(factories.judged_program())
    reporter = factories.actor(report.reporter)
    reads = factories.token_actor(factories.member(program.organization, Role.TRIAGER).user,
                                  scopes=(TokenScope.REPORTS_READ,))  # fmt: skip

    for actor in (other, reporter):
        for act in (
            lambda actor: queries.responses(actor, program.organization_id),
            lambda actor: queries.response(actor, row.public_id),
            lambda actor: queries.filled(actor, report.public_id),
            lambda actor: queries.filled_one(actor, report.public_id, row.public_id),
            lambda actor: factories.canned_response(actor, program, "Mine"),
            lambda actor: commands.remove_response(row.public_id, actor=actor),
        ):
            with pytest.raises(NotFound):
                act(actor)
    with pytest.raises(NotAllowed):
        commands.remove_response(row.public_id, actor=reads)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "Taken"}, "name"),
        ({"text": " "}, "text"),
        ({"text": "a\x00"}, "text"),
        ({"text": "x" * 17_000}, "text"),
        ({"text": "{{ report.tittle }}"}, "text"),
        ({"default_for": "submit"}, "default_for"),
        ({"default_for": "ask"}, "default_for"),
        ({"program": "no-such"}, "program"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(program, triager, given, field):
    factories.canned_response(triager, program, "Taken", default_for="ask")
    with pytest.raises(Invalid) as refused:
        commands.save_response(
            program.organization_id,
            ResponseIn(**{"name": "One", "text": "Words"} | given),
            actor=triager,
        )

    assert set(refused.value.fields) == {field}


def test_there_is_an_end_to_how_many(program, triager, monkeypatch):
    monkeypatch.setattr(commands, "MOST_RESPONSES", 1)
    factories.canned_response(triager, program)
    with pytest.raises(Conflict):
        factories.canned_response(triager, program, "Second")


def test_a_default_of_the_programme_goes_before_one_of_all(program, triager):
    report = factories.report(program=program)
    elsewhere = factories.report(program=factories.judged_program(program.organization))
    where = {"organization_id": program.organization_id}

    def begins(one, action="ask"):
        return queries.filled_default(
            triager, one.public_id, action, program=one.program.slug, **where
        )

    assert begins(report) == ""
    factories.canned_response(triager, program, "All", "for all", default_for="ask")
    factories.canned_response(
        triager, program, "One", "for one", default_for="ask", only_there=True
    )
    assert (begins(report), begins(elsewhere)) == ("for one", "for all")
    assert begins(report, "triage") == ""
    names = [name for _number, name in queries.offered(triager, program=program.slug, **where)]
    assert names == ["All", "One"]
    slug = elsewhere.program.slug
    assert len(queries.offered(triager, program=slug, **where)) == 1
    assert [one.name for one in queries.filled(triager, elsewhere.public_id)] == ["All"]


def test_every_variable_has_its_value(program, triager):
    report = factories.report(program=program)
    Report.objects.filter(pk=report.pk).update(
        title="SQL *injection* @everyone", priority=2, target="api.example.org"
    )
    text = "\n".join(f"{name}={{{{ {name} }}}}" for name in VARIABLES)
    row = factories.canned_response(triager, program, text=text)

    filled = queries.filled_one(triager, report.public_id, row.public_id).text
    found = dict(line.split("=", 1) for line in filled.splitlines())

    assert found["report.number"] == report.public_id
    assert found["report.title"] == "SQL \\*injection\\* ＠everyone"
    assert found["report.priority"] == "P2"
    assert found["report.target"] == "api.example.org"
    assert found["assignee.name"] == "nobody"
    assert all(found.values())


def test_the_log_tells_the_team_without_words(program, triager):
    row = factories.canned_response(triager, program, default_for="ask")
    given = ResponseIn("New", "Other words", program=program.slug)
    commands.change_response(row.public_id, given, actor=triager)
    commands.remove_response(row.public_id, actor=triager)

    told = Event.objects.filter(name__startswith="response.").order_by("pk")
    number, org = row.public_id, program.organization_id
    assert [(one.name, one.payload, one.organization_id) for one in told] == [
        ("response.saved", {"response": number, "default_for": "ask"}, org),
        ("response.changed", {"response": number, "default_for": ""}, org),
        ("response.removed", {"response": number}, org),
    ]
    assert not CannedResponse.objects.exists()
