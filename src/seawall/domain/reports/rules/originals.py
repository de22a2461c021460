"""Which report may be named as the original of a duplicate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop, said


@dataclass(frozen=True, slots=True)
class Original:
    """A report that another one repeats."""

    public_id: str
    submitted_at: datetime


def check_original(public_id: str, submitted_at: datetime, chain: Sequence[Original]) -> None:
    """Return when the report may be called a duplicate of the first of `chain`.

    `chain` is the named original followed by its own original and so on to the end.
    Raises Invalid(field="original") for itself, a cycle or an original that is not older.
    """
    if not chain:
        raise Invalid(gettext_noop("Name the original report."), field="original")
    if chain[0].public_id == public_id:
        raise Invalid(gettext_noop("A report cannot be a duplicate of itself."), field="original")
    if public_id in {original.public_id for original in chain}:
        raise Invalid(
            said(
                gettext_noop("%(public_id)s is itself a duplicate of this report."),
                public_id=chain[0].public_id,
            ),
            field="original",
        )
    if chain[0].submitted_at >= submitted_at:
        raise Invalid(
            said(
                gettext_noop("%(public_id)s is not older than this report. Name an earlier one."),
                public_id=chain[0].public_id,
            ),
            field="original",
        )
