"""What the selects of the form offer: targets of a brief, types of the taxonomy, kinds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from seawall.domain.programs.rules import excluding
from seawall.domain.programs.rules.brief import Brief, ReportKind, Target
from seawall.domain.reports.queries import ReportRow
from seawall.domain.reports.rules.content import OTHER_TARGET
from seawall.domain.taxonomy import queries as taxonomy
from seawall.domain.taxonomy.rules.vrt import Release
from seawall.web.pages.reports import wording


@dataclass(frozen=True, slots=True)
class Option:
    """One entry. A disabled one says in its label why."""

    value: str
    label: str
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading."""

    label: str
    options: tuple[Option, ...]


def targets(brief: Brief) -> tuple[Group, ...]:
    """The brief's targets by their groups; those that take no reports stand there disabled."""
    names = {group.id: group.name for group in brief.groups}
    by_group: dict[str, list[Option]] = {}
    for target in brief.in_scope:
        heading = names.get(target.group or "", "") or _("In scope")
        by_group.setdefault(heading, []).append(_target(target))
    outside = [_target(target) for target in brief.out_of_scope]
    groups = [Group(heading, tuple(options)) for heading, options in by_group.items()]
    if outside:
        groups.append(Group(_("Out of scope"), tuple(outside)))
    other = Option(OTHER_TARGET, _("Another target that is not listed"))
    return (*groups, Group(_("Not listed"), (other,)))


def only(row: ReportRow) -> tuple[Group, ...]:
    """Where the brief cannot be read any more: the target that the report names, and another."""
    named = Option(row.target_id or OTHER_TARGET, row.target)
    other = Option(OTHER_TARGET, _("Another target that is not listed"))
    return (Group(_("Target"), (named, other)),)


def types(groups: Sequence[taxonomy.Group], brief: Brief | None) -> tuple[Group, ...]:
    """Every type of the release by category. One that the programme refuses says so."""
    return tuple(
        Group(group.category.name, tuple(_type(each, brief) for each in _all(group)))
        for group in groups
    )


def chosen_type(release: Release, vrt_id: str) -> tuple[Group, ...]:
    """Only what is chosen now: the picker fetches the others as somebody types."""
    node = release.get(vrt_id)
    if node is None:
        return ()
    return (Group(node.path_names[0], (Option(node.id, node.name),)),)


def kinds(brief: Brief | None) -> tuple[tuple[str, str], ...]:
    """What the programme takes reports about."""
    taken: Iterable[str] = brief.report_kinds if brief else ReportKind
    return tuple((str(kind), wording.kind(kind)) for kind in taken)


def _target(target: Target) -> Option:
    label = target.identifier if len(target.identifier) <= 80 else target.identifier[:79] + "…"
    if not target.in_scope:
        return Option(target.id, f"{label} · {_('out of scope')}", is_disabled=True)
    if not target.eligible_for_submission:
        return Option(target.id, f"{label} · {_('takes no reports at present')}", is_disabled=True)
    notes = []
    if not target.eligible_for_reward:
        notes.append(_("not rewarded"))
    if target.maximum_priority is not None:
        notes.append(_("P%(priority)s at most") % {"priority": target.maximum_priority})
    return Option(target.id, " · ".join([label, *notes]))


def _all(group: taxonomy.Group) -> tuple[taxonomy.Choice, ...]:
    return (group.category, *group.choices)


def _type(choice: taxonomy.Choice, brief: Brief | None) -> Option:
    _category, _joint, below = choice.path_name.partition(" > ")
    refusal = excluding.disabled_weakness(brief, choice.id) if brief else None
    if refusal is not None:
        return Option(choice.id, f"{below or choice.name} · {_('not taken')}: {refusal}")
    return Option(choice.id, f"{below or choice.name} · {priority(choice.priority)}")


def priority(suggested: int | None) -> str:
    """The suggestion of the taxonomy in a word."""
    return _("varies") if suggested is None else f"P{suggested}"
