"""Notices in the browser."""

import pytest
from django.test import Client

from seawall.domain.jobs_queue.worker import settle
from seawall.domain.notify.models import Notice, Preference
from seawall.domain.notify.rules.topics import Topic
from seawall.web.pages.notices import ICONS
from tests import factories
from tests.web.rewards.test_pages import browser, statements, text

pytestmark = pytest.mark.django_db


def _told(reports: int = 1):
    reporter = factories.person()
    program = factories.judged_program(name="Acme")
    for _ in range(reports):
        factories.report(program=program, reporter=reporter)
    settle()
    return reporter


def test_a_notice_opens_what_it_is_about_and_is_read_then():
    reporter = _told()
    notice = Notice.objects.get(user=reporter)
    client = browser(reporter)

    page = text(client.get("/notices"))
    opened = client.post(f"/notices/{notice.pk}/open")

    report = notice.payload["report"]
    assert f"We received the report {report}." in page
    assert "Acme" in page
    assert opened["Location"] == f"/reports/{report}"
    assert "Nothing new" in text(client.get("/notices?view=unread"))


def test_one_or_all_are_marked_as_read():
    reporter = _told(3)
    client = browser(reporter)
    first = Notice.objects.filter(user=reporter).order_by("pk")[0]

    back = client.post(f"/notices/{first.pk}/read", {"view": "unread"})
    assert back["Location"] == "/notices?view=unread"
    assert Notice.objects.filter(user=reporter, read_at=None).count() == 2
    client.post("/notices/read")
    assert not Notice.objects.filter(user=reporter, read_at=None).exists()
    assert "Mark all read" not in text(client.get("/notices"))


def test_the_notices_of_others_are_not_there():
    _told()
    notice = Notice.objects.get()
    client = browser(factories.person())

    assert "No notices yet" in text(client.get("/notices"))
    assert client.post(f"/notices/{notice.pk}/open").status_code == 404
    assert client.post(f"/notices/{notice.pk}/read").status_code == 404
    assert Client().get("/notices").status_code == 302


def test_choices_are_saved_topic_by_topic():
    user = factories.person()
    client = browser(user)
    page = text(client.get("/settings/notifications"))
    assert page.count('type="checkbox"') == page.count("checked") == 14
    given = {f"{topic}-mail": "off" for topic in Topic}
    given |= {"comment-in_app": "on", "state-mail": "now", "award-mail": "daily"}

    done = client.post("/settings/notifications", given)

    assert done.status_code == 303
    chosen = {row.topic: (row.in_app, row.by_mail) for row in Preference.objects.all()}
    assert chosen["comment"] == (True, False)
    assert chosen["state"] == (False, True)
    assert chosen["award"] == (False, True)
    again = text(client.get("/settings/notifications"))
    assert again.count("checked") == 1
    assert again.count("selected") == 14
    assert client.post("/settings/notifications", given | {"state-mail": "x"}).status_code == 422


def test_a_programme_can_differ():
    report = factories.report()
    client, address = browser(report.reporter), f"/settings/notifications?program={report.program}"

    done = client.post(address, {"state-in_app": "no", "comment-mail": "daily"})

    assert done.status_code == 303
    rows = {row.topic: (row.in_app, row.by_mail, row.is_daily) for row in Preference.objects.all()}
    assert rows == {"state": (False, None, False), "comment": (None, True, True)}
    assert f"{report.program.name} (differs)" in text(client.get(address))
    assert browser(factories.person()).get(address).status_code == 404


def test_the_list_costs_the_same_for_1_and_3_rows():
    reporter = _told()
    client = browser(reporter)
    one = statements(client, "/notices")

    program = factories.judged_program()
    for _ in range(2):
        factories.report(program=program, reporter=reporter)
    settle()

    assert statements(client, "/notices") == one <= 10


def test_a_notice_of_any_topic_can_be_shown():
    assert set(ICONS) == set(Topic)
