"""Notices, messages and preferences, made as the worker makes them."""

from seawall.domain.jobs_queue.worker import settle
from seawall.domain.notify import commands
from seawall.domain.notify.models import Mail, Notice, Preference
from seawall.domain.notify.rules.topics import MailPace
from tests.factories import accounts, reports

__all__ = ["mail", "notice", "preference"]


def notice(user=None) -> Notice:
    """That a report of the person was received."""
    user = user or accounts.person()
    reports.report(reporter=user)
    settle()
    return Notice.objects.filter(user=user).latest("pk")


def mail(user=None, *, key="test") -> Mail:
    """A message that waits to be sent."""
    user = user or accounts.person()
    commands.queue_mail(user.email, "Hello", "Text", dedupe_key=key, user_id=user.pk)
    return Mail.objects.get(dedupe_key=key)


def preference(user=None, *, topic="comment", in_app=True, mail=MailPace.OFF) -> Preference:
    """A choice other than to be told both ways."""
    user = user or accounts.person()
    commands.set_preference(topic, in_app=in_app, mail=mail, actor=accounts.actor(user))
    return Preference.objects.get(user=user, topic=topic)
