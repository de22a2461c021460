"""Notices and preferences are one's own business, in a browser."""

from django.db.models import QuerySet

from seawall.domain.actor import Actor, ActorKind
from seawall.domain.notify.models import Notice, Preference


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """The actor's own notices; a token has none."""
    if actor.kind is not ActorKind.PERSON:
        return Notice.objects.none()
    return Notice.objects.filter(user=actor.user_id)


def can_view(actor: Actor, notice: Notice) -> bool:
    """The same rule for one."""
    return actor.kind is ActorKind.PERSON and notice.user_id == actor.user_id


def own_preferences(actor: Actor) -> QuerySet[Preference]:
    """The choices that the actor made."""
    if actor.kind is not ActorKind.PERSON:
        return Preference.objects.none()
    return Preference.objects.filter(user=actor.user_id)
