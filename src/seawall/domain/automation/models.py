"""What a team says again and again."""

from django.db import models
from django.db.models import Q

from seawall.domain.accounts.models import Organization
from seawall.domain.programs.models import Program
from seawall.domain.tables import Table


class CannedResponse(Table):
    """A text with variables (rules.filling), for all reports of an organization or of one program.

    `default_for` is the action (rules.filling.ACTIONS) that begins with it; empty for none. One of
    the program goes before one of the organization.
    """

    public_id = models.CharField(max_length=10, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    program = models.ForeignKey(Program, null=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    text = models.TextField(max_length=16 * 1024)
    default_for = models.CharField(max_length=30, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="response_name"),
            models.UniqueConstraint(
                fields=["organization", "default_for"],
                condition=Q(program__isnull=True) & ~Q(default_for=""),
                name="response_default",
            ),
            models.UniqueConstraint(
                fields=["program", "default_for"],
                condition=Q(program__isnull=False) & ~Q(default_for=""),
                name="response_default_of_program",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
