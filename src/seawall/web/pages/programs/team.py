"""The team's side: its programmes, settings, researchers, and publishing."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.actor import Actor
from seawall.domain.programs import policies, queries
from seawall.domain.programs.queries import (
    AccessRow,
    BanRow,
    DraftView,
    InvitationRow,
    ProgramCard,
    ProgramView,
)
from seawall.domain.programs.rules import diffing
from seawall.domain.programs.rules.lifecycle import EFFECTS, ProgramState, Visibility
from seawall.lib.text import gettext_noop
from seawall.web.pages.programs import editor, history, wording
from seawall.web.pages.programs.editor import ToDo
from seawall.web.pages.programs.history import Changes
from seawall.web.pages.programs.wording import Label


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a programme's team side."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One programme in the team's list."""

    card: ProgramCard
    kind: Label
    state: Label
    visibility: Label


@dataclass(frozen=True, slots=True)
class TeamList:
    """The programmes of an organization."""

    organization_slug: str
    organization_name: str
    lines: tuple[Line, ...]
    can_create: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A state that may follow, with its button."""

    state: str
    label: str
    help: str
    icon: str
    is_danger: bool
    disabled: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set, beside the forms."""

    program: ProgramView
    tabs: tuple[Tab, ...]
    state: Label
    effects: tuple[tuple[str, bool], ...]
    steps: tuple[Step, ...]
    visibility: Label
    other_visibility: str
    versions: int


@dataclass(frozen=True, slots=True)
class BanLine:
    """One ban with its words."""

    row: BanRow
    reason: str
    scope: str
    state: Label


@dataclass(frozen=True, slots=True)
class Researchers:
    """Who was asked, who takes part and who is kept from reporting."""

    program: ProgramView
    tabs: tuple[Tab, ...]
    invitations: tuple[tuple[InvitationRow, Label], ...]
    researchers: tuple[AccessRow, ...]
    bans: tuple[BanLine, ...]
    is_private: bool


@dataclass(frozen=True, slots=True)
class Publishing:
    """What would be published."""

    program: ProgramView
    tabs: tuple[Tab, ...]
    todo: tuple[ToDo, ...]
    is_ready: bool
    has_draft: bool
    next_version: int
    changes: Changes | None


_STEPS: dict[ProgramState, tuple[str, str, str, bool]] = {
    ProgramState.OPEN: (
        gettext_noop("Open"),
        gettext_noop("New reports are taken."),
        "circle-dot",
        False,
    ),
    ProgramState.PAUSED: (
        gettext_noop("Pause"),
        gettext_noop("The brief stays readable, new reports are refused."),
        "pause",
        False,
    ),
    ProgramState.CLOSED: (
        gettext_noop("Close"),
        gettext_noop("The programme leaves the directory; open reports go on."),
        "circle-x",
        True,
    ),
}
_INVITATION_STATES = {
    "open": (gettext_noop("Open"), "info"),
    "accepted": (gettext_noop("Accepted"), "ok"),
    "declined": (gettext_noop("Declined"), "warn"),
    "revoked": (gettext_noop("Revoked"), "neutral"),
    "expired": (gettext_noop("Expired"), "neutral"),
}


def tabs(program: ProgramView, current: str) -> tuple[Tab, ...]:
    """The pages of the team's side that this actor may open."""
    pages = [("program", _("Brief"))]
    if program.can_edit:
        pages += [("program_edit_start", _("Edit the brief")), ("program_settings", _("Settings"))]
        pages += [("program_fields", _("Fields")), ("program_templates", _("Templates"))]
        pages.append(("program_rotation", _("Giving out")))
    if program.can_publish:
        pages.append(("program_secrets", _("Secrets")))
        pages.append(("program_researchers", _("Researchers")))
    if program.can_see_known_issues:
        pages.append(("program_known_issues", _("Known issues")))
    if program.sees_all_reports:
        pages.append(("program_metrics", _("Figures")))
    pages.append(("program_versions", _("History")))
    return tuple(
        Tab(label, reverse(name, args=[program.slug]), name == current) for name, label in pages
    )


def team_list(slug: str, actor: Actor) -> TeamList:
    """Raises NotFound for an organization that is not the actor's business."""
    organization = accounts.organization(slug, actor=actor)
    cards = queries.programs_of(actor, organization.id)
    return TeamList(
        organization_slug=organization.slug,
        organization_name=organization.name,
        lines=tuple(
            Line(
                card=card,
                kind=wording.program_kind(card.kind),
                state=wording.state(card.state),
                visibility=wording.visibility(card.visibility),
            )
            for card in cards
        ),
        can_create=policies.can_create(actor, organization.id),
    )


def settings(program: ProgramView) -> Settings:
    """State and visibility with what may follow."""
    effect = EFFECTS[program.state]
    is_private = program.visibility is Visibility.PRIVATE
    return Settings(
        program=program,
        tabs=tabs(program, "program_settings"),
        state=wording.state(program.state),
        effects=(
            (_("People outside the team read the brief"), effect.read_brief),
            (_("New reports are taken"), effect.submit),
            (_("Comments on earlier reports go on"), effect.comment),
            (_("Listed in the directory"), effect.listed and not is_private),
        ),
        steps=tuple(_step(state, program) for state in ProgramState if state in effect.next),
        visibility=wording.visibility(program.visibility),
        other_visibility=Visibility.PUBLIC if is_private else Visibility.PRIVATE,
        versions=program.version or 0,
    )


def researchers(program: ProgramView, actor: Actor) -> Researchers:
    """Raises NotAllowed for members who may not publish."""
    return Researchers(
        program=program,
        tabs=tabs(program, "program_researchers"),
        invitations=tuple(
            (row, Label(_(_INVITATION_STATES[row.state][0]), "", _INVITATION_STATES[row.state][1]))
            for row in queries.invitations(actor, program.slug)
        ),
        researchers=queries.researchers(actor, program.slug),
        bans=tuple(_ban(row) for row in queries.bans(actor, program.slug)),
        is_private=program.visibility is Visibility.PRIVATE,
    )


def _ban(row: BanRow) -> BanLine:
    if row.lifted_at is not None:
        state = Label(_("Lifted"))
    elif row.is_in_force:
        state = Label(_("In force"), "", "warn")
    else:
        state = Label(_("Over"))
    is_wide = row.scope == "organization"
    scope = _("Every programme") if is_wide else _("This programme")
    return BanLine(row=row, reason=_(row.reason_label), scope=scope, state=state)


def publishing(program: ProgramView, draft: DraftView) -> Publishing:
    """What is missing, and what a reader of the version in force would have to learn."""
    before = program.brief
    found = None
    if before is not None and draft.saved_at is not None:
        found = history.changes(diffing.diff(before, draft.brief), draft.brief.currency)
    return Publishing(
        program=program,
        tabs=tabs(program, "program_edit_start"),
        todo=editor.todo(program, draft),
        is_ready=draft.is_ready,
        has_draft=draft.saved_at is not None,
        next_version=(program.version or 0) + 1,
        changes=found,
    )


def _step(state: ProgramState, program: ProgramView) -> Step:
    label, sentence, icon, is_danger = _STEPS[state]
    return Step(
        state=state,
        label=_(label),
        help=_(sentence),
        icon=icon,
        is_danger=is_danger,
        disabled=state is ProgramState.OPEN and program.version is None,
    )
