"""Reading notices, and choosing how one is told."""

from datetime import timedelta

import pytest

from seawall.domain.audit.models import Event
from seawall.domain.errors import Invalid, NotAllowed, NotFound
from seawall.domain.jobs_queue.worker import settle
from seawall.domain.notify import commands, jobs, policies, queries
from seawall.domain.notify.models import Mail, Notice, Preference
from seawall.domain.notify.rules.topics import (
    AS_EVERYWHERE,
    EVERYTHING,
    Choice,
    MailPace,
    Topic,
)
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


def _told(reports: int = 1):
    """A reporter who was told of so many of their reports."""
    reporter = factories.person()
    program = factories.judged_program(name="Acme")
    made = [factories.report(program=program, reporter=reporter) for _ in range(reports)]
    settle()
    return factories.actor(reporter), made


def test_a_notice_says_what_happened_in_words_and_where_to_look():
    actor, (report,) = _told()

    page = queries.notices(actor)

    assert [(one.text, one.path, one.program_name, one.is_read) for one in page.items] == [
        (
            f"We received the report {report.public_id}.",
            f"/reports/{report.public_id}",
            "Acme",
            False,
        )
    ]
    assert page.unread == queries.unread_count(actor) == 1


def test_reading_is_ones_own_business():
    actor, _reports = _told(2)
    newest = queries.notices(actor).items[0]

    for other in (factories.actor(), factories.token_actor()):
        with pytest.raises(NotFound):
            commands.mark_read(newest.id, actor=other)
        assert queries.notices(other).items == ()
    commands.mark_read(newest.id, actor=actor)
    commands.mark_read(newest.id, actor=actor)

    assert queries.unread_count(actor) == 1
    assert len(queries.notices(actor, unread_only=True).items) == 1
    assert commands.mark_all_read(actor=actor) == 1
    assert queries.unread_count(actor) == 0


def test_a_token_of_the_same_person_has_no_notices():
    actor, _reports = _told()
    user = factories.person()
    Notice.objects.update(user=user)

    assert queries.unread_count(factories.token_actor(user)) == 0
    assert policies.can_view(factories.actor(user), Notice.objects.get())
    assert not policies.can_view(factories.token_actor(user), Notice.objects.get())
    assert not policies.can_view(actor, Notice.objects.get())


def test_notices_have_pages_of_a_fixed_price(django_assert_num_queries):
    actor, _reports = _told(3)

    first = queries.notices(actor, limit=2)
    second = queries.notices(actor, limit=2, cursor=first.next_cursor)

    assert [len(first.items), len(second.items), second.next_cursor] == [2, 1, None]
    for limit in (1, 3):
        with django_assert_num_queries(3):
            queries.notices(actor, limit=limit)
    with pytest.raises(Invalid):
        queries.notices(actor, cursor="x")


def test_a_notice_of_a_later_version_is_shown_by_its_topic():
    actor, _reports = _told()
    Notice.objects.update(payload={"what": "unheard.of"}, topic="unheard")

    one = queries.notices(actor).items[0]

    assert (one.text, one.path) == ("Membership and roles", "/notices")


def test_everything_is_told_until_somebody_chooses():
    actor = factories.actor()

    assert {row.choice for row in queries.preferences(actor)} == {EVERYTHING}
    assert [row.topic for row in queries.preferences(actor)] == list(Topic)


def test_a_choice_is_kept_and_recorded_once():
    actor = factories.actor()
    wanted = {
        "comment": Choice(True, MailPace.OFF),
        "award": EVERYTHING,
        "state": Choice(False, MailPace.DAILY),
    }

    for _ in range(2):
        commands.set_preferences(wanted, actor=actor)

    chosen = {row.topic: row.choice for row in queries.preferences(actor)}
    assert {name: chosen[Topic(name)] for name in wanted} == wanted
    assert Event.objects.filter(name="notice.preference_set").count() == 2
    assert Preference.objects.count() == 2


def test_what_cannot_be_chosen_is_refused():
    actor = factories.actor()
    with pytest.raises(Invalid):
        commands.set_preference("weather", in_app=True, mail=MailPace.OFF, actor=actor)
    with pytest.raises(Invalid):
        commands.set_preferences({"state": Choice(None, MailPace.OFF)}, actor=actor)
    with pytest.raises(NotAllowed):
        commands.set_preference(
            "state", in_app=True, mail=MailPace.OFF, actor=factories.token_actor()
        )


def test_a_programme_is_chosen_for_by_who_works_for_it_or_reported_to_it():
    report = factories.report()
    program = report.program
    reporter, stranger = factories.actor(report.reporter), factories.actor()
    triager = factories.team_actor(program)
    differing = {"state": Choice(None, MailPace.OFF)}

    for actor in (reporter, triager):
        commands.set_preferences(differing, program_id=program.pk, actor=actor)
        (one,) = [one for one in queries.programs_to_choose(actor) if one.id == program.pk]
        assert one.differs
        assert queries.program_to_choose(actor, program.slug) == one
    assert queries.programs_to_choose(stranger) == ()
    with pytest.raises(NotFound):
        commands.set_preferences(differing, program_id=program.pk, actor=stranger)
    with pytest.raises(NotFound):
        queries.program_to_choose(stranger, program.slug)
    with pytest.raises(Invalid):
        commands.set_preferences(
            {"system": Choice(None, MailPace.OFF)}, program_id=program.pk, actor=triager
        )


def test_what_is_as_everywhere_again_leaves_no_row():
    report = factories.report()
    actor = factories.actor(report.reporter)
    for choice in (Choice(False, None), AS_EVERYWHERE):
        commands.set_preferences({"state": choice}, program_id=report.program_id, actor=actor)

    assert not Preference.objects.exists()
    said = Event.objects.filter(name="notice.preference_set").order_by("pk")
    assert [event.payload["in_app"] for event in said] == [False, None]
    assert {(event.program_id, event.organization_id) for event in said} == {(None, None)}


def test_old_notices_and_messages_are_forgotten():
    actor, _reports = _told(2)
    long_ago = clock.now() - timedelta(days=200)
    newest, oldest = queries.notices(actor).items
    Notice.objects.filter(pk=oldest.id).update(read_at=long_ago)
    Mail.objects.filter(user=actor.user_id).update(created_at=long_ago)

    jobs.forget_old()

    assert [one.id for one in queries.notices(actor).items] == [newest.id]
    assert not Mail.objects.filter(user=actor.user_id).exists()


def test_what_waits_for_a_person_is_theirs():
    user = factories.person()

    assert factories.mail(user).user == user
    assert factories.preference(user).by_mail is False
    assert factories.notice(user).user == user
