"""Whether a program takes a report from this actor now. One statement when it does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, F
from django.utils.translation import gettext as _

from seawall.domain.accounts.rules import TokenScope
from seawall.domain.actor import Actor, ActorKind
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import policies as program_policies
from seawall.domain.programs.models import Program
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries import briefs
from seawall.domain.reports.queries.briefs import PinnedBrief
from seawall.lib import clock, ids

_ATTEMPTS = 8
_SLUG, _CANDIDATE, _NOBODY = "any slug", "any id", -9_000_001
_MOMENT = datetime(1971, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entrance:
    """A program that takes the report, the brief that will judge it, and an unused public id."""

    program: Program
    judge: PinnedBrief
    public_id: str


def enter(slug: str, *, actor: Actor) -> Entrance:
    """The way into the program for a new report.

    Raises NotFound for a program that the actor may not see, and what
    `programs.policies.why_not_submit` says for one that takes no report from them.
    """
    candidate = ids.public_id("R")
    program = _program(slug, candidate, actor.user_id or _NOBODY)
    known = program_policies.standing_from(actor, program) if program else None
    if program is None or not program_policies.can_view(actor, program, known):
        raise NotFound
    refusal = program_policies.why_not_submit(actor, program, known)
    if refusal is not None:
        raise refusal
    judge = briefs.kept(program.brief_id or 0, program.brief_version, program.brief_digest)
    return Entrance(program, judge, unused_id() if program.is_taken else candidate)


def require_terms(judge: PinnedBrief, accept_terms: int | None) -> None:
    """Raises Conflict, which names the version in force, unless exactly this one is accepted."""
    if accept_terms is None:
        raise Invalid(
            _("Accept the terms: send the version %(version)s that you agree to.")
            % {"version": judge.version},
            field="accept_terms",
        )
    if accept_terms != judge.version:
        raise Conflict(
            _(
                "The terms in force are version %(current)s, not %(given)s. Read the current "
                "brief and accept that version."
            )
            % {"current": judge.version, "given": accept_terms},
            code="terms",
        )


def require_writer(actor: Actor) -> int:
    """The id of the person who writes. Raises NotAllowed for nobody and for a reading token."""
    if actor.user_id is None:
        raise NotAllowed(_("Sign in to report."), code="sign_in")
    if not actor.has_scope(TokenScope.REPORTS_WRITE):
        raise NotAllowed(_("This token may not write reports: it lacks the scope reports:write."))
    return actor.user_id


# What the policies, the brief, the vault and the event ask of a program, in the order of the
# model; its terms may be long.
_COLUMNS = (
    "id",
    "organization_id",
    "slug",
    "visibility",
    "state",
    "requires_second_factor",
    "pause_message",
    "nda",
    "secret_patterns",
    "secret_retention_days",
    "has_fields",
    "has_templates",
    "brief_id",
)
_ADDED = (
    "actor_has_access",
    "actor_has_signed",
    "actor_is_banned",
    "is_taken",
    "brief_version",
    "brief_digest",
)


def _program(slug: str, candidate: str, user_id: int) -> Any:
    """The program with how the person stands to it, its brief, and whether the id is taken."""
    sql, places = _statement(connection.vendor)
    as_stored = connection.ops.adapt_datetimefield_value
    given: dict[Any, Any] = {_SLUG: slug, _CANDIDATE: candidate, _NOBODY: user_id}
    given[as_stored(_MOMENT)] = as_stored(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, [given.get(place, place) for place in places])
        row = cursor.fetchone()
    if row is None:
        return None
    program = Program.from_db(connection.alias, _COLUMNS, row[: len(_COLUMNS)])
    for name, value in zip(_ADDED, row[len(_COLUMNS) :], strict=True):
        setattr(program, name, value)
    return program


@lru_cache(maxsize=2)
def _statement(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The statement of `_program` with placeholders: compiling it costs more than running it."""
    anybody = Actor(kind=ActorKind.PERSON, user_id=_NOBODY)
    found = (
        program_policies.with_standing(Program.objects.filter(slug=_SLUG), anybody, now=_MOMENT)
        .annotate(
            is_taken=Exists(Report.objects.filter(public_id=_CANDIDATE)),
            brief_version=F("brief__version"),
            brief_digest=F("brief__content_sha256"),
        )
        .values_list(*_COLUMNS, *_ADDED)
    )
    sql, places = found.query.sql_with_params()
    return sql, tuple(places)


def unused_id() -> str:
    """A public id that no report has. The unique constraint settles the rest."""
    for _attempt in range(_ATTEMPTS):
        candidate = ids.public_id("R")
        if not Report.objects.filter(public_id=candidate).exists():
            return candidate
    raise Conflict(_("No free report number was found. Send it again."), code="try_again")
