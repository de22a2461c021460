"""Background work on reports and their files. Every job may run twice."""

from collections.abc import Sequence
from datetime import timedelta

from seawall.domain.actor import SYSTEM
from seawall.domain.audit.jobs import Write, follower
from seawall.domain.audit.models import Event
from seawall.domain.jobs_queue.tasks import duty, periodic, task
from seawall.domain.programs.models import Rotation
from seawall.domain.reports.commands import expiring, retesting, rotating, sweeping
from seawall.domain.reports.events import ReportSubmitted
from seawall.domain.reports.models import Attachment, Report
from seawall.lib import clock

_AT_ONCE = 50
_MOST_QUESTIONS = 500


@task("reports.thumbnail", queue="slow", max_attempts=3)
def make_thumbnail(attachment_id: int) -> None:
    """The small picture of one image."""
    sweeping.make_thumbnail(attachment_id)


@duty("thumbnails", every_seconds=5.0, rank=60)
def enqueue_thumbnails() -> int:
    """Have a picture made for each new image. Returns how many were found."""
    waiting = Attachment.objects.filter(thumbnail_state="waiting", removed_at__isnull=True)
    return sum(
        make_thumbnail.enqueue(pk, unique_key=f"thumbnail:{pk}") is not None
        for pk in waiting.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
    )


@follower("rotation")
def give_out(events: Sequence[Event]) -> Write:
    """Give new reports to whose turn it is, in the order of the log."""
    sent = [one for one in events if one.name == ReportSubmitted.name and one.report_id]
    on = Rotation.objects.filter(
        program__in={one.program_id for one in sent}, on_since__isnull=False
    )
    programs = set(on.values_list("program_id", flat=True)) if sent else set()
    report_ids = [one.report_id for one in sent if one.program_id in programs]

    def write() -> None:
        for report_id in report_ids:
            rotating.assign_in_turn(report_id or 0, actor=SYSTEM)

    return write


@periodic("reports.watch_questions", every=timedelta(minutes=10))
def watch_questions() -> None:
    """Remind of questions and retests, and end what nobody answered."""
    now = clock.now()
    asked = Report.objects.filter(answer_due_at__isnull=False, locked_at__isnull=True).order_by(
        "answer_due_at"
    )
    for pk in asked.filter(answer_due_at__lte=now).values_list("pk", flat=True)[:_MOST_QUESTIONS]:
        if not expiring.close_unanswered(pk, actor=SYSTEM):
            retesting.expire_retest(pk, actor=SYSTEM)
    soon = asked.filter(
        answer_due_at__lte=now + expiring.REMINDED_BEFORE,
        answer_due_at__gt=now,
        answer_reminded_at__isnull=True,
    )
    for pk in soon.values_list("pk", flat=True)[:_MOST_QUESTIONS]:
        if not expiring.remind(pk, actor=SYSTEM):
            retesting.remind_of_retest(pk, actor=SYSTEM)


@periodic("reports.sweep_uploads", every=timedelta(hours=1), queue="slow")
def sweep_uploads() -> None:
    """Forget uploads that were given up."""
    sweeping.sweep_uploads()


@periodic("reports.sweep_files", every=timedelta(hours=1), queue="slow")
def sweep_files() -> None:
    """Remove content that no row names."""
    sweeping.sweep_blobs()
