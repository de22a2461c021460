"""One thing done to many reports: each by its own command, its own rights and its own event."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.errors import DomainError, Invalid, NotFound
from seawall.domain.reports import policies
from seawall.domain.reports.commands.assigning import KEPT, Kept, assign
from seawall.domain.reports.commands.moving import make_move
from seawall.domain.reports.commands.tagging import tag
from seawall.domain.reports.commands.triaging import set_severity
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MoveInput
from seawall.lib import ids
from seawall.lib.text import gettext_noop, said

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report. `code` is "done", or that of the refusal with its `message`.

    `before` and `before_group` are what undoing needs: the former handles, empty for nobody.
    """

    report: str
    code: str
    message: str = ""
    before: str = ""
    before_group: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was changed."""
        return self.code == "done"


def move_many(
    public_ids: Iterable[str], move: str, *, given: MoveInput, actor: Actor
) -> tuple[Outcome, ...]:
    """The same move with the same words for each. What a report refuses stops no other."""
    return _each(public_ids, lambda one: make_move(one, move, given=given, actor=actor))


def assign_many(
    public_ids: Iterable[str],
    *,
    assignee: str | Kept | None = KEPT,
    group: str | Kept | None = KEPT,
    actor: Actor,
) -> tuple[Outcome, ...]:
    """Give all to one member, to one group or to both, by handle; None is nobody."""
    chosen = chosen_ids(public_ids)
    seen = policies.seen_by_team(actor).filter(public_id__in=chosen)
    rows = seen.values_list("public_id", "assignee__handle", "group__handle")
    before = {number: (handle or "", name or "") for number, handle, name in rows}
    found = _each(chosen, lambda one: assign(one, assignee=assignee, group=group, actor=actor))
    return tuple(
        Outcome(one.report, one.code, one.message, *before.get(one.report, ("", "")))
        if one.is_done
        else one
        for one in found
    )


def give_back(former: Mapping[str, tuple[str, str]], *, actor: Actor) -> tuple[Outcome, ...]:
    """Undo `assign_many`: each to the member and group that it had before, empty for nobody."""
    given = {ids.normalize(number): handles for number, handles in former.items()}

    def back(number: str) -> object:
        handle, group = given[number]
        return assign(number, assignee=handle or None, group=group or None, actor=actor)

    return _each(given, back)


def rate_many(
    public_ids: Iterable[str],
    *,
    priority: int,
    reason_code: str,
    reason: str,
    actor: Actor,
    side: str = "triage",
) -> tuple[Outcome, ...]:
    """The same priority with the same reason for each; their reporters read it."""

    def rate(one: str) -> object:
        return set_severity(
            one, side=side, priority=priority, reason_code=reason_code, reason=reason, actor=actor
        )

    return _each(public_ids, rate)


def tag_many(
    public_ids: Iterable[str],
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    actor: Actor,
) -> tuple[Outcome, ...]:
    """The same tags put on all and taken off all."""
    if not add and not remove:
        raise Invalid(gettext_noop("Name a tag."), field="tags")
    return _each(public_ids, lambda one: tag(one, add=add, remove=remove, actor=actor))


def chosen_ids(public_ids: Iterable[str]) -> tuple[str, ...]:
    """Each number once, in its order. Raises Invalid for none and for more than MOST_AT_ONCE."""
    chosen = tuple(dict.fromkeys(ids.normalize(one) for one in public_ids))
    if not chosen:
        raise Invalid(gettext_noop("Choose reports first."), field="reports")
    if len(chosen) > MOST_AT_ONCE:
        message = said(gettext_noop("Choose at most %(most)s reports."), most=MOST_AT_ONCE)
        raise Invalid(message, field="reports")
    return chosen


def numbers_of(report_ids: Sequence[int]) -> tuple[str, ...]:
    """Public numbers in the order of the ids. Visibility is the caller's."""
    numbers = dict(Report.objects.filter(pk__in=report_ids).values_list("pk", "public_id"))
    return tuple(numbers[pk] for pk in report_ids if pk in numbers)


def _each(public_ids: Iterable[str], act: Callable[[str], object]) -> tuple[Outcome, ...]:
    return tuple(_one(number, act) for number in chosen_ids(public_ids))


def _one(number: str, act: Callable[[str], object]) -> Outcome:
    try:
        act(number)
    except NotFound:
        # Whether it is another team's or never was is the same answer, word for word.
        return Outcome(number, NotFound.code, NotFound().message)
    except DomainError as refusal:
        return Outcome(number, refusal.code, refusal.message)
    return Outcome(number, "done")
