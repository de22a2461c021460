"""CVSS vectors: read, score, compare. Versions 3.0, 3.1 and 4.0."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cvss import CVSS3, CVSS4

from seawall.domain.errors import Invalid
from seawall.domain.taxonomy.rules.cvss_metrics import (
    VERSIONS,
    Metric,
    MetricValue,
    all_metrics,
    base_metrics,
)
from seawall.lib.text import gettext_noop, said

__all__ = [
    "CvssScore",
    "Metric",
    "MetricChange",
    "MetricValue",
    "Rating",
    "label_for_priority",
    "metric_diff",
    "metrics",
    "parse",
    "priority_for_score",
    "rating_for_score",
    "vector_from_metrics",
]

MAX_VECTOR_CHARS = 256
_EXAMPLE = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
_SHOWN_CHARS = 24


class Rating(StrEnum):
    """The qualitative scale of the specification, the same for 3.x and 4.0."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


_PRIORITY_OF = {
    Rating.CRITICAL: 1,
    Rating.HIGH: 2,
    Rating.MEDIUM: 3,
    Rating.LOW: 4,
    Rating.NONE: 5,
}
_LABELS = {1: "critical", 2: "high", 3: "medium", 4: "low", 5: "informational"}


@dataclass(frozen=True, slots=True)
class CvssScore:
    """A valid vector and what it scores.

    For 3.x `score` is the base score; `temporal` and `environmental` follow the optional
    metrics and equal it when there are none. In 4.0 there is one score for the whole vector.
    """

    version: str
    vector: str
    score: Decimal
    rating: Rating
    temporal: Decimal
    environmental: Decimal


@dataclass(frozen=True, slots=True)
class MetricChange:
    """One metric that differs, by names of values; None where that vector does not have it."""

    code: str
    name: str
    before: str | None
    after: str | None


def parse(vector: str) -> CvssScore:
    """Score `vector`, rewritten in the order of the specification without undefined metrics.

    Space around it is ignored and any order of metrics is accepted. Raises Invalid
    (field "cvss") with a message that names the first thing that is wrong.
    """
    version, chosen = _read(vector)
    tidy = _join(version, chosen)
    if version == "4.0":
        base = temporal = environmental = Decimal(str(CVSS4(tidy).base_score))
    else:
        scored = CVSS3(tidy)
        base, temporal, environmental = (Decimal(str(number)) for number in scored.scores())
    return CvssScore(version, tidy, base, rating_for_score(base), temporal, environmental)


def metrics(version: str) -> tuple[Metric, ...]:
    """What a calculator for `version` asks: the base metrics, each with its choices in words."""
    if version not in VERSIONS:
        raise _refusal(
            said(
                gettext_noop("CVSS %(version)s is not offered: use 3.1 or 4.0."),
                version=version[:_SHOWN_CHARS],
            )
        )
    return base_metrics(version)


def vector_from_metrics(version: str, chosen: Mapping[str, str]) -> str:
    """The vector of a filled-in calculator form. `chosen` maps metric codes to value codes.

    Raises Invalid as `parse` does, so a form with a metric left open says which one.
    """
    given = [f"{code}:{value}" for code, value in chosen.items() if value]
    return parse("/".join((f"CVSS:{version}", *given))).vector


def metric_diff(before: str, after: str) -> tuple[MetricChange, ...]:
    """The metrics in which two vectors differ, in order; empty when they say the same.

    Vectors of different versions are compared where a metric has the same meaning in both.
    """
    old_version, old = _read(before)
    new_version, new = _read(after)
    changes = []
    if old_version != new_version:
        changes.append(MetricChange("CVSS", gettext_noop("CVSS version"), old_version, new_version))
    was = _named(old_version, old)
    now = _named(new_version, new)
    for key in (*now, *(key for key in was if key not in now)):
        if was.get(key) != now.get(key):
            changes.append(MetricChange(*key, was.get(key), now.get(key)))
    return tuple(changes)


def rating_for_score(score: Decimal) -> Rating:
    """The rating of a score from 0.0 to 10.0."""
    if score >= Decimal("9.0"):
        return Rating.CRITICAL
    if score >= Decimal("7.0"):
        return Rating.HIGH
    if score >= Decimal("4.0"):
        return Rating.MEDIUM
    return Rating.LOW if score > 0 else Rating.NONE


def priority_for_score(score: Decimal) -> int:
    """The priority, 1 (critical) to 5 (informational), that a score stands for."""
    return _PRIORITY_OF[rating_for_score(score)]


def label_for_priority(priority: int) -> str:
    """The stable word for a priority: critical, high, medium, low or informational."""
    if priority not in _LABELS:
        raise Invalid(gettext_noop("A priority is a number from 1 to 5."), field="priority")
    return _LABELS[priority]


def _read(vector: str) -> tuple[str, dict[str, str]]:
    """The version and the metrics as given, checked for everything but the score."""
    if not isinstance(vector, str):
        raise _refusal(gettext_noop("A CVSS vector is a text."))
    vector = vector.strip()
    if not vector:
        raise _refusal(
            said(gettext_noop("The vector is empty. It looks like %(example)s."), example=_EXAMPLE)
        )
    if len(vector) > MAX_VECTOR_CHARS:
        raise _refusal(
            said(
                gettext_noop("The vector is too long: at most %(n)s characters."),
                n=MAX_VECTOR_CHARS,
            )
        )
    version = _version(vector)
    known = all_metrics(version)
    chosen: dict[str, str] = {}
    for part in vector.split("/")[1:]:
        code, value = _read_part(part, known, version)
        if code in chosen:
            raise _refusal(
                said(gettext_noop("The metric %(code)s is given twice. Keep one."), code=code)
            )
        chosen[code] = value
    missing = [code for code, metric in known.items() if metric.mandatory and code not in chosen]
    if missing:
        raise _refusal(
            said(
                gettext_noop("Mandatory metrics are missing: %(missing)s."),
                missing=", ".join(missing),
            )
        )
    return version, chosen


def _version(vector: str) -> str:
    prefix, slash, _ = vector.partition("/")
    if slash and prefix.startswith("CVSS:") and prefix[5:] in VERSIONS:
        return prefix[5:]
    if prefix.upper().startswith("CVSS:") and not prefix.startswith("CVSS:"):
        raise _refusal(
            said(gettext_noop("Write the vector in capitals, like %(example)s."), example=_EXAMPLE)
        )
    if prefix.startswith("CVSS:") and prefix[5:] not in VERSIONS:
        raise _refusal(
            said(
                gettext_noop("CVSS version %(prefix)s is not known: use 3.0, 3.1 or 4.0."),
                prefix=_shown(prefix[5:]),
            )
        )
    if prefix.startswith("CVSS:"):
        raise _refusal(
            said(
                gettext_noop("The vector has no metrics. It looks like %(example)s."),
                example=_EXAMPLE,
            )
        )
    if "/Au:" in vector:
        raise _refusal(
            gettext_noop("This is a CVSS 2 vector: score it again with CVSS 3.1 or 4.0.")
        )
    raise _refusal(
        gettext_noop("The prefix is missing: begin with CVSS:3.0/, CVSS:3.1/ or CVSS:4.0/.")
    )


def _read_part(part: str, known: Mapping[str, Metric], version: str) -> tuple[str, str]:
    if not part:
        raise _refusal(gettext_noop("A metric is empty: remove the extra slash."))
    code, colon, value = part.partition(":")
    if not colon:
        raise _refusal(
            said(
                gettext_noop("“%(part)s” is not a metric: write it as CODE:VALUE."),
                part=_shown(part),
            )
        )
    if code not in known:
        if code.upper() in known:
            raise _refusal(
                said(gettext_noop("Write the metric %(upper)s in capitals."), upper=code.upper())
            )
        raise _refusal(
            said(
                gettext_noop("“%(code)s” is not a metric of CVSS %(version)s."),
                code=_shown(code),
                version=version,
            )
        )
    allowed = [choice.code for choice in known[code].values]
    if value not in allowed:
        raise _refusal(
            said(
                gettext_noop(
                    "“%(value)s” is not a value of %(code)s in CVSS %(version)s: use %(allowed)s."
                ),
                value=_shown(value),
                code=code,
                version=version,
                allowed=", ".join(allowed),
            )
        )
    return code, value


def _join(version: str, chosen: Mapping[str, str]) -> str:
    ordered = (
        f"{code}:{chosen[code]}"
        for code in all_metrics(version)
        if code in chosen and chosen[code] != "X"
    )
    return "/".join((f"CVSS:{version}", *ordered))


def _named(version: str, chosen: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Names of the chosen values by (code, name): a code alone changes meaning between versions."""
    return {
        (code, metric.name): metric.value_name(chosen[code])
        for code, metric in all_metrics(version).items()
        if code in chosen and chosen[code] != "X"
    }


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


def _refusal(message: str) -> Invalid:
    return Invalid(message, field="cvss")
