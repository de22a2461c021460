"""What every part needs. Names in here are public and never change within v1."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

# What the database can hold; larger numbers are refused here with a clear message.
Minor = Annotated[int, Field(ge=1, le=10**12)]


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("this moment is beyond the calendar") from None


# With an offset; near both ends of the calendar some offsets lead out of it.
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Percent = Annotated[float, Field(gt=0, lt=100)]


class In(BaseModel):
    """A body. Unknown names are refused: a typing error must not be ignored."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """An answer, filled from values of the domain.

    Not ninja's Schema: it reads every object through a wrapper, for models and files of Django
    that never come here.
    """

    model_config = ConfigDict(from_attributes=True)


class PersonOut(Out):
    """Somebody by handle."""

    handle: str
    display_name: str


class RewardOut(Out):
    """A range of rewards in minor units; `up_to` shows only the maximum."""

    currency: str
    minimum_minor: int
    maximum_minor: int
    up_to: bool
