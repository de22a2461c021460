"""A statement that is kept answers like one that is made anew, and for nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.models import Membership
from seawall.domain.accounts.rules import Role
from seawall.domain.compiled import ByIds
from seawall.domain.reports.commands import tagging
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries import rows
from tests import factories

pytestmark = pytest.mark.django_db


def _anew(actor, ids):
    return {row["pk"]: row for row in rows._values(actor, ids)}


def _kept(actor, ids):
    return {row["pk"]: row for row in rows._asked(actor, ids, using="default")}


def test_every_reader_gets_what_a_new_statement_says_whatever_came_before():
    program, other = factories.judged_program(), factories.judged_program(slug="other")
    made = [factories.report(program=program), factories.report(program=other)]
    triager = factories.team_actor(program)
    tagging.tag(made[0].public_id, add=["payments"], actor=triager)
    readers = [
        triager,
        factories.actor(made[0].reporter),
        factories.team_actor(other),
        factories.token_actor(made[0].reporter),
        factories.actor(None),
    ]
    ids = [report.pk for report in made]

    for _ in range(2):
        for wanted in (ids, ids[::-1], ids[:1], [*ids, ids[0]]):
            for actor in readers:
                assert _kept(actor, wanted) == _anew(actor, wanted)
    marks = [_kept(actor, ids)[ids[0]]["is_teams"] for actor in readers]
    assert [bool(one) for one in marks] == [True, False, False, False, False]


def test_who_loses_a_role_reads_no_more_of_the_team():
    report = factories.report()
    actor = factories.team_actor(report.program)
    assert _kept(actor, [report.pk])[report.pk]["is_teams"]

    member = Membership.objects.get(user=actor.user_id)
    member.delete()

    assert not _kept(factories.actor(member.user), [report.pk])[report.pk]["is_teams"]
    factories.member(report.program.organization, Role.TRIAGER, user=member.user)
    assert _kept(factories.actor(member.user), [report.pk])[report.pk]["is_teams"]


def test_one_statement_and_none_that_has_other_parameters_behind_the_ids():
    report = factories.report()
    actor = factories.actor(None)
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            _kept(actor, [report.pk])
        assert len(asked) == 1

    wrong = ByIds(
        lambda state, ids: Report.objects.filter(pk__in=ids).filter(state=state).values("pk"),
        lambda state: state,
    )
    with pytest.raises(ValueError, match="last parameters"):
        list(wrong("new", [report.pk], using="default"))
