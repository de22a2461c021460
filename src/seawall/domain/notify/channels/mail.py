"""Mail: plain text with number, state, programme and a link. Never a word of a report.

A message is sent at most once. Before it is handed to the mail server its row says so; a worker
that dies in that moment leaves a row that nobody sends again, as nobody can know whether it left.
What the server refused, or never heard of, is tried again.
"""

import logging
import smtplib
from collections.abc import Iterable
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils.translation import gettext as _

from seawall.domain.jobs_queue.tasks import task
from seawall.domain.notify.models import Mail
from seawall.domain.notify.queries.letters import Letter
from seawall.domain.notify.queries.notices import address_of, sentence, state_label
from seawall.domain.notify.rules.topics import TOPIC_LABELS
from seawall.lib import clock

logger = logging.getLogger("seawall.mail")

# RFC 3834: no vacation reply may answer this.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
LONGEST_SUBJECT = 200
SENDING = "sending"
INTERRUPTED = "interrupted while sending"


def deliver(letters: Iterable[Letter]) -> None:
    """One message for each; one that exists already is not made again."""
    messages = [
        Mail(
            dedupe_key=letter.dedupe_key,
            user_id=letter.user_id,
            address=letter.address,
            subject=subject_of(letter)[:LONGEST_SUBJECT],
            body=body_of(letter),
            created_at=clock.now(),
        )
        for letter in letters
    ]
    if not messages:
        return
    Mail.objects.bulk_create(messages, ignore_conflicts=True)
    keys = [message.dedupe_key for message in messages]
    waiting = Mail.objects.filter(dedupe_key__in=keys, sent_at=None, attempts=0)
    for mail_id in waiting.order_by("pk").values_list("pk", flat=True):
        send_mail.enqueue(mail_id, unique_key=f"mail:{mail_id}")


def subject_of(letter: Letter) -> str:
    """The number and the topic, nothing of the report itself."""
    topic = _(TOPIC_LABELS[letter.route.topic])
    number = letter.facts.get("report", "")
    return f"{number}: {topic}" if number else topic


def body_of(letter: Letter) -> str:
    """The whole message as plain text."""
    what = sentence(letter.route, letter.facts, program_name=letter.program_name)
    hello = _("Hello %(handle)s,") % {"handle": letter.handle}
    link = f"{settings.BASE_URL}{address_of(letter.route, letter.facts)}"
    why = _("You are told because of your settings: %(address)s") % {
        "address": f"{settings.BASE_URL}/settings/notifications"
    }
    parts = [hello, what, "\n".join(_facts(letter)), link, f"-- \n{why}"]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts(letter: Letter) -> list[str]:
    facts = letter.facts
    lines = [
        (_("Report"), facts.get("report", "")),
        (_("Programme"), letter.program_name),
        (_("State"), state_label(facts)),
        (_("Award"), facts.get("award", "")),
    ]
    if letter.route.key == "received.reporter":
        received = letter.happened_at.strftime("%Y-%m-%d %H:%M:%S UTC")
        lines += [
            (_("Received"), received),
            (_("SHA-256 of the content"), facts.get("content_sha256", "")),
        ]
    return [f"{name}: {value}" for name, value in lines if value]


@task("notify.send_mail", max_attempts=8)
def send_mail(mail_id: int) -> None:
    """Hand one message to the mail server, at most once.

    Raises what kept it from being sent when trying again makes sense: the queue waits longer each
    time. A second run of a message that was handed over does nothing.
    """
    mail = _claimed(mail_id)
    if mail is None:
        return
    if mail.user is not None and not mail.user.is_active:
        _note(mail, "the account is closed")
        return
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        _note(mail, f"no connection: {type(error).__name__}")
        raise
    try:
        connection.send_messages([_message(mail)])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        # The server answered: it has not taken the message.
        code = _code(error)
        _note(mail, f"refused: {code}")
        if code < 500:
            raise
        logger.warning("Mail %s was refused for good: %s", mail.pk, code)
    except Exception as error:
        # No answer: it may have left. Sending it again could be the second time.
        _note(mail, f"unknown outcome: {type(error).__name__}"[:200])
        logger.warning("Mail %s has an unknown outcome: %s", mail.pk, type(error).__name__)
    else:
        # What was in it (a link to sign in, perhaps) need not stay in the database.
        Mail.objects.filter(pk=mail.pk).update(sent_at=clock.now(), failure="", body="")
    finally:
        connection.close()


def _claimed(mail_id: int) -> Mail | None:
    """The message, marked as being sent; None when it must not be sent (again)."""
    waiting = Mail.objects.filter(pk=mail_id, sent_at=None)
    given_up = ("unknown outcome", INTERRUPTED, "the account is closed")
    for reason in given_up:
        waiting = waiting.exclude(failure__startswith=reason)
    if waiting.filter(failure=SENDING).update(failure=INTERRUPTED):
        logger.warning("Mail %s was interrupted while it was sent", mail_id)
        return None
    if not waiting.exclude(failure=SENDING).update(failure=SENDING, attempts=F("attempts") + 1):
        return None
    return Mail.objects.select_related("user").get(pk=mail_id)


def _message(mail: Mail) -> EmailMessage:
    domain = urlsplit(settings.BASE_URL).hostname or "localhost"
    return EmailMessage(
        mail.subject,
        mail.body,
        settings.DEFAULT_FROM_EMAIL,
        [mail.address],
        headers={**HEADERS, "Message-ID": make_msgid(idstring=f"mail-{mail.pk}", domain=domain)},
    )


def _note(mail: Mail, failure: str) -> None:
    Mail.objects.filter(pk=mail.pk).update(failure=failure)


def _code(error: smtplib.SMTPException) -> int:
    """The server's answer; of several recipients (we have one) any."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _text in error.recipients.values()), 550)
    return int(getattr(error, "smtp_code", 450))
