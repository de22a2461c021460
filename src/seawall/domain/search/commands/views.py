"""Saved views: a filter under a name, for oneself or for a team."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs.models import Program
from seawall.domain.reports import policies as reports
from seawall.domain.search import policies
from seawall.domain.search.events import ViewChanged, ViewRemoved, ViewSaved
from seawall.domain.search.models import SavedView
from seawall.domain.search.rules.grammar import parse
from seawall.domain.vault.commands.quarantine import refuse_secrets
from seawall.lib import clock, ids
from seawall.lib.text import UnsafeText, clean_line

MOST_VIEWS = 50
_LONGEST_NAME = 60
_TRIES = 5


@dataclass(frozen=True, slots=True)
class ViewIn:
    """What to keep. `organization_id` or `program` (its slug) share it; with neither it is one's
    own.
    """

    name: str
    query: str
    organization_id: int | None = None
    program: str = ""


@transaction.atomic
def save_view(given: ViewIn, *, actor: Actor) -> SavedView:
    """Keep a filter. Raises Invalid with every part that is wrong, NotAllowed for sharing."""
    owner_id = _owner(actor)
    organization_id, program_id = _shared_with(given, actor)
    name, query = _checked(given.name, given.query)
    group = _group(actor, organization_id)
    if group.count() >= MOST_VIEWS:
        raise Conflict(_("There are %(most)s views already. Delete one.") % {"most": MOST_VIEWS})
    last = group.aggregate(last=Max("place"))["last"] or 0
    row = _stored(
        SavedView(
            name=name,
            query=query,
            place=last + 1,
            owner_id=owner_id,
            organization_id=organization_id,
            program_id=program_id,
            created_at=clock.now(),
        )
    )
    event = ViewSaved(view=row.public_id, shared=organization_id is not None)
    record(event, actor=actor, organization_id=organization_id)
    return row


@transaction.atomic
def change_view(
    public_id: str, *, actor: Actor, name: str | None = None, query: str | None = None
) -> SavedView:
    """Another name or filter; None leaves it. Raises NotFound, NotAllowed, Invalid."""
    row = _held(public_id, actor)
    row.name, row.query = _checked(
        row.name if name is None else name, row.query if query is None else query
    )
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "query"])
    except IntegrityError:
        raise _taken() from None
    record(
        ViewChanged(view=row.public_id, what="words"),
        actor=actor,
        organization_id=row.organization_id,
    )
    return row


@transaction.atomic
def move_view(public_id: str, *, up: bool, actor: Actor) -> SavedView:
    """One place up or down among its own. Raises Conflict at the end of the list."""
    row = _held(public_id, actor)
    group = list(_group(actor, row.organization_id).select_for_update().order_by("place", "pk"))
    at = next(number for number, one in enumerate(group) if one.pk == row.pk)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(group):
        raise Conflict(_("It stands at the end of the list already."), code="unchanged")
    group[at], group[other] = group[other], group[at]
    for place, one in enumerate(group, 1):
        one.place = place
    SavedView.objects.bulk_update(group, ["place"])
    record(
        ViewChanged(view=row.public_id, what="place"),
        actor=actor,
        organization_id=row.organization_id,
    )
    return row


@transaction.atomic
def remove_view(public_id: str, *, actor: Actor) -> None:
    """Delete it; reports are not touched. Raises NotFound, NotAllowed."""
    row = _held(public_id, actor)
    organization_id = row.organization_id
    row.delete()
    record(ViewRemoved(view=row.public_id), actor=actor, organization_id=organization_id)


def forget_person(user_id: int, *, actor: Actor) -> None:
    """Delete the views that only this person had. Shared ones are the team's."""
    for row in SavedView.objects.filter(owner=user_id, organization=None):
        row.delete()
        record(ViewRemoved(view=row.public_id), actor=actor)


def _owner(actor: Actor) -> int:
    if not policies.can_have_views(actor) or actor.user_id is None:
        raise NotFound
    if not reports.may_write(actor):
        raise NotAllowed(_("This token may read reports but not keep views of them."))
    return actor.user_id


def _shared_with(given: ViewIn, actor: Actor) -> tuple[int | None, int | None]:
    """Ids of organization and program. What one does not see is a wrong name."""
    organization_id, program = given.organization_id, None
    if given.program:
        found: Program | None = reports.team_programs(actor).filter(slug=given.program).first()
        if found is None:
            raise Invalid(_("There is no such programme."), field="program")
        organization_id, program = found.organization_id, found.pk
    if organization_id is None:
        return None, None
    if not policies.can_share(actor, organization_id):
        raise NotAllowed(_("Your role may keep views for yourself but not share them."))
    return organization_id, program


def _held(public_id: str, actor: Actor) -> SavedView:
    visible = policies.visible_views(actor).values("pk")
    row = (
        SavedView.objects.select_for_update()
        .filter(pk__in=visible, public_id=ids.normalize(public_id))
        .first()
    )
    if row is None:
        raise NotFound
    if not policies.can_change(actor, row):
        raise NotAllowed(_("Your role may use shared views but not change them."))
    return row


def _group(actor: Actor, organization_id: int | None) -> QuerySet[SavedView]:
    if organization_id is not None:
        return SavedView.objects.filter(organization=organization_id)
    return SavedView.objects.filter(organization=None, owner=actor.user_id)


def _checked(name: str, query: str) -> tuple[str, str]:
    wrong: dict[str, str] = {}
    query = " ".join(query.split())
    try:
        name = clean_line(name).strip()
        query = clean_line(query)
    except UnsafeText as refusal:
        raise Invalid(str(refusal), field="name") from refusal
    if not 1 <= len(name) <= _LONGEST_NAME:
        wrong["name"] = _("Give it a name of at most %(most)s characters.") % {
            "most": _LONGEST_NAME
        }
    for problem in parse(query).problems[:1]:
        term, said = query[problem.start : problem.end], _(problem.message) % problem.parameters
        wrong["query"] = f"{term}: {said}"
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong)
    refuse_secrets(name, field="name")
    refuse_secrets(query, field="query")
    return name, query


def _stored(row: SavedView) -> SavedView:
    for _attempt in range(_TRIES):
        row.public_id = ids.public_id("V")
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if SavedView.objects.filter(public_id=row.public_id).exists():
                continue
            raise _taken() from None
        return row
    raise Conflict(_("Try again."))


def _taken() -> Invalid:
    return Invalid(_("There is a view of this name already."), field="name")
