"""One filter: every field, words with their readers, orders, and what is not to be found."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.rules import Role
from seawall.domain.audit import jobs as audit_jobs
from seawall.domain.errors import Invalid
from seawall.domain.jobs_queue import discovery
from seawall.domain.reports import commands as report_commands
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import State
from seawall.domain.search import commands, queries
from seawall.domain.search.queries.statistics import is_stale
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def triager(program):
    return factories.team_actor(program)


@pytest.fixture
def made(program):
    """Four reports by name."""
    reports = {
        "xss": factories.report(program=program, title="Script in order notes", cvss=CVSS),
        "session": factories.report(
            State.TRIAGED, program=program, title="Sessions outlive signing out",
            vrt="broken_authentication_and_session_management.failure_to_invalidate_session",
            description="Sign out, then replay the quokka cookie.",
        ),
        "closed": factories.report(State.NOT_APPLICABLE, program=program, title="Banner shown"),
        "fixed": factories.report(State.RESOLVED, program=program, title="Orders leak quokkas"),
    }  # fmt: skip
    for number, report in enumerate(reports.values(), 1):
        Report.objects.filter(pk=report.pk).update(
            priority=number if number < 4 else None,
            submitted_at=clock.now() - timedelta(days=10 - number),
        )
    factories.indexed(*reports.values())
    return reports


CVSS = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"


def _names(made, found):
    by_id = {report.public_id: name for name, report in made.items()}
    return [by_id[row.public_id] for row in found.page.items]


def _own(actor, text):
    return queries.find(actor, text, side=queries.Side.OWN).page.items


# What each filter finds.
TABLE = [
    ("state:new", {"xss"}),
    ("state:open", {"xss", "session"}),
    ("-state:open", {"closed", "fixed"}),
    ("state:closed -state:resolved", {"closed"}),
    ("state:new state:triaged", set()),
    ("priority:1..2", {"xss", "session"}),
    ("priority:>2", {"closed"}),
    ("priority:none", {"fixed"}),
    ("-priority:1", {"session", "closed", "fixed"}),
    ("priority:1,none", {"xss", "fixed"}),
    ("assignee:none", {"xss", "session", "closed", "fixed"}),
    ("-assignee:none", set()),
    ("-assignee:nobody-known", {"xss", "session", "closed", "fixed"}),
    ("assignee:me", set()),
    ("program:no-such", set()),
    ("turn:team", {"xss", "session"}),
    ("kind:security", {"xss", "session", "closed", "fixed"}),
    ("kind:documentation", set()),
    ("target:api.example.org", {"xss", "session", "closed", "fixed"}),
    ("target:*.example.org/ord*", {"xss", "session", "closed", "fixed"}),
    ("target:other.example", set()),
    ("vrt:broken_authentication_and_session_management", {"session"}),
    ("-vrt:broken_access_control", {"session"}),
    ("weakness:CWE-613", {"session"}),
    ("has:cvss", {"xss"}),
    ("has:fix", {"fixed"}),
    ("-has:bounty,file,comment", {"xss", "session", "closed", "fixed"}),
    ("clock:none", {"closed"}),
    ("clock:overdue", {"xss"}),
    ("created:<2000-01-01", set()),
    ("closed:>=2000-01-01", {"closed", "fixed"}),
    ("quokka", {"session", "fixed"}),
    ("quok*", {"session", "fixed"}),
    ('"sign out" quokka', {"session"}),
    ("quokka -cookie", {"fixed"}),
    ("-quokka", {"xss", "closed"}),
    ("quokka state:open", {"session"}),
    ("quokka state:new", set()),
    ("leaks", {"fixed"}),
    ("nothinglikeit", set()),
]


def test_each_field_finds_its_reports(triager, made):
    late = clock.now() - timedelta(hours=1)
    Report.objects.filter(pk=made["xss"].pk).update(next_due_at=late)

    wrong = {}
    for text, names in TABLE:
        found = queries.find(triager, text)
        if found.parsed.problems or set(_names(made, found)) != names:
            wrong[text] = (_names(made, found), found.parsed.problems)

    assert wrong == {}


def test_names_of_people_and_programs(program, triager, made):
    reporter = made["xss"].reporter
    report_commands.assign(made["session"].public_id, assignee=triager.handle, actor=triager)

    assert _names(made, queries.find(triager, f"reporter:{reporter.handle}")) == ["xss"]
    assert _names(made, queries.find(triager, f"assignee:@{triager.handle}")) == ["session"]
    assert _names(made, queries.find(triager, "assignee:me")) == ["session"]
    assert len(queries.find(triager, f"program:{program.slug}").page.items) == 4
    one = made["fixed"].public_id
    assert _names(made, queries.find(triager, f"id:{one.lower()}")) == ["fixed"]


def test_orders_and_pages(triager, made):
    newest = ["fixed", "closed", "session", "xss"]

    assert _names(made, queries.find(triager, "sort:newest")) == newest
    assert _names(made, queries.find(triager, "sort:oldest")) == newest[::-1]
    Report.objects.filter(pk=made["xss"].pk).update(updated_at=clock.now() + timedelta(hours=1))
    assert _names(made, queries.find(triager, "sort:updated-desc"))[0] == "xss"

    first = queries.find(triager, "sort:newest", limit=3)
    rest = queries.find(triager, "sort:newest", limit=3, cursor=first.page.next_cursor)
    assert _names(made, first) + _names(made, rest) == newest


def test_a_part_of_a_name_or_an_address_is_found_and_so_is_the_whole(program, triager):
    report = factories.report(
        program=program,
        title="The sign-out of shop.example fails",
        description="See https://shop.example/a_b/c.php?id=7 and mail zoe@example.net.",
    )
    factories.indexed(report)

    for text in (
        "shop", "shop.example", "sign", "sign-out", "c.php", "php", "a_b", "zoe",
        '"zoe@example.net"', "https://shop.example/a_b/c.php",
    ):  # fmt: skip
        assert len(queries.find(triager, text).page.items) == 1, text


def test_a_title_ranks_before_a_text(triager, made):
    assert _names(made, queries.find(triager, "quokka")) == ["fixed", "session"]
    assert _names(made, queries.find(triager, "sessions")) == ["session"]


def test_words_of_the_team_are_found_by_the_team_alone(program, triager, made):
    report = made["xss"]
    report_commands.comment(
        report.public_id, body="Smells like wombat.", audience="team", actor=triager
    )
    report_commands.comment(
        report.public_id, body="Is it a numbat?", audience="participants", actor=triager
    )
    with transaction.atomic():
        commands.index_words([report.pk])()

    assert _names(made, queries.find(triager, "wombat")) == ["xss"]
    assert _names(made, queries.find(triager, "numbat")) == ["xss"]
    own = _own(factories.actor(report.reporter), "numbat")
    assert [row.public_id for row in own] == [report.public_id]
    assert _own(factories.actor(report.reporter), "wombat") == ()
    assert _own(factories.actor(), "numbat") == ()


def _work():
    audit_jobs.sequence_batch()
    while discovery.load().duties["follow.search"].work():
        pass


def test_what_was_taken_away_is_found_no_more(program, triager, made):
    report = made["xss"]
    mine = factories.actor(report.reporter)
    comment = report_commands.comment(
        report.public_id, body="Is it a numbat?", audience="participants", actor=mine
    )
    file = report_commands.attach_bytes(
        report.public_id, name="wombat.txt", content=b"x", audience="participants", actor=mine
    )
    report_commands.comment(
        report.public_id, body="See it.", audience="participants",
        attachments=(file.public_id,), actor=mine,
    )  # fmt: skip
    _work()
    assert _names(made, queries.find(triager, "numbat")) == ["xss"]
    assert _names(made, queries.find(triager, "wombat")) == ["xss"]

    report_commands.remove_comment(report.public_id, comment.pk, actor=mine)
    report_commands.delete_attachment(
        report.public_id, file.public_id, reason="personal_data", actor=triager
    )
    _work()

    assert queries.find(triager, "numbat").page.items == ()
    assert queries.find(triager, "wombat").page.items == ()


def test_others_find_nothing(made):
    elsewhere = factories.team_actor(factories.judged_program())

    for text in ("", "quokka", "-quokka", "state:new", f"id:{made['xss'].public_id}", "quok*"):
        assert queries.find(elsewhere, text).page.items == ()
        assert queries.find(factories.actor(made["xss"].reporter), text).page.items == ()


def test_drafts_are_never_found(program, triager):
    draft = factories.draft(program, title="Quokka in a draft")
    with transaction.atomic():
        commands.index_words([draft.pk])()

    assert queries.find(triager, "quokka").page.items == ()


def test_the_log_keeps_the_words(program, triager):
    report = factories.report(program=program, title="First words")
    _work()
    assert len(queries.find(triager, "first").page.items) == 1

    report_commands.revise(
        report.public_id,
        content=factories.content(title="Other words"),
        expected_revision=1,
        actor=factories.actor(report.reporter),
    )
    _work()

    assert queries.find(triager, "first").page.items == ()
    assert len(queries.find(triager, "other").page.items) == 1
    assert not is_stale()


def test_no_word_breaks_the_index(triager, made):
    for odd in ('"', "'", "a:b", "*", "(", "NEAR", "a AND", "ß—日本", "%s", "&|!", "_", "p1"):
        queries.find(triager, odd)
        queries.find(triager, f'"{odd}" -{odd}')


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_number_of_statements_does_not_grow(program, triager, count):
    reports = [factories.report(program=program, title="Quokka") for _ in range(count)]
    factories.indexed(*reports)

    for text, most in (("quokka", 8), ("state:new sort:newest", 3), ("state:new priority:4", 4)):
        with CaptureQueriesContext(connection) as asked:
            queries.find(triager, text)
        assert len(asked) <= most, text


def test_own_reports_are_found_by_terms_and_words(made, triager):
    mine = factories.actor(made["session"].reporter)

    for text, names in (
        ("", ["session"]), ("state:triaged", ["session"]), ("-state:triaged", []),
        ("quokka", ["session"]), ("quokka -state:open", []), ("-quokka", []),
        ("has:fix", []), ("sort:due", ["session"]), ("sort:newest", ["session"]),
    ):  # fmt: skip
        found = queries.find(mine, text, side=queries.Side.OWN)
        assert (_names(made, found), found.parsed.problems) == (names, ()), text
    assert queries.find(triager, "", side=queries.Side.OWN).page.items == ()


def test_a_shared_report_is_found_by_who_shares_it():
    kim, lee = factories.person("kim"), factories.person("lee")
    report = factories.shared_report(accepted={kim: 3000}, invited={lee: 2000})
    factories.indexed(report)
    word = report.title.split()[0]

    for who, count in ((kim, 1), (lee, 0)):
        sharing = factories.actor(who)
        for side in (queries.Side.OWN, queries.Side.ALL):
            assert len(queries.find(sharing, word, side=side).page.items) == count
            assert len(queries.find(sharing, f"-{word}", side=side).page.items) == 0
            assert len(queries.find(sharing, "", side=side).page.items) == count


def test_both_sides_are_found_at_once(program, made):
    reporter = made["xss"].reporter
    factories.member(program.organization, Role.VIEWER, user=reporter)
    elsewhere = factories.report(reporter=reporter, title="Quokka elsewhere")
    factories.indexed(elsewhere)
    both = made | {"elsewhere": elsewhere}
    actor = factories.actor(reporter)

    found = queries.find(actor, "", side=queries.Side.ALL)
    assert set(_names(both, found)) == set(both)
    found = queries.find(actor, "quokka", side=queries.Side.ALL)
    assert set(_names(both, found)) == {"session", "fixed", "elsewhere"}
    found = queries.find(actor, "sort:due", side=queries.Side.ALL)
    assert set(_names(both, found)) == set(both)


def test_a_member_finds_nothing_of_their_own_report_by_what_the_team_says(program, made):
    reporter = made["xss"].reporter
    factories.member(program.organization, Role.TRIAGER, user=reporter)
    note = {"audience": "team", "actor": factories.team_actor(program)}
    for name in ("xss", "session"):
        report_commands.comment(made[name].public_id, body="Looks like a numbat.", **note)
    copy = factories.report(State.DUPLICATE, program=program, original=made["xss"])
    _work()
    both = made | {"copy": copy}
    actor = factories.actor(reporter)

    for side in (queries.Side.TEAM, queries.Side.ALL):
        assert _names(both, queries.find(actor, "numbat", side=side)) == ["session"]
        assert "xss" in _names(both, queries.find(actor, "-numbat", side=side))
        assert "xss" not in _names(both, queries.find(actor, "has:duplicate", side=side))
        assert "xss" not in _names(both, queries.find(actor, "-has:duplicate", side=side))
    assert _names(both, queries.find(factories.team_actor(program), "has:duplicate")) == ["xss"]


def test_pages_of_words_follow_each_other(triager, program):
    reports = [factories.report(program=program, title=f"Quokka {n}") for n in range(5)]
    factories.indexed(*reports)

    for text in ("quokka", "quokka sort:newest", "quokka sort:oldest", "quokka sort:due"):
        whole = queries.find(triager, text).page.items
        cursor, pages = None, []
        while cursor or not pages:
            page = queries.find(triager, text, cursor=cursor, limit=2).page
            pages.append(page.items)
            cursor = page.next_cursor
        assert [len(one) for one in pages] == [2, 2, 1]
        assert tuple(row for page in pages for row in page) == whole


@pytest.mark.parametrize("text", ["quokka", "state:new", ""])
def test_a_cursor_of_another_list_is_refused(triager, made, text):
    cursor = queries.find(triager, "quokka sort:oldest", limit=1).page.next_cursor

    for side in queries.Side:
        with pytest.raises(Invalid):
            queries.find(triager, text, side=side, cursor=cursor)


def test_ids_are_those_of_the_list_in_its_order(triager, made):
    for text in ("", "quokka", "sort:newest", "state:open"):
        for side in queries.Side:
            shown = queries.find(triager, text, side=side).page.items
            ids = queries.find_ids(triager, text, side=side, most=100)
            numbers = dict(Report.objects.values_list("pk", "public_id"))
            assert [numbers[pk] for pk in ids] == [row.public_id for row in shown]
    assert len(queries.find_ids(triager, "", most=2)) == 2


def test_hits_show_the_words_where_the_reader_may_read_them(program, triager, made):
    for audience, body in (("team", "A secret numbat."), ("participants", "An open wombat.")):
        report_commands.comment(
            made["xss"].public_id, body=body, audience=audience, actor=factories.team_actor(program)
        )
    _work()

    def hit(actor, text, name, side=queries.Side.TEAM):
        found = queries.find(actor, text, side=side).hits.get(made[name].public_id)
        return found and (found.place, [piece for piece, is_found in found.pieces if is_found])

    mine = factories.actor(made["xss"].reporter)
    assert hit(triager, "quokka", "session") == ("text", ["quokka"])
    assert hit(triager, "quokka", "fixed") is None
    assert hit(triager, "numbat", "xss") == ("comment", ["numbat"])
    assert hit(mine, "wombats", "xss", queries.Side.OWN) == ("comment", ["wombat"])
    assert queries.find(mine, "numbat", side=queries.Side.OWN).page.items == ()


def test_viewers_and_developers_find_what_they_read(program, made):
    for role in (Role.VIEWER, Role.DEVELOPER):
        assert len(queries.find(factories.team_actor(program, role), "quokka").page.items) == 2
    assert queries.find(factories.team_actor(program, Role.FINANCE), "quokka").page.items == ()
