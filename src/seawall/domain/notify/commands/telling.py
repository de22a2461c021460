"""Telling people, and what they say about how they want to be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from seawall.domain.actor import Actor, ActorKind
from seawall.domain.audit.commands import record
from seawall.domain.audit.models import Event
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.notify import policies
from seawall.domain.notify.channels import inbox, mail
from seawall.domain.notify.events import PreferenceSet
from seawall.domain.notify.models import Mail, Notice, Preference
from seawall.domain.notify.queries.letters import letters
from seawall.domain.notify.queries.notices import topic_named
from seawall.domain.notify.queries.recipients import recipients
from seawall.domain.notify.queries.sealing import sealed_text
from seawall.lib import clock
from seawall.lib.text import gettext_noop, show_invisible


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be stored to tell people of some events."""

    notices: Sequence[Notice]
    messages: Sequence[Mail]


def prepare(events: Sequence[Event]) -> Telling:
    """Who is told of these events, as things stand now, and in which words. Writes nothing."""
    found = letters(recipients(events))
    return Telling(
        notices=inbox.notices(letter for letter in found if letter.in_app),
        messages=mail.messages(letter for letter in found if letter.by_mail),
    )


@transaction.atomic
def deliver(telling: Telling) -> None:
    """Make the notices and messages. Delivering the same again makes nothing new."""
    inbox.deliver(telling.notices)
    mail.deliver(telling.messages)


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


def set_preference(topic: str, *, in_app: bool, by_mail: bool, actor: Actor) -> None:
    """Choose how the actor is told about one topic."""
    set_preferences({topic: (in_app, by_mail)}, actor=actor)


@transaction.atomic
def set_preferences(chosen: Mapping[str, tuple[bool, bool]], *, actor: Actor) -> None:
    """Choose for several topics: in the app, by mail. One event for each that changed."""
    if actor.kind is not ActorKind.PERSON or actor.user_id is None:
        raise NotAllowed(gettext_noop("Choose in your settings how you are told."))
    before = {row.topic: row for row in policies.own_preferences(actor)}
    for word, (in_app, by_mail) in chosen.items():
        topic = topic_named(word)
        old = before.get(topic)
        if (old.in_app, old.by_mail) == (in_app, by_mail) if old else in_app and by_mail:
            continue
        Preference.objects.update_or_create(
            user_id=actor.user_id,
            topic=topic,
            defaults={"in_app": in_app, "by_mail": by_mail},
        )
        record(PreferenceSet(topic=topic, in_app=in_app, by_mail=by_mail), actor=actor)


@transaction.atomic
def forget_person(user_id: int, *, actor: Actor) -> None:
    """Notices, choices and mail of a person who leaves; part of `domain.leaving`."""
    for table in (Notice, Preference, Mail):
        table.objects.filter(user_id=user_id).delete()
