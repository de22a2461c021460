"""What every table shares, and the constraint that ties a moment to a person."""

from django.db import models
from django.db.models import Q


class Table(models.Model):
    """A row with a 64-bit id that is never shown outside."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def together(*fields: str, name: str) -> models.CheckConstraint:
    """All of `fields` are set, or none is."""
    unset = Q(**{f"{field}__isnull": True for field in fields})
    present = Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=unset | present, name=name)


def one_of(field: str, choices: type, *, name: str) -> models.CheckConstraint:
    """`field` holds a value of the StrEnum `choices`."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": sorted(str(choice) for choice in choices)}),  # type: ignore[attr-defined]
        name=name,
    )
