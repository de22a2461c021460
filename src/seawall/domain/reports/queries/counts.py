"""How many reports are in each state, from counters."""

from collections.abc import Iterable

from django.db.models import Count, Sum

from seawall.domain.actor import Actor
from seawall.domain.reports import policies
from seawall.domain.reports.models import Report, StateCount
from seawall.domain.reports.rules.workflow import State


def counts(actor: Actor, program: str | None = None) -> dict[State, int]:
    """Reports by state over the programs that the actor triages or reads, or one of them.

    Zero for a state without reports; drafts are never counted. One statement at any size.
    """
    programs = policies.team_programs(actor)
    if program is not None:
        programs = programs.filter(slug=program)
    found = (
        StateCount.objects.filter(program__in=programs.values("pk"))
        .values_list("state")
        .annotate(n=Sum("reports"))
    )
    by_state = {State(state): n for state, n in found}
    return {state: by_state.get(state, 0) for state in State if state != State.DRAFT}


def my_counts(actor: Actor) -> dict[State, int]:
    """The actor's own reports by state, drafts included."""
    found: Iterable[tuple[str, int]] = ()
    if policies.may_read(actor):
        found = (
            Report.objects.filter(reporter=actor.user_id).values_list("state").annotate(Count("pk"))
        )
    by_state = {State(state): n for state, n in found}
    return {state: by_state.get(state, 0) for state in State}
