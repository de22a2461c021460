"""The form of a report before it is sent: seven parts, what the brief says, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from seawall.domain.programs import queries as programs
from seawall.domain.programs.queries import TemplateView, templating
from seawall.domain.programs.rules.brief import Brief, SeverityMode
from seawall.domain.programs.rules.templating import PARTS, with_template
from seawall.domain.reports import queries
from seawall.domain.reports.queries import PinnedBrief, ReportPage
from seawall.domain.reports.rules.sharing import format_percent
from seawall.domain.reports.rules.workflow import State
from seawall.domain.taxonomy import queries as taxonomy
from seawall.domain.taxonomy.rules import cvss
from seawall.domain.taxonomy.rules.vrt import Release
from seawall.web.forms.reports import DraftForm, PersonRow, ReviseForm, WordsForm
from seawall.web.pages.programs.wording import PRIORITY_WORDS
from seawall.web.pages.reports import choices, screenings, timing, wording
from seawall.web.pages.reports.choices import Group
from seawall.web.pages.reports.files import FileLine, file_lines
from seawall.web.pages.reports.screenings import Screening

_ANSWERS = {"invited": "invited", "accepted": "accepted", "declined": "declined"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a value of the aside."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ProgramCard:
    """The programme as the aside shows it."""

    slug: str
    name: str
    url: str
    harbor: str
    harbor_label: str
    brief_version: int | None
    brief_url: str
    promises: tuple[Fact, ...]
    leaks_url: str = ""
    templates: tuple[TemplateView, ...] = ()


@dataclass(frozen=True, slots=True)
class Calculator:
    """One version of CVSS: `metrics` are (key, label, options (value, label, help))."""

    name: str
    version: str
    value: str
    metrics: tuple["Metric", ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """One question of a calculator."""

    key: str
    label: str
    options: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What the form shows. `refusal` says why the programme takes no report from this reader now;
    words can be saved all the same. `problems` are (field, sentence) for the summary on top.
    """

    public_id: str
    form: DraftForm
    program: ProgramCard
    title: str
    saved_at: datetime
    targets: tuple[Group, ...]
    types: tuple[Group, ...]
    has_all_types: bool
    kinds: tuple[tuple[str, str], ...]
    takes_cvss: bool
    priorities: tuple[tuple[str, str], ...]
    priority: str
    calculators: tuple[Calculator, ...]
    screening: Screening | None
    files: tuple[FileLine, ...]
    upload_url: str
    terms_version: int | None
    refusal: str
    problems: tuple[tuple[str, str], ...]
    is_shared: bool
    own_templates: tuple[TemplateView, ...]


@dataclass(frozen=True, slots=True)
class RevisePage:
    """The words of a sent report, to be changed once more. Judged by the pinned brief."""

    public_id: str
    form: ReviseForm
    program: ProgramCard
    targets: tuple[Group, ...]
    types: tuple[Group, ...]
    has_all_types: bool
    kinds: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, str], ...]


def resume(actor: Actor, slug: str) -> str | None:
    """The actor's own draft for the programme that was touched last; None without one."""
    wanted = queries.Filters(program=slug, states=frozenset({State.DRAFT}))
    found = queries.my_reports(actor, wanted, limit=10).items
    return next((row.public_id for row in found if row.reporter.id == actor.user_id), None)


def stored(actor: Actor, public_id: str) -> ReportPage:
    """A draft that the actor may write. Raises NotFound, NotAllowed for collaborators, Conflict
    once it was sent.
    """
    report = queries.thread(actor, public_id)
    if report.row.state is not State.DRAFT:
        raise Conflict(_("This report was sent already."), code="sent")
    if not report.abilities.can_edit:
        raise NotAllowed(_("Only who wrote the draft can change it."))
    return report


def form_of(report: ReportPage, data: Any = None) -> DraftForm:
    """The form with what is stored, or with what was posted over it."""
    content = report.revision.content
    vector = report.revision.cvss
    is_new = vector.startswith("CVSS:4")
    initial = {
        **{name: getattr(content, name) for name in WordsForm.base_fields if name in _PARTS},
        "cvss": "" if is_new else vector,
        "cvss4": vector if is_new else "",
        "priority": report.revision.claimed_priority or "",
        "own_share": format_percent(report.reporter_share),
        "version": report.revision.saves,
    }
    people = tuple(
        PersonRow(each.person.handle, format_percent(each.share), str(each.state))
        for each in report.collaborators
    )
    return DraftForm(data, initial=initial, people=people, views=report.fields)


_PARTS = frozenset(WordsForm.base_fields)


def draft(
    actor: Actor, report: ReportPage, form: DraftForm, *, all_types: bool = False
) -> DraftPage:
    """The page around the form, with what the brief says of what stands in it now.

    `all_types` offers the whole taxonomy as a plain select, for browsers without script.
    """
    judge, refusal, card = _judge(actor, report)
    release = taxonomy.release()
    screening = (
        screenings.screening(judge, release, form, report.attachments, report.row.public_id)
        if judge
        else None
    )
    if screening is not None:
        offered = screenings.with_template(
            screening.suggestion, card.templates, form.text("vrt"), report.row.public_id
        )
        screening = replace(screening, suggestion=offered)
    brief = judge.brief if judge else None
    return DraftPage(
        public_id=report.row.public_id,
        form=form,
        program=card,
        title=form.text("title").strip() or _("New report"),
        saved_at=report.revision.saved_at,
        targets=choices.targets(brief) if brief else (),
        types=_types(release, form, brief, all_types=all_types),
        has_all_types=all_types,
        kinds=choices.kinds(brief),
        takes_cvss=brief is None or brief.severity_mode == SeverityMode.CVSS,
        priorities=tuple((str(n), f"P{n} {_(name)}") for n, name in PRIORITY_WORDS.items()),
        priority=form.text("priority"),
        calculators=_calculators(form),
        screening=screening,
        files=file_lines(report.attachments),
        upload_url=reverse("report-uploads", args=[report.row.public_id]),
        terms_version=judge.version if judge else None,
        refusal=refusal,
        problems=problems_of(form),
        is_shared=bool(form.people),
        own_templates=programs.own_templates(actor),
    )


def refusal(actor: Actor, report: ReportPage, form: DraftForm) -> Invalid | Conflict | None:
    """Everything that keeps the form from being sent, at once; None when it can be tried."""
    judge, closed, program = _judge(actor, report)
    if judge is None or closed:
        return Conflict(closed)
    screened = queries.screen(
        judge, taxonomy.release(), form.content(), vector=form.vector, claimed=form.claimed
    )
    parts = {name: form.text(name) for name in PARTS}
    begun = templating.only_template(program.templates, parts)
    wrong = {**begun, **screened.problems, **form.wrong_answers()}
    if form.accepted_version is None:
        wrong["accept_terms"] = _("Read the brief and its terms and tick the box to accept them.")
    return Invalid(fields=wrong) if wrong else None


def insert_template(actor: Actor, report: ReportPage, form: DraftForm, public_id: str) -> None:
    """Put a template of the programme or of one's own behind what was typed.

    Raises NotFound for one that is neither.
    """
    offered = programs.templates(actor, report.row.program)
    template = next((one for one in offered if one.public_id == public_id), None)
    if template is None:
        template = programs.own_template(actor, public_id)
    for name in PARTS:
        replaced = [getattr(one, name) for one in offered]
        form.put(name, with_template(form.text(name), getattr(template, name), replaced))


def revise(actor: Actor, public_id: str, data: Any = None) -> ReviseForm:
    """The form with the newest words, or with what was posted over them.

    Raises Conflict or NotAllowed where the actor cannot revise it.
    """
    report = queries.thread(actor, public_id)
    if report.row.state is State.DRAFT:
        raise Conflict(_("A draft is edited, not revised."), code="draft")
    if not report.abilities.can_edit:
        raise NotAllowed(_("Only the reporter of an open report changes its words."))
    content = report.revision.content
    initial = {name: getattr(content, name) for name in _PARTS}
    return ReviseForm(
        data, initial={**initial, "revision": report.revision.number}, views=report.fields
    )


def revise_page(
    actor: Actor, public_id: str, form: ReviseForm, *, all_types: bool = False
) -> RevisePage:
    """The page around it. The targets offered are those of the brief that judges the report."""
    report = queries.thread(actor, public_id)
    try:
        brief = programs.brief_at(actor, report.row.program, version=report.brief_version).brief
    except DomainError:
        brief = None
    return RevisePage(
        public_id=report.row.public_id,
        form=form,
        program=_card(report, None),
        targets=choices.targets(brief) if brief else choices.only(report.row),
        types=_types(
            taxonomy.release(report.row.vrt_release or None), form, brief, all_types=all_types
        ),
        has_all_types=all_types,
        kinds=choices.kinds(brief),
        problems=problems_of(form),
    )


def _types(
    release: Release, form: WordsForm, brief: Brief | None, *, all_types: bool
) -> tuple[Group, ...]:
    if all_types:
        return choices.types(taxonomy.groups(release.id), brief)
    return choices.chosen_type(release, form.text("vrt"))


def problems_of(form: WordsForm) -> tuple[tuple[str, str], ...]:
    """Every error of the form with the field that a link leads to; empty for the whole form."""
    if not form.is_bound:
        return ()
    found = []
    for name, errors in form.errors.items():
        field = "" if name == "__all__" else name
        found += [(field, str(text)) for text in errors]
    return tuple(found)


def _judge(actor: Actor, report: ReportPage) -> tuple[PinnedBrief | None, str, ProgramCard]:
    """The brief in force, why the programme takes nothing now, and its card."""
    try:
        program = programs.program(actor, report.row.program)
    except NotFound:
        return None, _("This programme is not open to you any more."), _card(report, None)
    refusal = program.submit_refusal.message if program.submit_refusal else ""
    if program.brief is None or program.brief_id is None or program.version is None:
        return None, refusal or _("This programme has no published brief yet."), _card(report, None)
    judge = PinnedBrief(program.brief_id, program.version, program.brief)
    card = _card(report, judge)
    if program.has_templates:
        card = replace(card, templates=programs.templates(actor, program.slug))
    if program.takes_leaked_keys:
        card = replace(card, leaks_url=reverse("leak_new", args=[program.slug]))
    return judge, refusal, card


def _card(report: ReportPage, judge: PinnedBrief | None) -> ProgramCard:
    url = f"/programs/{report.row.program}"
    harbor = judge.brief.safe_harbor.status() if judge else ""
    return ProgramCard(
        slug=report.row.program,
        name=report.row.program_name,
        url=url,
        harbor=str(harbor),
        harbor_label=_(wording.HARBOR_LABELS[harbor]) if harbor else "",
        brief_version=judge.version if judge else None,
        brief_url=f"{url}/versions/{judge.version}" if judge else url,
        promises=_promises(judge) if judge else (),
    )


def _promises(judge: PinnedBrief) -> tuple[Fact, ...]:
    days = judge.brief.clock_targets
    found = (
        (_("First response"), days.first_response_days),
        (_("Triage"), days.triage_days),
        (_("Reward"), days.reward_days),
    )
    return tuple(Fact(label, timing.business_days(n)) for label, n in found if n is not None)


def metrics_of(version: str) -> tuple[Metric, ...]:
    """The questions of one version of CVSS."""
    return _metrics(cvss.metrics(version))


def _calculators(form: DraftForm) -> tuple[Calculator, ...]:
    return tuple(
        Calculator(name, version, form.text(name), _metrics(cvss.metrics(version)))
        for name, version in (("cvss", "3.1"), ("cvss4", "4.0"))
    )


def _metrics(found: Iterable[cvss.Metric]) -> tuple[Metric, ...]:
    return tuple(
        Metric(
            each.code,
            _(each.name),
            tuple((value.code, _(value.name), _(value.explanation)) for value in each.values),
        )
        for each in found
    )
