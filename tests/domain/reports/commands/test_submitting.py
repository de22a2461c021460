import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands
from seawall.domain.reports.models import Report, Revision, SeverityOpinion, StateCount
from seawall.domain.reports.rules.content import content_hash
from seawall.domain.reports.rules.workflow import State
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db


def send(program, actor=None, accept_terms=1, **parts):
    return commands.submit_new(
        program.slug,
        actor=actor or accounts.actor(),
        submission=reports.submission(**parts),
        accept_terms=accept_terms,
    )


def refused(program, **parts):
    with pytest.raises(Invalid) as refusal:
        send(program, **parts)
    return refusal.value.fields


def test_a_report_is_pinned_to_what_was_in_force():
    program = reports.judged_program()

    report = send(program)

    stored = Report.objects.get(pk=report.pk)
    words = stored.revisions.get()
    assert (stored.state, stored.turn, stored.brief, stored.terms_version) == (
        State.NEW,
        "team",
        program.brief,
        1,
    )
    assert (stored.target_id, words.target_id) == ("api", "api")
    assert words.sealed_at == stored.submitted_at
    assert words.content_sha256 == stored.content_sha256
    assert stored.content_sha256 == content_hash(reports.content(target_id="api"))
    assert stored.next_due_at == stored.response_due_at


def test_a_new_version_changes_nothing_for_a_sent_report():
    program = reports.judged_program()
    report = send(program)

    reports.new_version(program, rewards=[])

    assert Report.objects.get(pk=report.pk).brief.version == 1
    assert send(program, accept_terms=2).brief_id != report.brief_id


def test_sending_leaves_exactly_one_event():
    program = reports.judged_program()
    before = Event.objects.count()

    report = send(program)

    event = Event.objects.latest("pk")
    assert Event.objects.count() == before + 1
    assert (event.name, event.report_id, event.program_id) == (
        "report.submitted",
        report.pk,
        program.pk,
    )
    assert event.organization_id == program.organization_id
    assert reports.content().title not in str(event.payload)


def test_sending_costs_at_most_eight_statements_and_the_transaction():
    program = reports.judged_program()
    actor = accounts.actor()
    send(program, actor)

    with CaptureQueriesContext(connection) as captured:
        send(program, actor)

    writes = [query["sql"].split()[0] for query in captured if "SAVEPOINT" not in query["sql"]]
    # The program and, now and then, the releases; report, revision, move, opinion, event, counter.
    assert writes[-6:] == ["INSERT"] * 6
    assert writes[:-6] in (["SELECT"], ["SELECT"] * 2)


def test_the_counter_follows():
    program = reports.judged_program()

    send(program)
    send(program)

    assert sum(StateCount.objects.filter(state="new").values_list("reports", flat=True)) == 2


@pytest.mark.parametrize(
    ("parts", "field", "words"),
    [
        ({"title": " "}, "title", "title"),
        ({"description": ""}, "description", "Describe"),
        ({"impact": ""}, "impact", "attacker"),
        ({"target": ""}, "target", "target"),
        ({"title": "x" * 151}, "title", "150"),
        ({"description": "a\x00b"}, "description", "U+0000"),
        ({"description": "a" * 70_000}, "description", "64 KiB"),
        ({"url": "javascript:alert(1)"}, "url", "whole address"),
        ({"vrt": "no.such.type"}, "vrt", "no such type"),
        ({"vrt": ""}, "vrt", "type"),
        ({"vrt": "lack_of_binary_hardening.lack_of_jailbreak_detection"}, "vrt", "We know"),
        ({"kind": "functionality"}, "kind", "security, documentation"),
        ({"kind": "nonsense"}, "kind", "Choose a kind"),
        ({"target": "blog.example.net"}, "target", "Rule blog of version 1"),
        ({"target": "old.example.net"}, "target", "Rule old of version 1"),
        ({"target_id": "blog"}, "target_id", ""),
        ({"target_id": "nowhere"}, "target", "does not list"),
        ({"target": "unknown.example.com"}, "other_justification", "why"),
        ({"cvss": "CVSS:3.1/nonsense"}, "cvss", "metric"),
        ({"collaborators": {"nobody": 5000}}, "collaborators", "nobody"),
    ],
)
def test_what_is_wrong_is_named_by_field(parts, field, words):
    program = reports.judged_program()
    if parts == {"target_id": "blog"}:
        parts, field, words = {"target_id": "blog", "target": ""}, "target", "Rule blog"

    fields = refused(program, **parts)

    assert words in fields[field]
    assert not Report.objects.exists()


def test_all_mistakes_come_at_once():
    fields = refused(reports.judged_program(), title="", impact="", vrt="x", target="")

    assert set(fields) == {"title", "impact", "vrt", "target"}


def test_an_unlisted_target_needs_a_justification():
    program = reports.judged_program()

    report = send(program, target="unknown.example.com", other_justification="It runs our login.")

    assert report.target_id == "other"


def test_an_excluded_topic_must_be_acknowledged():
    program = reports.judged_program()

    fields = refused(program, description="Flooding the API stops it.")
    assert "X1" in fields["exclusion_acknowledged"]

    report = send(program, description="Flooding the API stops it.", acknowledged=("X1",))
    assert report.state == State.NEW


def test_a_routed_topic_leads_to_its_channel_and_is_recorded():
    program = reports.judged_program()

    with pytest.raises(commands.Routed) as refusal:
        send(program, title="A jailbreak of the model")

    assert "https://example.org/feedback" in refusal.value.message
    event = Event.objects.latest("pk")
    assert (event.name, event.payload["exclusion"]) == ("report.routed", "X2")
    assert not Report.objects.exists()


@pytest.mark.parametrize(("given", "error"), [(None, Invalid), (2, Conflict), (0, Conflict)])
def test_exactly_the_terms_in_force_are_accepted(given, error):
    with pytest.raises(error, match="1"):
        send(reports.judged_program(), accept_terms=given)


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_a_program_that_takes_nothing_says_so(state):
    with pytest.raises(Conflict, match=state):
        send(reports.judged_program(state=state))


def test_a_draft_program_does_not_exist_for_strangers():
    with pytest.raises(NotFound):
        send(reports.judged_program(state="draft"))


def test_a_private_program_does_not_exist_for_strangers():
    with pytest.raises(NotFound):
        send(reports.judged_program(visibility="private"))


def test_a_second_factor_is_demanded_where_the_program_asks_for_it():
    program = reports.judged_program(requires_second_factor=True)

    with pytest.raises(NotAllowed, match="second factor"):
        send(program)

    assert send(program, accounts.actor(second_factor=True)).state == State.NEW


def test_a_token_needs_the_scope():
    with pytest.raises(NotAllowed, match="reports:write"):
        send(reports.judged_program(), accounts.token_actor(scopes=["reports:read"]))


def test_nobody_reports_without_signing_in():
    from seawall.domain.actor import ANONYMOUS

    with pytest.raises(NotAllowed):
        send(reports.judged_program(), ANONYMOUS)


@pytest.mark.parametrize(
    ("vrt", "target", "cvss", "priority"),
    [
        ("server_side_injection.sql_injection", "api.example.org", "", 1),
        ("server_side_injection.sql_injection", "shop.example", "", 3),
        ("server_security_misconfiguration.oauth_misconfiguration", "api.example.org", "", None),
    ],
)
def test_the_taxonomy_suggests_the_priority_within_the_cap(vrt, target, cvss, priority):
    report = send(reports.judged_program(), vrt=vrt, target=target, cvss=cvss)

    found = SeverityOpinion.objects.filter(report=report).values_list("side", "priority")
    assert report.priority == priority
    assert list(found) == ([("reporter", priority)] if priority else [])


def test_a_label_only_program_refuses_a_vector():
    program = reports.judged_program(document={"severity_mode": "label"})

    fields = refused(program, cvss="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N")

    assert "priority only" in fields["cvss"]


def test_a_vector_is_stored_with_its_score():
    report = send(reports.judged_program(), cvss="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N")

    opinion = SeverityOpinion.objects.get(report=report)
    assert str(opinion.cvss_score) == "7.5"
    assert Revision.objects.get(report=report).cvss == opinion.cvss


def test_a_retired_type_is_stored_as_what_it_became():
    old = "broken_access_control.idor.read_edit_delete_non_sensitive_information"

    report = send(reports.judged_program(), vrt=old)

    assert report.vrt.startswith("broken_access_control.idor")
    assert report.vrt != old
