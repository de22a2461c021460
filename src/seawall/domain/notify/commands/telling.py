"""Telling people, and what they say about how they want to be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from seawall.domain.actor import Actor, ActorKind
from seawall.domain.audit.commands import record
from seawall.domain.audit.models import Event
from seawall.domain.errors import Invalid, NotAllowed, NotFound
from seawall.domain.notify import policies
from seawall.domain.notify.channels import digest, inbox, mail
from seawall.domain.notify.events import PreferenceSet
from seawall.domain.notify.models import DigestLine, Mail, Notice, Preference
from seawall.domain.notify.queries.choices import (
    choice_of,
    programs_to_choose,
    topic_named,
)
from seawall.domain.notify.queries.letters import letters
from seawall.domain.notify.queries.recipients import recipients
from seawall.domain.notify.queries.sealing import sealed_text
from seawall.domain.notify.rules.topics import AS_EVERYWHERE, EVERYTHING, Choice, MailPace
from seawall.lib import clock
from seawall.lib.text import gettext_noop, show_invisible


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be stored to tell people of some events."""

    notices: Sequence[Notice]
    messages: Sequence[Mail]
    lines: Sequence[DigestLine]


def prepare(events: Sequence[Event]) -> Telling:
    """Who is told of these events, as things stand now, and in which words. Writes nothing."""
    found = letters(recipients(events))
    return Telling(
        notices=inbox.notices(letter for letter in found if letter.in_app),
        messages=mail.messages(letter for letter in found if letter.mail is MailPace.NOW),
        lines=digest.lines(letter for letter in found if letter.mail is MailPace.DAILY),
    )


@transaction.atomic
def deliver(telling: Telling) -> None:
    """Make the notices and messages. Delivering the same again makes nothing new."""
    inbox.deliver(telling.notices)
    mail.deliver(telling.messages)
    digest.deliver(telling.lines)


def queue_mail(
    address: str, subject: str, body: str, *, dedupe_key: str, user_id: int | None = None
) -> bool:
    """Have one plain message sent by the worker; False if `dedupe_key` was used before.

    For mail that answers what somebody just did (verify, reset, join). It records no event, as
    whatever it belongs to does, and it asks no preference. Names in it were chosen by somebody:
    what would reorder or hide text is made visible.
    """
    subject, body = show_invisible(" ".join(subject.split())), show_invisible(body)
    with transaction.atomic():
        made, is_new = Mail.objects.get_or_create(
            dedupe_key=dedupe_key,
            defaults={
                "user_id": user_id,
                "address": address,
                "subject": subject[: mail.LONGEST_SUBJECT],
                "body_sealed": sealed_text(dedupe_key, body),
                "created_at": clock.now(),
            },
        )
        if is_new:
            mail.send_mail.enqueue(made.pk, unique_key=f"mail:{made.pk}")
    return is_new


@transaction.atomic
def mark_read(notice_id: int, *, actor: Actor) -> None:
    """Note that the actor has seen a notice. No event: what one has read is one's own business."""
    own = policies.visible_to(actor).filter(pk=notice_id)
    if not own.filter(read_at=None).update(read_at=clock.now()) and not own.exists():
        raise NotFound


@transaction.atomic
def mark_all_read(*, actor: Actor) -> int:
    """The same for all of them; returns how many were unread."""
    return policies.visible_to(actor).filter(read_at=None).update(read_at=clock.now())


def set_preference(topic: str, *, in_app: bool, mail: MailPace, actor: Actor) -> None:
    """Choose how the actor is told about one topic."""
    set_preferences({topic: Choice(in_app, mail)}, actor=actor)


@transaction.atomic
def set_preferences(
    chosen: Mapping[str, Choice], *, program_id: int | None = None, actor: Actor
) -> None:
    """Choose for several topics: everywhere, or what differs in one programme. One event for each
    that changed.

    Raises NotFound for a programme that the actor neither works for nor reported to, and Invalid
    for a topic that there is not, or for a part left open where it counts everywhere.
    """
    if actor.kind is not ActorKind.PERSON or actor.user_id is None:
        raise NotAllowed(gettext_noop("Choose in your settings how you are told."))
    if program_id is not None and program_id not in {one.id for one in programs_to_choose(actor)}:
        raise NotFound
    own = policies.own_preferences(actor).filter(program=program_id)
    before = {row.topic: choice_of(row) for row in own}
    unchosen = EVERYTHING if program_id is None else AS_EVERYWHERE
    for word, choice in chosen.items():
        topic = topic_named(word, program_id)
        if program_id is None and None in (choice.in_app, choice.mail):
            raise Invalid(gettext_noop("Say how you want to be told."), field="topic")
        if before.get(topic, unchosen) == choice:
            continue
        if choice == AS_EVERYWHERE:
            own.filter(topic=topic).delete()
        else:
            _choose(topic, choice, program_id, actor.user_id)
        said = PreferenceSet(
            topic=topic,
            in_app=choice.in_app,
            mail=choice.mail or "",
            for_program=program_id is not None,
        )
        record(said, actor=actor)


def _choose(topic: str, choice: Choice, program_id: int | None, user_id: int) -> None:
    row = Preference.objects.filter(user=user_id, topic=topic, program=program_id).first()
    row = row or Preference(user_id=user_id, topic=topic, program_id=program_id)
    row.in_app = choice.in_app
    row.by_mail = None if choice.mail is None else choice.mail is not MailPace.OFF
    row.is_daily = choice.mail is MailPace.DAILY
    row.save()


@transaction.atomic
def forget_person(user_id: int, *, actor: Actor) -> None:
    """Notices, choices and mail of a person who leaves; part of `domain.leaving`."""
    for table in (Notice, Preference, Mail, DigestLine):
        table.objects.filter(user_id=user_id).delete()
