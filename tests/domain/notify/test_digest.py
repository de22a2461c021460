"""Told once a day, in one message; and what differs in one programme."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.jobs_queue.worker import settle
from seawall.domain.notify import commands, jobs
from seawall.domain.notify.models import DigestLine, Mail, Notice
from seawall.domain.notify.queries.sealing import text_of
from seawall.domain.notify.rules.topics import Choice, MailPace, digest_ends
from seawall.domain.reports.models import Report
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 9, 2, 8, 5, tzinfo=UTC)


def _daily(user, topic="received") -> None:
    actor = factories.actor(user)
    commands.set_preference(topic, in_app=True, mail=MailPace.DAILY, actor=actor)


def _reported(reporter, count: int, name: str = "Acme") -> list[Report]:
    with clock.frozen_at(NOON):
        program = factories.judged_program(name=name)
        made = [factories.report(program=program, reporter=reporter) for _ in range(count)]
        settle()
    return made


def _digests(at: datetime) -> list[Mail]:
    with clock.frozen_at(at):
        jobs.send_digests()
    return list(Mail.objects.filter(dedupe_key__startswith="digest:").order_by("pk"))


def test_what_is_wanted_once_a_day_comes_in_one_message_in_the_morning():
    reporter = factories.person()
    _daily(reporter)
    reports = _reported(reporter, 2)

    assert not Mail.objects.filter(user=reporter).exists()
    assert Notice.objects.filter(user=reporter).count() == 2
    assert _digests(NOON + timedelta(hours=6)) == []
    (message,) = _digests(NEXT_MORNING)

    body = text_of(message)
    assert (message.subject, message.address) == ("Daily digest: 2 notices", reporter.email)
    assert [body.count(report.public_id) for report in reports] == [2, 2]
    assert [report.title for report in reports if report.title in body] == []
    assert not DigestLine.objects.exists()
    assert _digests(NEXT_MORNING + timedelta(days=1)) == [message]


def test_the_morning_is_that_of_the_reader():
    tokyo, lisbon = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Lisbon")
    evening = datetime(2026, 9, 1, 23, 30, tzinfo=UTC)

    assert digest_ends(evening, tokyo) == datetime(2026, 9, 1, 23, tzinfo=UTC)
    assert digest_ends(evening, lisbon) == datetime(2026, 9, 1, 7, tzinfo=UTC)
    assert digest_ends(datetime(2026, 9, 1, 7, tzinfo=UTC), lisbon).hour == 8


def test_a_digest_tells_only_what_may_be_seen_when_it_is_sent():
    program = factories.judged_program(name="Acme")
    member = factories.member(program.organization, Role.TRIAGER)
    triager = member.user
    _daily(triager)
    with clock.frozen_at(NOON):
        factories.report(program=program)
        settle()
    assert DigestLine.objects.filter(user=triager).count() == 1

    member.delete()

    assert _digests(NEXT_MORNING) == []
    assert not DigestLine.objects.filter(user=triager).exists()


def test_a_choice_for_one_programme_goes_before_the_general_one():
    reporter = factories.person()
    quiet, loud = (factories.judged_program(name=name) for name in ("Quiet", "Loud"))
    actor = factories.actor(reporter)
    first = factories.report(program=quiet, reporter=reporter)
    settle()
    Mail.objects.all().delete()
    commands.set_preferences(
        {"received": Choice(None, MailPace.OFF)}, program_id=quiet.pk, actor=actor
    )

    again = factories.report(program=quiet, reporter=reporter)
    other = factories.report(program=loud, reporter=reporter)
    settle()

    mailed = Mail.objects.filter(user=reporter).values_list("subject", flat=True)
    assert list(mailed) == [f"{other.public_id}: Report received"]
    noticed = set(Notice.objects.filter(user=reporter).values_list("report_id", flat=True))
    assert noticed == {first.pk, again.pk, other.pk}


def test_more_than_fits_is_counted(monkeypatch):
    monkeypatch.setattr("seawall.domain.notify.channels.digest.MOST_LINES", 1)
    reporter = factories.person()
    _daily(reporter)
    _reported(reporter, 3)

    (message,) = _digests(NEXT_MORNING)

    assert "And 2 more: " in text_of(message)
