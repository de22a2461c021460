"""A new programme, as a draft."""

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.policies import can_view
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import policies
from seawall.domain.programs.commands import choosing, holding
from seawall.domain.programs.events import ProgramCreated
from seawall.domain.programs.models import BriefDraft, Program
from seawall.domain.programs.rules import brief as briefs
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState, Visibility
from seawall.lib import clock, money

NAME_CHARS = 80
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", re.ASCII)


@transaction.atomic
def create_program(
    organization_id: int,
    *,
    slug: str,
    name: str,
    kind: str,
    visibility: str,
    currency: str = "USD",
    time_zone: str = "UTC",
    actor: Actor,
) -> Program:
    """A draft that only its team knows, with a brief to start from."""
    if not can_view(actor, organization_id):
        raise NotFound
    if not policies.can_create(actor, organization_id):
        raise NotAllowed(_("Only an owner or a programme manager starts a programme."))
    now = clock.now()
    start = briefs.empty(currency=_currency(currency), time_zone=time_zone)
    program = Program(
        organization_id=organization_id,
        slug=_slug(slug),
        name=wording.line(name, field="name", longest=NAME_CHARS, required=True),
        kind=choosing.choice(ProgramKind, kind, field="kind"),
        visibility=choosing.choice(Visibility, visibility, field="visibility"),
        state=ProgramState.DRAFT,
        created_at=now,
    )
    try:
        with transaction.atomic():
            program.save(force_insert=True)
    except IntegrityError as refusal:
        # The same words whether the other one is public or private.
        raise Conflict(
            _("This address is not available. Choose another one."), code="slug_taken"
        ) from refusal
    BriefDraft.objects.create(
        program=program,
        content=briefs.to_document(start),
        saved_at=now,
        saved_by_id=holding.person(actor),
    )
    event = ProgramCreated(program=program.slug, kind=program.kind, visibility=program.visibility)
    holding.note(event, program, actor=actor)
    return program


def _slug(text: str) -> str:
    slug = text.strip().lower()
    if not _SLUG.fullmatch(slug):
        raise Invalid(
            _("Use 1 to 60 letters a–z, digits and hyphens; no hyphen at the ends."), field="slug"
        )
    return slug


def _currency(text: str) -> str:
    code = text.strip().upper()
    if not money.is_currency(code):
        raise Invalid(_("Choose a currency by its code, such as USD."), field="currency")
    return code
