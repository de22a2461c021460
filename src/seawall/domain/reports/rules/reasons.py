"""Why a priority or severity was changed: no change without a code and a sentence."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop, said


class ReasonCode(StrEnum):
    """Why a priority or severity was changed; each change also needs a sentence."""

    IMPACT_LOWER_THAN_REPORTED = "impact_lower_than_reported"
    IMPACT_HIGHER = "impact_higher"
    PRECONDITIONS = "preconditions"
    MITIGATED_BY_DESIGN = "mitigated_by_design"
    ASSET_MAXIMUM = "asset_maximum"
    TAXONOMY_BASELINE = "taxonomy_baseline"
    ENVIRONMENT = "environment"
    PROGRAM_POLICY = "program_policy"
    CORRECTED_MISTAKE = "corrected_mistake"
    OTHER = "other"
    APPEAL_UPHELD = "appeal_upheld"  # follows from an objection; nobody chooses it


REASONS: Mapping[ReasonCode, str] = MappingProxyType(
    {
        ReasonCode.IMPACT_LOWER_THAN_REPORTED: gettext_noop("Impact is lower than reported"),
        ReasonCode.IMPACT_HIGHER: gettext_noop("Impact is higher than reported"),
        ReasonCode.PRECONDITIONS: gettext_noop("An attack needs preconditions"),
        ReasonCode.MITIGATED_BY_DESIGN: gettext_noop("Mitigated by another control"),
        ReasonCode.ASSET_MAXIMUM: gettext_noop("Maximum of the target reached"),
        ReasonCode.TAXONOMY_BASELINE: gettext_noop("Baseline of the taxonomy"),
        ReasonCode.ENVIRONMENT: gettext_noop(
            "Needs of the target (confidentiality, integrity, availability)"
        ),
        ReasonCode.PROGRAM_POLICY: gettext_noop("Policy of the programme"),
        ReasonCode.CORRECTED_MISTAKE: gettext_noop("An earlier mistake is corrected"),
        ReasonCode.OTHER: gettext_noop("Another reason, see the sentence"),
        ReasonCode.APPEAL_UPHELD: gettext_noop("The reporter’s objection was right"),
    }
)
CHOICES: tuple[ReasonCode, ...] = tuple(
    code for code in ReasonCode if code is not ReasonCode.APPEAL_UPHELD
)


def check_reason(code: str, sentence: str) -> ReasonCode:
    """The reason code of a severity change. Raises Invalid for an unknown one or no sentence."""
    wrong: dict[str, str] = {}
    if code not in CHOICES:
        wrong["reason_code"] = said(
            gettext_noop("Choose a reason: %(codes)s."), codes=", ".join(CHOICES)
        )
    if not sentence.strip():
        wrong["reason"] = gettext_noop("Explain the change in a sentence; the reporter reads it.")
    if wrong:
        raise Invalid(fields=wrong)
    return ReasonCode(code)
