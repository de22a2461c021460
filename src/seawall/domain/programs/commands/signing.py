"""The terms of a private programme, agreed to before its brief is read."""

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, NotAllowed, NotFound
from seawall.domain.programs import policies
from seawall.domain.programs.commands import holding
from seawall.domain.programs.events import NdaSigned
from seawall.domain.programs.models import NdaSignature
from seawall.lib import clock


@transaction.atomic
def sign_nda(slug: str, *, text_sha256: str, actor: Actor) -> NdaSignature:
    """Agree to the terms whose hash is given: the text that the person has read.

    Raises Conflict when the terms changed while they were read.
    """
    program = policies.visible_to(actor).filter(slug=slug).first()
    if program is None:
        raise NotFound
    user_id = holding.person(actor)
    if program.requires_second_factor and not actor.second_factor:
        raise NotAllowed(
            _("This programme asks for a second factor. Add one to your account and use it."),
            code="second_factor",
        )
    if not program.nda:
        raise Conflict(_("This programme has no terms to sign."), code="no_nda")
    if text_sha256 != program.nda_sha256:
        raise Conflict(
            _("The terms changed while you read them. Read them again, then sign."), code="nda"
        )
    signature, is_new = NdaSignature.objects.get_or_create(
        program=program,
        user_id=user_id,
        text_sha256=program.nda_sha256,
        defaults={"signed_at": clock.now(), "ip": actor.ip},
    )
    if is_new:
        event = NdaSigned(program=program.slug, user_id=user_id, text_sha256=program.nda_sha256)
        holding.note(event, program, actor=actor)
    return signature
