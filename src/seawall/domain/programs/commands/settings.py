"""What a programme is called, who may see it, and in which state it is."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import wording
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid, NotAllowed
from seawall.domain.programs.commands import choosing, holding
from seawall.domain.programs.commands.creating import NAME_CHARS
from seawall.domain.programs.events import (
    NdaChanged,
    ProgramEdited,
    ProgramStateChanged,
    ProgramVisibilityChanged,
    SecretRulesSet,
)
from seawall.domain.programs.models import Brief, Program
from seawall.domain.programs.rules import brief as briefs
from seawall.domain.programs.rules import disclosing, figures, lifecycle
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState, Visibility
from seawall.domain.vault.rules import own_patterns

PAUSE_MESSAGE_CHARS = 500
PATTERN_CHARS = 6_000
MOST_UNANSWERED_DAYS = 365
NDA_CHARS = 60_000
APPEAL_DAYS = (1, 30)


@transaction.atomic
def edit_settings(
    slug: str,
    *,
    name: str,
    kind: str,
    requires_second_factor: bool,
    pause_message: str = "",
    duplicate_fields: Iterable[str] | None = None,
    unanswered_days: int | None = None,
    appeal_days: int | None = None,
    public_figures: Iterable[str] | None = None,
    actor: Actor,
) -> Program:
    """Name, kind, whether a second factor is demanded, the words shown while paused.

    And, None for as it was: what the reporter of a duplicate learns of the original, after how
    many days without an answer to a question a report is closed (0: never), in how many business
    days an objection is answered, which figures everybody may read.
    """
    program = holding.editable(slug, actor=actor)
    wanted: dict[str, object] = {
        "name": wording.line(name, field="name", longest=NAME_CHARS, required=True),
        "kind": choosing.choice(ProgramKind, kind, field="kind").value,
        "requires_second_factor": requires_second_factor,
        "pause_message": wording.line(
            pause_message, field="pause_message", longest=PAUSE_MESSAGE_CHARS
        ),
    }
    if duplicate_fields is not None:
        wanted["duplicate_fields"] = disclosing.chosen(duplicate_fields)
    if public_figures is not None:
        wanted["public_figures"] = figures.chosen(public_figures)
    wanted |= _days(unanswered_days, appeal_days)
    changed = tuple(key for key, value in wanted.items() if getattr(program, key) != value)
    if not changed:
        return program
    if "requires_second_factor" in changed and not actor.second_factor:
        raise NotAllowed(
            _("Sign in with a second factor yourself before you demand one of others."),
            code="second_factor",
        )
    if "kind" in changed:
        _require_brief_fits(program, ProgramKind(str(wanted["kind"])))
    for key in changed:
        setattr(program, key, wanted[key])
    program.save(update_fields=changed)
    holding.note(ProgramEdited(program=program.slug, changed=changed), program, actor=actor)
    return program


def _days(unanswered: int | None, appeal: int | None) -> dict[str, object]:
    """Those that were given, or Invalid."""
    found: dict[str, object] = {}
    if unanswered is not None:
        if not 0 <= unanswered <= MOST_UNANSWERED_DAYS:
            raise Invalid(
                _("From 0 (never) to %(most)s days.") % {"most": MOST_UNANSWERED_DAYS},
                field="unanswered_days",
            )
        found["unanswered_days"] = unanswered
    if appeal is not None:
        least, most = APPEAL_DAYS
        if not least <= appeal <= most:
            raise Invalid(
                _("From %(least)s to %(most)s business days.") % {"least": least, "most": most},
                field="appeal_days",
            )
        found["appeal_days"] = appeal
    return found


@transaction.atomic
def set_state(slug: str, *, state: str, actor: Actor) -> Program:
    """Open, pause or close it. Raises Conflict for a step the life cycle does not know."""
    program = holding.publishable(slug, actor=actor)
    before, wanted = (
        ProgramState(program.state),
        choosing.choice(ProgramState, state, field="state"),
    )
    lifecycle.require_change(before, wanted)
    if lifecycle.may_submit(wanted) and program.brief_id is None:
        raise Conflict(
            _("Publish the brief first: without one nobody knows what to report."), code="no_brief"
        )
    program.state = wanted
    program.save(update_fields=["state"])
    event = ProgramStateChanged(program=program.slug, from_state=before, to_state=wanted)
    holding.note(event, program, actor=actor)
    return program


@transaction.atomic
def set_visibility(slug: str, *, visibility: str, actor: Actor) -> Program:
    """Show it to everybody or to the invited only. Every published version follows."""
    program = holding.publishable(slug, actor=actor)
    before, wanted = program.visibility, choosing.choice(Visibility, visibility, field="visibility")
    if before == wanted:
        raise Conflict(_("It is %(word)s already.") % {"word": wanted.value}, code="visibility")
    if wanted is Visibility.PUBLIC and program.nda:
        raise Conflict(
            _("Remove the terms to sign first: everybody reads a public brief."), code="nda"
        )
    program.visibility = wanted
    program.save(update_fields=["visibility"])
    event = ProgramVisibilityChanged(
        program=program.slug, from_visibility=before, to_visibility=wanted
    )
    holding.note(event, program, actor=actor)
    return program


@transaction.atomic
def set_nda(slug: str, *, text: str, actor: Actor) -> Program:
    """The terms to sign before the brief can be read; empty for none.

    Another text needs new signatures: those of the old one do not count for it.
    """
    program = holding.publishable(slug, actor=actor)
    cleaned = wording.paragraphs(text, field="nda", longest=NDA_CHARS).strip()
    if cleaned == program.nda:
        return program
    if cleaned and program.visibility == Visibility.PUBLIC:
        raise Conflict(
            _("Make the programme private first: everybody reads a public brief."),
            code="visibility",
        )
    program.nda = cleaned
    program.nda_sha256 = hashlib.sha256(cleaned.encode()).hexdigest() if cleaned else ""
    program.save(update_fields=["nda", "nda_sha256"])
    event = NdaChanged(program=program.slug, text_sha256=program.nda_sha256)
    holding.note(event, program, actor=actor)
    return program


@transaction.atomic
def set_secret_rules(slug: str, *, patterns: str, retention_days: int, actor: Actor) -> Program:
    """Own patterns of secrets, lines of `kind pattern`, and how long a sealed one is kept.

    Counts for what is sealed from now on. Raises Invalid, which names the line.
    """
    program = holding.publishable(slug, actor=actor)
    lines = wording.paragraphs(patterns, field="patterns", longest=PATTERN_CHARS).strip()
    try:
        own = own_patterns.parsed(lines)
    except own_patterns.Unusable as refusal:
        raise Invalid(str(refusal), field="patterns") from refusal
    if not 1 <= retention_days <= 730:
        raise Invalid(_("From 1 to 730 days."), field="retention_days")
    if (lines, retention_days) == (program.secret_patterns, program.secret_retention_days):
        return program
    program.secret_patterns, program.secret_retention_days = lines, retention_days
    program.save(update_fields=["secret_patterns", "secret_retention_days"])
    event = SecretRulesSet(program=program.slug, patterns=len(own), retention_days=retention_days)
    holding.note(event, program, actor=actor)
    return program


def _require_brief_fits(program: Program, kind: ProgramKind) -> None:
    """The brief in force must be one that this kind could publish."""
    if program.brief_id is None:
        return
    content = Brief.objects.values_list("content", flat=True).get(pk=program.brief_id)
    missing = briefs.publishable(briefs.load(content), kind)
    if missing:
        raise Conflict(
            _("The brief does not fit this kind: %(missing)s")
            % {"missing": " ".join(missing.values())},
            code="kind",
        )
