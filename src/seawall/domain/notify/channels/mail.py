"""Mail: plain text with number, state, programme and a link. Never a word of a report.

A message is sent at most once. Before it is handed to the mail server its row says so; a worker
that dies in that moment leaves rows that nobody sends again, as nobody can know which have left.
What the server refused, or never heard of, is tried again.
"""

import logging
import smtplib
from collections.abc import Iterable, Sequence
from email.policy import Compat32
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from seawall.domain.jobs_queue.claims import delay
from seawall.domain.jobs_queue.tasks import task
from seawall.domain.notify.models import Mail
from seawall.domain.notify.queries.letters import Letter
from seawall.domain.notify.queries.notices import address_of, sentence, state_label
from seawall.domain.notify.queries.sealing import sealed_text, text_of
from seawall.domain.notify.rules.topics import TOPIC_LABELS
from seawall.lib import clock

logger = logging.getLogger("seawall.mail")

# RFC 3834: no vacation reply may answer this.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
LONGEST_SUBJECT = 200
SENDING = "sending"
INTERRUPTED = "interrupted while sending"
CLOSED = "the account is closed"
GIVEN_UP = ("unknown outcome", "refused: 5", INTERRUPTED, CLOSED)
MOST_OF_A_JOB = 100
# What a worker that dies while it sends leaves unsent for good.
AT_ONCE = 10
_LONGEST_LINE = 76


class _AsTheyStand(Compat32):
    """Short ASCII headers are written as they stand: wrapping what needs no wrapping is most
    of making a message."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if isinstance(value, str) and value.isascii() and len(name) + len(value) < _LONGEST_LINE:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _AsTheyStand()


class _Mail(EmailMessage):
    def message(self, **named: Any) -> Any:
        made: Any = super().message(**named)
        made.policy = _POLICY
        return made


def messages(letters: Iterable[Letter]) -> list[Mail]:
    """The rows for these letters, not stored yet."""
    now = clock.now()
    return [
        Mail(
            dedupe_key=letter.dedupe_key,
            user_id=letter.user_id,
            address=letter.address,
            subject=subject_of(letter)[:LONGEST_SUBJECT],
            body_sealed=sealed_text(letter.dedupe_key, body_of(letter)),
            created_at=now,
        )
        for letter in letters
    ]


def deliver(made: Sequence[Mail]) -> None:
    """Store the messages and have them sent; one that exists already is not made again.

    Three statements up to MOST_OF_A_JOB messages.
    """
    if not made:
        return
    Mail.objects.bulk_create(made, ignore_conflicts=True)
    keys = [message.dedupe_key for message in made]
    waiting = Mail.objects.filter(dedupe_key__in=keys, sent_at=None, attempts=0)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), MOST_OF_A_JOB):
        send_mails.enqueue(ids[begin : begin + MOST_OF_A_JOB])


def subject_of(letter: Letter) -> str:
    """The number and the topic, nothing of the report itself."""
    topic = _(TOPIC_LABELS[letter.route.topic])
    number = letter.facts.get("report") or letter.facts.get("leak", "")
    return f"{number}: {topic}" if number else topic


def body_of(letter: Letter) -> str:
    """The whole message as plain text."""
    what = sentence(letter.route, letter.facts)
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
        (_("Leaked keys"), facts.get("leak", "")),
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
    for refusal in _send([mail_id]).values():
        raise refusal


@task("notify.send_mails", max_attempts=8)
def send_mails(mail_ids: Sequence[int]) -> None:
    """The same for several over few connections. Those that are refused for now wait by themselves.

    Raises only where there is no connection; what was handed over before is not sent again.
    """
    for begin in range(0, len(mail_ids), AT_ONCE):
        for mail_id in _send(mail_ids[begin : begin + AT_ONCE]):
            send_mail.enqueue(
                mail_id, unique_key=f"mail:{mail_id}", run_at=clock.now() + delay(attempts=1)
            )


def _send(mail_ids: Sequence[int]) -> dict[int, Exception]:
    """Send what may be sent of these. Returns what the server does not take now, and why."""
    claimed = _claimed(mail_ids)
    if not claimed:
        return {}
    connection = get_connection()
    sent: list[Mail] = []
    later: dict[int, Exception] = {}
    try:
        for place, mail in enumerate(claimed):
            _open(connection, claimed[place:])
            try:
                connection.send_messages([_message(mail)])
            except Exception as error:
                if _is_for_now(mail, error):
                    later[mail.pk] = error
                # Whatever it was, the next message does not inherit this connection.
                connection.close()
            else:
                sent.append(mail)
    finally:
        connection.close()
        _note_sent(sent)
    return later


def _open(connection: Any, waiting: Sequence[Mail]) -> None:
    """Nothing to do where it is open. What was only claimed has not left when it fails."""
    try:
        connection.open()
    except Exception as error:
        _note(waiting, f"no connection: {type(error).__name__}")
        raise


def _is_for_now(mail: Mail, error: Exception) -> bool:
    """Note why it was not sent, or perhaps was. True if trying again makes sense."""
    if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
        # The server answered: it has not taken the message.
        code = _code(error)
        _note([mail], f"refused: {code}")
        if code >= 500:
            logger.warning("Mail %s was refused for good: %s", mail.pk, code)
        return code < 500
    # No answer: it may have left. Sending it again could be the second time.
    _note([mail], f"unknown outcome: {type(error).__name__}"[:200])
    logger.warning("Mail %s has an unknown outcome: %s", mail.pk, type(error).__name__)
    return False


@transaction.atomic
def _claimed(mail_ids: Sequence[int]) -> list[Mail]:
    """Those that may be sent (again), marked as being sent, in the order of their ids."""
    waiting = Mail.objects.filter(pk__in=mail_ids, sent_at=None).select_related("user")
    waiting = waiting.only(
        "dedupe_key", "address", "subject", "body_sealed", "failure", "user__is_active"
    )
    free: list[Mail] = []
    for mail in waiting.select_for_update(of=("self",)).order_by("pk"):
        if mail.failure.startswith(GIVEN_UP):
            continue
        if mail.failure == SENDING:
            _note([mail], INTERRUPTED)
            logger.warning("Mail %s was interrupted while it was sent", mail.pk)
        elif mail.user is not None and not mail.user.is_active:
            _note([mail], CLOSED)
        else:
            free.append(mail)
    _update(free, failure=SENDING, attempts=F("attempts") + 1)
    return free


def _message(mail: Mail) -> EmailMessage:
    domain = urlsplit(settings.BASE_URL).hostname or "localhost"
    return _Mail(
        mail.subject,
        text_of(mail),
        settings.DEFAULT_FROM_EMAIL,
        [mail.address],
        headers={**HEADERS, "Message-ID": make_msgid(idstring=f"mail-{mail.pk}", domain=domain)},
    )


def _note(mails: Sequence[Mail], failure: str) -> None:
    _update(mails, failure=failure)


def _note_sent(mails: Sequence[Mail]) -> None:
    # What was in them (a link to sign in, perhaps) need not stay in the database, even sealed.
    _update(mails, sent_at=clock.now(), failure="", body_sealed="")


def _update(mails: Sequence[Mail], **values: object) -> None:
    if mails:
        Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(**values)


def _code(error: smtplib.SMTPException) -> int:
    """The server's answer; of several recipients (we have one) any."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _text in error.recipients.values()), 550)
    return int(getattr(error, "smtp_code", 450))
