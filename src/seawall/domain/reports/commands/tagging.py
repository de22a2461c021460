"""Tags of an organization, and which of its reports have them. Only the team knows of them."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports.commands import locking
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ReportTagged, TagChanged, TagDeleted, TagMade
from seawall.domain.reports.models import Report, ReportTag, Tag
from seawall.domain.reports.policies import tagging as policies
from seawall.domain.reports.rules import tags as rules
from seawall.domain.reports.rules.tags import MOST_OF_ORGANIZATION, MOST_ON_ONE, Tone
from seawall.domain.vault.commands.quarantine import refuse_secrets
from seawall.lib import clock, ids

_TRIES = 5


@transaction.atomic
def tag(
    public_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = (), actor: Actor
) -> tuple[str, ...]:
    """Put tags on the report and take others off, by name. Gives the names that it has then.

    A name that the organization does not have yet is made, by who may make tags. Raises Conflict
    when the report is tagged like this already.
    """
    report = locking.held(public_id, actor=actor)
    if not policies.can_tag(actor, report):
        raise NotAllowed(_("You may not tag this report."))
    may_make = policies.can_manage_tags(actor, report.program.organization_id)
    return tag_held(report, add=add, remove=remove, may_make=may_make, actor=actor)


def tag_held(
    report: Report,
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    may_make: bool = True,
    actor: Actor,
) -> tuple[str, ...]:
    """The same for a report that is held, by somebody who was asked whether they may."""
    wanted = rules.different(_name(one) for one in add)
    unwanted = frozenset(_name(one) for one in remove) - frozenset(wanted)
    on_it = {one.name: one for one in Tag.objects.filter(taggings__report=report)}
    new = [name for name in wanted if name not in on_it]
    added = _found_or_made(report.program.organization_id, new, may_make, actor)
    removed = [one for name, one in on_it.items() if name in unwanted]
    if not added and not removed:
        raise Conflict(_("The report is tagged like this already."), code="unchanged")
    if len(on_it) - len(removed) + len(added) > MOST_ON_ONE:
        said = _("A report has at most %(most)s tags. Take one off first.")
        raise Invalid(said % {"most": MOST_ON_ONE}, field="tags")
    ReportTag.objects.filter(report=report, tag__in=removed).delete()
    ReportTag.objects.bulk_create(ReportTag(report=report, tag=one) for one in added)
    event = ReportTagged(
        report=report.public_id,
        added=tuple(one.public_id for one in added),
        removed=tuple(one.public_id for one in removed),
    )
    tell(report, event, actor=actor)
    return tuple(sorted((on_it.keys() - unwanted) | set(wanted)))


@transaction.atomic
def make_tag(organization_id: int, *, name: str, tone: str = "", actor: Actor) -> Tag:
    """A new tag. Raises NotFound for strangers, Invalid for a name that is there already."""
    _require_manager(organization_id, actor)
    wanted = _name(name, field="name")
    if Tag.objects.filter(organization=organization_id, name=wanted).exists():
        raise _taken()
    return _made(organization_id, wanted, _tone(tone) if tone else rules.tone_of(wanted), actor)


@transaction.atomic
def change_tag(
    public_id: str,
    *,
    name: str | None = None,
    tone: str | None = None,
    is_archived: bool | None = None,
    actor: Actor,
) -> Tag:
    """Another name or colour, or away from what is offered; None leaves it.

    It stays on the reports that have it. Raises NotFound, NotAllowed, Invalid, Conflict.
    """
    row = _held(public_id, actor)
    before = (row.name, row.tone, row.archived_at is not None)
    row.name = row.name if name is None else _name(name, field="name")
    row.tone = row.tone if tone is None else _tone(tone)
    if is_archived is not None and is_archived != before[2]:
        row.archived_at = clock.now() if is_archived else None
    after = (row.name, row.tone, row.archived_at is not None)
    what = ("name", "tone", "archived")
    changed = tuple(one for one, old, new in zip(what, before, after, strict=True) if old != new)
    if not changed:
        raise Conflict(_("The tag is like this already."), code="unchanged")
    try:
        with transaction.atomic():
            row.save(update_fields=["name", "tone", "archived_at"])
    except IntegrityError:
        raise _taken() from None
    event = TagChanged(tag=row.public_id, what=changed)
    record(event, actor=actor, organization_id=row.organization_id)
    return row


@transaction.atomic
def delete_tag(public_id: str, *, actor: Actor) -> None:
    """Take it off every report, for good. Raises NotFound, NotAllowed."""
    row = _held(public_id, actor)
    event = TagDeleted(tag=row.public_id, reports=row.taggings.count())
    organization_id = row.organization_id
    row.delete()
    record(event, actor=actor, organization_id=organization_id)


def _found_or_made(
    organization_id: int, names: list[str], may_make: bool, actor: Actor
) -> list[Tag]:
    if not names:
        return []
    known = {
        one.name: one for one in Tag.objects.filter(organization=organization_id, name__in=names)
    }
    for name in names:
        if name not in known:
            if not may_make:
                said = _("There is no tag “%(name)s”, and your role may not make one.")
                raise Invalid(said % {"name": name}, field="tags")
            known[name] = _made(organization_id, name, rules.tone_of(name), actor)
        elif known[name].archived_at is not None:
            said = _("The tag “%(name)s” is archived. Bring it back first.")
            raise Invalid(said % {"name": name}, field="tags")
    return [known[name] for name in names]


def _made(organization_id: int, name: str, tone: Tone, actor: Actor) -> Tag:
    if Tag.objects.filter(organization=organization_id).count() >= MOST_OF_ORGANIZATION:
        said = _("There are %(most)s tags already. Delete one.")
        raise Conflict(said % {"most": MOST_OF_ORGANIZATION})
    for _attempt in range(_TRIES):
        row = Tag(
            public_id=ids.public_id("T"),
            organization_id=organization_id,
            name=name,
            tone=tone,
            created_at=clock.now(),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            same = Tag.objects.filter(organization=organization_id, name=name).first()
            if same is not None:
                return same
            continue
        record(TagMade(tag=row.public_id), actor=actor, organization_id=organization_id)
        return row
    raise Conflict(_("Try again."))


def _held(public_id: str, actor: Actor) -> Tag:
    visible = policies.visible_tags(actor).values("pk")
    row = (
        Tag.objects.select_for_update()
        .filter(pk__in=visible, public_id=ids.normalize(public_id))
        .first()
    )
    if row is None:
        raise NotFound
    _require_manager(row.organization_id, actor)
    return row


def _require_manager(organization_id: int, actor: Actor) -> None:
    if not policies.can_see_tags(actor, organization_id):
        raise NotFound
    if not policies.can_manage_tags(actor, organization_id):
        raise NotAllowed(_("Your role may use tags but not make or change them."))


def _name(text: str, *, field: str = "tags") -> str:
    name = rules.tag_name(text)
    if not name:
        said = _("A tag is one word of letters, digits and . / + # - _, up to %(most)s of them.")
        raise Invalid(said % {"most": rules.LONGEST_NAME}, field=field)
    # As it was typed: a key in lower case would look like none.
    refuse_secrets(text, field=field)
    return name


def _tone(word: str) -> Tone:
    try:
        return Tone(word)
    except ValueError as refusal:
        raise Invalid(_("Choose one of the colours."), field="tone") from refusal


def _taken() -> Invalid:
    return Invalid(_("There is a tag of this name already."), field="name")
