"""The words of reports on the screen, in the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from seawall.domain.programs.rules.brief import ReportKind, SafeHarborStatus
from seawall.domain.programs.rules.rewards import RewardRange
from seawall.domain.reports.rules.clocks import CLOCK_LABELS, ClockName
from seawall.domain.reports.rules.reasons import REASONS, ReasonCode
from seawall.domain.reports.rules.workflow import MOVES, STATE_LABELS, Party, State
from seawall.lib.money import format_money
from seawall.lib.text import gettext_noop

KIND_LABELS: Mapping[str, str] = MappingProxyType(
    {
        ReportKind.SECURITY: gettext_noop("Security"),
        ReportKind.FUNCTIONALITY: gettext_noop("Functionality"),
        ReportKind.PERFORMANCE: gettext_noop("Performance"),
        ReportKind.DOCUMENTATION: gettext_noop("Documentation"),
    }
)
SIDE_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "reporter": gettext_noop("Reporter"),
        "triage": gettext_noop("Triage"),
        "final": gettext_noop("Final"),
    }
)
HARBOR_LABELS: Mapping[str, str] = MappingProxyType(
    {
        SafeHarborStatus.FULL: gettext_noop("Full safe harbour"),
        SafeHarborStatus.PARTIAL: gettext_noop("Partial safe harbour"),
        SafeHarborStatus.NONE: gettext_noop("No safe harbour"),
    }
)
PART_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "title": gettext_noop("Title"),
        "target": gettext_noop("Target"),
        "target_id": gettext_noop("Entry of the brief"),
        "other_justification": gettext_noop("Why this target belongs to the programme"),
        "vrt": gettext_noop("Vulnerability type"),
        "url": gettext_noop("URL or location"),
        "description": gettext_noop("Description"),
        "impact": gettext_noop("Impact"),
        "kind": gettext_noop("Kind"),
        "cvss": gettext_noop("Severity"),
    }
)
# What the timeline says after the name of who did it.
_DONE: Mapping[str, str] = MappingProxyType(
    {
        "submit": gettext_noop("sent the report"),
        "ask": gettext_noop("asked the reporter"),
        "answer": gettext_noop("answered"),
        "triage": gettext_noop("triaged the report"),
        "accept": gettext_noop("accepted the report"),
        "resolve": gettext_noop("resolved the report"),
        "mark_duplicate": gettext_noop("closed it as a duplicate"),
        "mark_known": gettext_noop("closed it as already known"),
        "close_informational": gettext_noop("closed it as informational"),
        "close_out_of_scope": gettext_noop("closed it as out of scope"),
        "close_not_reproducible": gettext_noop("closed it as not reproducible"),
        "close_not_applicable": gettext_noop("closed it as not applicable"),
        "close_spam": gettext_noop("closed it as spam"),
        "withdraw": gettext_noop("withdrew the report"),
        "reopen": gettext_noop("reopened the report"),
        "close_unanswered": gettext_noop("closed it, as the question was not answered"),
        "answer_late": gettext_noop("answered and reopened the report"),
        "ask_retest": gettext_noop("asked for a retest"),
        "answer_fixed": gettext_noop("tried the fix: it holds"),
        "answer_not_fixed": gettext_noop("tried the fix: it can still be reproduced"),
        "decline_retest": gettext_noop("declined the retest"),
        "cancel_retest": gettext_noop("cancelled the retest"),
        "expire_retest": gettext_noop("ended the retest, as its time was over"),
        "confirm_fixed": gettext_noop("confirmed the retest: it is fixed"),
        "confirm_not_fixed": gettext_noop("confirmed the retest: it is not fixed"),
        "reject_retest": gettext_noop("rejected the retest"),
    }
)


def state(value: State) -> str:
    """Such as "Needs information"."""
    return _(STATE_LABELS[value])


def move(name: str) -> str:
    """What the button of a move says."""
    return _(MOVES[name].label)


def done(name: str) -> str:
    """What the timeline says of a move that happened."""
    return _(_DONE[name])


def kind(value: str) -> str:
    """Such as "Security"."""
    return _(KIND_LABELS.get(value, value))


def side(value: str) -> str:
    """Whose opinion of the severity."""
    return _(SIDE_LABELS.get(value, value))


def clock(name: ClockName) -> str:
    """Such as "Respond"."""
    return _(CLOCK_LABELS[name])


def reason(code: str) -> str:
    """Why a severity was changed; empty where no reason is needed."""
    return _(REASONS[ReasonCode(code)]) if code in frozenset(ReasonCode) else code


def part(name: str) -> str:
    """A part of the report, as the form names it."""
    return _(PART_LABELS.get(name, name))


def turn(value: str, side_of_reader: Party) -> str:
    """Whose turn it is, told to one of the two sides."""
    if value == Party.NOBODY or not value:
        return _("Closed")
    if value == side_of_reader:
        return _("Your turn") if value == Party.REPORTER else _("Your team’s turn")
    return _("The team’s turn") if value == Party.TEAM else _("The reporter’s turn")


def reward(found: RewardRange | None) -> str:
    """The range as people read it; empty where nothing is paid."""
    if found is None:
        return ""
    most = format_money(found.maximum_minor, found.currency, short=True)
    if found.up_to:
        return _("up to %(amount)s") % {"amount": most}
    if found.is_fixed:
        return most
    least = format_money(found.minimum_minor, found.currency, short=True)
    return f"{least} – {most}"
