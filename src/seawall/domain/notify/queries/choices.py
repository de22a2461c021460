"""How people want to be told: everywhere, and what differs in one programme."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid, NotFound
from seawall.domain.notify import policies
from seawall.domain.notify.models import Preference
from seawall.domain.notify.rules.topics import (
    AS_EVERYWHERE,
    EVERYTHING,
    GENERAL_ONLY,
    TOPIC_HELP,
    TOPIC_LABELS,
    Choice,
    MailPace,
    Topic,
)
from seawall.domain.programs import policies as programs
from seawall.domain.programs.models import Program
from seawall.domain.reports.models import Collaborator, CollaboratorState, Report


@dataclass(frozen=True, slots=True)
class PreferenceView:
    """How a person chose to be told about a topic."""

    topic: Topic
    label: str
    help: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class ChosenProgram:
    """A programme for which somebody may choose; `differs` where they did."""

    id: int
    slug: str
    name: str
    differs: bool


class Choices:
    """The choices of several people, as they count for an event."""

    def __init__(self, rows: Iterable[Preference]) -> None:
        self._rows = {(row.user_id, row.topic, row.program_id): choice_of(row) for row in rows}

    def of(self, user_id: int, topic: str, program_id: int | None) -> Choice:
        """What counts there; neither part of it is None."""
        general = self._rows.get((user_id, topic, None), EVERYTHING)
        if program_id is None:
            return general
        return self._rows.get((user_id, topic, program_id), AS_EVERYWHERE).over(general)


def choice_of(row: Preference) -> Choice:
    """What a row says."""
    if row.by_mail is None:
        return Choice(row.in_app, None)
    mail = MailPace.DAILY if row.is_daily else MailPace.NOW
    return Choice(row.in_app, mail if row.by_mail else MailPace.OFF)


def choices_of(user_ids: Collection[int], program_ids: Collection[int]) -> Choices:
    """What these people chose everywhere and for these programmes, in one statement."""
    counts = Q(program=None) | Q(program__in=program_ids)
    return Choices(Preference.objects.filter(counts, user_id__in=user_ids))


def preferences(actor: Actor, program_id: int | None = None) -> tuple[PreferenceView, ...]:
    """Every topic with the actor's choice: everywhere (told both ways where nothing was chosen),
    or what differs in a programme.
    """
    own = policies.own_preferences(actor).filter(program=program_id)
    chosen = {row.topic: choice_of(row) for row in own}
    unchosen = EVERYTHING if program_id is None else AS_EVERYWHERE
    return tuple(
        PreferenceView(
            topic, _(TOPIC_LABELS[topic]), _(TOPIC_HELP[topic]), chosen.get(topic, unchosen)
        )
        for topic in Topic
        if program_id is None or topic not in GENERAL_ONLY
    )


def programs_to_choose(actor: Actor) -> tuple[ChosenProgram, ...]:
    """Those that the actor works for or reported to, by name."""
    differing = set(policies.own_preferences(actor).values_list("program", flat=True))
    rows = _choosable(actor).order_by("name", "pk").values_list("pk", "slug", "name")
    return tuple(ChosenProgram(*row, differs=row[0] in differing) for row in rows)


def program_to_choose(actor: Actor, slug: str) -> ChosenProgram:
    """One of them. Raises NotFound."""
    for found in programs_to_choose(actor):
        if found.slug == slug:
            return found
    raise NotFound


def topic_named(word: str, program_id: int | None = None) -> Topic:
    """Raises Invalid(field="topic") for a word that is none, or none that a programme has."""
    if word not in frozenset(Topic) or (program_id is not None and word in GENERAL_ONLY):
        raise Invalid(_("There is no such topic."), field="topic")
    return Topic(word)


def _choosable(actor: Actor) -> QuerySet[Program]:
    own = Report.objects.filter(reporter=actor.user_id)
    shared = Collaborator.objects.filter(
        user=actor.user_id, state=CollaboratorState.ACCEPTED
    ).values("report__program")
    return programs.visible_to(actor).filter(
        Q(organization__in=actor.organizations_with(Permission.PROGRAM_VIEW))
        | Q(pk__in=own.values("program"))
        | Q(pk__in=shared)
    )
