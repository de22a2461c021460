"""How many reports are in each state, from counters."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, Sum

from seawall.domain.actor import Actor
from seawall.domain.reports import policies
from seawall.domain.reports.models import Report, StateCount
from seawall.domain.reports.rules.workflow import State


def counts(actor: Actor, program: str | None = None) -> dict[State, int]:
    """Reports by state over the programs that the actor triages or reads, or one of them.

    Zero for a state without reports; drafts are never counted. One statement at any size. Where
    the actor is limited to groups their reports are counted themselves, in one more.
    """
    programs = policies.team_programs(actor)
    if program is not None:
        programs = programs.filter(slug=program)
    whole = programs.exclude(organization__in=actor.limits) if actor.limits else programs
    found = (
        StateCount.objects.filter(program__in=whole.values("pk"))
        .values_list("state")
        .annotate(n=Sum("reports"))
    )
    by_state = Counter({State(state): n for state, n in found})
    if actor.limits:
        by_state.update(_of_groups(actor, program))
    return {state: by_state.get(state, 0) for state in State if state != State.DRAFT}


def _of_groups(actor: Actor, program: str | None) -> dict[State, int]:
    """The counters tell of reports in other groups: what the actor may know is counted by row."""
    found = policies.seen_by_team(actor).filter(program__organization__in=actor.limits)
    if program is not None:
        found = found.filter(program__slug=program)
    return {State(state): n for state, n in found.values_list("state").annotate(n=Count("pk"))}


def my_counts(actor: Actor) -> dict[State, int]:
    """The actor's own reports by state, drafts included."""
    found: Iterable[tuple[str, int]] = ()
    if policies.may_read(actor):
        found = (
            Report.objects.filter(reporter=actor.user_id).values_list("state").annotate(Count("pk"))
        )
    by_state = {State(state): n for state, n in found}
    return {state: by_state.get(state, 0) for state in State}
