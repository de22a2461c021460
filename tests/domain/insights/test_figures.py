"""What is stored is what the log gives again; pages read one row."""

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.errors import NotFound
from seawall.domain.insights import commands, jobs, queries
from seawall.domain.insights.models import ProgramFigures, ReportFigures
from seawall.domain.insights.rules.figures import Span
from seawall.domain.jobs_queue import worker
from seawall.domain.programs import queries as programs
from seawall.domain.programs.rules.figures import PublicFigure
from seawall.domain.reports import commands as reports
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries import recompute_clocks
from seawall.domain.reports.rules.clocks import ClockState
from seawall.domain.reports.rules.workflow import State
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def lived(program):
    """Six reports of a programme that had lives of their own, with the log followed."""
    made = [
        factories.report(state, program=program)
        for state in (State.NEW, State.NEEDS_INFO, State.TRIAGED, State.RESOLVED, State.SPAM)
    ]
    made.append(factories.report(State.DUPLICATE, program=program, original=made[0]))
    reports.set_severity(
        made[2].public_id,
        side="triage",
        priority=5,
        reason_code="preconditions",
        reason="It needs a session.",
        actor=factories.team_actor(program),
    )
    reports.appeal(
        made[2].public_id,
        made[2].decisions.get().public_id,
        text="No.",
        priority=1,
        actor=factories.actor(made[2].reporter),
    )
    worker.settle()
    return made


def test_the_follower_keeps_what_the_log_gives_again(lived):
    assert [fields for _report, fields in queries.checked()] == [{}] * 6
    before = list(ReportFigures.objects.order_by("pk").values())

    ReportFigures.objects.all().delete()
    assert all(fields for _report, fields in queries.checked())
    while commands.rebuild() is not None:
        pass

    assert list(ReportFigures.objects.order_by("pk").values()) == before


def test_numbers_agree_with_the_clocks_of_the_report(lived):
    rows = {row.pk: row for row in ReportFigures.objects.all()}
    for report in Report.objects.filter(pk__in=rows):
        clocks = recompute_clocks(report, clock.now())
        row = rows[report.pk]
        assert row.missed == ",".join(one.name for one in clocks if one.state is ClockState.MISSED)
        assert (row.triage_seconds is not None) is (clocks[1].stopped_at is not None)
        assert row.state == report.state
        assert row.priority == report.priority


def test_what_was_changed_by_hand_is_found(lived):
    ReportFigures.objects.filter(pk=lived[0].pk).update(missed="triage", appeals=7)

    wrong = {report: fields for report, fields in queries.checked() if fields}

    assert wrong == {lived[0].public_id: {"missed": ("triage", ""), "appeals": (7, 0)}}


def test_a_programme_is_counted_when_something_happened_and_every_hour(program, lived):
    assert program.pk in queries.stale_programs(clock.now())
    jobs.count()
    worker.settle()
    assert queries.stale_programs(clock.now()) == []

    factories.report(program=program)
    assert queries.stale_programs(clock.now()) == [program.pk]


def test_the_page_of_a_programme_says_what_the_log_says(program, lived):
    commands.count(program.pk)
    view = programs.program(factories.actor(None), program.slug)

    found = queries.public_figures(view)

    assert found is not None
    assert (found.recent.reports, found.recent.duplicates) == (6, 1)
    assert (found.recent.downgraded, found.recent.appeals) == (1, 1)
    assert found.recent == found.ever
    numbers = [one for _pk, (_program, one) in sorted(_from_log(lived).items())]
    assert sorted(map(repr, queries.rows_of(program.pk))) == sorted(map(repr, numbers))


def test_the_directory_repeats_the_efficiency_that_anybody_may_read(program, lived):
    commands.count(program.pk)

    (card,) = programs.directory(factories.actor(None)).items
    found = queries.public_figures(programs.program(factories.actor(None), program.slug))
    assert card.efficiency == found.recent.efficiency is not None

    few = factories.judged_program(slug="few")
    factories.report(program=few)
    worker.settle()
    commands.count(few.pk)
    few.refresh_from_db()
    assert few.efficiency is None


def _from_log(made):
    return queries.numbers_from_log([row.pk for row in made])


def test_each_figure_can_be_hidden_and_few_reports_show_none(program, lived):
    view = programs.program(factories.actor(None), program.slug)
    assert queries.public_figures(view) is None
    commands.count(program.pk)

    assert PublicFigure.DUPLICATES not in queries.public_figures(view).shown
    program.public_figures = "duplicates"
    program.save()
    view = programs.program(factories.actor(None), program.slug)
    assert queries.public_figures(view).shown == (PublicFigure.DUPLICATES,)

    row = ProgramFigures.objects.get(pk=program.pk)
    row.numbers[Span.QUARTER]["reports"] = 4
    row.save()
    assert queries.public_figures(view) is None


def test_the_team_reads_all_and_others_nothing(program, lived):
    commands.count(program.pk)

    viewer = queries.team_figures(factories.team_actor(program, Role.VIEWER), program.slug)
    developer = queries.team_figures(factories.team_actor(program, Role.DEVELOPER), program.slug)

    assert set(viewer.spans) == set(Span)
    assert (viewer.sees_sums, developer.sees_sums) == (True, False)
    for who in (factories.actor(None), factories.actor(factories.person())):
        with pytest.raises(NotFound):
            queries.team_figures(who, program.slug)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_following_costs_the_same_for_any_number_of_reports(
    program, lived, rows, django_assert_num_queries
):
    ids = [row.pk for row in lived][:rows]

    with django_assert_num_queries(3):
        commands.keep(ids)()
