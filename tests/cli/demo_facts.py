"""Run inside a demo home: what is in it, as JSON."""

import json
from pathlib import Path

from seawall.cli import setup


def facts() -> dict[str, object]:
    """Counts and names; `owners` is whom each stored token stands for."""
    from django.conf import settings
    from django.db.models import Sum

    from seawall.cli import demo
    from seawall.domain.accounts import queries as people
    from seawall.domain.audit.models import Event
    from seawall.domain.programs.models import Program
    from seawall.domain.reports.models import Attachment, Report
    from seawall.domain.rewards.models import LedgerEntry

    file = Path(settings.HOME) / demo.FILE
    at = list(Event.objects.order_by("id").values_list("at", flat=True))
    return {
        "reports": Report.objects.count(),
        "states": sorted(set(Report.objects.values_list("state", flat=True))),
        "programs": dict(Program.objects.values_list("slug", "program_maximum_minor")),
        "files": Attachment.objects.count(),
        "owed": LedgerEntry.objects.aggregate(total=Sum("amount_minor"))["total"],
        "unordered": Event.objects.filter(position=None).count(),
        "is_in_order": at == sorted(at),
        "mode": file.stat().st_mode & 0o777,
        "owners": {
            role: people.actor_for_token(stored["token"]).handle
            for role, stored in json.loads(file.read_text("utf-8")).items()
        },
    }


if __name__ == "__main__":
    setup.start_django()
    print(json.dumps(facts()))  # noqa: T201
