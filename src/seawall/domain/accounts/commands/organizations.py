"""Organizations: made by the administrator of the platform, edited by their own people."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies
from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.events import OrganizationCreated, OrganizationEdited
from seawall.domain.accounts.models import Membership, Organization, User
from seawall.domain.accounts.rules import Role
from seawall.domain.actor import Actor
from seawall.domain.audit import commands as audit
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.lib import clock

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)


@transaction.atomic
def create_organization(
    slug: str,
    *,
    name: str,
    owner_id: int,
    actor: Actor,
    about: str = "",
    website: str = "",
) -> Organization:
    """An organization with its first owner, who must have an active account."""
    if not policies.can_manage_organizations(actor):
        raise NotAllowed(_("Only the administrator makes organisations."))
    address = slug.strip().lower()
    if not _SLUG.fullmatch(address):
        raise Invalid(
            _("Use 1 to 40 letters a–z, digits and hyphens; no hyphen at the ends."), field="slug"
        )
    owner = User.objects.filter(pk=owner_id, is_active=True).first()
    if owner is None:
        raise Invalid(_("Name somebody who has an active account."), field="owner")
    now = clock.now()
    try:
        with transaction.atomic():
            organization = Organization.objects.create(
                slug=address,
                name=wording.line(name, field="name", longest=80, required=True),
                about=wording.paragraphs(about, field="about", longest=4000),
                website=wording.web_address(website),
                created_at=now,
            )
    except IntegrityError as refusal:
        raise Conflict(
            _("Another organisation has this address. Choose another one."), code="slug_taken"
        ) from refusal
    Membership.objects.create(
        organization=organization, user=owner, role=Role.OWNER, created_at=now
    )
    event = OrganizationCreated(organization_id=organization.pk, owner_id=owner.pk)
    audit.record(event, actor=actor, organization_id=organization.pk)
    return organization


@transaction.atomic
def edit_organization(
    organization_id: int, *, name: str, about: str, website: str, actor: Actor
) -> None:
    """Name, text and web site. The slug is in links everywhere and never changes."""
    organization = policies.visible_to(actor).filter(pk=organization_id).first()
    if organization is None:
        raise NotFound
    if not policies.can_edit(actor, organization_id):
        raise NotAllowed(_("Only an owner or a programme manager edits the organisation."))
    organization.name = wording.line(name, field="name", longest=80, required=True)
    organization.about = wording.paragraphs(about, field="about", longest=4000)
    organization.website = wording.web_address(website)
    organization.save(update_fields=["name", "about", "website"])
    event = OrganizationEdited(organization_id=organization_id)
    audit.record(event, actor=actor, organization_id=organization_id)
