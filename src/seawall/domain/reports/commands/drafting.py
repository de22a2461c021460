"""Writing a report before the team may know of it, and sending it."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.programs.queries import templating
from seawall.domain.reports import policies
from seawall.domain.reports.commands import entering, filling, locking, sealing
from seawall.domain.reports.commands.filling import NO_FIELDS
from seawall.domain.reports.commands.sharing import add_collaborators, answer_invitation
from seawall.domain.reports.commands.submitting import (
    Routed,
    Submission,
    mirror,
    record_routing,
    submit,
    submit_new,
    write_content,
)
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import DraftDiscarded, ReportDrafted
from seawall.domain.reports.models import Report, Revision
from seawall.domain.reports.queries.screening import PRIORITIES_OR_NONE
from seawall.domain.reports.rules.content import Content, cleaned, validate_draft
from seawall.domain.reports.rules.workflow import State, turn_of
from seawall.lib import clock

__all__ = [
    "Routed",
    "Submission",
    "add_collaborators",
    "answer_invitation",
    "discard_draft",
    "record_routing",
    "save_draft",
    "start_draft",
    "submit",
    "submit_new",
]

MOST_DRAFTS = 50
LONGEST_VECTOR = 256


@transaction.atomic
def start_draft(program_slug: str, *, actor: Actor) -> Report:
    """A draft for a program that takes reports from the actor, empty but for the program's
    template. Its first save is number 0.

    The event names neither program nor organization: the team may not know of it.
    """
    user_id = entering.require_writer(actor)
    entrance = entering.enter(program_slug, actor=actor)
    if Report.objects.filter(reporter_id=user_id, state=State.DRAFT).count() >= MOST_DRAFTS:
        raise Conflict(
            _("You have %(most)s drafts. Send or discard one first.") % {"most": MOST_DRAFTS},
            code="too_many_drafts",
        )
    now = clock.now()
    report = Report.objects.create(
        public_id=entrance.public_id,
        program=entrance.program,
        reporter_id=user_id,
        state=State.DRAFT,
        turn=turn_of(State.DRAFT),
        created_at=now,
        updated_at=now,
    )
    begun = templating.nearest(templating.of_program(entrance.program), "")
    Revision.objects.create(
        report=report,
        number=1,
        author_id=user_id,
        saved_at=now,
        description=begun.description if begun else "",
        impact=begun.impact if begun else "",
    )
    tell(report, ReportDrafted(report=report.public_id), actor=actor)
    return report


@transaction.atomic
def save_draft(
    public_id: str,
    *,
    content: Content,
    expected_version: int,
    cvss: str = "",
    claimed: int | None = None,
    fields: Mapping[str, str] = NO_FIELDS,
    actor: Actor,
) -> int:
    """Keep what was typed so far, finished or not. Returns the version to name next time.

    `fields` are answers to what the programme asks, by name; others stay as they are.

    Raises Conflict when the draft was saved from elsewhere since `expected_version`. An autosave
    is no event: only its writer knows of a draft.
    """
    report = _own_draft(public_id, actor)
    content = sealing.take_out(report, content, actor=actor)
    wrong = validate_draft(content)
    if len(cvss) > LONGEST_VECTOR:
        wrong["cvss"] = _("At most %(most)s characters.") % {"most": LONGEST_VECTOR}
    if claimed not in PRIORITIES_OR_NONE:
        wrong["priority"] = _("A priority is a number from 1 to 5.")
    if wrong:
        raise Invalid(fields=wrong)
    ready = cleaned(content)
    revision = Revision(cvss=cvss.strip())
    write_content(revision, ready)
    now = clock.now()
    stored = Revision.objects.filter(
        report=report, number=1, sealed_at__isnull=True, saves=expected_version
    ).update(
        title=revision.title,
        target=revision.target,
        target_id=revision.target_id,
        vrt=revision.vrt,
        url=revision.url,
        description=revision.description,
        impact=revision.impact,
        kind=revision.kind,
        other_justification=revision.other_justification,
        cvss=revision.cvss,
        claimed_priority=claimed,
        saved_at=now,
        saves=F("saves") + 1,
    )
    if not stored:
        raise Conflict(
            _("This draft was changed in another window. Reload it before you go on."), code="stale"
        )
    if fields:
        filling.keep_draft(report, sealing.take_out(report, dict(fields), actor=actor))
    mirror(report, ready)
    report.updated_at = now
    report.save(update_fields=["title", "target", "target_id", "vrt", "kind", "updated_at"])
    return expected_version + 1


@transaction.atomic
def discard_draft(public_id: str, *, actor: Actor) -> None:
    """Throw a draft away with its files and invitations. Nothing brings it back."""
    throw_away(_own_draft(public_id, actor), actor=actor)


def throw_away(draft: Report, *, actor: Actor) -> None:
    """Delete a draft that the caller holds."""
    pk, name = draft.pk, draft.public_id
    draft.attachments.all().delete()
    draft.delete()
    record(DraftDiscarded(report=name), actor=actor, report_id=pk)


def _own_draft(public_id: str, actor: Actor) -> Report:
    report = locking.held(public_id, actor=actor)
    if report.state != State.DRAFT:
        raise Conflict(_("This report was sent already; add a revision instead."), code="sent")
    if not policies.can_edit(actor, report):
        raise NotAllowed(_("Only who wrote the draft can change it."))
    return report
