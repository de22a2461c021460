"""The brief as people read it: the version in force, an old one, or a preview."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seawall.domain.programs.queries import ProgramView
from seawall.domain.programs.rules.brief import PRIORITIES, WORKWEEK, Brief, RewardRow, Target
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.domain.programs.rules.rewards import RewardRange, overall_range, target_range
from seawall.web.pages.programs import wording
from seawall.web.pages.programs.wording import Fact, Label

TARGETS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One line of the scope. `limits` are short sentences beside it."""

    id: str
    kind: Label
    identifier: str
    reward: str
    badge: Label | None
    limits: tuple[str, ...]
    instruction: str
    group: str


@dataclass(frozen=True, slots=True)
class RewardLine:
    """A group of targets and what each priority earns there; empty texts where nothing is paid."""

    name: str
    cells: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Tenet:
    """One part of the promise, and whether it is made."""

    name: str
    text: str
    holds: bool


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """A topic that is not taken."""

    id: str
    title: str
    text: str
    route_text: str
    route_url: str


@dataclass(frozen=True, slots=True)
class BriefText:
    """All parts of a brief, in words."""

    summary: str
    text: str
    report_kinds: tuple[str, ...]
    reward: str
    maximum: str
    harbor: Label
    harbor_statement: str
    tenets: tuple[Tenet, ...]
    inside: tuple[TargetRow, ...]
    outside: tuple[TargetRow, ...]
    inside_count: int
    outside_count: int
    is_cut: bool
    priorities: tuple[tuple[int, str], ...]
    rewards: tuple[RewardLine, ...]
    exclusions: tuple[ExclusionRow, ...]
    weaknesses: tuple[tuple[str, str], ...]
    rules: tuple[Fact, ...]
    other_rules: tuple[str, ...]
    disclosure: Fact
    disclosure_text: str
    terms: str
    duplicates_policy: str
    clocks: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ProgramHead:
    """What stands above a brief, whichever version."""

    slug: str
    name: str
    organization: str
    kind: Label
    state: Label
    is_private: bool
    submit_note: str
    submit_code: str
    pays: bool
    can_edit: bool
    is_member: bool
    report_url: str
    leaks_url: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """Which version this is. `is_current` False: an old one."""

    number: int | None
    sha256: str
    published_at: datetime | None
    change_note: str
    is_current: bool


def head(program: ProgramView) -> ProgramHead:
    """From what a query gave for this reader."""
    refusal = program.submit_refusal
    return ProgramHead(
        slug=program.slug,
        name=program.name,
        organization=program.organization_name,
        kind=wording.program_kind(program.kind),
        state=wording.state(program.state),
        is_private=program.visibility == "private",
        submit_note=refusal.message if refusal is not None else "",
        submit_code=refusal.code if refusal is not None else "",
        pays=program.kind is ProgramKind.BOUNTY,
        can_edit=program.can_edit,
        is_member=program.is_member,
        report_url=f"{reverse('program', args=[program.slug])}/report",
        leaks_url=reverse("leak_new", args=[program.slug]) if program.takes_leaked_keys else "",
    )


def text_of(brief: Brief, *, pays: bool, all_targets: bool = False) -> BriefText:
    """The brief in words; at most 100 targets a side unless all are asked for."""
    found = overall_range(brief) if pays else None
    most = None if all_targets else TARGETS_SHOWN
    inside, outside = brief.in_scope, brief.out_of_scope
    maximum = brief.program_maximum_minor if found else None
    return BriefText(
        summary=brief.summary,
        text=brief.text,
        report_kinds=tuple(_(wording.REPORT_KINDS[kind]) for kind in brief.report_kinds),
        reward=wording.span(found) if found else "",
        maximum=wording.amount(maximum, brief.currency) if maximum else "",
        harbor=wording.harbor(brief.safe_harbor.status()),
        harbor_statement=brief.safe_harbor.statement,
        tenets=_tenets(brief),
        inside=tuple(_target(brief, target, pays) for target in inside[:most]),
        outside=tuple(_target(brief, target, pays) for target in outside[:most]),
        inside_count=len(inside),
        outside_count=len(outside),
        is_cut=most is not None and max(len(inside), len(outside)) > most,
        priorities=tuple((one, _(wording.PRIORITY_WORDS[one])) for one in PRIORITIES),
        rewards=_rewards(brief) if pays else (),
        exclusions=tuple(
            ExclusionRow(
                id=row.id,
                title=row.title,
                text=row.text,
                route_text=row.route.text if row.route else "",
                route_url=row.route.url if row.route else "",
            )
            for row in brief.exclusions
        ),
        weaknesses=tuple((row.vrt_id, row.message) for row in brief.disabled_weaknesses),
        rules=_rules(brief),
        other_rules=brief.rules.other,
        disclosure=_disclosure(brief),
        disclosure_text=brief.disclosure.text,
        terms=brief.terms,
        duplicates_policy=brief.duplicates_policy,
        clocks=_clocks(brief),
    )


def _tenets(brief: Brief) -> tuple[Tenet, ...]:
    holds = brief.safe_harbor
    rows = [
        Tenet(_(name), _(text), bool(getattr(holds, key))) for key, name, text in wording.TENETS
    ]
    name, text = wording.PURSUIT
    return (*rows, Tenet(_(name), _(text), holds.promise_not_to_pursue))


def _target(brief: Brief, target: Target, pays: bool) -> TargetRow:
    found = target_range(brief, target) if pays else None
    group = next((group.name for group in brief.groups if group.id == target.group), "")
    return TargetRow(
        id=target.id,
        kind=wording.target_kind(target.kind),
        identifier=target.identifier,
        reward=wording.span(found) if found else "",
        badge=_badge(target, pays),
        limits=_limits(target),
        instruction=target.instruction,
        group=group,
    )


def _badge(target: Target, pays: bool) -> Label | None:
    if not target.in_scope:
        return None
    if not target.eligible_for_submission:
        return Label(_("Takes no reports now"), "pause", "warn")
    if pays and not target.eligible_for_reward:
        return Label(_("Not rewarded"), "minus", "neutral")
    return None


def _limits(target: Target) -> tuple[str, ...]:
    limits = []
    if target.maximum_priority is not None:
        limits.append(_("At most P%(level)d") % {"level": target.maximum_priority})
    needs = [
        f"{letter} {_(wording.REQUIREMENTS[need]).lower()}"
        for letter, need in (
            (_("confidentiality"), target.confidentiality),
            (_("integrity"), target.integrity),
            (_("availability"), target.availability),
        )
        if need is not None
    ]
    if needs:
        limits.append(_("Needs: %(needs)s") % {"needs": ", ".join(needs)})
    return tuple(limits)


def _rewards(brief: Brief) -> tuple[RewardLine, ...]:
    """One line for all targets and one per group that has a table."""
    names: list[tuple[str | None, str]] = [(None, _("All targets"))]
    names += [(group.id, group.name) for group in brief.groups]
    general = {row.priority: row for row in brief.rewards if row.group is None}
    lines = []
    for group, name in names:
        own = {row.priority: row for row in brief.rewards if row.group == group}
        if own:
            # What a group does not state itself is that of all targets.
            rows = [(one, own.get(one) or general.get(one)) for one in PRIORITIES]
            cells = tuple((one, _sum(brief.currency, row)) for one, row in rows)
            lines.append(RewardLine(name, cells))
    return tuple(lines)


def _sum(currency: str, row: RewardRow | None) -> str:
    if row is None or row.maximum_minor <= 0:
        return ""
    return wording.span(RewardRange(currency, row.minimum_minor, row.maximum_minor, row.up_to))


def _rules(brief: Brief) -> tuple[Fact, ...]:
    rules = brief.rules
    facts = [Fact(_("Scanners and scripts"), _(wording.AUTOMATION[rules.automation]))]
    if rules.requests_per_second is not None:
        limit = _("%(count)d requests a second") % {"count": rules.requests_per_second}
        facts.append(Fact(_("Rate limit"), limit))
    if rules.header_name:
        header = f"{rules.header_name}: {rules.header_value_hint}".rstrip(": ")
        facts.append(Fact(_("Header to send"), header, "mono"))
    if rules.user_agent_hint:
        facts.append(Fact(_("User agent"), rules.user_agent_hint, "mono"))
    if rules.accounts:
        facts.append(Fact(_("Accounts"), rules.accounts))
    if rules.alias_required:
        facts.append(Fact(_("Sign-up address"), _("Your alias address of this platform")))
    if rules.no_reimbursement:
        facts.append(Fact(_("Expenses"), _("Purchases and upgrades are not paid back")))
    return tuple(facts)


def _disclosure(brief: Brief) -> Fact:
    name, text = wording.DISCLOSURE[brief.disclosure.mode]
    note = ""
    if brief.disclosure.days is not None:
        note = _("At the latest after %(days)d days.") % {"days": brief.disclosure.days}
    return Fact(_(name), _(text), note)


def _clocks(brief: Brief) -> tuple[Fact, ...]:
    clocks = brief.clock_targets
    facts = [
        Fact(name, wording.days(count))
        for name, count in (
            (_("First response"), clocks.first_response_days),
            (_("Triage"), clocks.triage_days),
            (_("Reward"), clocks.reward_days),
        )
        if count is not None
    ]
    resolution = [
        f"P{priority} {days}"
        for priority in PRIORITIES
        if (days := clocks.resolution_days(priority)) is not None
    ]
    if resolution:
        facts.append(Fact(_("Resolution, business days"), " · ".join(resolution)))
    if facts:
        facts.append(Fact(_("Business days"), _business_days(brief)))
    return tuple(facts)


def _business_days(brief: Brief) -> str:
    """Such as "Monday, Tuesday · Europe/Berlin · 9 holidays"."""
    days = _("Monday to Friday")
    if brief.weekdays != WORKWEEK:
        days = ", ".join(_(wording.WEEKDAYS[day]) for day in brief.weekdays)
    count = len(brief.holidays)
    holidays = ngettext("%(n)d holiday", "%(n)d holidays", count) % {"n": count} if count else ""
    return " · ".join(part for part in (days, brief.time_zone, holidays) if part)
