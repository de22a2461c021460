"""The row that a read starts from, for those who may know of it."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.programs import policies
from seawall.domain.programs.models import Program
from seawall.domain.programs.policies import Hidden, Standing
from seawall.lib.text import gettext_noop

HIDDEN_BECAUSE = {
    Hidden.SECOND_FACTOR: gettext_noop(
        "This programme asks for a second factor. Sign in with one to read it."
    ),
    Hidden.NDA: gettext_noop("Agree to the terms of this programme before you read its brief."),
}


def known(actor: Actor, slug: str) -> tuple[Program, Standing]:
    """The programme and how the actor stands to it, in one statement.

    Raises NotFound for one that the actor may not know of, exactly as if it did not exist.
    """
    rows = policies.with_standing(policies.visible_to(actor), actor)
    found = with_version(rows).filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found, policies.standing_from(actor, found)


def readable(actor: Actor, slug: str) -> Program:
    """Raises NotFound like `known`, NotAllowed while the brief is hidden from the actor."""
    found, how = known(actor, slug)
    hidden = policies.why_hidden(actor, found, how)
    if hidden is not None:
        raise NotAllowed(_(HIDDEN_BECAUSE[hidden]), code=hidden.value)
    return found


def managed(actor: Actor, slug: str) -> Program:
    """Raises NotFound for strangers, NotAllowed for members who may not edit."""
    found, how = known(actor, slug)
    if not policies.can_edit(actor, found):
        if how.is_member and not how.has_factor:
            raise NotAllowed(_(HIDDEN_BECAUSE[Hidden.SECOND_FACTOR]), code="second_factor")
        raise NotAllowed(_("Only an owner or a programme manager edits a programme."))
    return found


def with_version(rows: QuerySet[Program]) -> QuerySet[Program]:
    """Organization and the brief's number, without its long content and without the terms."""
    return rows.select_related("organization", "brief").only(
        "slug",
        "name",
        "kind",
        "visibility",
        "state",
        "requires_second_factor",
        "pause_message",
        "nda",
        "nda_sha256",
        "created_at",
        "published_at",
        "summary",
        "target_kinds",
        "target_count",
        "safe_harbor",
        "currency",
        "reward_minimum_minor",
        "reward_maximum_minor",
        "program_maximum_minor",
        "first_response_days",
        "triage_days",
        "reward_days",
        "duplicate_fields",
        "appeal_days",
        "unanswered_days",
        "public_figures",
        "efficiency",
        "takes_leaked_keys",
        "has_fields",
        "has_templates",
        "organization__slug",
        "organization__name",
        "brief__version",
        "brief__content_sha256",
        "brief__published_at",
    )
