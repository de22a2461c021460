"""Run inside a home: awards that wait for a decision, and what the books say, as JSON."""

import json
import sys

from seawall.cli import setup


def make(rounds: int) -> dict[str, object]:
    """One proposed award for each round, and the token of who may approve them."""
    from tests.factories import accounts, reports, rewards

    program = reports.judged_program()
    awards = [
        rewards.award("proposed", report=rewards.rewarded_report(program)).public_id
        for _ in range(2 * rounds)
    ]
    manager = rewards.approver(rewards.rewarded_report(program))
    triager = reports.team_actor(program)
    return {
        "awards": awards[:rounds],
        "again": awards[rounds:],
        "report": rewards.rewarded_report(program).public_id,
        "manager": _token(accounts, manager),
        "triager": _token(accounts, triager),
    }


def books() -> dict[str, object]:
    """Transactions of each award, awards of each report, and the sum of everything."""
    from django.db.models import Count, Sum

    from seawall.domain.rewards.models import Award, LedgerEntry, LedgerTransaction

    posted = LedgerTransaction.objects.values_list("award__public_id").annotate(n=Count("pk"))
    proposed = Award.objects.values_list("report__public_id").annotate(n=Count("pk"))
    total = LedgerEntry.objects.aggregate(total=Sum("amount_minor"))["total"]
    return {"posted": dict(posted), "proposed": dict(proposed), "total": total}


def _token(accounts, actor) -> str:
    from seawall.domain.accounts.models import User

    return accounts.api_token(User.objects.get(pk=actor.user_id))[0]


if __name__ == "__main__":
    setup.start_django()
    setup.migrate()
    print(json.dumps(books() if sys.argv[1] == "books" else make(int(sys.argv[2]))))  # noqa: T201
