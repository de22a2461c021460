"""The editor of the brief: one section at a time, and what is still missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.programs import queries
from seawall.domain.programs.queries import DraftView, ProgramView
from seawall.domain.programs.rules.brief import PRIORITIES, WORKWEEK, SafeHarbor
from seawall.lib import money
from seawall.web.forms.programs import amounts
from seawall.web.forms.programs.posted import part_of, rows_of, text_of
from seawall.web.forms.programs.sections import SECTIONS, Section
from seawall.web.forms.programs.sections.promises import DAYS
from seawall.web.forms.programs.sections.rules import LINES
from seawall.web.pages.programs import rows, wording
from seawall.web.pages.programs.fields import Errors, Field, box, text
from seawall.web.pages.programs.wording import Label

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SectionLink:
    """One line of the list beside the form. `problems` counts mistakes and missing parts."""

    key: str
    title: str
    url: str
    is_current: bool
    problems: int


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to correct or to add, with the section where that is done."""

    text: str
    url: str
    is_mistake: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A check box with its sentence."""

    field: Field
    title: str
    help: str


@dataclass(frozen=True, slots=True)
class Editor:
    """A section. `parts` holds its controls; which ones is the section's template's business."""

    program: ProgramView
    key: str
    title: str
    lead: str
    template: str
    parts: Mapping[str, Any]
    rest: tuple[str, ...]
    links: tuple[SectionLink, ...]
    todo: tuple[ToDo, ...]
    token: str
    saved_by: str
    is_ready: bool
    has_draft: bool
    form_url: str
    page: int
    conflict: str = ""


def editor(
    program: ProgramView,
    draft: DraftView,
    section: Section,
    *,
    page: int = 1,
    content: Mapping[str, Any] | None = None,
    conflict: str = "",
) -> Editor:
    """The section as it stands in the draft, or in `content` where that could not be saved."""
    typed = draft.content if content is None else content
    found = draft.errors
    if content is not None:
        found, _missing = queries.check_document(content, program.kind)
    errors = Errors(amounts.clearer(found, typed))
    parts = _PARTS[section.key](typed, errors, page)
    url = reverse("program_edit", args=[program.slug, section.key])
    return Editor(
        program=program,
        key=section.key,
        title=_(section.title),
        lead=_(section.lead),
        template=f"programs/editor/_{section.key.replace('-', '_')}.html",
        parts=parts,
        rest=tuple(f"{path}: {message}" for path, message in errors.rest(section.fields)),
        links=_links(program, draft, section),
        todo=todo(program, draft),
        token=draft.token,
        saved_by=draft.saved_by,
        is_ready=draft.is_ready,
        has_draft=draft.saved_at is not None,
        form_url=url if page == 1 else f"{url}?page={page}",
        page=page,
        conflict=conflict,
    )


def todo(program: ProgramView, draft: DraftView) -> tuple[ToDo, ...]:
    """What keeps the draft from being published, mistakes first."""
    wrong = amounts.clearer(draft.errors, draft.content)
    return (
        *(_todo(program, path, message, is_mistake=True) for path, message in wrong.items()),
        *(_todo(program, path, message) for path, message in draft.missing.items()),
    )


def _todo(program: ProgramView, path: str, message: str, *, is_mistake: bool = False) -> ToDo:
    name = path.split(".")[0]
    section = next((one for one in SECTIONS if name in one.fields), SECTIONS[0])
    url = reverse("program_edit", args=[program.slug, section.key])
    return ToDo(f"{_(section.title)}: {message}", url, is_mistake)


def _links(program: ProgramView, draft: DraftView, current: Section) -> tuple[SectionLink, ...]:
    names = [path.split(".")[0] for path in (*draft.errors, *draft.missing)]
    return tuple(
        SectionLink(
            key=section.key,
            title=_(section.title),
            url=reverse("program_edit", args=[program.slug, section.key]),
            is_current=section.key == current.key,
            problems=sum(name in section.fields for name in names),
        )
        for section in SECTIONS
    )


def _about(content: Mapping[str, Any], errors: Errors, page: int) -> dict[str, Any]:
    kinds = content.get("report_kinds")
    chosen = kinds if isinstance(kinds, list | tuple) else ()
    return {
        "summary": text(content, "summary", errors, "summary"),
        "text": text(content, "text", errors, "text"),
        "duplicates_policy": text(content, "duplicates_policy", errors, "duplicates_policy"),
        "severity_mode": text(content, "severity_mode", errors, "severity_mode"),
        "severity_modes": tuple((str(k), _(v)) for k, v in wording.SEVERITY_MODES.items()),
        "report_kinds_error": errors.at("report_kinds"),
        "report_kinds": tuple(
            (kind.value, _(word), kind.value in chosen)
            for kind, word in wording.REPORT_KINDS.items()
        ),
    }


def _targets(content: Mapping[str, Any], errors: Errors, page: int) -> dict[str, Any]:
    return {
        "groups": rows.groups(content, errors),
        "targets": rows.targets(content, errors, page),
        "kinds": tuple((str(k), _(word)) for k, (word, _picture) in wording.TARGET_KINDS.items()),
        "standings": (
            ("reward", _("In scope")),
            ("submission", _("In scope, not rewarded")),
            ("closed", _("In scope, takes no reports now")),
            ("out", _("Out of scope")),
        ),
        "priorities": tuple((str(one), _("At most P%d") % one) for one in PRIORITIES),
        "requirements": tuple((str(k), _(word)) for k, word in wording.REQUIREMENTS.items()),
        "group_options": tuple(
            (text_of(row.get("id")), text_of(row.get("name")) or text_of(row.get("id")))
            for row in rows_of(content, "groups")
        ),
    }


def _exclusions(content: Mapping[str, Any], errors: Errors, page: int) -> dict[str, Any]:
    return {
        "exclusions": rows.exclusions(content, errors, page),
        "weaknesses": rows.weaknesses(content, errors),
    }


def _rewards(content: Mapping[str, Any], errors: Errors, page: int) -> dict[str, Any]:
    currency = text_of(content.get("currency"))
    maximum = content.get("program_maximum_minor")
    tables = rows.rewards(content, errors)
    return {
        "currency": text(content, "currency", errors, "currency"),
        "currencies": tuple((code, code) for code in sorted(money.currencies())),
        "maximum": Field(
            "program_maximum",
            amounts.show_amount(maximum, currency),
            errors.at("program_maximum_minor"),
        ),
        "tables": tables,
        "problems": tuple(
            (table.name, cell.priority, cell.error)
            for table in tables
            for cell in table.cells
            if cell.error
        ),
    }


def _rules(content: Mapping[str, Any], errors: Errors, page: int) -> dict[str, Any]:
    values = part_of(content, "rules")
    fields: dict[str, Any] = {
        name: text(values, name, errors, f"rules.{name}")
        for name in (*LINES, "accounts", "automation", "other")
    }
    fields["alias_required"] = box(values, "alias_required", errors, "rules.alias_required")
    fields["no_reimbursement"] = box(values, "no_reimbursement", errors, "rules.no_reimbursement")
    fields["automations"] = tuple((str(k), _(word)) for k, word in wording.AUTOMATION.items())
    return fields


def _safe_harbor(content: Mapping[str, Any], errors: Errors, page: int) -> dict[str, Any]:
    values = part_of(content, "safe_harbor")
    pursuit = ("promise_not_to_pursue", *wording.PURSUIT)
    ticks = [
        Tick(box(values, key, errors, f"safe_harbor.{key}"), _(name), _(sentence))
        for key, name, sentence in (*wording.TENETS, pursuit)
    ]
    return {
        "statement": text(values, "statement", errors, "safe_harbor.statement"),
        "ticks": tuple(ticks),
        "status": _harbor_now(values),
    }


def _harbor_now(values: Mapping[str, Any]) -> Label:
    """The status that these answers give, by the rules of the brief."""
    given = {key: values.get(key) is True for key, _name, _text in wording.TENETS}
    status = SafeHarbor(
        statement=text_of(values.get("statement")),
        promise_not_to_pursue=values.get("promise_not_to_pursue") is True,
        **given,
    ).status()
    return wording.harbor(status)


def _disclosure(content: Mapping[str, Any], errors: Errors, page: int) -> dict[str, Any]:
    values = part_of(content, "disclosure")
    return {
        "mode": text(values, "mode", errors, "disclosure.mode"),
        "modes": tuple(
            (str(k), _(name), _(sentence)) for k, (name, sentence) in wording.DISCLOSURE.items()
        ),
        "days": text(values, "days", errors, "disclosure.days"),
        "text": text(values, "text", errors, "disclosure.text", "disclosure_text"),
        "terms": text(content, "terms", errors, "terms"),
    }


def _times(content: Mapping[str, Any], errors: Errors, page: int) -> dict[str, Any]:
    values = part_of(content, "clock_targets")
    resolution = part_of(values, "resolution_days_by_priority")
    path = "clock_targets.resolution_days_by_priority"
    fields: dict[str, Any] = {
        name: text(values, name, errors, f"clock_targets.{name}") for name in DAYS
    }
    fields["resolution"] = tuple(
        (one, text(resolution, str(one), errors, f"{path}.{one}", f"resolution_{one}"))
        for one in PRIORITIES
    )
    fields["time_zone"] = text(content, "time_zone", errors, "time_zone")
    chosen = content.get("weekdays") or WORKWEEK
    fields["weekdays_error"] = errors.at("weekdays")
    fields["weekdays"] = tuple(
        (day.value, _(name), day.value in chosen) for day, name in wording.WEEKDAYS.items()
    )
    days = content.get("holidays") or ()
    shown = "\n".join(map(str, days)) if isinstance(days, list | tuple) else text_of(days)
    fields["holidays"] = Field("holidays", shown, errors.at("holidays"))
    return fields


_PARTS = {
    "about": _about,
    "targets": _targets,
    "exclusions": _exclusions,
    "rewards": _rewards,
    "rules": _rules,
    "safe-harbor": _safe_harbor,
    "disclosure": _disclosure,
    "times": _times,
}
