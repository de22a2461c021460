"""Whether a program takes a report from this actor now. One statement when it does."""

import hashlib
from dataclasses import dataclass

from django.db.models import Exists, F

from seawall.domain.accounts.rules import TokenScope
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import policies as program_policies
from seawall.domain.programs.models import NdaSignature, Program
from seawall.domain.programs.rules import lifecycle
from seawall.domain.programs.rules.lifecycle import ProgramState
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.queries.briefs import PinnedBrief
from seawall.lib import ids

_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Entrance:
    """A program that takes the report, the brief that will judge it, and an unused public id."""

    program: Program
    judge: PinnedBrief
    public_id: str


def enter(slug: str, *, actor: Actor) -> Entrance:
    """The way into the program for a new report.

    Raises NotFound for a program that the actor may not see, NotAllowed without the second factor
    or the signature it demands, Conflict while it takes no reports.
    """
    require_writer(actor)
    candidate = ids.public_id("R")
    program = (
        program_policies.visible_to(actor)
        .filter(slug=slug)
        .annotate(
            is_taken=Exists(Report.objects.filter(public_id=candidate)),
            brief_version=F("brief__version"),
        )
        .first()
    )
    if program is None:
        raise NotFound
    judge = require_open(program, actor)
    return Entrance(program, judge, unused_id() if program.is_taken else candidate)


def require_open(program: Program, actor: Actor) -> PinnedBrief:
    """The brief in force, where the program takes a report from the actor now."""
    if program.requires_second_factor and not actor.second_factor:
        raise NotAllowed(
            "This programme asks for a second factor. Add one to your account, then sign in with it.",
            code="second_factor",
        )
    refusal = lifecycle.why_not_submit(ProgramState(program.state))
    if refusal is not None:
        raise Conflict(program.pause_message or refusal, code="program_state")
    if program.brief_id is None:
        raise Conflict("This programme has no published brief yet.", code="program_state")
    _require_signature(program, actor)
    return briefs.pinned(program.brief_id)


def require_terms(judge: PinnedBrief, accept_terms: int | None) -> None:
    """Raises Conflict, which names the version in force, unless exactly this one is accepted."""
    if accept_terms is None:
        raise Invalid(
            f"Accept the terms: send the version {judge.version} that you agree to.",
            field="accept_terms",
        )
    if accept_terms != judge.version:
        raise Conflict(
            f"The terms in force are version {judge.version}, not {accept_terms}. "
            "Read the current brief and accept that version.",
            code="terms",
        )


def require_writer(actor: Actor) -> int:
    """The id of the person who writes. Raises NotAllowed for nobody and for a reading token."""
    if actor.user_id is None:
        raise NotAllowed("Sign in to report.")
    if not actor.has_scope(TokenScope.REPORTS_WRITE):
        raise NotAllowed("This token may not write reports: it lacks the scope reports:write.")
    return actor.user_id


def unused_id() -> str:
    """A public id that no report has. The unique constraint settles the rest."""
    for _attempt in range(_ATTEMPTS):
        candidate = ids.public_id("R")
        if not Report.objects.filter(public_id=candidate).exists():
            return candidate
    raise Conflict("No free report number was found. Send it again.", code="try_again")


def _require_signature(program: Program, actor: Actor) -> None:
    if not program.nda:
        return
    digest = hashlib.sha256(program.nda.encode()).hexdigest()
    signed = NdaSignature.objects.filter(
        program=program, user_id=actor.user_id, text_sha256=digest
    )
    if not signed.exists():
        raise NotAllowed("Sign the terms of this programme before you report to it.", code="nda")
