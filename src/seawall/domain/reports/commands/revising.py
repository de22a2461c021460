"""Changing the words of a report that was sent: a new sealed revision, the old ones stay."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.reports import policies
from seawall.domain.reports.commands import filling, locking, sealing
from seawall.domain.reports.commands.filling import NO_FIELDS
from seawall.domain.reports.commands.submitting import mirror, write_content
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ReportRevised
from seawall.domain.reports.models import Report, Revision
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.queries.revisions import content_of
from seawall.domain.reports.queries.screening import screen
from seawall.domain.reports.rules import commitments
from seawall.domain.reports.rules.commitments import Words
from seawall.domain.reports.rules.content import FIELDS, Content, content_hash
from seawall.domain.reports.rules.workflow import State
from seawall.domain.taxonomy import queries as taxonomy
from seawall.lib import clock

MOST_REVISIONS = 100


@transaction.atomic
def revise(
    public_id: str,
    *,
    content: Content,
    expected_revision: int,
    fields: Mapping[str, str] = NO_FIELDS,
    actor: Actor,
) -> Revision:
    """The reporter's next version of the words, judged by the brief that the report is pinned to.

    `fields` answers what the programme asks, by name. Where only answers change, the words stay
    the version that they are.

    The hash of the report stays that of the version first sent; the revision has its own. Raises
    Conflict for a closed report, and when another revision came since `expected_revision`.
    """
    report = locking.held(public_id, actor=actor)
    _require_may_revise(report, actor)
    content = sealing.take_out(report, content, actor=actor)
    last = _last(report, expected_revision)
    judge = briefs.judge_of(report)
    release = taxonomy.release(report.vrt_release or None)
    screened = screen(judge, release, content)
    if screened.problems:
        raise Invalid(fields=dict(screened.problems))
    answered = filling.set_held(report, fields, actor=actor) if fields else ()
    before, after = content_of(last), screened.content
    changed = tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))
    now = clock.now()
    if answered and not changed:
        report.updated_at = now
        report.save(update_fields=["updated_at"])
        return last
    if not changed:
        raise Conflict(_("Nothing was changed."), code="unchanged")
    sealed = policies.visible_attachments(actor, report).filter(sealed_at__isnull=False)
    files = tuple(sealed.values_list("sha256", flat=True))
    words = Words(after, judge.asset(after.target_id), last.cvss, files, now)
    revision = _store(report, last, words, actor)
    event = ReportRevised(
        report=report.public_id,
        number=revision.number,
        changed=changed,
        content_sha256=revision.content_sha256,
    )
    tell(report, event, actor=actor, committed=commitments.of_revision(words))
    return revision


def _store(report: Report, last: Revision, words: Words, actor: Actor) -> Revision:
    revision = Revision(
        report=report,
        number=last.number + 1,
        author_id=locking.person(actor),
        cvss=words.cvss,
        content_sha256=content_hash(words.content, words.files),
        saved_at=words.sealed_at,
        sealed_at=words.sealed_at,
    )
    write_content(revision, words.content)
    revision.save(force_insert=True)
    mirror(report, words.content)
    report.revision_count = revision.number
    report.updated_at = words.sealed_at
    report.save()
    return revision


def _last(report: Report, expected: int) -> Revision:
    last = report.revisions.order_by("-number")[0]
    if last.number != expected:
        raise Conflict(_("The report was revised in another window. Reload it."), code="stale")
    if last.number >= MOST_REVISIONS:
        raise Conflict(_("This report has too many revisions; comment instead."), code="too_many")
    return last


def _require_may_revise(report: Report, actor: Actor) -> None:
    if report.state == State.DRAFT:
        raise Conflict(_("A draft is saved, not revised."), code="draft")
    if policies.can_edit(actor, report):
        return
    if report.reporter_id == actor.user_id:
        raise Conflict(_("A closed report cannot be changed; comment instead."), code="closed")
    raise NotAllowed(_("Only the reporter changes the words of a report."))
