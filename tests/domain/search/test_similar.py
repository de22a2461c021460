"""Similar reports from the database: the right ones, and only what the reader may see."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts import queries as people
from seawall.domain.accounts.rules import Role
from seawall.domain.audit import jobs as audit_jobs
from seawall.domain.audit.models import Event
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.jobs_queue import discovery
from seawall.domain.programs import commands as program_commands
from seawall.domain.programs.models import Program
from seawall.domain.readings.commands import BUFFER
from seawall.domain.reports import commands as report_commands
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import State
from seawall.domain.search import commands, queries
from seawall.domain.search.commands.learning import LEAST_CASES
from seawall.domain.search.models import Learnt, ReportFingerprint, SignatureTerm
from seawall.domain.search.queries import statistics as known
from seawall.domain.search.queries.known import known_like
from seawall.domain.search.queries.strengths import Strength
from seawall.domain.search.rules.fingerprints import fingerprint
from seawall.domain.search.rules.reading import read
from seawall.domain.search.rules.similarity import WEIGHTS, Subject
from seawall.domain.taxonomy.rules.suggesting import load_weaknesses
from tests import factories

pytestmark = pytest.mark.django_db

XSS = {
    "title": "Stored XSS in the notes of an order",
    "description": "Save a script as the note at https://shop.example/orders/7?note=x, open it.",
}
SAME = {
    "title": "A script in order notes is run",
    "description": "The note of https://shop.example/orders/9?note=y is not escaped.",
}
OTHER = {"title": "Sessions outlive signing out", "description": "The cookie works afterwards."}


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def triager(program):
    return factories.team_actor(program)


def _administrator():
    return people.actor_for_user(factories.person(is_platform_admin=True).pk, second_factor=True)


def _found(actor, report):
    return [one.row.public_id for one in queries.similar(actor, report.public_id).items]


def test_the_same_bug_comes_first_with_the_words_that_show_it(program, triager):
    old = factories.report(program=program, **XSS)
    other = factories.report(program=program, **OTHER)
    new = factories.report(program=program, **SAME)
    factories.indexed(old, other, new)

    best = queries.similar(triager, new.public_id).items[0]

    assert best.row.public_id == old.public_id
    assert best.is_older
    assert {"host", "path", "parameter"} <= {one.feature for one in best.evidence}


def test_nothing_like_it_is_said_but_only_of_what_was_read(program, triager):
    new = factories.report(program=program, **OTHER)
    assert not queries.similar(triager, new.public_id).is_read

    factories.indexed(new)

    found = queries.similar(triager, new.public_id)
    assert (found.is_read, found.is_novel, found.items) == (True, True, ())


def test_closed_reports_are_compared_too(program, triager):
    old = factories.report(State.NOT_APPLICABLE, program=program, **XSS)
    new = factories.report(program=program, **SAME)
    factories.indexed(old, new)

    assert _found(triager, new) == [old.public_id]


def test_reports_of_other_organizations_and_drafts_are_never_found(program, triager):
    factories.indexed(factories.report(**XSS))
    draft = factories.draft(program, **XSS)
    new = factories.report(program=program, **SAME)
    factories.indexed(draft, new)

    assert _found(triager, new) == []
    assert not ReportFingerprint.objects.filter(report=draft).exists()


def test_a_program_that_asks_for_a_second_factor_stays_hidden_without_one(program):
    strict = factories.judged_program(program.organization)
    old = factories.report(program=strict, **XSS)
    Program.objects.filter(pk=strict.pk).update(requires_second_factor=True)
    new = factories.report(program=program, **SAME)
    factories.indexed(old, new)
    member = factories.member(program.organization, Role.TRIAGER).user

    assert _found(factories.actor(member), new) == []
    assert _found(factories.actor(member, second_factor=True), new) == [old.public_id]


def test_the_reporter_and_strangers_find_no_such_report(program):
    report = factories.indexed(factories.report(program=program, **XSS))
    member = factories.member(program.organization, Role.TRIAGER).user
    own = factories.indexed(factories.report(program=program, reporter=member, **SAME))

    for actor, asked in (
        (factories.actor(report.reporter), report),
        (factories.actor(), report),
        (factories.actor(member), own),
    ):
        with pytest.raises(NotFound):
            queries.similar(actor, asked.public_id)
        with pytest.raises(NotFound):
            queries.suggestions(actor, asked.public_id)
        with pytest.raises(NotFound):
            queries.compare(actor, report.public_id, own.public_id)


def test_a_researcher_is_shown_their_own_report_and_nobody_elses(program):
    reporter = factories.person()
    own = factories.report(program=program, reporter=reporter, **XSS)
    factories.indexed(own, factories.report(program=program, **XSS))

    found = queries.similar_to_own(factories.actor(reporter), SAME["title"], SAME["description"])

    assert [row.public_id for row in found] == [own.public_id]
    assert queries.similar_to_own(factories.actor(), SAME["title"], SAME["description"]) == ()


def test_the_log_is_followed_and_a_revision_read_again(program, triager):
    def work():
        audit_jobs.sequence_batch()
        while discovery.load().duties["follow.search"].work():
            pass

    old = factories.report(program=program, **XSS)
    new = factories.report(program=program, **OTHER)
    work()
    before = set(SignatureTerm.objects.values_list("term", "report_id"))

    report_commands.revise(
        new.public_id,
        content=factories.content(**SAME),
        expected_revision=1,
        actor=factories.actor(new.reporter),
    )
    work()

    after = set(SignatureTerm.objects.values_list("term", "report_id"))
    assert before - after
    assert _found(triager, new) == [old.public_id]


def test_a_rebuild_finds_what_is_missing(program):
    reports = [factories.report(program=program, **XSS) for _ in range(3)]

    last = commands.rebuild(0, limit=2)
    assert last == reports[1].pk
    assert commands.rebuild(last, limit=2) == reports[2].pk
    assert commands.rebuild(0) is None
    assert ReportFingerprint.objects.count() == 3


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_number_of_statements_does_not_grow(program, triager, count):
    reports = [factories.report(program=program, **XSS) for _ in range(count)]
    new = factories.report(program=program, **SAME)
    factories.indexed(*reports, new)
    known.statistics()
    queries.similar(triager, new.public_id)

    with CaptureQueriesContext(connection) as asked:
        queries.similar(triager, new.public_id)

    assert len(asked) <= 9


KNOWN = {"title": "Stored XSS in the notes of an order", "notes": SAME["description"]}


def test_known_issues_of_the_program_are_among_what_is_like_it(program, triager):
    known_issue = factories.known_issue(program, **KNOWN)
    factories.known_issue(program, title="Sessions outlive signing out")
    retired = factories.known_issue(program, **KNOWN)
    program_commands.retire_known_issue(program.slug, public_id=retired.public_id, actor=triager)
    factories.known_issue(factories.judged_program(program.organization), **KNOWN)
    report = factories.report(program=program, **XSS)
    late = factories.known_issue(program, **KNOWN)
    factories.indexed(report)

    found = queries.similar(triager, report.public_id)

    assert [(one.public_id, one.is_earlier) for one in found.known] == [
        (late.public_id, False),
        (known_issue.public_id, True),
    ]
    assert found.known[0].strength is Strength.CLOSE
    assert found.known[0].evidence
    assert not found.is_novel


def test_known_issues_are_for_who_may_read_the_register(program):
    factories.known_issue(program, **KNOWN)
    report = factories.report(program=program, **XSS)
    factories.indexed(report)
    program.requires_second_factor = True
    actor = factories.team_actor(program)

    assert known_like(actor, report, _subject_of(report)) != ()
    report.program.requires_second_factor = True
    for other in (factories.actor(report.reporter), factories.actor()):
        assert known_like(other, report, _subject_of(report)) == ()


def _subject_of(report):
    made = fingerprint(read(XSS["title"], XSS["description"]), known.statistics())
    return Subject(report.pk, made, report.program_id)


def test_two_reports_side_by_side(program, triager):
    old = factories.report(program=program, **XSS)
    new = factories.report(program=program, **SAME)

    found = queries.compare(triager, new.public_id, old.public_id)

    assert (found.older.public_id, found.newer.public_id) == (old.public_id, new.public_id)
    assert set(found.differences) == {"title", "description"}
    assert found.older_content.title == XSS["title"]


def test_being_shown_leaves_a_trace(program, triager):
    old = factories.report(program=program, **XSS)
    new = factories.report(program=program, **SAME)
    factories.indexed(old, new)
    BUFFER.forget()

    queries.similar(triager, new.public_id)
    queries.compare(triager, new.public_id, old.public_id)

    listed, *opened = [entry.event for entry in BUFFER.waiting()]
    assert listed.reports == (old.public_id,)
    assert {event.report for event in opened} == {old.public_id, new.public_id}


def test_suggestions_name_words_of_the_report(program, triager):
    report = factories.report(program=program, **XSS)

    best = queries.suggestions(triager, report.public_id)[0]

    assert best.name == "Cross-site Scripting (XSS) - Stored"
    assert best.vrt.startswith("cross_site_scripting_xss.stored")
    assert "stored" in best.words


def test_ratings_of_the_installation_teach_words(program, triager):
    for number in range(12):
        factories.report(program=program, title=f"Quokka case {number}")
        factories.report(program=program, title=f"Other case {number}")
    race = "server_security_misconfiguration.race_condition"
    Report.objects.filter(title__startswith="Quokka").update(vrt=race)
    Report.objects.update(state=State.TRIAGED)
    assert commands.learn_weaknesses()
    known.forget()
    report = factories.report(program=program, title="Quokka again")

    by_name = {one.name: one for one in queries.suggestions(triager, report.public_id, limit=99)}

    assert "quokka" in by_name[load_weaknesses()["race"].name].learnt


def _ruled_duplicates(program, count):
    made = []
    for number in range(count):
        word = f"zq{number:03d}x"
        old = factories.report(program=program, title=f"Hole {word}", description=f"At {word}.")
        new = factories.report(
            State.DUPLICATE, program=program, original=old,
            title=f"Gap {word}", description=f"See {word} too.",
        )  # fmt: skip
        made += [old, new]
    return factories.indexed(*made)


def test_rulings_teach_weights_only_when_there_are_enough_and_they_help(program):
    assert not commands.learn_similarity()
    _ruled_duplicates(program, 2 * LEAST_CASES)

    assert commands.learn_similarity()

    row = Learnt.objects.get(subject="similarity")
    assert row.decisions == 2 * LEAST_CASES
    assert set(row.numbers) == set(WEIGHTS)
    assert (
        row.quality["learnt"]["mean_reciprocal_rank"]
        >= row.quality["shipped"]["mean_reciprocal_rank"]
    )


def test_what_was_learnt_can_be_reset_by_the_administrator_alone():
    factories.learnt("similarity", words=9.0)
    known.forget()
    assert known.weights()["words"] == 9.0

    with pytest.raises(NotAllowed):
        commands.reset("similarity", actor=factories.actor())
    with pytest.raises(NotFound):
        commands.reset("weakness", actor=_administrator())
    commands.reset("similarity", actor=_administrator())
    known.forget()

    assert known.weights() == WEIGHTS
    assert Event.objects.filter(name="search.learnt_reset").count() == 1


def test_a_strength_is_said_in_words():
    from seawall.domain.search.queries.similar import strength

    def said(**figures):
        return strength({"words": 0.0, "pairs": 0.0, "marks": 0.0} | figures)

    assert said(words=0.5) is Strength.CLOSE
    assert said(words=0.2, pairs=0.05) is Strength.SOME
    assert said(words=0.1) is Strength.SLIGHT


def test_indexing_needs_no_transaction_to_read(program):
    report = factories.report(program=program, **XSS)

    write = commands.index([report.pk, 10**9])
    assert not ReportFingerprint.objects.exists()
    with transaction.atomic():
        write()

    assert ReportFingerprint.objects.get().report == report
