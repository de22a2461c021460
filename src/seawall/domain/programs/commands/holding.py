"""The row that a command changes, locked until its transaction ends, for those who may."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor, ActorKind
from seawall.domain.audit.commands import Happening, record
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.programs import policies
from seawall.domain.programs.models import Program


def editable(slug: str, *, actor: Actor) -> Program:
    """Raises NotFound for strangers, NotAllowed for members who may not edit."""
    return _held(
        slug,
        actor,
        policies.can_edit,
        _("Only an owner or a programme manager edits a programme."),
    )


def defining(slug: str, *, actor: Actor) -> Program:
    """The same for what a report is asked: a token for it may define that, too."""
    return _held(
        slug,
        actor,
        policies.can_define_fields,
        _("Only an owner or a programme manager defines what reports are asked."),
        by_token=True,
    )


def publishable(slug: str, *, actor: Actor) -> Program:
    """Raises NotFound for strangers, NotAllowed for members who may not publish."""
    return _held(
        slug,
        actor,
        policies.can_publish,
        _("Only an owner or a programme manager publishes a programme."),
    )


def bannable(slug: str, *, actor: Actor) -> Program:
    """Raises NotFound for strangers, NotAllowed for members who may not ban."""
    return _held(
        slug,
        actor,
        policies.can_ban,
        _("Only an owner or a programme manager bans researchers."),
    )


def person(actor: Actor) -> int:
    """The id of who acts in a browser. Raises NotAllowed for visitors and tokens."""
    if actor.kind is not ActorKind.PERSON or actor.user_id is None:
        raise NotAllowed(_("Sign in first."), code="sign_in")
    return actor.user_id


def note(event: Happening, program: Program, *, actor: Actor) -> None:
    """Record what happened to this programme."""
    record(event, actor=actor, organization_id=program.organization_id, program_id=program.pk)


def _held(
    slug: str,
    actor: Actor,
    rule: Callable[[Actor, Program], bool],
    refusal: str,
    *,
    by_token: bool = False,
) -> Program:
    program = policies.visible_to(actor).select_for_update(of=("self",)).filter(slug=slug).first()
    if program is None:
        raise NotFound
    if program.requires_second_factor and not actor.second_factor:
        raise NotAllowed(
            _("This programme asks for a second factor. Sign in with one to change it."),
            code="second_factor",
        )
    # A token never reaches briefs and settings, whatever its person may do.
    is_person = actor.kind is ActorKind.PERSON
    if not (is_person or (by_token and actor.is_person)) or not rule(actor, program):
        raise NotAllowed(refusal)
    return program
