"""The parts of a brief. Frozen: a brief that changed is another version."""

from dataclasses import dataclass
from enum import StrEnum

PRIORITIES = (1, 2, 3, 4, 5)
"""P1 critical … P5 informational; a smaller number is worse."""


class ReportKind(StrEnum):
    """What a report may be about."""

    SECURITY = "security"
    FUNCTIONALITY = "functionality"
    PERFORMANCE = "performance"
    DOCUMENTATION = "documentation"


class TargetKind(StrEnum):
    """What a target's identifier names; decides how it is checked and matched."""

    DOMAIN = "domain"
    WILDCARD = "wildcard"
    URL = "url"
    API = "api"
    IP_RANGE = "ip_range"
    ANDROID = "android"
    IOS = "ios"
    EXECUTABLE = "executable"
    HARDWARE = "hardware"
    SOURCE_REPOSITORY = "source_repository"
    SMART_CONTRACT = "smart_contract"
    OTHER = "other"


class Requirement(StrEnum):
    """How much a target needs confidentiality, integrity or availability."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Automation(StrEnum):
    """Whether scanners and scripts may be used."""

    ALLOWED = "allowed"
    LIMITED = "limited"
    FORBIDDEN = "forbidden"


class DisclosureMode(StrEnum):
    """Whether a report may be published afterwards."""

    NONE = "none"
    COORDINATED = "coordinated"
    FULL = "full"


class SafeHarborStatus(StrEnum):
    """How far the safe harbor reaches, computed from its tenets."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Weekday(StrEnum):
    """A day on which the clocks run, Monday first."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


WORKWEEK = tuple(Weekday)[:5]


class SeverityMode(StrEnum):
    """How a reporter states severity: a CVSS vector or only a label."""

    CVSS = "cvss"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """Targets that share a reward table."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is listed, in or out of scope.

    `maximum_priority` is the best (smallest) priority that a report on it can get; None = no cap.
    A requirement of None is unset, which counts like medium.
    """

    id: str
    kind: TargetKind
    identifier: str
    in_scope: bool = True
    eligible_for_submission: bool = True
    eligible_for_reward: bool = True
    maximum_priority: int | None = None
    confidentiality: Requirement | None = None
    integrity: Requirement | None = None
    availability: Requirement | None = None
    instruction: str = ""
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Where an excluded topic belongs instead. `url` is https, http or mailto, or empty."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A topic that is not taken. `vrt_ids` are prefixes of dotted VRT ids."""

    id: str
    title: str
    text: str = ""
    keywords: tuple[str, ...] = ()
    vrt_ids: tuple[str, ...] = ()
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class RewardRow:
    """What a priority earns. `group` None = every target without a row of its own group."""

    group: str | None
    priority: int
    minimum_minor: int
    maximum_minor: int
    up_to: bool = False


@dataclass(frozen=True, slots=True)
class RulesOfEngagement:
    """How testing has to be done. `requests_per_second` None = no stated limit."""

    requests_per_second: int | None = None
    header_name: str = ""
    header_value_hint: str = ""
    user_agent_hint: str = ""
    accounts: str = ""
    automation: Automation = Automation.LIMITED
    alias_required: bool = False
    no_reimbursement: bool = True
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SafeHarbor:
    """The promise to those who follow the rules: a statement and the tenets it holds to."""

    statement: str = ""
    authorized: bool = False
    anti_circumvention_exemption: bool = False
    terms_exemption: bool = False
    good_faith: bool = False
    promise_not_to_pursue: bool = False

    @property
    def tenets(self) -> tuple[bool, bool, bool, bool]:
        """Authorized, exempt from anti-circumvention law, exempt from terms of use, good faith."""
        return (
            self.authorized,
            self.anti_circumvention_exemption,
            self.terms_exemption,
            self.good_faith,
        )

    def status(self) -> SafeHarborStatus:
        """Full with a statement and all four tenets, partial with some promise, else none."""
        if not self.statement.strip():
            return SafeHarborStatus.NONE
        if all(self.tenets):
            return SafeHarborStatus.FULL
        if self.promise_not_to_pursue or any(self.tenets):
            return SafeHarborStatus.PARTIAL
        return SafeHarborStatus.NONE


@dataclass(frozen=True, slots=True)
class DisclosurePolicy:
    """When a report may become public. `days` None = only by agreement, no deadline."""

    mode: DisclosureMode = DisclosureMode.NONE
    days: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DisabledWeakness:
    """A VRT id (with everything below it) that cannot be submitted, and why."""

    vrt_id: str
    message: str


@dataclass(frozen=True, slots=True)
class ClockTargets:
    """Promised times in business days; None = no promise.

    `resolution_days_by_priority` has five places, P1 first.
    """

    first_response_days: int | None = None
    triage_days: int | None = None
    reward_days: int | None = None
    resolution_days_by_priority: tuple[
        int | None, int | None, int | None, int | None, int | None
    ] = (None, None, None, None, None)

    def resolution_days(self, priority: int | None) -> int | None:
        """Days to resolve a report of this priority; without one, the longest promise."""
        if priority is None:
            known = [days for days in self.resolution_days_by_priority if days is not None]
            return max(known, default=None)
        return self.resolution_days_by_priority[priority - 1]


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Brief:
    """One version of a programme's brief. `text`, `terms` and `duplicates_policy` are Markdown.

    Clocks run on `weekdays` that are no `holidays` (like 2026-12-25, sorted), in `time_zone`.
    """

    summary: str
    text: str
    report_kinds: tuple[ReportKind, ...]
    groups: tuple[TargetGroup, ...]
    targets: tuple[Target, ...]
    exclusions: tuple[Exclusion, ...]
    rewards: tuple[RewardRow, ...]
    currency: str
    program_maximum_minor: int | None
    rules: RulesOfEngagement
    safe_harbor: SafeHarbor
    disclosure: DisclosurePolicy
    terms: str
    severity_mode: SeverityMode
    disabled_weaknesses: tuple[DisabledWeakness, ...]
    clock_targets: ClockTargets
    time_zone: str
    duplicates_policy: str = ""
    weekdays: tuple[Weekday, ...] = WORKWEEK
    holidays: tuple[str, ...] = ()

    def target(self, target_id: str) -> Target | None:
        """The target with this id, in or out of scope; None where there is none."""
        return next((target for target in self.targets if target.id == target_id), None)

    def exclusion(self, exclusion_id: str) -> Exclusion | None:
        """The exclusion with this id; None where there is none."""
        return next((row for row in self.exclusions if row.id == exclusion_id), None)

    @property
    def in_scope(self) -> tuple[Target, ...]:
        """The targets listed in scope, in the order of the brief."""
        return tuple(target for target in self.targets if target.in_scope)

    @property
    def out_of_scope(self) -> tuple[Target, ...]:
        """The targets listed out of scope, in the order of the brief."""
        return tuple(target for target in self.targets if not target.in_scope)
