"""Canned responses: written, changed, deleted."""

from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import Organization
from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.automation import policies
from seawall.domain.automation.events import ResponseChanged, ResponseRemoved, ResponseSaved
from seawall.domain.automation.models import CannedResponse
from seawall.domain.automation.rules.filling import ACTIONS, check_variables
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs.models import Program
from seawall.domain.reports import policies as reports
from seawall.domain.vault.commands.quarantine import refuse_secrets
from seawall.lib import clock, ids
from seawall.lib.text import UnsafeText, clean_line, clean_text

MOST_RESPONSES = 200
LONGEST_NAME = 60
LARGEST_BYTES = 16 * 1024
_TRIES = 5


@dataclass(frozen=True, slots=True)
class ResponseIn:
    """What to keep. `program` is a slug, empty for all of the organization; `default_for` one of
    rules.filling.ACTIONS, or empty.
    """

    name: str
    text: str
    default_for: str = ""
    program: str = ""


@transaction.atomic
def save_response(organization_id: int, given: ResponseIn, *, actor: Actor) -> CannedResponse:
    """Write a new one. Raises NotFound, NotAllowed, Conflict for too many, and Invalid with every
    part that is wrong: an unknown variable is named.
    """
    if not policies.can_read(actor, organization_id):
        raise NotFound
    _require_may(actor, organization_id)
    # One who writes waits for the other: the number of rows is counted.
    Organization.objects.select_for_update().get(pk=organization_id)
    found = CannedResponse.objects.filter(organization=organization_id)
    if found.count() >= MOST_RESPONSES:
        raise Conflict(
            _("There are %(most)s responses already. Delete one.") % {"most": MOST_RESPONSES}
        )
    row = CannedResponse(organization_id=organization_id)
    _take_over(row, given, actor)
    _insert(row)
    event = ResponseSaved(response=row.public_id, default_for=row.default_for)
    record(event, actor=actor, organization_id=organization_id, program_id=row.program_id)
    return row


@transaction.atomic
def change_response(public_id: str, given: ResponseIn, *, actor: Actor) -> CannedResponse:
    """Other words, another default or programme. Raises as `save_response` does."""
    row = _held(public_id, actor)
    _take_over(row, given, actor)
    _store(row, partial(row.save, force_update=True))
    event = ResponseChanged(response=row.public_id, default_for=row.default_for)
    record(event, actor=actor, organization_id=row.organization_id, program_id=row.program_id)
    return row


@transaction.atomic
def remove_response(public_id: str, *, actor: Actor) -> None:
    """Delete it; what was sent with it stays. Raises NotFound, NotAllowed."""
    row = _held(public_id, actor)
    organization_id, program_id = row.organization_id, row.program_id
    row.delete()
    event = ResponseRemoved(response=row.public_id)
    record(event, actor=actor, organization_id=organization_id, program_id=program_id)


def _held(public_id: str, actor: Actor) -> CannedResponse:
    row = (
        CannedResponse.objects.select_for_update()
        .filter(
            pk__in=policies.visible_responses(actor).values("pk"),
            public_id=ids.normalize(public_id),
        )
        .first()
    )
    if row is None:
        raise NotFound
    _require_may(actor, row.organization_id)
    return row


def _require_may(actor: Actor, organization_id: int) -> None:
    if not policies.can_manage_responses(actor, organization_id):
        raise NotAllowed(_("Your role may use canned responses but not write them."))


def _take_over(row: CannedResponse, given: ResponseIn, actor: Actor) -> None:
    """What was given, in the row. Raises Invalid with every part that is wrong."""
    wrong: dict[str, str] = {}
    name, text = _line(given.name, wrong), _text(given.text, wrong)
    if given.default_for and given.default_for not in ACTIONS:
        wrong["default_for"] = _("Choose an action: %(known)s.") % {"known": ", ".join(ACTIONS)}
    program = _program(row.organization_id, given.program, actor)
    if given.program and program is None:
        wrong["program"] = _("There is no such programme.")
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
    refuse_secrets(name, field="name")
    refuse_secrets(text, field="text")
    row.name, row.text, row.default_for, row.program = name, text, given.default_for, program
    row.changed_at = clock.now()


def _line(given: str, wrong: dict[str, str]) -> str:
    try:
        name = clean_line(given).strip()
    except UnsafeText as refusal:
        wrong["name"] = str(refusal)
        return ""
    if not 1 <= len(name) <= LONGEST_NAME:
        wrong["name"] = _("Give it a name of at most %(most)s characters.") % {"most": LONGEST_NAME}
    return name


def _text(given: str, wrong: dict[str, str]) -> str:
    try:
        text = clean_text(given).strip()
        check_variables(text)
    except UnsafeText as refusal:
        wrong["text"] = str(refusal)
        return ""
    except Invalid as refusal:
        wrong["text"] = refusal.fields["text"]
        return ""
    if not text:
        wrong["text"] = _("Write the response.")
    if len(text.encode()) > LARGEST_BYTES:
        wrong["text"] = _("At most %(most)s KiB.") % {"most": LARGEST_BYTES // 1024}
    return text


def _program(organization_id: int, slug: str, actor: Actor) -> Program | None:
    if not slug:
        return None
    its = reports.team_programs(actor).filter(organization=organization_id, slug=slug)
    found: Program | None = its.first()
    return found


def _insert(row: CannedResponse) -> None:
    for _attempt in range(_TRIES):
        row.public_id = ids.public_id("C")
        if not CannedResponse.objects.filter(public_id=row.public_id).exists():
            _store(row, partial(row.save, force_insert=True))
            return
    raise Conflict(_("Try again."))


def _store(row: CannedResponse, save: partial[None]) -> None:
    """Raises Invalid for a name, or a default, that another response has."""
    others = CannedResponse.objects.filter(organization=row.organization_id).exclude(pk=row.pk)
    try:
        with transaction.atomic():
            save()
    except IntegrityError:
        if others.filter(name=row.name).exists():
            text = _("There is a response of this name already.")
            raise Invalid(text, field="name") from None
        other = others.filter(program=row.program, default_for=row.default_for).first()
        text = _("“%(name)s” is the default for this already.") % {
            "name": other.name if other else row.default_for
        }
        raise Invalid(text, field="default_for") from None
