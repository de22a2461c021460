"""From a JSON document to a `Brief`, with a message for every mistake."""

import re
from collections.abc import Mapping

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief.documents import SCHEMA
from seawall.domain.programs.rules.brief.reading import Section
from seawall.domain.programs.rules.brief.tables import (
    read_disabled_weaknesses,
    read_exclusions,
    read_groups,
    read_rewards,
    read_targets,
)
from seawall.domain.programs.rules.brief.values import (
    PRIORITIES,
    WORKWEEK,
    Automation,
    Brief,
    ClockTargets,
    DisclosureMode,
    DisclosurePolicy,
    ReportKind,
    RulesOfEngagement,
    SafeHarbor,
    SeverityMode,
    Weekday,
)
from seawall.domain.programs.rules.brief.wording import is_currency, is_day, is_time_zone
from seawall.lib.text import gettext_noop, said

AMOUNT_LIMIT_MINOR = 10**12
DAYS_LIMIT = 3650
LOADED_LIMIT = 200
HOLIDAYS_LIMIT = 200

_loaded: dict[str, Brief] = {}

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def parse(document: Mapping[str, object]) -> Brief:
    """The brief that the document states.

    Raises Invalid whose `fields` name every mistake by its path ("targets.2.identifier",
    counted from 0). Text is trimmed, line ends become \\n, a target out of scope or closed to
    submission is never eligible for a reward, missing row ids are given.
    """
    brief, errors = _read(document)
    if errors:
        path, message = next(iter(errors.items()))
        template = gettext_noop("Mistakes in the brief: %(n)s, first %(path)s: %(message)s")
        raise Invalid(
            said(template, n=len(errors), path=path, message=said(message)), fields=errors
        )
    return brief


def load(document: Mapping[str, object], *, content_hash: str | None = None) -> Brief:
    """The brief of a stored document, which was checked when it was written.

    Never refuses: a version that reports are pinned to stays readable under later, stricter rules.
    With the hash stored beside the document the same object is given again, so that its compiled
    scope is kept too.
    """
    if content_hash is None:
        return _read(document)[0]
    known = _loaded.get(content_hash)
    if known is None:
        if len(_loaded) >= LOADED_LIMIT:
            _loaded.clear()
        known = _loaded.setdefault(content_hash, _read(document)[0])
    return known


def _read(document: Mapping[str, object]) -> tuple[Brief, dict[str, str]]:
    errors: dict[str, str] = {}
    top = Section(document, "", errors)
    schema = top.integer("schema", least=1, most=1_000_000)
    if schema is not None and schema != SCHEMA:
        top.refuse(
            "schema", said(gettext_noop("This version reads schema %(schema)s."), schema=SCHEMA)
        )
    groups = read_groups(top)
    group_ids = tuple(group.id for group in groups)
    maximum = top.integer("program_maximum_minor", least=0, most=AMOUNT_LIMIT_MINOR)
    brief = Brief(
        summary=top.line("summary"),
        text=top.text("text"),
        report_kinds=top.choices("report_kinds", ReportKind) or (ReportKind.SECURITY,),
        groups=groups,
        targets=read_targets(top, group_ids),
        exclusions=read_exclusions(top),
        rewards=read_rewards(top, group_ids, maximum, AMOUNT_LIMIT_MINOR),
        currency=_currency(top),
        program_maximum_minor=maximum,
        rules=_rules(top.section("rules")),
        safe_harbor=_safe_harbor(top.section("safe_harbor")),
        disclosure=_disclosure(top.section("disclosure")),
        terms=top.text("terms"),
        severity_mode=top.choice("severity_mode", SeverityMode, default=SeverityMode.CVSS),
        disabled_weaknesses=read_disabled_weaknesses(top),
        clock_targets=_clock_targets(top.section("clock_targets")),
        time_zone=_time_zone(top),
        duplicates_policy=top.text("duplicates_policy"),
        weekdays=top.choices("weekdays", Weekday) or WORKWEEK,
        holidays=_holidays(top),
    )
    top.finish()
    return brief, errors


def _currency(top: Section) -> str:
    code = top.line("currency", most=3).upper() or "USD"
    if not is_currency(code):
        top.refuse(
            "currency",
            gettext_noop("Enter a currency by its three-letter ISO 4217 code, like USD."),
        )
    return code


def _time_zone(top: Section) -> str:
    name = top.line("time_zone", most=64) or "UTC"
    if not is_time_zone(name):
        top.refuse(
            "time_zone", gettext_noop("Enter a time zone by its IANA name, like Europe/Paris.")
        )
    return name


def _holidays(top: Section) -> tuple[str, ...]:
    days = top.lines("holidays", most=HOLIDAYS_LIMIT, chars=10)
    for place, day in enumerate(days):
        if not is_day(day):
            top.refuse(
                f"holidays.{place}", gettext_noop("Write each day like 2026-12-25, one in a line.")
            )
    return tuple(sorted(day for day in days if is_day(day)))


def _rules(part: Section) -> RulesOfEngagement:
    rules = RulesOfEngagement(
        requests_per_second=part.integer("requests_per_second", least=1, most=1_000_000),
        header_name=part.line("header_name", most=100),
        header_value_hint=part.line("header_value_hint"),
        user_agent_hint=part.line("user_agent_hint"),
        accounts=part.text("accounts", most=5000),
        automation=part.choice("automation", Automation, default=Automation.LIMITED),
        alias_required=part.flag("alias_required", default=False),
        no_reimbursement=part.flag("no_reimbursement", default=True),
        other=part.lines("other", most=50, chars=500),
    )
    if rules.header_name and not _HEADER_NAME.fullmatch(rules.header_name):
        part.refuse(
            "header_name", gettext_noop("Enter the name of an HTTP header, like X-Bug-Bounty.")
        )
    if rules.header_value_hint and not rules.header_name:
        part.refuse("header_name", gettext_noop("Name the header that this value belongs to."))
    part.finish()
    return rules


def _safe_harbor(part: Section) -> SafeHarbor:
    harbor = SafeHarbor(
        statement=part.text("statement", most=20_000),
        authorized=part.flag("authorized", default=False),
        anti_circumvention_exemption=part.flag("anti_circumvention_exemption", default=False),
        terms_exemption=part.flag("terms_exemption", default=False),
        good_faith=part.flag("good_faith", default=False),
        promise_not_to_pursue=part.flag("promise_not_to_pursue", default=False),
    )
    if not harbor.statement and (any(harbor.tenets) or harbor.promise_not_to_pursue):
        part.refuse("statement", gettext_noop("Write the statement that makes these promises."))
    part.finish()
    return harbor


def _disclosure(part: Section) -> DisclosurePolicy:
    policy = DisclosurePolicy(
        mode=part.choice("mode", DisclosureMode, default=DisclosureMode.NONE),
        days=part.integer("days", least=0, most=DAYS_LIMIT),
        text=part.text("text", most=20_000),
    )
    if policy.mode is DisclosureMode.NONE and policy.days is not None:
        part.refuse(
            "days", gettext_noop("Leave this empty: under this policy nothing is published.")
        )
    part.finish()
    return policy


def _clock_targets(part: Section) -> ClockTargets:
    by_priority = part.section("resolution_days_by_priority")
    p1, p2, p3, p4, p5 = (
        by_priority.integer(str(priority), least=1, most=DAYS_LIMIT) for priority in PRIORITIES
    )
    by_priority.finish()
    targets = ClockTargets(
        first_response_days=part.integer("first_response_days", least=1, most=DAYS_LIMIT),
        triage_days=part.integer("triage_days", least=1, most=DAYS_LIMIT),
        reward_days=part.integer("reward_days", least=1, most=DAYS_LIMIT),
        resolution_days_by_priority=(p1, p2, p3, p4, p5),
    )
    part.finish()
    return targets
