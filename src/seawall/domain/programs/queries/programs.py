"""One programme, as everybody who may know of it sees it."""

from dataclasses import dataclass
from datetime import datetime

from seawall.domain.actor import Actor
from seawall.domain.errors import DomainError
from seawall.domain.programs import policies
from seawall.domain.programs.models import Program
from seawall.domain.programs.policies import Hidden, Standing
from seawall.domain.programs.queries import reading
from seawall.domain.programs.queries.briefs import brief_of
from seawall.domain.programs.rules import disclosing, figures
from seawall.domain.programs.rules.brief import Brief
from seawall.domain.programs.rules.figures import PublicFigure
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState, Visibility


@dataclass(frozen=True, slots=True)
class ProgramView:
    """`brief` is the version in force: None before the first, and while it is hidden (`hidden`).

    `submit_refusal` is what this actor would be told now; None where a report is taken.
    """

    id: int
    organization_id: int
    organization_slug: str
    organization_name: str
    slug: str
    name: str
    kind: ProgramKind
    visibility: Visibility
    state: ProgramState
    requires_second_factor: bool
    unanswered_days: int
    pause_message: str
    has_nda: bool
    created_at: datetime
    hidden: Hidden | None
    brief_id: int | None
    brief: Brief | None
    version: int | None
    content_sha256: str
    published_at: datetime | None
    is_member: bool
    sees_all_reports: bool
    can_edit: bool
    can_publish: bool
    can_see_known_issues: bool
    duplicate_fields: tuple[str, ...]
    appeal_days: int
    public_figures: tuple[PublicFigure, ...]
    submit_refusal: DomainError | None
    takes_leaked_keys: bool
    has_templates: bool

    @property
    def terms_version(self) -> int | None:
        """What a reporter accepts: terms are part of the brief, so this is its version."""
        return self.version


def program(actor: Actor, slug: str) -> ProgramView:
    """One statement, and one more when this process has not read the brief yet.

    Raises NotFound for a programme that the actor may not know of.
    """
    found, how = reading.known(actor, slug)
    return view_of(actor, found, how)


def view_of(actor: Actor, found: Program, how: Standing) -> ProgramView:
    """A row of `reading.known` as it goes out."""
    hidden = policies.why_hidden(actor, found, how)
    shown = found.brief if hidden is None else None
    return ProgramView(
        id=found.pk,
        organization_id=found.organization_id,
        organization_slug=found.organization.slug,
        organization_name=found.organization.name,
        slug=found.slug,
        name=found.name,
        kind=ProgramKind(found.kind),
        visibility=Visibility(found.visibility),
        state=ProgramState(found.state),
        requires_second_factor=found.requires_second_factor,
        unanswered_days=found.unanswered_days,
        pause_message=found.pause_message,
        has_nda=bool(found.nda),
        created_at=found.created_at,
        hidden=hidden,
        brief_id=shown.pk if shown else None,
        brief=brief_of(shown.pk, shown.content_sha256) if shown else None,
        version=shown.version if shown else None,
        content_sha256=shown.content_sha256 if shown else "",
        published_at=shown.published_at if shown else None,
        is_member=how.is_member,
        sees_all_reports=how.is_member and found.organization_id not in actor.limits,
        can_edit=policies.can_edit(actor, found),
        can_publish=policies.can_publish(actor, found),
        can_see_known_issues=policies.can_see_known_issues(actor, found),
        duplicate_fields=disclosing.fields(found.duplicate_fields),
        appeal_days=found.appeal_days,
        public_figures=figures.figures(found.public_figures),
        submit_refusal=policies.why_not_submit(actor, found, how),
        takes_leaked_keys=found.takes_leaked_keys,
        has_templates=found.has_templates,
    )
