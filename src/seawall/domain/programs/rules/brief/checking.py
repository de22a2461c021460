"""What a brief still lacks before people may work by it."""

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief.values import Brief
from seawall.domain.programs.rules.lifecycle import ProgramKind


def publishable(brief: Brief, kind: ProgramKind | None = None) -> dict[str, str]:
    """What is missing before publishing, field by field; empty when nothing is.

    A paid programme needs rewards; `kind` None leaves that out.
    """
    missing: dict[str, str] = {}
    if not brief.summary:
        missing["summary"] = "Write one line for the directory."
    if not brief.text:
        missing["text"] = "Write the text of the brief."
    if not brief.terms:
        missing["terms"] = "Write the terms that a researcher accepts with each report."
    open_targets = [target for target in brief.in_scope if target.eligible_for_submission]
    if not open_targets:
        missing["targets"] = "List at least one target in scope that takes reports."
    if kind is ProgramKind.BOUNTY:
        missing |= _missing_rewards(brief)
    return missing


def require_publishable(brief: Brief, kind: ProgramKind | None = None) -> None:
    """Raises Invalid naming everything that is missing before publishing."""
    missing = publishable(brief, kind)
    if missing:
        raise Invalid(
            f"The brief cannot be published yet: {' '.join(missing.values())}",
            fields=missing,
            code="not_publishable",
        )


def _missing_rewards(brief: Brief) -> dict[str, str]:
    if not any(row.maximum_minor > 0 for row in brief.rewards):
        return {"rewards": "A paid programme needs a reward table with at least one sum."}
    paid_groups = {row.group for row in brief.rewards if row.maximum_minor > 0}
    paying = [target for target in brief.in_scope if target.eligible_for_reward]
    if not any(None in paid_groups or target.group in paid_groups for target in paying):
        return {"targets": "List at least one target in scope that the reward table pays for."}
    return {}
