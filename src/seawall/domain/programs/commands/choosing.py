"""One word of a list, as it came from outside."""

from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext as _

from seawall.domain.errors import Invalid

Choice = TypeVar("Choice", bound=StrEnum)


def choice(kind: type[Choice], value: str, *, field: str) -> Choice:
    """The choice that `value` names. Raises Invalid, which lists what is possible."""
    try:
        return kind(value)
    except ValueError as refusal:
        possible = ", ".join(kind)
        raise Invalid(
            _("Choose one of %(possible)s.") % {"possible": possible}, field=field
        ) from refusal
