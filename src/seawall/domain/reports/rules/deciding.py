"""Decisions that concern a report's reporter, why they are taken, and objections to them.

| kind     | taken when                                                 | why                      |
|----------|------------------------------------------------------------|--------------------------|
| severity | triage states its opinion, or the final one                | `reasons.ReasonCode`     |
| scope    | a report is closed as out of scope, or reopened after that | `ScopeReason`, the rule  |
| reward   | an award is approved or reversed, or there is none         | `RewardReason`           |

The reporter objects once to a decision, and somebody else than who took it answers. What follows
from an objection that was right is final: it cannot be objected to again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.errors import Invalid
from seawall.domain.reports.rules.workflow import State
from seawall.lib.text import gettext_noop, said

APPEAL_WINDOW = timedelta(days=90)
LONGEST_TEXT = 8000


class DecisionKind(StrEnum):
    """What was decided on."""

    SEVERITY = "severity"
    SCOPE = "scope"
    REWARD = "reward"


DECISION_LABELS: Mapping[DecisionKind, str] = MappingProxyType(
    {
        DecisionKind.SEVERITY: gettext_noop("Severity"),
        DecisionKind.SCOPE: gettext_noop("Scope"),
        DecisionKind.REWARD: gettext_noop("Reward"),
    }
)


class ScopeReason(StrEnum):
    """Why a ruling on scope was made; it follows from the rule that was named."""

    EXCLUDED_TOPIC = "excluded_topic"
    TARGET_NOT_TAKEN = "target_not_taken"
    RULING_TAKEN_BACK = "ruling_taken_back"


class RewardReason(StrEnum):
    """Why a reward is what it is."""

    BY_THE_TABLE = "by_the_table"
    BONUS = "bonus"
    RETEST = "retest"
    IMPACT_HIGHER = "impact_higher"
    IMPACT_LOWER = "impact_lower"
    REPORT_QUALITY = "report_quality"
    ALREADY_KNOWN = "already_known"
    TARGET_NOT_REWARDED = "target_not_rewarded"
    NO_SECURITY_IMPACT = "no_security_impact"
    RULES_BROKEN = "rules_broken"
    PROGRAM_POLICY = "program_policy"
    CORRECTED_MISTAKE = "corrected_mistake"
    OTHER = "other"


SCOPE_REASONS: Mapping[ScopeReason, str] = MappingProxyType(
    {
        ScopeReason.EXCLUDED_TOPIC: gettext_noop("The brief excludes the topic"),
        ScopeReason.TARGET_NOT_TAKEN: gettext_noop("The brief does not take the target"),
        ScopeReason.RULING_TAKEN_BACK: gettext_noop("The ruling is taken back"),
    }
)
REWARD_REASONS: Mapping[RewardReason, str] = MappingProxyType(
    {
        RewardReason.BY_THE_TABLE: gettext_noop("As the reward table says"),
        RewardReason.BONUS: gettext_noop("A bonus"),
        RewardReason.RETEST: gettext_noop("Promised for a retest"),
        RewardReason.IMPACT_HIGHER: gettext_noop("Impact beyond what the table foresees"),
        RewardReason.IMPACT_LOWER: gettext_noop("Impact below what the table foresees"),
        RewardReason.REPORT_QUALITY: gettext_noop("Quality of the report"),
        RewardReason.ALREADY_KNOWN: gettext_noop("The issue was known"),
        RewardReason.TARGET_NOT_REWARDED: gettext_noop("The target earns no reward"),
        RewardReason.NO_SECURITY_IMPACT: gettext_noop("No impact on security"),
        RewardReason.RULES_BROKEN: gettext_noop("The rules of the brief were broken"),
        RewardReason.PROGRAM_POLICY: gettext_noop("Policy of the programme"),
        RewardReason.CORRECTED_MISTAKE: gettext_noop("An earlier mistake is corrected"),
        RewardReason.OTHER: gettext_noop("Another reason, see the sentence"),
    }
)
# What somebody may choose who proposes a sum, and who says that there is none.
AWARD_CHOICES = (
    RewardReason.BY_THE_TABLE,
    RewardReason.BONUS,
    RewardReason.IMPACT_HIGHER,
    RewardReason.IMPACT_LOWER,
    RewardReason.REPORT_QUALITY,
    RewardReason.CORRECTED_MISTAKE,
    RewardReason.OTHER,
)
DECLINE_CHOICES = (
    RewardReason.NO_SECURITY_IMPACT,
    RewardReason.TARGET_NOT_REWARDED,
    RewardReason.ALREADY_KNOWN,
    RewardReason.RULES_BROKEN,
    RewardReason.PROGRAM_POLICY,
    RewardReason.OTHER,
)


class Outcome(StrEnum):
    """How an objection was answered."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


OUTCOME_LABELS: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.UPHELD: gettext_noop("Upheld"),
        Outcome.PARTLY: gettext_noop("Partly upheld"),
        Outcome.REJECTED: gettext_noop("Rejected"),
    }
)
CHANGING = frozenset({Outcome.UPHELD, Outcome.PARTLY})


def outcome_named(word: str, kind: str) -> Outcome:
    """The outcome. A ruling on scope stands or falls as a whole: it is never upheld in part."""
    known = [one for one in Outcome if one is not Outcome.PARTLY or kind != DecisionKind.SCOPE]
    if word not in known:
        message = gettext_noop("Choose an outcome: %(outcomes)s.")
        raise Invalid(said(message, outcomes=", ".join(known)), field="outcome")
    return Outcome(word)


def reward_reason(word: str, choices: tuple[RewardReason, ...]) -> RewardReason:
    """The reason of a reward or of none. Raises Invalid, which names those that may be chosen."""
    if word not in choices:
        message = gettext_noop("Choose a reason: %(codes)s.")
        raise Invalid(said(message, codes=", ".join(choices)), field="reason_code")
    return RewardReason(word)


def rules_on_scope(move: str, before: State) -> bool:
    """Whether a move of the workflow is a ruling on scope."""
    return move == "close_out_of_scope" or (move == "reopen" and before is State.OUT_OF_SCOPE)


def in_time(made_at: datetime, now: datetime) -> bool:
    """Whether a decision of that moment may still be objected to."""
    return now - made_at <= APPEAL_WINDOW
