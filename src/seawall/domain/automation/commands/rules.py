"""Rules on events: written, ordered, switched, deleted."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import Organization
from seawall.domain.actor import Actor
from seawall.domain.audit.commands import Happening, record
from seawall.domain.automation import policies
from seawall.domain.automation.commands import checking
from seawall.domain.automation.events import (
    RuleMoved,
    RuleRemoved,
    RuleSaved,
    RuleSwitchedOff,
    RuleSwitchedOn,
)
from seawall.domain.automation.models import Rule, RuleVersion
from seawall.domain.automation.rules.ruling import PER_HOUR, OffReason, Then
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports.commands import locking
from seawall.lib import clock, ids

MOST_RULES = 50
_TRIES = 5


@dataclass(frozen=True, slots=True)
class RuleIn:
    """What to keep. `triggers` are words of rules.ruling, `condition` a filter, `program` a slug
    or empty.
    """

    name: str
    triggers: tuple[str, ...] = ()
    condition: str = ""
    then: Then = field(default_factory=Then)
    program: str = ""
    most_per_hour: int = PER_HOUR


@transaction.atomic
def save_rule(organization_id: int, given: RuleIn, *, actor: Actor) -> Rule:
    """Write a new one, switched off: try it first. Raises NotFound, Conflict for too many,
    NotAllowed for acts that are beyond the actor's own rights, Invalid with every wrong part.
    """
    if not policies.can_manage_rules(actor, organization_id):
        raise NotFound
    Organization.objects.select_for_update().get(pk=organization_id)
    found = Rule.objects.filter(organization=organization_id)
    if found.count() >= MOST_RULES:
        raise Conflict(_("There are %(most)s rules already. Delete one.") % {"most": MOST_RULES})
    now = clock.now()
    row = Rule(
        organization_id=organization_id,
        place=(found.aggregate(last=Max("place"))["last"] or 0) + 1,
        since=now,
        off_at=now,
        off_reason=OffReason.BY_HAND,
    )
    _take_over(row, given, actor)
    for _attempt in range(_TRIES):
        row.public_id = ids.public_id("U")
        if not Rule.objects.filter(public_id=row.public_id).exists():
            return _versioned(row, actor)
    raise Conflict(_("Try again."))


@transaction.atomic
def change_rule(public_id: str, given: RuleIn, *, actor: Actor) -> Rule:
    """Another version, with the rights of who writes it. Raises as `save_rule` does."""
    row = _held(public_id, actor)
    _take_over(row, given, actor)
    return _versioned(row, actor)


@transaction.atomic
def switch_rule(public_id: str, *, on: bool, actor: Actor) -> Rule:
    """On: it acts on what happens from now on, with the rights of who switches. Raises Conflict
    when it is so already.
    """
    row = _held(public_id, actor)
    if on == (row.off_at is None):
        raise Conflict(_("The rule is switched like this already."), code="unchanged")
    now = clock.now()
    event: Happening
    if on:
        _require_rights(Then.from_document(row.then), row.organization_id, actor)
        row.off_at = row.off_reason = None
        row.acts_for_id, row.since = locking.person(actor), now
        event = RuleSwitchedOn(rule=row.public_id)
    else:
        row.off_at, row.off_reason = now, OffReason.BY_HAND
        event = RuleSwitchedOff(rule=row.public_id, reason=OffReason.BY_HAND)
    row.save()
    _tell(row, event, actor)
    return row


@transaction.atomic
def move_rule(public_id: str, *, up: bool, actor: Actor) -> None:
    """One place up or down. Raises Conflict at the end of the list."""
    row = _held(public_id, actor)
    found = Rule.objects.filter(organization=row.organization_id).select_for_update()
    group = list(found.order_by("place", "pk"))
    at = next(number for number, one in enumerate(group) if one.pk == row.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(group):
        raise Conflict(_("It stands at the end of the list already."), code="unchanged")
    group[at], group[other] = group[other], group[at]
    for place, one in enumerate(group, 1):
        one.place = place
    Rule.objects.bulk_update(group, ["place"])
    _tell(row, RuleMoved(rule=row.public_id), actor)


@transaction.atomic
def remove_rule(public_id: str, *, actor: Actor) -> None:
    """Delete it with its runs; what it did stays."""
    row = _held(public_id, actor)
    event = RuleRemoved(rule=row.public_id)
    organization_id, program_id = row.organization_id, row.program_id
    row.delete()
    record(event, actor=actor, organization_id=organization_id, program_id=program_id)


def switch_off(rows: Iterable[Rule], reason: OffReason, *, actor: Actor) -> None:
    """For what the system finds itself, in the caller's transaction: too busy, without rights."""
    for row in rows:
        now = clock.now()
        found = Rule.objects.filter(pk=row.pk, off_at=None)
        if found.update(off_at=now, off_reason=reason):
            _tell(row, RuleSwitchedOff(rule=row.public_id, reason=reason), actor)


def _held(public_id: str, actor: Actor) -> Rule:
    visible = policies.visible_rules(actor).values("pk")
    found = Rule.objects.select_for_update().filter(pk__in=visible)
    row = found.filter(public_id=ids.normalize(public_id)).first()
    if row is None or not policies.can_manage_rules(actor, row.organization_id):
        raise NotFound
    return row


def _take_over(row: Rule, given: RuleIn, actor: Actor) -> None:
    """What was given, in the row. Raises Invalid with every part that is wrong."""
    checked = checking.checked(row.organization_id, given.program, actor)
    row.name = checked.name(given.name)
    row.condition = checked.condition(given.condition)
    row.triggers = list(checked.triggers(given.triggers))
    row.then = checked.then(given.then).to_document()
    row.most_per_hour = checked.per_hour(given.most_per_hour)
    row.program = checked.program
    if checked.wrong:
        raise Invalid(" ".join(checked.wrong.values()), fields=checked.wrong)
    _require_rights(given.then, row.organization_id, actor)
    row.acts_for_id = locking.person(actor)


def _require_rights(then: Then, organization_id: int, actor: Actor) -> None:
    lacking = [one for one in then.permissions if not actor.may(one, organization_id)]
    if lacking:
        raise NotAllowed(
            _("A rule does only what you may do yourself. You lack: %(permissions)s.")
            % {"permissions": ", ".join(sorted(lacking))}
        )


def _versioned(row: Rule, actor: Actor) -> Rule:
    row.version += 1
    row.since = clock.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Invalid(_("There is a rule of this name already."), field="name") from None
    RuleVersion.objects.create(
        rule=row,
        number=row.version,
        name=row.name,
        triggers=row.triggers,
        condition=row.condition,
        then=row.then,
        written_at=row.since,
        written_by_id=row.acts_for_id,
    )
    _tell(row, RuleSaved(rule=row.public_id, version=row.version), actor)
    return row


def _tell(row: Rule, event: Happening, actor: Actor) -> None:
    record(event, actor=actor, organization_id=row.organization_id, program_id=row.program_id)
