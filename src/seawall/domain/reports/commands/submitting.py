"""Sending a report: from a draft, or in one go as an API client does.

`submit_new` is the path that has to be quick: it costs one statement for each row it writes and
one each to read the program and the default release of the taxonomy.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, in_their_language
from seawall.domain.programs import policies as program_policies
from seawall.domain.programs.models import Program
from seawall.domain.programs.queries import templating
from seawall.domain.reports import policies
from seawall.domain.reports.commands import (
    clocking,
    counting,
    entering,
    filling,
    limiting,
    locking,
    sealing,
    sharing,
)
from seawall.domain.reports.commands.inserting import insert
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ReportSubmitted, TopicRouted
from seawall.domain.reports.models import (
    Report,
    ReportMove,
    Revision,
    SeverityOpinion,
    Side,
)
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.queries.briefs import PinnedBrief
from seawall.domain.reports.queries.revisions import content_of
from seawall.domain.reports.queries.screening import Screened, screen
from seawall.domain.reports.rules import commitments
from seawall.domain.reports.rules.commitments import Words
from seawall.domain.reports.rules.content import Content, content_hash
from seawall.domain.reports.rules.workflow import Party, State, turn_of
from seawall.domain.taxonomy import queries as taxonomy
from seawall.lib import clock

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Submission:
    """What a reporter sends in one go.

    `collaborators` maps handles to basis points, the reporter keeps the rest. `acknowledged` are
    ids of exclusions that the reporter has read and says do not apply. `fields` answers what the
    programme asks, by name. `claimed` is the reporter's own priority, 1 to 5, where the programme
    rates by label.
    """

    content: Content
    cvss: str = ""
    collaborators: Mapping[str, int] = field(default_factory=dict)
    acknowledged: Sequence[str] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    claimed: int | None = None


@dataclass(frozen=True, slots=True)
class OwnSeverity:
    """How grave the reporter holds it: a CVSS vector or a priority, as the programme chose."""

    vector: str
    priority: int | None


class Routed(Invalid):
    """The topic has a channel of its own, which the message names."""

    code = "routed"

    def __init__(self, screened: Screened, program: str) -> None:
        match, route = screened.routed, screened.route
        assert match is not None
        assert route is not None
        self.program = program
        self.exclusion_id = match.exclusion.id
        self.route_text = route.text
        self.route_url = route.url
        where = " ".join(part for part in (route.text, route.url) if part)
        super().__init__(
            _("%(why)s %(where)s If it is something else, acknowledge %(id)s.")
            % {"why": in_their_language(match.why), "where": where, "id": match.exclusion.id},
            field="exclusion_acknowledged",
            code="routed",
        )


def submit_new(
    program_slug: str, *, actor: Actor, submission: Submission, accept_terms: int | None
) -> Report:
    """Send a report without a draft. Returns it in the state new.

    Raises Conflict where the terms in force are others, TooMany, Invalid with every wrong field,
    Routed (which is recorded) for a topic that belongs elsewhere.
    """
    tries = 1 if transaction.get_connection().in_atomic_block else _TRIES
    while True:
        tries -= 1
        try:
            with transaction.atomic():
                return _submit_new(program_slug, actor, submission, accept_terms)
        except Routed as refusal:
            record_routing(program_slug, exclusion_id=refusal.exclusion_id, actor=actor)
            raise
        except IntegrityError:
            # Somebody took the public id between our look and our insert.
            if not tries:
                raise


def submit(
    public_id: str,
    *,
    actor: Actor,
    accept_terms: int | None,
    acknowledged: Sequence[str] = (),
) -> Report:
    """Send a draft. The revision is sealed with its files and judged by the brief in force now.

    Raises like `submit_new`; the draft stays as it was.
    """
    try:
        with transaction.atomic():
            return _submit_draft(public_id, actor, accept_terms, acknowledged)
    except Routed as refusal:
        record_routing(refusal.program, exclusion_id=refusal.exclusion_id, actor=actor)
        raise


@transaction.atomic
def record_routing(program_slug: str, *, exclusion_id: str, actor: Actor) -> None:
    """Note that somebody was led to another channel. Raises Invalid for a topic without one."""
    entering.require_writer(actor)
    program = program_policies.visible_to(actor).filter(slug=program_slug).first()
    if program is None or program.brief_id is None:
        raise Invalid(_("There is no such programme."), field="program")
    exclusion = briefs.pinned(program.brief_id).brief.exclusion(exclusion_id)
    if exclusion is None or exclusion.route is None:
        raise Invalid(_("This topic has no other channel."), field="exclusion_id")
    record(
        TopicRouted(program=program.slug, exclusion=exclusion_id),
        actor=actor,
        organization_id=program.organization_id,
        program_id=program.pk,
    )


def _submit_new(
    slug: str, actor: Actor, submission: Submission, accept_terms: int | None
) -> Report:
    entrance = entering.enter(slug, actor=actor)
    program, judge = entrance.program, entrance.judge
    entering.require_terms(judge, accept_terms)
    limiting.take(program.pk, actor=actor)
    content = sealing.take_out_of_new(program, entrance.public_id, submission.content, actor=actor)
    answers = submission.fields
    if answers:
        answers = sealing.take_out_of_new(program, entrance.public_id, dict(answers), actor=actor)
    asked = filling.asked(program)
    wrong, answers = filling.read_new(asked, answers)
    own = OwnSeverity(submission.cvss, submission.claimed)
    screened = _screened(judge, content, own, submission.acknowledged, program, wrong)
    now = clock.now()
    report = Report(
        public_id=entrance.public_id,
        program=program,
        reporter_id=locking.person(actor),
        created_at=now,
    )
    shares = sharing.resolved(report, submission.collaborators)
    _pin(report, judge, screened, (), now)
    report.reporter_share = sharing.WHOLE - sum(shares.values())
    insert(report)
    revision = Revision(report=report, number=1, author_id=locking.person(actor))
    _seal(revision, report, screened, now)
    insert(revision)
    filling.store(report, asked, answers)
    if shares:
        sharing.invite(report, shares, actor=actor)
    _finish(report, screened, actor, _words(judge, revision, ()))
    return report


def _submit_draft(
    public_id: str, actor: Actor, accept_terms: int | None, acknowledged: Sequence[str]
) -> Report:
    report = locking.held(public_id, actor=actor)
    is_mine = report.reporter_id == actor.user_id
    if is_mine and report.state != State.DRAFT:
        raise Conflict(_("This report was sent already."), code="illegal_move")
    if not is_mine or not policies.can_move(actor, report, "submit"):
        raise NotAllowed(_("Only who wrote the draft can send it."))
    entrance = entering.enter(report.program.slug, actor=actor)
    program, judge = entrance.program, entrance.judge
    entering.require_terms(judge, accept_terms)
    limiting.take(program.pk, actor=actor)
    revision = report.revisions.get(number=1)
    content = sealing.take_out(report, content_of(revision), actor=actor)
    asked = filling.asked(program)
    wrong, answers = filling.read_all(asked, filling.stored(report) if asked else {})
    own = OwnSeverity(revision.cvss, revision.claimed_priority)
    screened = _screened(judge, content, own, acknowledged, program, wrong)
    now = clock.now()
    filling.store(report, asked, answers)
    files = report.attachments.filter(removed_at__isnull=True)
    hashes = tuple(files.values_list("sha256", flat=True))
    _pin(report, judge, screened, hashes, now)
    report.save()
    _seal(revision, report, screened, now)
    revision.save()
    files.filter(sealed_at__isnull=True).update(sealed_at=now)
    _finish(report, screened, actor, _words(judge, revision, hashes))
    return report


def _screened(
    judge: PinnedBrief,
    content: Content,
    own: OwnSeverity,
    acknowledged: Sequence[str],
    program: Program,
    wrong: Mapping[str, str],
) -> Screened:
    screened = screen(
        judge,
        taxonomy.release(),
        content,
        vector=own.vector,
        claimed=own.priority,
        acknowledged=acknowledged,
    )
    parts = {"description": screened.content.description, "impact": screened.content.impact}
    begun = templating.only_template(templating.of_program(program), parts)
    wrong = {**begun, **screened.problems, **wrong}
    if wrong:
        raise Invalid(fields=wrong)
    if screened.routed is not None:
        raise Routed(screened, program.slug)
    if screened.exclusions:
        why = " ".join(in_their_language(one.why) for one in screened.exclusions)
        names = ", ".join(one.exclusion.id for one in screened.exclusions)
        raise Invalid(
            _("%(why)s If your report is something else, acknowledge %(names)s and send it again.")
            % {"why": why, "names": names},
            field="exclusion_acknowledged",
            code="excluded",
        )
    return screened


def write_content(revision: Revision, content: Content) -> None:
    """Put the written parts into a revision that is not sealed yet. The caller saves it."""
    revision.title = content.title
    revision.target = content.target
    revision.target_id = content.target_id
    revision.vrt = content.vrt
    revision.url = content.url
    revision.description = content.description
    revision.impact = content.impact
    revision.kind = content.kind
    revision.other_justification = content.other_justification


def mirror(report: Report, content: Content) -> None:
    """The parts that lists show stand beside the row too. The caller saves it."""
    report.title = content.title
    report.target = content.target
    report.target_id = content.target_id
    report.vrt = content.vrt
    report.kind = content.kind


def _pin(
    report: Report,
    judge: PinnedBrief,
    screened: Screened,
    files: Iterable[str],
    now: datetime,
) -> None:
    mirror(report, screened.content)
    report.brief_id = judge.id
    report.terms_version = judge.version
    report.vrt_release = screened.release
    report.priority = screened.priority
    report.state = State.NEW
    report.turn = turn_of(State.NEW)
    report.submitted_at = report.updated_at = now
    report.content_sha256 = content_hash(screened.content, files)
    clocking.start(report, judge)


def _seal(revision: Revision, report: Report, screened: Screened, now: datetime) -> None:
    write_content(revision, screened.content)
    revision.cvss = screened.score.vector if screened.score else ""
    revision.claimed_priority = screened.claimed
    revision.content_sha256 = report.content_sha256
    revision.saved_at = revision.sealed_at = now


def _words(judge: PinnedBrief, revision: Revision, files: tuple[str, ...]) -> Words:
    """The sealed version as the log commits to it."""
    assert revision.sealed_at is not None
    return Words(
        content=content_of(revision),
        asset=judge.asset(revision.target_id),
        cvss=revision.cvss,
        files=files,
        sealed_at=revision.sealed_at,
    )


def _finish(report: Report, screened: Screened, actor: Actor, words: Words) -> None:
    """What both ways of sending leave behind beside the words."""
    now = words.sealed_at
    insert(
        ReportMove(
            report=report,
            move="submit",
            from_state=State.DRAFT,
            to_state=State.NEW,
            moved_at=now,
            moved_by_id=locking.person(actor),
            side=Party.REPORTER,
        )
    )
    priority = screened.priority if screened.claimed is None else screened.claimed
    if priority is not None or screened.score is not None:
        insert(
            SeverityOpinion(
                report=report,
                side=Side.REPORTER,
                priority=priority,
                cvss=screened.score.vector if screened.score else "",
                cvss_score=screened.score.score if screened.score else None,
                created_at=now,
                author_id=locking.person(actor),
            )
        )
    tell(
        report,
        ReportSubmitted(
            report=report.public_id,
            program=report.program.slug,
            kind=report.kind,
            vrt=report.vrt,
            target_id=report.target_id,
            priority=report.priority,
            brief_version=report.terms_version or 0,
            content_sha256=report.content_sha256,
        ),
        actor=actor,
        committed=commitments.of_submission(words),
    )
    counting.add(report.program_id, {State.NEW: 1})
