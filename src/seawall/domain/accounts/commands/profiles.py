"""What people say about themselves, and how they want to see the pages."""

import zoneinfo

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.events import HandleRenamed, PreferencesEdited, ProfileEdited
from seawall.domain.accounts.models import CreditKind, Researcher, ReservedHandle, User
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Invalid, NotFound
from seawall.lib import clock

THEMES = ("auto", "light", "dark")


@transaction.atomic
def edit_profile(
    user_id: int,
    *,
    display_name: str,
    is_public: bool,
    about: str,
    website: str,
    actor: Actor,
) -> None:
    """Name and text of the researcher's page; `is_public` shows it to everybody."""
    person = _own(user_id, actor)
    person.display_name = wording.line(display_name, field="display_name", longest=80)
    person.save(update_fields=["display_name"])
    researcher = _researcher(person)
    researcher.is_public = is_public
    researcher.about = wording.paragraphs(about, field="about", longest=4000)
    researcher.website = wording.web_address(website)
    researcher.save(update_fields=["is_public", "about", "website"])
    audit.record(ProfileEdited(user_id=user_id, is_public=is_public), actor=actor)


@transaction.atomic
def edit_credit(user_id: int, *, credit_kind: str, credit_name: str, actor: Actor) -> None:
    """The name under which findings are credited from now on. A real name must be given."""
    person = _own(user_id, actor)
    if credit_kind not in CreditKind.values:
        raise Invalid(_("Choose real name, handle or not named."), field="credit_kind")
    name = wording.line(
        credit_name, field="credit_name", longest=80, required=credit_kind == CreditKind.NAME
    )
    researcher = _researcher(person)
    researcher.credit_kind, researcher.credit_name = credit_kind, name
    researcher.save(update_fields=["credit_kind", "credit_name"])
    audit.record(ProfileEdited(user_id=user_id, is_public=researcher.is_public), actor=actor)


@transaction.atomic
def edit_preferences(user_id: int, *, time_zone: str, theme: str, actor: Actor) -> None:
    """`time_zone` is an IANA name, or empty for UTC."""
    person = _own(user_id, actor)
    if time_zone and time_zone not in zoneinfo.available_timezones():
        raise Invalid(_("Choose a time zone of the list."), field="time_zone")
    if theme not in THEMES:
        raise Invalid(_("Choose auto, light or dark."), field="theme")
    person.time_zone, person.theme = time_zone, theme
    person.save(update_fields=["time_zone", "theme"])
    audit.record(PreferencesEdited(user_id=user_id), actor=actor)


@transaction.atomic
def rename_handle(user_id: int, *, handle: str, actor: Actor) -> None:
    """A new handle. The old one stays reserved, so that its alias address never changes hands."""
    person = _own(user_id, actor)
    wanted = wording.free_handle(handle, user_id=user_id)
    if wanted == person.handle:
        raise Invalid(_("This is your handle already."), field="handle")
    for name in (person.handle, wanted):
        ReservedHandle.objects.get_or_create(
            handle=name, defaults={"user": person, "reserved_at": clock.now()}
        )
    person.handle = wanted
    person.save(update_fields=["handle"])
    audit.record(HandleRenamed(user_id=user_id), actor=actor)


def _own(user_id: int, actor: Actor) -> User:
    if not policies.can_edit_person(actor, user_id):
        raise NotFound
    person = User.objects.select_for_update().filter(pk=user_id).first()
    if person is None:
        raise NotFound
    return person


def _researcher(person: User) -> Researcher:
    return Researcher.objects.get_or_create(user=person)[0]
