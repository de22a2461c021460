"""The metrics of CVSS 3.0, 3.1 and 4.0 with the words shown beside each choice."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from seawall.lib.text import gettext_noop as _


class MetricValue(NamedTuple):
    """One choice. `explanation` is empty for optional metrics."""

    code: str
    name: str
    explanation: str


class Metric(NamedTuple):
    """One metric of a vector. Optional metrics also accept `X`, not defined."""

    code: str
    name: str
    values: tuple[MetricValue, ...]
    mandatory: bool

    def value_name(self, code: str) -> str:
        """The name of the value `code`, or `code` itself when there is no such value."""
        return next((value.name for value in self.values if value.code == code), code)


VERSIONS = ("3.0", "3.1", "4.0")


_NETWORK = MetricValue("N", _("Network"), _("Works from anywhere, over the internet."))
_ADJACENT = MetricValue(
    "A", _("Adjacent"), _("The attacker must be on the same local network or within radio range.")
)
_LOCAL = MetricValue(
    "L", _("Local"), _("Needs access to the machine, or a person who opens a file there.")
)
_PHYSICAL = MetricValue("P", _("Physical"), _("The attacker must touch the device."))
_VECTOR = (_NETWORK, _ADJACENT, _LOCAL, _PHYSICAL)

_PRIVILEGES = (
    MetricValue("N", _("None"), _("No account is needed, or anyone may open one.")),
    MetricValue("L", _("Low"), _("An ordinary account is needed.")),
    MetricValue("H", _("High"), _("An administrator or other powerful account is needed.")),
)

_COMPLEXITY_3 = (
    MetricValue("L", _("Low"), _("Works every time, without special preparation.")),
    MetricValue("H", _("High"), _("Depends on things the attacker cannot arrange at will.")),
)
_COMPLEXITY_4 = (
    MetricValue("L", _("Low"), _("There is no protection to get around.")),
    MetricValue("H", _("High"), _("A protection such as address randomisation must be defeated.")),
)
_REQUIREMENTS = (
    MetricValue("N", _("None"), _("Works against any ordinary deployment.")),
    MetricValue(
        "P", _("Present"), _("Needs a condition of the deployment, such as winning a race.")
    ),
)
_INTERACTION_3 = (
    MetricValue("N", _("None"), _("No other person has to do anything.")),
    MetricValue("R", _("Required"), _("Another person must act, for example follow a link.")),
)
_INTERACTION_4 = (
    MetricValue("N", _("None"), _("No other person has to do anything.")),
    MetricValue("P", _("Passive"), _("A person only has to use the system as usual.")),
    MetricValue(
        "A", _("Active"), _("A person must take a deliberate step, such as dismissing a warning.")
    ),
)
_SCOPE = (
    MetricValue("U", _("Unchanged"), _("Only the vulnerable component is affected.")),
    MetricValue(
        "C", _("Changed"), _("Reaches something under another authority, such as the browser.")
    ),
)
_CONFIDENTIALITY = (
    MetricValue("N", _("None"), _("Nothing is disclosed.")),
    MetricValue("L", _("Low"), _("Some data is disclosed, without choosing which.")),
    MetricValue("H", _("High"), _("All data, or data that matters most, is disclosed.")),
)
_INTEGRITY = (
    MetricValue("N", _("None"), _("Nothing can be changed.")),
    MetricValue("L", _("Low"), _("Some data can be changed, with limited consequence.")),
    MetricValue("H", _("High"), _("Any data, or data that matters most, can be changed.")),
)
_AVAILABILITY = (
    MetricValue("N", _("None"), _("The service keeps working.")),
    MetricValue("L", _("Low"), _("The service slows down or stops now and then.")),
    MetricValue("H", _("High"), _("The service can be denied to everyone.")),
)

_BASE_3 = (
    Metric("AV", _("Attack vector"), _VECTOR, True),
    Metric("AC", _("Attack complexity"), _COMPLEXITY_3, True),
    Metric("PR", _("Privileges required"), _PRIVILEGES, True),
    Metric("UI", _("User interaction"), _INTERACTION_3, True),
    Metric("S", _("Scope"), _SCOPE, True),
    Metric("C", _("Confidentiality"), _CONFIDENTIALITY, True),
    Metric("I", _("Integrity"), _INTEGRITY, True),
    Metric("A", _("Availability"), _AVAILABILITY, True),
)
_BASE_4 = (
    Metric("AV", _("Attack vector"), _VECTOR, True),
    Metric("AC", _("Attack complexity"), _COMPLEXITY_4, True),
    Metric("AT", _("Attack requirements"), _REQUIREMENTS, True),
    Metric("PR", _("Privileges required"), _PRIVILEGES, True),
    Metric("UI", _("User interaction"), _INTERACTION_4, True),
    Metric("VC", _("Confidentiality of the vulnerable system"), _CONFIDENTIALITY, True),
    Metric("VI", _("Integrity of the vulnerable system"), _INTEGRITY, True),
    Metric("VA", _("Availability of the vulnerable system"), _AVAILABILITY, True),
    Metric("SC", _("Confidentiality of other systems"), _CONFIDENTIALITY, True),
    Metric("SI", _("Integrity of other systems"), _INTEGRITY, True),
    Metric("SA", _("Availability of other systems"), _AVAILABILITY, True),
)

_LEVELS = "H High, M Medium, L Low"
_OPTIONAL_3 = (
    ("E", _("Exploit code maturity"), "H High, F Functional, P Proof of concept, U Unproven"),
    ("RL", _("Remediation level"), "U Unavailable, W Workaround, T Temporary fix, O Official fix"),
    ("RC", _("Report confidence"), "C Confirmed, R Reasonable, U Unknown"),
    ("CR", _("Confidentiality requirement"), _LEVELS),
    ("IR", _("Integrity requirement"), _LEVELS),
    ("AR", _("Availability requirement"), _LEVELS),
)
_OPTIONAL_4_THREAT = (
    ("E", _("Exploit maturity"), "A Attacked, P Proof of concept, U Unreported"),
    ("CR", _("Confidentiality requirement"), _LEVELS),
    ("IR", _("Integrity requirement"), _LEVELS),
    ("AR", _("Availability requirement"), _LEVELS),
)
_OPTIONAL_4_SUPPLEMENTAL = (
    ("S", _("Safety"), "N Negligible, P Present"),
    ("AU", _("Automatable"), "N No, Y Yes"),
    ("R", _("Recovery"), "A Automatic, U User, I Irrecoverable"),
    ("V", _("Value density"), "D Diffuse, C Concentrated"),
    ("RE", _("Response effort"), "L Low, M Moderate, H High"),
    ("U", _("Provider urgency"), "Clear Clear, Green Green, Amber Amber, Red Red"),
)

_UNDEFINED = MetricValue("X", _("Not defined"), "")
_SAFETY = MetricValue("S", _("Safety"), "")


def base_metrics(version: str) -> tuple[Metric, ...]:
    """The mandatory metrics of `version`, in the order of the specification."""
    return _BASE_4 if version == "4.0" else _BASE_3


@lru_cache(maxsize=len(VERSIONS))
def all_metrics(version: str) -> Mapping[str, Metric]:
    """Every metric of `version` by its code, in the order a vector must have."""
    if version == "4.0":
        listed = (
            *_BASE_4,
            *_optional(_OPTIONAL_4_THREAT),
            *(_modified(metric) for metric in _BASE_4),
            *_optional(_OPTIONAL_4_SUPPLEMENTAL),
        )
    else:
        listed = (*_BASE_3, *_optional(_OPTIONAL_3), *(_modified(metric) for metric in _BASE_3))
    return MappingProxyType({metric.code: metric for metric in listed})


def _optional(table: tuple[tuple[str, str, str], ...]) -> tuple[Metric, ...]:
    """Metrics from rows of code, name and `CODE Name, CODE Name`."""
    listed = []
    for code, name, choices in table:
        pairs = (choice.partition(" ") for choice in choices.split(", "))
        values = tuple(MetricValue(short, words, "") for short, _space, words in pairs)
        listed.append(Metric(code, name, (_UNDEFINED, *values), False))
    return tuple(listed)


def _modified(base: Metric) -> Metric:
    # Harm to people counts for integrity and availability of other systems, and only here.
    extra = (_SAFETY,) if base.code in ("SI", "SA") else ()
    values = (_UNDEFINED, *extra, *base.values)
    return Metric(f"M{base.code}", f"Modified: {base.name}", values, False)
