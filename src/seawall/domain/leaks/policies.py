"""Who may see a leaked credential and what they may do. The credential itself is the vault's.

A leak is seen by who reported it, by members of the organization with `leak.view`, and by who
holds its secret link. Whoever reported it is on the reporter's side, whatever their role.
"""

from django.db.models import Q, QuerySet

from seawall.domain.accounts.rules import Permission, TokenScope
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.leaks.models import Leak, LeakIntake
from seawall.domain.programs import policies as programs
from seawall.domain.programs.models import Program


def visible_to(actor: Actor) -> QuerySet[Leak]:
    """Every leak that the actor may see, but for secret links."""
    if not (actor.is_person and actor.has_scope(TokenScope.LEAKS_READ)):
        return Leak.objects.none()
    return Leak.objects.filter(Q(reporter=actor.user_id) | _team(actor))


def seen_by_team(actor: Actor) -> QuerySet[Leak]:
    """The queue: those that the actor sees through a role."""
    if not (actor.is_person and actor.has_scope(TokenScope.LEAKS_READ)):
        return Leak.objects.none()
    return Leak.objects.filter(_team(actor))


def is_team(actor: Actor, leak: Leak) -> bool:
    """Whether the actor stands on the team's side of it."""
    return (
        actor.is_person
        and leak.reporter_id != actor.user_id
        and (actor.second_factor or not leak.program.requires_second_factor)
        and actor.may(Permission.LEAK_VIEW, leak.program.organization_id)
    )


def can_handle(actor: Actor, leak: Leak) -> bool:
    """Whether the actor may make moves."""
    return (
        is_team(actor, leak)
        and actor.has_scope(TokenScope.LEAKS_WRITE)
        and actor.may(Permission.LEAK_HANDLE, leak.program.organization_id)
    )


def can_reveal(actor: Actor, leak: Leak) -> bool:
    """Whether the actor may look at the credential: never by a token."""
    return (
        actor.kind == ActorKind.PERSON
        and is_team(actor, leak)
        and actor.may(Permission.SECRET_REVEAL, leak.program.organization_id)
    )


def can_comment(actor: Actor, leak: Leak) -> bool:
    """Both sides may."""
    if not actor.has_scope(TokenScope.LEAKS_WRITE):
        return False
    return leak.reporter_id == actor.user_id or can_handle(actor, leak)


def can_edit_intake(actor: Actor, program: Program) -> bool:
    """Whether the actor says how the programme takes leaked credentials."""
    return actor.kind == ActorKind.PERSON and actor.may(
        Permission.PROGRAM_PUBLISH, program.organization_id
    )


def open_intake(actor: Actor, slug: str) -> LeakIntake | None:
    """The intake of a programme that the actor may see and that takes leaked credentials now."""
    visible = programs.visible_to(actor).filter(slug=slug, brief__isnull=False)
    return (
        LeakIntake.objects.select_related("program__organization")
        .filter(program__in=visible, is_open=True, program__state__in=("open", "paused"))
        .first()
    )


def _team(actor: Actor) -> Q:
    organizations = actor.organizations_with(Permission.LEAK_VIEW)
    condition = Q(program__organization__in=organizations) & ~Q(reporter=actor.user_id)
    # An anonymous one has no reporter: NULL is not "another one" to the database.
    condition |= Q(program__organization__in=organizations, reporter__isnull=True)
    if not actor.second_factor:
        condition &= Q(program__requires_second_factor=False)
    return condition
