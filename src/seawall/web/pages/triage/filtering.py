"""The form of all filters, with what it offers and how many reports stand behind each state."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.rules import Permission, Role, roles_with
from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.programs import queries as programs
from seawall.domain.reports import queries
from seawall.domain.reports.rules.workflow import OPEN, State
from seawall.web.pages.reports import wording
from seawall.web.pages.triage.narrowing import SETS, WAITING_FOR, Narrowing

# More members than this are not offered one by one; a handle in the address still works.
_MOST_MEMBERS = 100

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FiltersPage:
    """What can be chosen, and what is: empty where the filter says more than the form can.

    `text` is the whole filter; the form changes its own terms in it and leaves the others.
    """

    url: str
    text: str
    program: str
    programs: Options
    states: Options
    state: str
    priorities: Options
    priority: str
    assignees: Options
    assignee: str
    at_risk: bool


def filters(actor: Actor, narrowing: Narrowing) -> FiltersPage:
    """The form. Raises NotFound for whoever reads nobody's reports."""
    if not actor.organizations_with(Permission.REPORT_VIEW):
        raise NotFound
    assignee = _only(narrowing, "assignee")
    turn = _only(narrowing, "turn")
    state = _only(narrowing, "state") or "all"
    return FiltersPage(
        url=reverse("inbox"),
        text=narrowing.text,
        program=_only(narrowing, "program"),
        programs=programs_read(actor),
        states=_states(queries.counts(actor)),
        state=turn if state == "open" and turn in WAITING_FOR else state,
        priorities=tuple((str(number), f"P{number}") for number in range(1, 6)),
        priority=_only(narrowing, "priority"),
        assignees=_assignees(actor, assignee),
        assignee=assignee,
        at_risk=narrowing.has("clock", "risk"),
    )


def _only(narrowing: Narrowing, name: str) -> str:
    """The value of a term that has one."""
    term = narrowing.parsed.term(name)
    return term.values[0] if term and len(term.values) == 1 and not term.ranges else ""


def programs_read(actor: Actor) -> Options:
    """The programmes whose reports the actor reads, by name."""
    cards = [
        card
        for organization in actor.organizations_with(Permission.REPORT_VIEW)
        for card in programs.programs_of(actor, organization)
    ]
    return tuple((card.slug, card.name) for card in sorted(cards, key=lambda card: card.name))


def state_label(word: str) -> str:
    """A state, or a word for several, as people read it."""
    labels = {
        "open": _("All open"),
        "team": _("The team’s turn"),
        "reporter": _("The reporter’s turn"),
        "closed": _("Closed"),
        "all": _("Open and closed"),
    }
    return labels.get(word) or wording.state(State(word))


def workers(actor: Actor, organization_id: int) -> list[tuple[str, str]]:
    """Handle and name of the members who can be given a report. Raises NotFound for strangers."""
    able = roles_with(Permission.REPORT_NOTE)
    return [
        (member.handle, member.name)
        for member in accounts.members_of(organization_id, actor=actor)
        if member.is_active and Role(member.role) in able
    ]


def _states(counts: Mapping[State, int]) -> Options:
    groups = ("open", *WAITING_FOR, "closed", "all")
    several = [(word, sum(counts[state] for state in SETS[word])) for word in groups]
    single = [(str(state), count) for state, count in counts.items() if state in OPEN or count]
    return tuple((word, f"{state_label(word)} ({count})") for word, count in several + single)


def _assignees(actor: Actor, chosen: str) -> Options:
    """Me, nobody, and whoever works in the organizations whose members the actor may read."""
    names: dict[str, str] = {}
    for organization in actor.organizations_with(Permission.REPORT_VIEW):
        if actor.may(Permission.MEMBER_VIEW, organization):
            names |= dict(workers(actor, organization)[:_MOST_MEMBERS])
    names.pop(actor.handle, None)
    if chosen not in ("", "me", "none"):
        names.setdefault(chosen, chosen)
    people = sorted(names.items(), key=lambda pair: pair[1].lower())
    return (("me", _("Me")), ("none", _("Nobody")), *people)
