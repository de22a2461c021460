"""How a report is shared: whole basis points, 10000 together with the reporter."""

import re
from collections.abc import Mapping, Set
from typing import TypeVar

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop, said

WHOLE = 10_000
MOST_PEOPLE = 10

Key = TypeVar("Key", str, int)

_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?\s*%?", re.ASCII)


def parse_percent(text: str) -> int:
    """Basis points of "33.33" or "50 %". Raises Invalid(field="share") for anything else."""
    match = _PERCENT.fullmatch(text.strip())
    points = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else WHOLE + 1
    if points > WHOLE:
        raise Invalid(gettext_noop("Write a share such as 33.33, at most 100."), field="share")
    return points


def format_percent(basis_points: int) -> str:
    """The share as people write it: "50", "33.3", "33.33"."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)


def check_shares(reporter_share: int, collaborators: Mapping[Key, int]) -> None:
    """Return when the report may be shared like this; raise Invalid(field="collaborators")."""
    if len(collaborators) + 1 > MOST_PEOPLE:
        raise Invalid(
            said(
                gettext_noop("At most %(n)s people share a report, its reporter included."),
                n=MOST_PEOPLE,
            ),
            field="collaborators",
        )
    if min((reporter_share, *collaborators.values())) < 1:
        raise Invalid(
            gettext_noop("Everybody has a share of at least 0.01 %, the reporter too."),
            field="collaborators",
        )
    total = reporter_share + sum(collaborators.values())
    if total != WHOLE:
        raise Invalid(
            said(
                gettext_noop("Shares must sum to exactly 100 %%, not %(total)s %%."),
                total=format_percent(total),
            ),
            field="collaborators",
        )


def effective_shares(
    reporter: Key, reporter_share: int, collaborators: Mapping[Key, int], accepted: Set[Key]
) -> dict[Key, int]:
    """Who gets what of an award now: the share of a pending invitation stays with the reporter."""
    joined = {key: share for key, share in collaborators.items() if key in accepted}
    pending = sum(collaborators.values()) - sum(joined.values())
    return {reporter: reporter_share + pending, **joined}
