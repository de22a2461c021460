"""Another address, and the way back for whoever reads the former one."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands.groups import leave_groups_of_other_domains
from seawall.domain.accounts.events import EmailChanged, EmailChangeUndone
from seawall.domain.accounts.models import ApiToken, EmailChange, OneTimeLink, Session, User
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, NotFound
from seawall.lib import clock, crypto

UNDO_FOR = timedelta(days=3)


@transaction.atomic
def note_email_changed(user_id: int, *, former: str, actor: Actor) -> str:
    """The primary address is another one. Gives the secret of the link that takes it back."""
    secret, now = crypto.new_secret(), clock.now()
    EmailChange.objects.create(
        user_id=user_id,
        former=former,
        secret_hash=crypto.sha256_hex(secret),
        changed_at=now,
        expires_at=now + UNDO_FOR,
    )
    audit.record(EmailChanged(user_id=user_id), actor=actor)
    leave_groups_of_other_domains(user_id, actor=actor)
    return secret


@transaction.atomic
def undo_email_change(secret: str, *, actor: Actor) -> None:
    """Give the account its former address back, and end every session, token and link.

    Changes that came later end with it: a thief who changed twice holds nothing. The password is
    unusable after it, as the thief may know it. Raises NotFound for a link that is unknown, used
    or too old; Conflict when somebody else has the address now.
    """
    now = clock.now()
    change = (
        EmailChange.objects.select_for_update()
        .filter(secret_hash=crypto.sha256_hex(secret), ended_at=None, expires_at__gt=now)
        .first()
    )
    if change is None:
        raise NotFound
    person = User.objects.select_for_update().get(pk=change.user_id)
    if User.objects.filter(email=change.former).exclude(pk=person.pk).exists():
        raise Conflict(_("Another account has this address by now. Ask the administrator."))
    # The sign-in library keeps addresses in a table of its own.
    addresses = person.emailaddress_set  # type: ignore[attr-defined]
    addresses.all().delete()
    addresses.create(email=change.former, verified=True, primary=True)
    person.email = change.former
    person.set_unusable_password()
    person.save(update_fields=["email", "password"])
    later = EmailChange.objects.filter(user_id=person.pk, changed_at__gte=change.changed_at)
    later.filter(ended_at=None).update(ended_at=now)
    Session.objects.filter(user=person).delete()
    ApiToken.objects.filter(user=person, revoked_at=None).update(revoked_at=now)
    OneTimeLink.objects.filter(user=person, used_at=None).delete()
    audit.record(EmailChangeUndone(user_id=person.pk), actor=actor)
    leave_groups_of_other_domains(person.pk, actor=actor)
