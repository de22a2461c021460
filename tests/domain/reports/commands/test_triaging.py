import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Report, Revision, SeverityOpinion
from seawall.domain.reports.queries import RevisionEntry, SeverityEntry
from seawall.domain.reports.rules.workflow import Checklist, State
from tests.factories import accounts, reports

pytestmark = pytest.mark.django_db

LOW = "CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:N/A:N"
HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"


def rate(report, actor=None, side="triage", reason_code="preconditions", reason="Why.", **rating):
    return commands.set_severity(
        report.public_id,
        side=side,
        reason_code=reason_code,
        reason=reason,
        actor=actor or reports.team_actor(report.program),
        **rating,
    )


def test_each_side_keeps_its_own_opinion_and_the_final_one_counts():
    report = reports.report()

    rate(report, priority=4)
    assert Report.objects.get(pk=report.pk).priority == 4
    rate(report, side="final", priority=2)
    rate(report, priority=5)

    page = queries.thread(accounts.actor(report.reporter), report.public_id)
    assert {side: view.priority for side, view in page.opinions.items()} == {
        "reporter": 3,
        "triage": 5,
        "final": 2,
    }
    assert page.row.priority == 2


def test_no_change_without_a_reason_code_and_a_sentence():
    report = reports.report()

    with pytest.raises(Invalid) as refusal:
        rate(report, priority=4, reason_code="", reason=" ")

    assert set(refusal.value.fields) == {"reason_code", "reason"}
    assert SeverityOpinion.objects.filter(side="triage").count() == 0


def test_the_reporter_reads_the_reason_and_the_difference_by_metric():
    report = reports.report(cvss=HIGH)
    rate(report, cvss=LOW, reason="An account is needed.")

    page = queries.thread(accounts.actor(report.reporter), report.public_id)
    (entry,) = (one for one in page.timeline if isinstance(one, SeverityEntry))

    assert entry.opinion.reason == "An account is needed."
    assert (entry.opinion.previous_priority, entry.opinion.priority) == (3, 4)
    changes = {change.code: (change.before, change.after) for change in entry.opinion.changes}
    assert changes["PR"] == ("None", "Low")


@pytest.mark.parametrize(
    ("rating", "field"),
    [
        ({}, "priority"),
        ({"priority": 0}, "priority"),
        ({"priority": 6}, "priority"),
        ({"cvss": "nonsense"}, "cvss"),
    ],
)
def test_an_unusable_rating_is_named(rating, field):
    with pytest.raises(Invalid) as refusal:
        rate(reports.report(), **rating)

    assert set(refusal.value.fields) == {field}


def test_a_target_caps_the_priority():
    report = reports.report(target="shop.example")

    with pytest.raises(Invalid, match="P3 at most"):
        rate(report, priority=2)


def test_a_label_only_program_is_not_rated_by_vector():
    report = reports.report(program=reports.judged_program(document={"severity_mode": "label"}))

    with pytest.raises(Invalid, match="priority only"):
        rate(report, cvss=HIGH)
    rate(report, priority=2)


@pytest.mark.parametrize("side", ["reporter", "nobody", ""])
def test_nobody_speaks_for_another_side(side):
    with pytest.raises(Invalid) as refusal:
        rate(reports.report(), side=side, priority=1)

    assert set(refusal.value.fields) == {"side"}


def test_the_same_opinion_again_is_refused():
    report = reports.report()
    rate(report, priority=2)

    with pytest.raises(Conflict):
        rate(report, priority=2)


def test_the_reporter_does_not_rate():
    report = reports.report()

    with pytest.raises(NotAllowed):
        rate(report, accounts.actor(report.reporter), priority=1)


def test_another_priority_has_another_target_from_the_submission_on():
    report = reports.report()
    before = report.resolution_due_at

    rate(report, priority=1)

    stored = Report.objects.get(pk=report.pk)
    assert stored.resolution_due_at < before
    assert stored.responded_at is not None


def assign(report, handle, actor=None):
    return commands.assign(
        report.public_id, assignee=handle, actor=actor or reports.team_actor(report.program)
    )


def test_work_is_given_and_taken_back():
    report = reports.report()
    developer = reports.team_actor(report.program, Role.DEVELOPER)

    assert assign(report, developer.handle).assignee_id == developer.user_id
    assert assign(report, None).assignee is None

    assert [
        event.payload["assignee_id"]
        for event in Event.objects.filter(name="report.assigned").order_by("pk")
    ] == [developer.user_id, None]


def test_only_who_may_work_on_it_is_given_work():
    report = reports.report()
    stranger = accounts.person("stranger")
    viewer = reports.team_actor(report.program, Role.VIEWER)
    insider = accounts.member(report.program.organization, Role.TRIAGER).user
    own = reports.report(program=report.program, reporter=insider)

    for handle in (stranger.handle, viewer.handle, report.reporter.handle, "nobody"):
        with pytest.raises(Invalid):
            assign(report, handle)
    with pytest.raises(Invalid):
        assign(own, insider.handle)
    with pytest.raises(Conflict):
        assign(report, None)


def test_the_checklist_is_the_teams_alone():
    report = reports.report()
    triager = reports.team_actor(report.program)
    half = Checklist(in_scope=True, exploitable=None, novel=False)

    commands.answer_checklist(report.public_id, checklist=half, actor=triager)

    assert queries.thread(triager, report.public_id).checklist == half
    assert queries.thread(accounts.actor(report.reporter), report.public_id).checklist is None
    with pytest.raises(Conflict):
        commands.answer_checklist(report.public_id, checklist=half, actor=triager)
    with pytest.raises(NotAllowed):
        commands.answer_checklist(
            report.public_id, checklist=half, actor=accounts.actor(report.reporter)
        )


def revise(report, expected=1, actor=None, **parts):
    return commands.revise(
        report.public_id,
        content=reports.content(**parts),
        expected_revision=expected,
        actor=actor or accounts.actor(report.reporter),
    )


def test_an_edit_after_sending_is_a_new_version_and_the_first_stays():
    report = reports.report()

    revise(report, impact="Anybody changes all orders.")

    versions = list(Revision.objects.order_by("number").values_list("impact", "sealed_at"))
    assert [impact for impact, sealed in versions if sealed] == [
        "Anybody reads all orders.",
        "Anybody changes all orders.",
    ]
    stored = Report.objects.get(pk=report.pk)
    assert stored.content_sha256 == report.content_sha256
    assert stored.revision_count == 2
    page = queries.thread(reports.team_actor(report.program), report.public_id)
    (entry,) = (one for one in page.timeline if isinstance(one, RevisionEntry))
    assert (page.revision.number, entry.changed) == (2, ("impact",))


def test_two_versions_are_compared_part_by_part():
    report = reports.report(description="One\nTwo")
    revise(report, description="One\nThree")

    diff = queries.revision_diff(accounts.actor(report.reporter), report.public_id, 1, 2)

    assert list(diff.parts) == ["description"]
    assert [(line.kind.value, line.text) for line in diff.parts["description"]] == [
        ("same", "One"),
        ("removed", "Two"),
        ("added", "Three"),
    ]


def test_revisions_are_refused_where_they_would_mislead():
    report = reports.report()
    closed = reports.report(State.SPAM)

    with pytest.raises(Conflict, match="Nothing"):
        revise(report)
    with pytest.raises(Conflict, match="another window"):
        revise(report, expected=2, title="Other")
    with pytest.raises(Conflict, match="closed"):
        revise(closed, title="Other")
    with pytest.raises(NotAllowed):
        revise(report, actor=reports.team_actor(report.program), title="Other")
    with pytest.raises(Invalid, match="blog"):
        revise(report, target="blog.example.net")
