"""Messages are sent at most once, and tried again only when they cannot have left."""

import smtplib
import threading
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections

from seawall.domain.jobs_queue.models import Job
from seawall.domain.jobs_queue.worker import settle
from seawall.domain.notify.channels.mail import INTERRUPTED, SENDING, send_mail, send_mails
from seawall.domain.notify.commands import queue_mail
from seawall.domain.notify.models import Mail
from seawall.domain.notify.queries.sealing import text_of
from tests import factories

pytestmark = pytest.mark.django_db


class Server(BaseEmailBackend):
    """A mail server that answers as the test says."""

    answers: list[Exception | None] = []
    accepted: list[str] = []
    reachable = True

    def open(self):
        if not self.reachable:
            raise ConnectionRefusedError("nobody there")
        return True

    def send_messages(self, messages):
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.accepted.extend(message.to[0] for message in messages)
        return len(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.answers, Server.accepted, Server.reachable = [], [], True
    return Server


def _queued(**fields) -> Mail:
    queue_mail("ada@example.org", "Verify", "https://x/secret", dedupe_key="k", **fields)
    return Mail.objects.get()


def test_a_message_is_queued_once_per_key():
    assert queue_mail("ada@example.org", "One", "text", dedupe_key="k")
    assert not queue_mail("ada@example.org", "Two", "text", dedupe_key="k")

    assert Mail.objects.get().subject == "One"
    assert Job.objects.filter(task="notify.send_mail").count() == 1


def test_a_subject_is_one_line():
    queue_mail("ada@example.org", "One\r\nBcc: all@example.org", "text", dedupe_key="k")

    assert Mail.objects.get().subject == "One Bcc: all@example.org"


def test_the_worker_sends_it_with_the_headers_of_an_automatic_message():
    _queued()

    settle()

    message = outbox.outbox[0]
    assert (message.to, message.subject, message.body) == (
        ["ada@example.org"],
        "Verify",
        "https://x/secret",
    )
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["Message-ID"].endswith("@testserver>")


@pytest.mark.parametrize("subject", ["Verify", "Prüfen", "a long one " * 15])
def test_a_message_reads_as_the_mail_library_writes_it(subject):
    queue_mail("ada@example.org", subject, "text — more\n", dedupe_key="k")
    settle()
    sent = outbox.outbox[0]
    usual = EmailMessage(
        sent.subject, sent.body, sent.from_email, sent.to, headers=sent.extra_headers
    )

    ours, theirs = (
        message_from_bytes(one.message().as_bytes(linesep="\r\n"), policy=default)
        for one in (sent, usual)
    )

    assert {**ours, "Date": ""} == {**theirs, "Date": ""}
    assert ours.get_content() == theirs.get_content()


def test_what_was_sent_keeps_no_text():
    row = _queued()

    send_mail(row.pk)

    row.refresh_from_db()
    assert row.sent_at is not None
    assert (row.body_sealed, row.failure, row.attempts) == ("", "", 1)


def test_what_waits_cannot_be_read_from_the_table():
    row = _queued()

    assert "secret" not in repr(Mail.objects.values_list()[0])
    assert text_of(row) == "https://x/secret"


def test_a_text_that_was_put_into_another_row_is_not_sent(server):
    row = _queued()
    queue_mail("eve@example.org", "Verify", "Text", dedupe_key="eve")
    other = Mail.objects.get(dedupe_key="eve")
    Mail.objects.filter(pk=other.pk).update(body_sealed=row.body_sealed)

    send_mail(other.pk)

    other.refresh_from_db()
    assert (server.accepted, other.failure) == ([], "unknown outcome: Unreadable")


def test_a_second_run_sends_nothing(server):
    row = _queued()

    send_mail(row.pk)
    send_mail(row.pk)

    assert server.accepted == ["ada@example.org"]


def test_an_unreachable_server_is_tried_again(server):
    row = _queued()
    server.reachable = False

    with pytest.raises(ConnectionRefusedError):
        send_mail(row.pk)
    row.refresh_from_db()
    assert (row.sent_at, row.failure) == (None, "no connection: ConnectionRefusedError")

    server.reachable = True
    send_mail(row.pk)
    row.refresh_from_db()
    assert (row.attempts, row.failure) == (2, "")
    assert server.accepted == ["ada@example.org"]


def test_the_queue_waits_before_it_tries_again(server):
    _queued()
    server.reachable = False

    settle()

    job = Job.objects.get(task="notify.send_mail")
    assert (job.state, job.attempts) == (0, 1)
    assert job.run_at > job.enqueued_at


def test_a_server_that_is_busy_is_tried_again(server):
    row = _queued()
    server.answers = [smtplib.SMTPDataError(451, b"later")]

    with pytest.raises(smtplib.SMTPDataError):
        send_mail(row.pk)
    send_mail(row.pk)

    assert server.accepted == ["ada@example.org"]


@pytest.mark.parametrize(
    "answer",
    [
        smtplib.SMTPDataError(554, b"no"),
        smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"unknown")}),
    ],
)
def test_a_refusal_for_good_is_not_tried_again_by_the_queue(server, answer):
    row = _queued()
    server.answers = [answer]

    send_mail(row.pk)

    row.refresh_from_db()
    assert row.failure.startswith("refused: 55")
    assert row.sent_at is None


def test_a_message_that_may_have_left_is_never_sent_again(server):
    row = _queued()
    server.answers = [smtplib.SMTPServerDisconnected("gone")]

    send_mail(row.pk)
    send_mail(row.pk)

    row.refresh_from_db()
    assert server.accepted == []
    assert row.failure == "unknown outcome: SMTPServerDisconnected"


def test_a_worker_that_died_while_sending_is_not_repeated(server):
    row = _queued()
    Mail.objects.filter(pk=row.pk).update(failure=SENDING, attempts=1)

    send_mail(row.pk)
    send_mail(row.pk)

    row.refresh_from_db()
    assert (server.accepted, row.failure, row.sent_at) == ([], INTERRUPTED, None)


def _several() -> list[int]:
    for name in ("ada", "bob", "cyd"):
        queue_mail(f"{name}@example.org", "Moved", "text", dedupe_key=name)
    Job.objects.all().delete()
    return list(Mail.objects.order_by("pk").values_list("pk", flat=True))


def test_several_messages_are_sent_by_one_job(server):
    send_mails(_several())

    assert server.accepted == ["ada@example.org", "bob@example.org", "cyd@example.org"]
    assert not Mail.objects.filter(sent_at=None).exists()
    assert not Mail.objects.exclude(body_sealed="", failure="", attempts=1).exists()


def test_what_a_busy_server_refuses_waits_by_itself(server):
    ids = _several()
    server.answers = [None, smtplib.SMTPDataError(451, b"later"), None]

    send_mails(ids)

    job = Job.objects.get()
    assert server.accepted == ["ada@example.org", "cyd@example.org"]
    assert (job.task, job.args) == ("notify.send_mail", [[ids[1]], {}])
    assert job.run_at > job.enqueued_at


def test_one_unknown_outcome_does_not_keep_the_others(server):
    ids = _several()
    server.answers = [smtplib.SMTPServerDisconnected("gone"), None, None]

    send_mails(ids)
    send_mails(ids)

    assert server.accepted == ["bob@example.org", "cyd@example.org"]


def test_what_was_sent_or_refused_for_good_is_not_sent_again_with_the_rest(server):
    ids = _several()
    server.answers = [smtplib.SMTPDataError(554, b"no"), None, None]

    send_mails(ids)
    send_mails(ids)

    assert server.accepted == ["bob@example.org", "cyd@example.org"]


def test_a_server_that_goes_away_in_between_leaves_the_rest_to_the_queue(server, monkeypatch):
    ids = _several()
    calls = iter([True, False, False])
    monkeypatch.setattr(server, "reachable", property(lambda _self: next(calls)))

    with pytest.raises(ConnectionRefusedError):
        send_mails(ids)
    failures = dict(Mail.objects.filter(sent_at=None).values_list("pk", "failure"))
    monkeypatch.setattr(server, "reachable", True)
    send_mails(ids)

    assert failures == dict.fromkeys(ids[1:], "no connection: ConnectionRefusedError")
    assert server.accepted == ["ada@example.org", "bob@example.org", "cyd@example.org"]


def test_a_closed_account_gets_no_late_mail(server):
    user = factories.person()
    row = _queued(user_id=user.pk)
    type(user).objects.filter(pk=user.pk).update(is_active=False)

    send_mail(row.pk)

    assert server.accepted == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_message_send_it_once(server):
    row = _queued()
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        try:
            send_mail(row.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert server.accepted == ["ada@example.org"]
