"""The words and icons of the choices that a brief is made of."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from seawall.domain.programs.rules.brief import (
    Automation,
    DisclosureMode,
    ReportKind,
    Requirement,
    SafeHarborStatus,
    SeverityMode,
    TargetKind,
    Weekday,
)
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState, Visibility
from seawall.domain.programs.rules.rewards import RewardRange
from seawall.lib import money
from seawall.lib.text import gettext_noop


@dataclass(frozen=True, slots=True)
class Label:
    """A word with its icon and colour."""

    text: str
    icon: str = ""
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and its value."""

    name: str
    value: str
    note: str = ""


TARGET_KINDS: dict[TargetKind, tuple[str, str]] = {
    TargetKind.DOMAIN: (gettext_noop("Domain"), "globe"),
    TargetKind.WILDCARD: (gettext_noop("Wildcard"), "network"),
    TargetKind.URL: (gettext_noop("Web address"), "link"),
    TargetKind.API: (gettext_noop("API"), "webhook"),
    TargetKind.IP_RANGE: (gettext_noop("IP range"), "server"),
    TargetKind.ANDROID: (gettext_noop("Android app"), "smartphone"),
    TargetKind.IOS: (gettext_noop("iOS app"), "smartphone"),
    TargetKind.EXECUTABLE: (gettext_noop("Program"), "monitor"),
    TargetKind.HARDWARE: (gettext_noop("Hardware"), "cpu"),
    TargetKind.SOURCE_REPOSITORY: (gettext_noop("Source code"), "code"),
    TargetKind.SMART_CONTRACT: (gettext_noop("Smart contract"), "blocks"),
    TargetKind.OTHER: (gettext_noop("Other"), "target"),
}
PROGRAM_KINDS: dict[ProgramKind, tuple[str, str, str]] = {
    ProgramKind.BOUNTY: (gettext_noop("Bug bounty"), "banknote", "accent"),
    ProgramKind.DISCLOSURE: (gettext_noop("Disclosure only"), "megaphone", "info"),
}
STATES: dict[ProgramState, tuple[str, str, str]] = {
    ProgramState.DRAFT: (gettext_noop("Draft"), "circle-dashed", "neutral"),
    ProgramState.OPEN: (gettext_noop("Open"), "circle-dot", "ok"),
    ProgramState.PAUSED: (gettext_noop("Paused"), "pause", "warn"),
    ProgramState.CLOSED: (gettext_noop("Closed"), "circle-x", "neutral"),
}
VISIBILITIES: dict[Visibility, tuple[str, str, str]] = {
    Visibility.PUBLIC: (gettext_noop("Public"), "globe", "neutral"),
    Visibility.PRIVATE: (gettext_noop("Private"), "lock", "violet"),
}
HARBORS: dict[SafeHarborStatus, tuple[str, str, str]] = {
    SafeHarborStatus.FULL: (gettext_noop("Full safe harbour"), "shield-check", "ok"),
    SafeHarborStatus.PARTIAL: (gettext_noop("Partial safe harbour"), "shield", "note"),
    SafeHarborStatus.NONE: (gettext_noop("No safe harbour"), "shield-alert", "neutral"),
}
TENETS: tuple[tuple[str, str, str], ...] = (
    (
        "authorized",
        gettext_noop("Authorized"),
        gettext_noop("Research by the rules counts as authorized under anti-hacking law."),
    ),
    (
        "anti_circumvention_exemption",
        gettext_noop("Technical measures"),
        gettext_noop("No claim for getting around technical protection measures."),
    ),
    (
        "terms_exemption",
        gettext_noop("Terms of use"),
        gettext_noop("Terms of service that forbid such research are waived for it."),
    ),
    (
        "good_faith",
        gettext_noop("Good faith"),
        gettext_noop("An honest effort to follow the rules is enough; accidents are forgiven."),
    ),
)
PURSUIT = (
    gettext_noop("No pursuit"),
    gettext_noop("No legal action and no report to the authorities."),
)
REPORT_KINDS: dict[ReportKind, str] = {
    ReportKind.SECURITY: gettext_noop("Security"),
    ReportKind.FUNCTIONALITY: gettext_noop("Functionality"),
    ReportKind.PERFORMANCE: gettext_noop("Performance"),
    ReportKind.DOCUMENTATION: gettext_noop("Documentation"),
}
REQUIREMENTS: dict[Requirement, str] = {
    Requirement.NONE: gettext_noop("None"),
    Requirement.LOW: gettext_noop("Low"),
    Requirement.MEDIUM: gettext_noop("Medium"),
    Requirement.HIGH: gettext_noop("High"),
}
AUTOMATION: dict[Automation, str] = {
    Automation.ALLOWED: gettext_noop("Allowed"),
    Automation.LIMITED: gettext_noop("Allowed within the rate limit"),
    Automation.FORBIDDEN: gettext_noop("Not allowed"),
}
DISCLOSURE: dict[DisclosureMode, tuple[str, str]] = {
    DisclosureMode.NONE: (
        gettext_noop("No disclosure"),
        gettext_noop("Reports stay confidential."),
    ),
    DisclosureMode.COORDINATED: (
        gettext_noop("Coordinated disclosure"),
        gettext_noop("Reports may be published when both sides agree."),
    ),
    DisclosureMode.FULL: (
        gettext_noop("Full disclosure"),
        gettext_noop("Reports may be published once the problem is fixed."),
    ),
}
SEVERITY_MODES: dict[SeverityMode, str] = {
    SeverityMode.CVSS: gettext_noop("CVSS vector"),
    SeverityMode.LABEL: gettext_noop("Label only"),
}
PRIORITY_WORDS: dict[int, str] = {
    1: gettext_noop("Critical"),
    2: gettext_noop("High"),
    3: gettext_noop("Medium"),
    4: gettext_noop("Low"),
    5: gettext_noop("Informational"),
}


def target_kind(kind: TargetKind) -> Label:
    """Word and icon of a kind of target."""
    text, icon = TARGET_KINDS[kind]
    return Label(_(text), icon)


def program_kind(kind: ProgramKind) -> Label:
    """Whether it pays."""
    text, icon, tone = PROGRAM_KINDS[kind]
    return Label(_(text), icon, tone)


def state(of: ProgramState) -> Label:
    """Where a programme stands."""
    text, icon, tone = STATES[of]
    return Label(_(text), icon, tone)


def visibility(of: Visibility) -> Label:
    """Who may know of it."""
    text, icon, tone = VISIBILITIES[of]
    return Label(_(text), icon, tone)


def harbor(status: SafeHarborStatus) -> Label:
    """How far the safe harbor reaches."""
    text, icon, tone = HARBORS[status]
    return Label(_(text), icon, tone)


def amount(minor: int, currency: str) -> str:
    """A sum without needless zeros."""
    try:
        return money.format_money(minor, currency, short=True)
    except ValueError:
        return f"{minor} {currency}"


def span(found: RewardRange) -> str:
    """A range in words: "$200 – $6,500", "$500", "up to $900"."""
    most = amount(found.maximum_minor, found.currency)
    if found.is_fixed:
        return most
    if found.up_to or found.minimum_minor == 0:
        return _("up to %(most)s") % {"most": most}
    return f"{amount(found.minimum_minor, found.currency)} – {most}"


def days(count: int) -> str:
    """A promise in business days."""
    if count == 1:
        return _("1 business day")
    return _("%(count)d business days") % {"count": count}


WEEKDAYS: dict[Weekday, str] = {
    Weekday.MONDAY: gettext_noop("Monday"),
    Weekday.TUESDAY: gettext_noop("Tuesday"),
    Weekday.WEDNESDAY: gettext_noop("Wednesday"),
    Weekday.THURSDAY: gettext_noop("Thursday"),
    Weekday.FRIDAY: gettext_noop("Friday"),
    Weekday.SATURDAY: gettext_noop("Saturday"),
    Weekday.SUNDAY: gettext_noop("Sunday"),
}
