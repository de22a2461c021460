"""What was taken out of a report, once more: looked at by the team, disputed, put back."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.reports import policies
from seawall.domain.reports.commands import locking, sealing
from seawall.domain.reports.commands.submitting import mirror, write_content
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import CommentEdited, ReportRevised
from seawall.domain.reports.models import CommentRevision, Report, Revision
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.queries.revisions import content_of
from seawall.domain.reports.rules import commitments
from seawall.domain.reports.rules.commitments import Words
from seawall.domain.reports.rules.content import FIELDS, Content, content_hash
from seawall.domain.vault import commands as vault
from seawall.domain.vault.commands import Revealed
from seawall.domain.vault.commands.revealing import opened
from seawall.domain.vault.rules.placeholders import placeholder
from seawall.lib import clock


@transaction.atomic
def reveal_secret(
    public_id: str, secret_id: str, *, reason: str, note: str, is_fresh: bool, actor: Actor
) -> Revealed:
    """The secret, for a member with the right, a reason and a second factor passed just now.

    The reporter sees the role, the time and the reason. Raises NotAllowed with the code
    `fresh_factor` where the factor has to be passed again.
    """
    report = locking.held(public_id, actor=actor)
    _require_team(report, actor)
    _require_factor(actor, is_fresh=is_fresh)
    place = sealing.place_of(report)
    cleaned = sealing.take_out(report, note, field="reveal", actor=actor)
    role = actor.roles.get(report.program.organization_id, "")
    return vault.reveal(secret_id, place=place, reason=reason, note=cleaned, role=role, actor=actor)


@transaction.atomic
def dispute_secret(public_id: str, secret_id: str, *, actor: Actor) -> None:
    """Say as its writer that it is no secret."""
    report = locking.held(public_id, actor=actor)
    if not policies.can_dispute_secrets(actor, report):
        raise NotAllowed(_("Only the reporter's side can say this."))
    vault.dispute(secret_id, place=sealing.place_of(report), actor=actor)


@transaction.atomic
def judge_secret(
    public_id: str, secret_id: str, *, is_secret: bool, note: str, is_fresh: bool, actor: Actor
) -> None:
    """Decide what the reporter disputes. Words that are no secret are put back at once.

    Putting back shows them to every reader: it needs the right, a reason and the second factor
    passed just now, as a look does, and the reporter sees it. They come back in the newest words
    and in comments, each as a new version; files and notes of moves keep their placeholder.
    """
    report = locking.held(public_id, actor=actor)
    _require_team(report, actor)
    if not is_secret:
        _require_factor(actor, is_fresh=is_fresh)
    row = vault.judge(
        secret_id,
        is_secret=is_secret,
        note=sealing.take_out(report, note, field="judge", actor=actor),
        role=actor.roles.get(report.program.organization_id, ""),
        place=sealing.place_of(report),
        actor=actor,
    )
    if not is_secret:
        _put_back(report, placeholder(row.fingerprint, row.kind), opened(row), actor)


def _require_team(report: Report, actor: Actor) -> None:
    # The reporter's side knows what it wrote; a developer knows that there is something.
    if policies.side_of(actor, report) is None:
        raise NotFound
    if not policies.can_reveal_secrets(actor, report):
        raise NotAllowed(_("You may not look at what was taken out."))


def _require_factor(actor: Actor, *, is_fresh: bool) -> None:
    if not actor.second_factor:
        raise NotAllowed(_("Set up a second factor first."), code="second_factor")
    if not is_fresh:
        raise NotAllowed(_("Confirm your second factor again."), code="fresh_factor")


def _put_back(report: Report, mark: str, plain: str, actor: Actor) -> None:
    now = clock.now()
    last = report.revisions.order_by("-number")[0]
    before = content_of(last)
    after = replace(
        before, **{name: str(getattr(before, name)).replace(mark, plain) for name in FIELDS}
    )
    changed = tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))
    if changed:
        _put_back_words(report, last, after, changed, actor)
    for row in report.comments.filter(body__contains=mark):
        CommentRevision.objects.create(
            comment=row, body=row.body, replaced_at=now, replaced_by_id=locking.person(actor)
        )
        row.body, row.edited_at = row.body.replace(mark, plain), now
        row.save(update_fields=["body", "edited_at"])
        event = CommentEdited(report=report.public_id, comment_id=row.pk, audience=row.audience)
        tell(report, event, actor=actor)
    report.updated_at = now
    report.save()


def _put_back_words(
    report: Report, last: Revision, after: Content, changed: tuple[str, ...], actor: Actor
) -> None:
    """One more revision, committed to by the log as any other; who ruled is its actor."""
    now = clock.now()
    visible = policies.visible_attachments(actor, report).filter(sealed_at__isnull=False)
    files = tuple(visible.values_list("sha256", flat=True))
    revision = Revision(
        report=report,
        number=last.number + 1,
        author_id=report.reporter_id,
        cvss=last.cvss,
        content_sha256=content_hash(after, files),
        saved_at=now,
        sealed_at=now,
    )
    write_content(revision, after)
    revision.save(force_insert=True)
    mirror(report, after)
    report.revision_count = revision.number
    asset = briefs.judge_of(report).asset(after.target_id)
    tell(
        report,
        ReportRevised(
            report=report.public_id,
            number=revision.number,
            changed=changed,
            content_sha256=revision.content_sha256,
        ),
        actor=actor,
        committed=commitments.of_revision(Words(after, asset, revision.cvss, files, now)),
    )
