"""Files whose content must stay where it is stored."""

from django.db.models import Q, QuerySet

from seawall.domain.reports.models import Attachment


def kept_files(using: str | None = None) -> QuerySet[Attachment]:
    """Those that somebody may read, those the team deleted until two have purged them, and all
    of a report on legal hold.
    """
    rows = Attachment.objects.using(using) if using else Attachment.objects.all()
    was_evidence = Q(sealed_at__isnull=False) | ~Q(removal_reason="")
    return rows.filter(
        Q(removed_at__isnull=True)
        | Q(was_evidence, purged_at__isnull=True)
        | Q(report__held_at__isnull=False, purged_at__isnull=True)
    )
