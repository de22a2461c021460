"""A team keeps a researcher from reporting to one programme or to all of its organization."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import banning
from seawall.domain.accounts.models import Ban, Membership, User
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.domain.programs.commands import holding
from seawall.domain.programs.events import ResearcherBanLifted, ResearcherBanned

SCOPES = ("program", "organization")


@transaction.atomic
def ban_researcher(
    slug: str,
    *,
    who: str,
    reason: str,
    scope: str = "program",
    note: str = "",
    until: date | None = None,
    actor: Actor,
) -> Ban:
    """Refuse new reports of the person behind a handle, up to and with the day `until` (in UTC).

    What they sent stays theirs to read and to discuss. Members of the organization are no
    researchers: end their membership first.
    """
    program = holding.bannable(slug, actor=actor)
    if scope not in SCOPES:
        raise Invalid(_("Choose this programme or the whole organisation."), field="scope")
    handle = who.strip().lower().removeprefix("@")
    person = User.objects.filter(handle=handle, is_active=True).first()
    if person is None:
        raise Invalid(_("Nobody has this handle."), field="who")
    members = Membership.objects.filter(organization=program.organization_id, user=person)
    if members.exists():
        raise Conflict(_("This person is a member of the organisation."), code="member")
    row = banning.enter_ban(
        person.pk,
        organization_id=program.organization_id,
        program_id=program.pk if scope == "program" else None,
        reason=reason,
        note=note,
        until=until,
        actor=actor,
    )
    event = ResearcherBanned(
        program=program.slug,
        user_id=person.pk,
        ban_id=row.pk,
        scope=scope,
        reason=row.reason,
        expires_at=banning.expiry_label(row),
    )
    holding.note(event, program, actor=actor)
    return row


@transaction.atomic
def lift_ban(slug: str, *, ban_id: int, actor: Actor) -> None:
    """End a ban of this programme, or of its organization, before its time."""
    program = holding.bannable(slug, actor=actor)
    row = (
        Ban.objects.select_for_update()
        .filter(Q(program=program.pk) | Q(program__isnull=True), pk=ban_id)
        .filter(organization=program.organization_id)
        .first()
    )
    if row is None:
        raise NotFound
    banning.end_ban(row, actor=actor)
    event = ResearcherBanLifted(program=program.slug, user_id=row.user_id, ban_id=row.pk)
    holding.note(event, program, actor=actor)
