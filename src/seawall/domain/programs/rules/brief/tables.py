"""The parts of a brief that are lists: groups, targets, exclusions, rewards, weaknesses."""

import re
from collections.abc import Iterable, Iterator

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief.reading import Section
from seawall.domain.programs.rules.brief.values import (
    DisabledWeakness,
    Exclusion,
    Requirement,
    RewardRow,
    Route,
    Target,
    TargetGroup,
    TargetKind,
)
from seawall.domain.programs.rules.brief.wording import is_link
from seawall.domain.programs.rules.patterns import interpret_pattern
from seawall.lib.text import gettext_noop, said

TARGETS_LIMIT = 5000
EXCLUSIONS_LIMIT = 300
GROUPS_LIMIT = 50
IDENTIFIER_CHARS = 2048

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ID_MESSAGE = gettext_noop(
    "Use up to 64 letters, digits, dots, dashes and underscores, letter or digit first."
)
_VRT_ID = re.compile(r"[a-z0-9_]{1,100}(\.[a-z0-9_]{1,100}){0,3}")
_VRT_MESSAGE = gettext_noop(
    "Enter a VRT id or its beginning, like server_security_misconfiguration.dns."
)


class _Ids:
    """Gives each row of one list its id: the one it states, or the next free number."""

    def __init__(self, top: Section, key: str, prefix: str) -> None:
        rows = top.values.get(key)
        stated = rows if isinstance(rows, list | tuple) else ()
        self._reserved = {row["id"] for row in stated if _states_an_id(row)}
        self._used: set[str] = set()
        self._free = self._numbers(prefix)

    def take(self, row: Section) -> str:
        stated = row.line("id", most=64)
        if not stated:
            stated = next(self._free)
        elif not _ID.fullmatch(stated):
            row.refuse("id", _ID_MESSAGE)
        if stated in self._used:
            row.refuse(
                "id",
                said(
                    gettext_noop("The id %(stated)s is used above; give this row another one."),
                    stated=stated,
                ),
            )
        self._used.add(stated)
        return stated

    def _numbers(self, prefix: str) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            if f"{prefix}{number}" not in self._reserved:
                yield f"{prefix}{number}"


def _states_an_id(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str)


def read_groups(top: Section) -> tuple[TargetGroup, ...]:
    """The target groups. Mistakes go to the section."""
    ids = _Ids(top, "groups", "g")

    def build(row: Section) -> TargetGroup:
        group = TargetGroup(
            id=ids.take(row),
            name=row.line("name", most=100, required=gettext_noop("Name the group.")),
        )
        row.finish()
        return group

    return top.rows("groups", build, most=GROUPS_LIMIT)


def read_targets(top: Section, group_ids: Iterable[str]) -> tuple[Target, ...]:
    """The targets, each identifier checked by its kind."""
    ids = _Ids(top, "targets", "t")
    known = tuple(group_ids)
    listed: dict[tuple[TargetKind, str, bool], str] = {}

    def build(row: Section) -> Target | None:
        target_id = ids.take(row)
        kind = row.optional_choice(
            "kind", TargetKind, required=gettext_noop("Choose what kind of target it is.")
        )
        identifier = row.line(
            "identifier",
            most=IDENTIFIER_CHARS,
            required=gettext_noop("Enter what names this target."),
        )
        in_scope = row.flag("in_scope", default=True)
        submission = row.flag("eligible_for_submission", default=True) and in_scope
        reward = row.flag("eligible_for_reward", default=True) and submission
        target = Target(
            id=target_id,
            kind=kind or TargetKind.OTHER,
            identifier=identifier,
            in_scope=in_scope,
            eligible_for_submission=submission,
            eligible_for_reward=reward,
            maximum_priority=row.integer("maximum_priority", least=1, most=5),
            confidentiality=row.optional_choice("confidentiality", Requirement),
            integrity=row.optional_choice("integrity", Requirement),
            availability=row.optional_choice("availability", Requirement),
            instruction=row.text("instruction", most=5000),
            group=_group(row, known),
        )
        row.finish()
        if kind is not None and identifier:
            _check_identifier(row, target, listed)
        return target

    return top.rows("targets", build, most=TARGETS_LIMIT)


def _check_identifier(
    row: Section, target: Target, listed: dict[tuple[TargetKind, str, bool], str]
) -> None:
    try:
        interpret_pattern(target.kind, target.identifier, in_scope=target.in_scope)
    except Invalid as refusal:
        row.refuse("identifier", refusal.message)
        return
    key = (target.kind, target.identifier, target.in_scope)
    earlier = listed.setdefault(key, target.id)
    if earlier != target.id:
        row.refuse(
            "identifier",
            said(
                gettext_noop("This is listed already, as %(earlier)s; remove one of the two."),
                earlier=earlier,
            ),
        )


def read_exclusions(top: Section) -> tuple[Exclusion, ...]:
    """The topics that are not taken."""
    ids = _Ids(top, "exclusions", "X")

    def build(row: Section) -> Exclusion:
        exclusion = Exclusion(
            id=ids.take(row),
            title=row.line("title", required=gettext_noop("Name what is excluded.")),
            text=row.text("text", most=5000),
            keywords=row.lines("keywords", most=50, chars=80),
            vrt_ids=row.lines("vrt_ids", most=100, chars=400),
            route=_route(row),
        )
        for place, vrt_id in enumerate(exclusion.vrt_ids):
            if not _VRT_ID.fullmatch(vrt_id):
                row.refuse(f"vrt_ids.{place}", _VRT_MESSAGE)
        row.finish()
        return exclusion

    return top.rows("exclusions", build, most=EXCLUSIONS_LIMIT)


def _route(row: Section) -> Route | None:
    if row.values.get("route") in (None, ""):
        row.take("route")
        return None
    part = row.section("route")
    route = Route(text=part.text("text", most=1000), url=part.line("url", most=2048))
    part.finish()
    if not route.text and not route.url:
        return None
    if not route.text:
        part.refuse("text", gettext_noop("Say where such a report belongs."))
    if route.url and not is_link(route.url):
        part.refuse(
            "url", gettext_noop("Enter a link that begins with https://, http:// or mailto:.")
        )
    return route


def read_rewards(
    top: Section, group_ids: Iterable[str], program_maximum: int | None, limit: int
) -> tuple[RewardRow, ...]:
    """The reward table, general rows first, then group by group, P1 first."""
    order: list[str | None] = [None, *group_ids]
    known = tuple(group_ids)
    seen: set[tuple[str | None, int]] = set()

    def build(row: Section) -> RewardRow | None:
        group = _group(row, known)
        priority = row.integer(
            "priority", least=1, most=5, required=gettext_noop("Enter a priority, 1 to 5.")
        )
        least = row.integer("minimum_minor", least=0, most=limit)
        most = row.integer(
            "maximum_minor", least=0, most=limit, required=gettext_noop("Enter the highest sum.")
        )
        up_to = row.flag("up_to", default=False)
        row.finish()
        if priority is None or most is None:
            return None
        # A fixed reward states only one sum; "up to" begins at nothing.
        least = (0 if up_to else most) if least is None else least
        if least > most:
            row.refuse(
                "minimum_minor", gettext_noop("The lowest sum must not be above the highest.")
            )
        if program_maximum is not None and most > program_maximum:
            row.refuse("maximum_minor", gettext_noop("This is above the maximum of the programme."))
        if (group, priority) in seen:
            row.refuse(
                "priority",
                said(
                    gettext_noop("There is a row for P%(priority)s of this group already."),
                    priority=priority,
                ),
            )
        seen.add((group, priority))
        return RewardRow(group, priority, least, most, up_to)

    rows = top.rows("rewards", build, most=5 * (GROUPS_LIMIT + 1))
    places = {group: place for place, group in enumerate(order)}
    return tuple(sorted(rows, key=lambda row: (places.get(row.group, 0), row.priority)))


def _group(row: Section, known: tuple[str, ...]) -> str | None:
    group = row.line("group", most=64)
    if group and group not in known:
        row.refuse(
            "group",
            said(
                gettext_noop("There is no group %(group)s; choose one of the brief's groups."),
                group=group,
            ),
        )
    return group or None


def read_disabled_weaknesses(top: Section) -> tuple[DisabledWeakness, ...]:
    """The weaknesses that cannot be submitted."""
    seen: set[str] = set()

    def build(row: Section) -> DisabledWeakness:
        weakness = DisabledWeakness(
            vrt_id=row.line("vrt_id", most=400, required=gettext_noop("Choose the weakness.")),
            message=row.text(
                "message", most=1000, required=gettext_noop("Say why it is not taken.")
            ),
        )
        if weakness.vrt_id and not _VRT_ID.fullmatch(weakness.vrt_id):
            row.refuse("vrt_id", _VRT_MESSAGE)
        if weakness.vrt_id in seen:
            row.refuse(
                "vrt_id", gettext_noop("This weakness is listed already; remove one of the two.")
            )
        seen.add(weakness.vrt_id)
        row.finish()
        return weakness

    return top.rows("disabled_weaknesses", build, most=500)
