"""Another report of the same words: where one tells of two findings, each has its own life."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed
from seawall.domain.programs.rules.fields import FieldAudience
from seawall.domain.reports import policies
from seawall.domain.reports.commands import attaching, clocking, counting, entering, locking
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ReportCloned, ReportSubmitted
from seawall.domain.reports.models import (
    Attachment,
    Audience,
    Collaborator,
    CollaboratorState,
    FieldValue,
    Report,
    ReportMove,
    Revision,
    SeverityOpinion,
    Side,
)
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.queries.revisions import content_of
from seawall.domain.reports.rules import commitments
from seawall.domain.reports.rules.commitments import Words
from seawall.domain.reports.rules.content import content_hash
from seawall.domain.reports.rules.workflow import Party, State, turn_of
from seawall.lib import clock


@transaction.atomic
def clone_report(public_id: str, *, actor: Actor) -> Report:
    """A new report of the same reporter in the same programme, under the same brief and terms.

    It carries the newest words, the files that came with the report, what its reporter answered
    and claimed, and who shares it; no comment, no opinion of the team, no award. Its clocks start
    now.
    Raises NotFound and NotAllowed.
    """
    source = locking.held(public_id, actor=actor)
    if not policies.can_clone(actor, source):
        raise NotAllowed(_("Your role may not make another report of this one."))
    now, judge = clock.now(), briefs.judge_of(source)
    words = source.revisions.latest("number")
    claimed = source.opinions.filter(side=Side.REPORTER).order_by("pk").last()
    files = _files(source)
    hashes = tuple(file.sha256 for file in files)
    report = _copy(source, claimed, now)
    report.content_sha256 = content_hash(content_of(words), hashes)
    clocking.start(report, judge)
    report.save(force_insert=True)
    revision = _revision(words, report, now)
    _carry_over(source, report, files, now)
    _note(report, claimed, now, actor)
    sealed = Words(
        content=content_of(revision),
        asset=judge.asset(revision.target_id),
        cvss=revision.cvss,
        files=hashes,
        sealed_at=now,
    )
    event = ReportSubmitted(
        report=report.public_id,
        program=report.program.slug,
        kind=report.kind,
        vrt=report.vrt,
        target_id=report.target_id,
        priority=report.priority,
        brief_version=judge.version,
        content_sha256=report.content_sha256,
    )
    tell(report, event, actor=actor, committed=commitments.of_submission(sealed))
    tell(source, ReportCloned(report=source.public_id, clone=report.public_id), actor=actor)
    counting.add(report.program_id, {State.NEW: 1})
    return report


def _copy(source: Report, claimed: SeverityOpinion | None, now: datetime) -> Report:
    return Report(
        public_id=entering.unused_id(),
        program=source.program,
        brief_id=source.brief_id,
        terms_version=source.terms_version,
        reporter_id=source.reporter_id,
        reporter_share=source.reporter_share,
        origin=source,
        state=State.NEW,
        turn=turn_of(State.NEW),
        kind=source.kind,
        title=source.title,
        target=source.target,
        target_id=source.target_id,
        vrt=source.vrt,
        vrt_release=source.vrt_release,
        priority=claimed.priority if claimed else None,
        created_at=now,
        updated_at=now,
        submitted_at=now,
    )


def _revision(words: Revision, report: Report, now: datetime) -> Revision:
    plain = {
        field.attname: getattr(words, field.attname)
        for field in Revision._meta.concrete_fields
        if not field.primary_key
    }
    new = {
        "report_id": report.pk,
        "number": 1,
        "saves": 0,
        "saved_at": now,
        "sealed_at": now,
        "content_sha256": report.content_sha256,
    }
    row = Revision(**plain | new)
    row.save(force_insert=True)
    return row


def _files(source: Report) -> list[Attachment]:
    """What came with the report itself, as its participants read it."""
    found = source.attachments.filter(
        audience=Audience.PARTICIPANTS,
        comment__isnull=True,
        move__isnull=True,
        removed_at__isnull=True,
        sealed_at__isnull=False,
    )
    return list(found.order_by("pk"))


def _carry_over(source: Report, report: Report, files: list[Attachment], now: datetime) -> None:
    for file in files:
        Attachment.objects.create(
            public_id=attaching.unused_id(),
            report=report,
            uploader_id=file.uploader_id,
            audience=file.audience,
            name=file.name,
            label_type=file.label_type,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            thumbnail_sha256=file.thumbnail_sha256,
            thumbnail_state=file.thumbnail_state,
            created_at=now,
            sealed_at=now,
        )
    answers = source.field_values.filter(field__audience=FieldAudience.RESEARCHER)
    for answer in answers.order_by("pk"):
        FieldValue.objects.create(
            report=report, field_id=answer.field_id, value=answer.value, key=answer.key
        )
    for row in source.collaborators.all():
        if row.state == CollaboratorState.ACCEPTED:
            Collaborator.objects.create(
                report=report,
                user_id=row.user_id,
                share=row.share,
                state=row.state,
                invited_at=now,
                answered_at=now,
            )


def _note(report: Report, claimed: SeverityOpinion | None, now: datetime, actor: Actor) -> None:
    """The submission in its history, and what the reporter thinks of it."""
    ReportMove(
        report=report,
        move="submit",
        from_state=State.DRAFT,
        to_state=State.NEW,
        moved_at=now,
        moved_by_id=locking.person(actor),
        side=Party.REPORTER,
    ).save(force_insert=True)
    if claimed is not None:
        SeverityOpinion(
            report=report,
            side=Side.REPORTER,
            priority=claimed.priority,
            cvss=claimed.cvss,
            cvss_score=claimed.cvss_score,
            created_at=now,
            author_id=report.reporter_id,
        ).save(force_insert=True)
