"""Who may see a programme, read its brief, change it, report to it. `can_*` and `visible_to` agree.

Three steps, each narrower: to know that it exists, to read its brief, to report. A public programme
is known and read by everybody unless it is a draft. A private one is known to the members of its
organization with `program.view` and to researchers who accepted an invitation; its brief stays
hidden without the second factor that it demands, and from a researcher who has not signed its
terms. Nobody else can tell it from one that never existed, whatever they are.

A ban takes away reporting, and with it a private programme; members of the team keep their role.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from seawall.domain.accounts import policies as accounts
from seawall.domain.accounts.models import Ban, Membership
from seawall.domain.accounts.rules import Permission, TokenScope, roles_with
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.errors import Conflict, DomainError, NotAllowed
from seawall.domain.programs.models import (
    NdaSignature,
    Program,
    ProgramAccess,
    ProgramInvitation,
)
from seawall.domain.programs.rules import lifecycle
from seawall.domain.programs.rules.lifecycle import ProgramState, Visibility
from seawall.lib import clock

READABLE_STATES = tuple(state for state in ProgramState if lifecycle.may_read_brief(state))
LISTED_STATES = tuple(state for state in ProgramState if lifecycle.is_listed(state))
# No row has this id.
NOBODY = 0


class Hidden(StrEnum):
    """Why somebody who knows of a programme cannot read its brief."""

    SECOND_FACTOR = "second_factor"
    NDA = "nda"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an actor stands to one programme, asked once."""

    is_member: bool
    has_access: bool
    has_signed: bool
    has_factor: bool
    is_banned: bool = False


def visible_to(actor: Actor) -> QuerySet[Program]:
    """Every programme that the actor may know of. `can_view` is the same rule for one."""
    if actor.kind is ActorKind.SYSTEM:
        return Program.objects.all()
    outside = Q(visibility=Visibility.PUBLIC)
    if _may_use_access(actor):
        outside |= Q(Exists(_access_of(actor)) & ~Exists(_ban_of(actor.user_id)))
    member_of = actor.organizations_with(Permission.PROGRAM_VIEW)
    return Program.objects.filter(
        Q(organization__in=member_of) | (outside & Q(state__in=READABLE_STATES))
    )


def listed_for(actor: Actor) -> QuerySet[Program]:
    """The part of `visible_to` that a directory shows: open and paused programmes."""
    return visible_to(actor).filter(state__in=LISTED_STATES)


def with_standing(
    programs: QuerySet[Program], actor: Actor, *, now: datetime | None = None
) -> QuerySet[Program]:
    """Adds what `standing_from` needs, in the same statement. `now` is for bans that end."""
    return programs.annotate(
        actor_has_access=Exists(_access_of(actor)),
        actor_has_signed=Exists(_signature_of(actor)),
        actor_is_banned=Exists(_ban_of(actor.user_id, now)),
    )


def standing_from(actor: Actor, program: Program) -> Standing:
    """For a row of `with_standing` of the same actor. Asks the database nothing."""
    is_banned = bool(getattr(program, "actor_is_banned", False))
    has_access = _may_use_access(actor) and bool(getattr(program, "actor_has_access", False))
    return Standing(
        is_member=_is_member(actor, program),
        has_access=has_access and not is_banned,
        has_signed=not program.nda or bool(getattr(program, "actor_has_signed", False)),
        has_factor=_has_factor(actor, program),
        is_banned=is_banned,
    )


def standing(actor: Actor, program: Program) -> Standing:
    """For any row. One statement for a person, none for a visitor."""
    if not actor.is_person:
        return standing_from(actor, program)
    asked = Program.objects.filter(pk=program.pk)
    return standing_from(actor, with_standing(asked, actor).get())


def can_view(actor: Actor, program: Program, known: Standing | None = None) -> bool:
    """Whether the actor may know that the programme exists."""
    found = known or standing(actor, program)
    if found.is_member:
        return True
    may_know = program.visibility == Visibility.PUBLIC or found.has_access
    return may_know and lifecycle.may_read_brief(ProgramState(program.state))


def why_hidden(actor: Actor, program: Program, known: Standing | None = None) -> Hidden | None:
    """What stands between an actor who knows of the programme and its brief; None for nothing."""
    is_open = lifecycle.may_read_brief(ProgramState(program.state))
    if program.visibility == Visibility.PUBLIC and is_open:
        return None
    found = known or standing(actor, program)
    if not found.has_factor:
        return Hidden.SECOND_FACTOR
    if not found.is_member and not found.has_signed:
        return Hidden.NDA
    return None


def can_read(actor: Actor, program: Program, known: Standing | None = None) -> bool:
    """Whether the actor may read the brief."""
    found = known or standing(actor, program)
    return can_view(actor, program, found) and why_hidden(actor, program, found) is None


def open_invitations() -> QuerySet[ProgramInvitation]:
    """Invitations that can be answered now, by somebody who may still invite to the programme."""
    inviter = Membership.objects.filter(
        organization=OuterRef("program__organization"),
        user=OuterRef("created_by"),
        user__is_active=True,
        role__in=roles_with(Permission.PROGRAM_PUBLISH),
    )
    return ProgramInvitation.objects.filter(
        Exists(inviter), answered_at=None, revoked_at=None, expires_at__gt=clock.now()
    )


def can_edit(actor: Actor, program: Program) -> bool:
    """Settings and the draft of the brief: in person, never by a token."""
    return actor.kind is ActorKind.PERSON and _may(actor, program, Permission.PROGRAM_EDIT)


def can_publish(actor: Actor, program: Program) -> bool:
    """Brief, state, visibility, terms, and who is invited."""
    return _may(actor, program, Permission.PROGRAM_PUBLISH)


def why_not_submit(
    actor: Actor, program: Program, known: Standing | None = None
) -> DomainError | None:
    """The refusal for somebody who knows of the programme and wants to report; None for none."""
    if not actor.is_person:
        return NotAllowed(_("Sign in to report."), code="sign_in")
    if not actor.has_scope(TokenScope.REPORTS_WRITE):
        return NotAllowed(_("This token may not write reports: it lacks the scope reports:write."))
    if not _has_factor(actor, program):
        return NotAllowed(
            _("This programme asks for a second factor. Add one to your account and use it."),
            code="second_factor",
        )
    found = known or standing(actor, program)
    if found.is_banned:
        # The same words for every reason, scope and end of a ban.
        return NotAllowed(_("This programme does not take reports from you."), code="not_taken")
    refusal = lifecycle.why_not_submit(ProgramState(program.state))
    if refusal is not None:
        return Conflict(program.pause_message or refusal, code="program_state")
    if program.brief_id is None:
        return Conflict(_("This programme has no published brief yet."), code="program_state")
    if not found.has_signed:
        return NotAllowed(_("Sign the terms of this programme before you report."), code="nda")
    return None


def can_submit(actor: Actor, program: Program) -> bool:
    """Whether the programme takes a report from this actor now."""
    return can_view(actor, program) and why_not_submit(actor, program) is None


def can_see_known_issues(actor: Actor, program: Program) -> bool:
    """What the programme already knows: for who works with its reports, by browser or token."""
    return (
        actor.is_person
        and actor.has_scope(TokenScope.REPORTS_READ)
        and _has_factor(actor, program)
        and actor.may(Permission.REPORT_VIEW, program.organization_id)
    )


def can_register_known_issues(actor: Actor, program: Program) -> bool:
    """Register and retire: who may make the moves of triage."""
    return (
        can_see_known_issues(actor, program)
        and actor.has_scope(TokenScope.REPORTS_WRITE)
        and actor.may(Permission.REPORT_MOVE, program.organization_id)
    )


def can_define_fields(actor: Actor, program: Program) -> bool:
    """Say what reports are asked, by browser or token."""
    return actor.has_scope(TokenScope.PROGRAMS_WRITE) and _may(
        actor, program, Permission.PROGRAM_EDIT
    )


def can_see_team_fields(actor: Actor, program: Program) -> bool:
    """Know of the fields that only the team fills in."""
    return _is_member(actor, program) and _has_factor(actor, program)


def can_ban(actor: Actor, program: Program) -> bool:
    """Keep researchers from reporting, and see who is kept."""
    return actor.kind is ActorKind.PERSON and _may(actor, program, Permission.RESEARCHER_BAN)


def bans_over(program: Program) -> QuerySet[Ban]:
    """Bans in force that cover the programme, whoever made them."""
    return accounts.bans_in_force().filter(
        Q(organization__isnull=True)
        | Q(organization=program.organization_id, program__isnull=True)
        | Q(program=program.pk)
    )


def banned_among(program: Program, user_ids: Iterable[int]) -> frozenset[int]:
    """Those of the people who may not report to the programme."""
    found = bans_over(program).filter(user_id__in=user_ids)
    return frozenset(found.values_list("user_id", flat=True))


def can_create(actor: Actor, organization_id: int) -> bool:
    """Start a programme in this organization."""
    return actor.kind is ActorKind.PERSON and actor.may(Permission.PROGRAM_EDIT, organization_id)


def _may(actor: Actor, program: Program, permission: Permission) -> bool:
    return actor.may(permission, program.organization_id) and _has_factor(actor, program)


def _is_member(actor: Actor, program: Program) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return True
    return actor.may(Permission.PROGRAM_VIEW, program.organization_id)


def _has_factor(actor: Actor, program: Program) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return True
    return actor.second_factor or not program.requires_second_factor


def _may_use_access(actor: Actor) -> bool:
    """A token reaches private programmes if it is for programmes or for reporting to them."""
    return actor.is_person and (
        actor.has_scope(TokenScope.PROGRAMS_READ) or actor.has_scope(TokenScope.REPORTS_WRITE)
    )


def _access_of(actor: Actor) -> QuerySet[ProgramAccess]:
    return ProgramAccess.objects.filter(program=OuterRef("pk"), user_id=actor.user_id or NOBODY)


def _ban_of(user_id: int | None, now: datetime | None = None) -> QuerySet[Ban]:
    """The person's bans in force that cover the programme of the outer query."""
    return accounts.bans_in_force(now).filter(
        Q(organization__isnull=True)
        | Q(organization=OuterRef("organization_id"), program__isnull=True)
        | Q(program=OuterRef("pk")),
        user_id=user_id or NOBODY,
    )


def _signature_of(actor: Actor) -> QuerySet[NdaSignature]:
    return NdaSignature.objects.filter(
        program=OuterRef("pk"), user_id=actor.user_id or NOBODY, text_sha256=OuterRef("nda_sha256")
    )
