"""What a brief still lacks before people may work by it."""

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.brief.values import Brief
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.lib.text import gettext_noop, said, together


def publishable(brief: Brief, kind: ProgramKind | None = None) -> dict[str, str]:
    """What is missing before publishing, field by field; empty when nothing is.

    A paid programme needs rewards; `kind` None leaves that out.
    """
    missing: dict[str, str] = {}
    if not brief.summary:
        missing["summary"] = gettext_noop("Write one line for the directory.")
    if not brief.text:
        missing["text"] = gettext_noop("Write the text of the brief.")
    if not brief.terms:
        missing["terms"] = gettext_noop(
            "Write the terms that a researcher accepts with each report."
        )
    open_targets = [target for target in brief.in_scope if target.eligible_for_submission]
    if not open_targets:
        missing["targets"] = gettext_noop("List at least one target in scope that takes reports.")
    if kind is ProgramKind.BOUNTY:
        missing |= _missing_rewards(brief)
    return missing


def require_publishable(brief: Brief, kind: ProgramKind | None = None) -> None:
    """Raises Invalid naming everything that is missing before publishing."""
    missing = publishable(brief, kind)
    if missing:
        raise Invalid(
            said(
                gettext_noop("The brief cannot be published yet: %(missing)s"),
                missing=together(missing.values()),
            ),
            fields=missing,
            code="not_publishable",
        )


def _missing_rewards(brief: Brief) -> dict[str, str]:
    if not any(row.maximum_minor > 0 for row in brief.rewards):
        return {
            "rewards": gettext_noop("A paid programme needs a reward table with at least one sum.")
        }
    paid_groups = {row.group for row in brief.rewards if row.maximum_minor > 0}
    paying = [target for target in brief.in_scope if target.eligible_for_reward]
    if not any(None in paid_groups or target.group in paid_groups for target in paying):
        return {
            "targets": gettext_noop(
                "List at least one target in scope that the reward table pays for."
            )
        }
    return {}
