"""The lists of the editor: groups, targets, exclusions, weaknesses, rewards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from seawall.domain.programs.rules.brief import PRIORITIES
from seawall.web.forms.programs import amounts
from seawall.web.forms.programs.posted import ROWS_PER_PAGE, Row, part_of, rows_of, text_of
from seawall.web.forms.programs.sections.rewards import group_ids
from seawall.web.forms.programs.sections.targets import standing_of
from seawall.web.pages.programs import wording
from seawall.web.pages.programs.fields import Errors, Field, text


@dataclass(frozen=True, slots=True)
class EditorRow:
    """One row: `place` on this page, its id, its fields by name. `is_open` shows the rare ones."""

    place: int
    id: str
    fields: Mapping[str, Field]
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a list: rows `start` and following of `total`."""

    name: str
    start: int
    total: int
    rows: tuple[EditorRow, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class RewardCell:
    """The sums of one priority."""

    priority: int
    word: str
    least: Field
    most: Field
    up_to: Field
    error: str


@dataclass(frozen=True, slots=True)
class RewardGroup:
    """The table of a group; the first is that of all targets."""

    name: str
    cells: tuple[RewardCell, ...]


_TARGET_FIELDS = (
    "kind",
    "identifier",
    "maximum_priority",
    "confidentiality",
    "integrity",
    "availability",
    "instruction",
    "group",
)
_RARE = ("maximum_priority", "confidentiality", "integrity", "availability", "instruction", "group")


def targets(content: Mapping[str, Any], errors: Errors, page: int) -> Shown:
    """The targets of one page."""

    def build(place: int, path: str, row: Row) -> EditorRow:
        fields = _texts(row, _TARGET_FIELDS, errors, path, f"targets-{place}-")
        fields["standing"] = Field(f"targets-{place}-standing", standing_of(row))
        is_open = any(fields[name].value or fields[name].error for name in _RARE)
        return EditorRow(place, text_of(row.get("id")), fields, is_open)

    return _shown(content, "targets", errors, page, build, ("identifier", "instruction"))


def groups(content: Mapping[str, Any], errors: Errors) -> Shown:
    """All groups: there are at most fifty."""
    return _shown(content, "groups", errors, 1, _plain("groups", ("name",), errors), ("name",), 100)


def weaknesses(content: Mapping[str, Any], errors: Errors) -> Shown:
    """The weaknesses that cannot be submitted."""
    build = _plain("disabled_weaknesses", ("vrt_id", "message"), errors)
    return _shown(content, "disabled_weaknesses", errors, 1, build, ("vrt_id", "message"), 150)


def exclusions(content: Mapping[str, Any], errors: Errors, page: int) -> Shown:
    """The exclusions of one page."""

    def build(place: int, path: str, row: Row) -> EditorRow:
        prefix = f"exclusions-{place}-"
        fields = _texts(row, ("title", "text", "keywords", "vrt_ids"), errors, path, prefix)
        route = part_of(row, "route")
        for key in ("text", "url"):
            fields[f"route_{key}"] = text(
                route, key, errors, f"{path}.route.{key}", f"{prefix}route_{key}"
            )
        is_open = any(
            fields[name].value or fields[name].error
            for name in ("vrt_ids", "route_text", "route_url")
        )
        return EditorRow(place, text_of(row.get("id")), fields, is_open)

    return _shown(content, "exclusions", errors, page, build, ("title", "text", "keywords"))


def rewards(content: Mapping[str, Any], errors: Errors) -> tuple[RewardGroup, ...]:
    """A table of five priorities for all targets, and one for each group."""
    currency = text_of(content.get("currency"))
    places = {
        (row.get("group") or None, text_of(row.get("priority"))): (place, row)
        for place, row in enumerate(rows_of(content, "rewards"))
    }
    names = {text_of(row.get("id")): text_of(row.get("name")) for row in rows_of(content, "groups")}
    tables = []
    for number, group in enumerate(group_ids(dict(content))):
        cells = []
        for priority in PRIORITIES:
            place, row = places.get((group, str(priority)), (-1, {}))
            cells.append(_cell(number, priority, place, row, currency, errors))
        name = _("All targets") if group is None else names.get(group) or group
        tables.append(RewardGroup(name, tuple(cells)))
    return tuple(tables)


def _cell(
    number: int, priority: int, place: int, row: Row, currency: str, errors: Errors
) -> RewardCell:
    prefix, path = f"reward-{number}-{priority}-", f"rewards.{place}"
    sums = {}
    for short, key in (("least", "minimum_minor"), ("most", "maximum_minor")):
        wrong = errors.at(f"{path}.{key}") if place >= 0 else ""
        shown = amounts.show_amount(row.get(key), currency)
        sums[short] = Field(prefix + short, shown, wrong)
    rest = errors.at(path) if place >= 0 else ""
    return RewardCell(
        priority=priority,
        word=_(wording.PRIORITY_WORDS[priority]),
        least=sums["least"],
        most=sums["most"],
        up_to=Field(f"{prefix}up_to", "on", checked=row.get("up_to") is True),
        error=sums["least"].error or sums["most"].error or rest,
    )


def _plain(name: str, keys: tuple[str, ...], errors: Errors) -> Any:
    def build(place: int, path: str, row: Row) -> EditorRow:
        fields = _texts(row, keys, errors, path, f"{name}-{place}-")
        return EditorRow(place, text_of(row.get("id")), fields)

    return build


def _texts(
    row: Row, keys: tuple[str, ...], errors: Errors, path: str, prefix: str
) -> dict[str, Field]:
    return {key: text(row, key, errors, f"{path}.{key}", prefix + key) for key in keys}


def _shown(
    content: Mapping[str, Any],
    name: str,
    errors: Errors,
    page: int,
    build: Any,
    words: tuple[str, ...],
    per_page: int = ROWS_PER_PAGE,
) -> Shown:
    """`words`: a row that has none of these was only just added, so nothing is wrong yet."""
    whole = rows_of(content, name)
    pages = max(1, -(-len(whole) // per_page))
    page = max(1, min(page, pages))
    start = (page - 1) * per_page
    rows = []
    for place, row in enumerate(whole[start : start + per_page]):
        path = f"{name}.{start + place}"
        if not any(text_of(row.get(word)).strip() for word in words):
            errors.silence(path)
            rows.append(build(place, "nowhere", row))
        else:
            rows.append(build(place, path, row))
    return Shown(name, start, len(whole), tuple(rows), page, pages)
