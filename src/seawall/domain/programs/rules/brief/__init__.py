"""A brief: everything a programme promises and asks, as one immutable value.

A version of a brief is stored as a JSON document. `parse` turns a document that a person or a
program wrote into a `Brief` or names every mistake; `load` reads a stored one, which stays
readable when the rules for new documents become stricter; `to_document` is the way back.
"""

from seawall.domain.programs.rules.brief.checking import publishable, require_publishable
from seawall.domain.programs.rules.brief.defaults import empty
from seawall.domain.programs.rules.brief.documents import (
    SCHEMA,
    canonical_json,
    content_hash,
    to_document,
)
from seawall.domain.programs.rules.brief.parsing import load, parse
from seawall.domain.programs.rules.brief.values import (
    PRIORITIES,
    WORKWEEK,
    Automation,
    Brief,
    ClockTargets,
    DisabledWeakness,
    DisclosureMode,
    DisclosurePolicy,
    Exclusion,
    ReportKind,
    Requirement,
    RewardRow,
    Route,
    RulesOfEngagement,
    SafeHarbor,
    SafeHarborStatus,
    SeverityMode,
    Target,
    TargetGroup,
    TargetKind,
    Weekday,
)

__all__ = [
    "PRIORITIES",
    "SCHEMA",
    "WORKWEEK",
    "Automation",
    "Brief",
    "ClockTargets",
    "DisabledWeakness",
    "DisclosureMode",
    "DisclosurePolicy",
    "Exclusion",
    "ReportKind",
    "Requirement",
    "RewardRow",
    "Route",
    "RulesOfEngagement",
    "SafeHarbor",
    "SafeHarborStatus",
    "SeverityMode",
    "Target",
    "TargetGroup",
    "TargetKind",
    "Weekday",
    "canonical_json",
    "content_hash",
    "empty",
    "load",
    "parse",
    "publishable",
    "require_publishable",
    "to_document",
]
