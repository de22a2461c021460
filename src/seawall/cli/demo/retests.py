"""Retests of the demo: one that was confirmed, one that the team has to judge, one that waits."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from seawall.domain.actor import Actor
from seawall.domain.reports import commands as reports
from seawall.domain.rewards import commands as rewards


def life(now: datetime, ids: Mapping[str, str], actors: Mapping[str, Actor]) -> Iterator[datetime]:
    """Yields a moment; what follows happens at that moment."""
    jonas, ana = actors["jonas"], actors["ana"]
    yield now - timedelta(days=2, hours=6)
    _ask(ids["redos-filter"], "filters 3.1.4", "Deployed to both regions this morning.", jonas)
    _ask(ids["playground-share"], "playground#882", "Old presets were rewritten, too.", ana, 7_500)
    yield now - timedelta(days=1, hours=9)
    reports.answer_retest(
        ids["redos-filter"],
        is_fixed=True,
        summary="The same 60 characters are **refused after 50 ms** now, nested groups as well.",
        actor=actors["dunlin"],
    )
    yield now - timedelta(days=1, hours=7)
    rewards.judge_retest(ids["redos-filter"], confirm=True, note="Thank you!", actor=jonas)
    yield now - timedelta(days=1, hours=2)
    reports.answer_retest(
        ids["playground-share"],
        is_fixed=False,
        summary="New presets are safe. One that was shared **by link** before still loads the "
        "stored image.",
        actor=actors["reef"],
    )
    yield now - timedelta(hours=20)
    _ask(ids["queue-order"], "batch 2.9", "Please try it with two projects and a retry.", jonas)


def _ask(public_id: str, fix: str, note: str, by: Actor, pay_minor: int | None = None) -> None:
    reports.ask_retest(public_id, days=14, fix=fix, note=note, pay_minor=pay_minor, actor=by)
