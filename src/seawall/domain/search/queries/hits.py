"""Where the words that somebody looked for stand, of what the reader may read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from seawall.domain.actor import Actor
from seawall.domain.reports.models import Attachment, Audience, Collaborator, Comment
from seawall.domain.reports.policies import shared_with
from seawall.domain.reports.queries.rows import ReportRow
from seawall.domain.search.queries.texts import newest_texts
from seawall.domain.search.rules.excerpts import Piece, excerpt, stems
from seawall.domain.search.rules.grammar import Said

__all__ = ["Hit", "Piece", "hits"]

_MOST_COMMENTS = 300


@dataclass(frozen=True, slots=True)
class Hit:
    """A few words around the first that was found. `place`: text, comment or file."""

    place: str
    pieces: tuple[Piece, ...]


def hits(actor: Actor, shown: Mapping[int, ReportRow], said: Sequence[Said]) -> dict[str, Hit]:
    """By public id, for reports that the actor may see; one that only its title names has none.

    At most four statements; none without words.
    """
    wanted = [one for one in said if not one.excludes]
    if not wanted or not shown:
        return {}
    found: dict[int, Hit] = {}
    _fill(found, "text", wanted, ((one.report_id, one.body) for one in newest_texts(shown)))
    left = [pk for pk in shown if pk not in found]
    if left:
        mine = _on_reporters_side(actor, shown, left)
        comments = _readable(Comment.objects.all(), left, mine, "body", wanted)
        _fill(found, "comment", wanted, comments)
        left = [pk for pk in left if pk not in found]
    if left:
        names = Attachment.objects.filter(removed_at__isnull=True)
        _fill(found, "file", wanted, _readable(names, left, mine, "name", wanted))
    return {shown[pk].public_id: hit for pk, hit in found.items()}


def _fill(
    found: dict[int, Hit], place: str, wanted: Sequence[Said], texts: Iterable[tuple[int, str]]
) -> None:
    for pk, text in texts:
        pieces = excerpt(text, wanted)
        if pieces and pk not in found:
            found[pk] = Hit(place, pieces)


def _on_reporters_side(
    actor: Actor, shown: Mapping[int, ReportRow], left: Sequence[int]
) -> frozenset[int]:
    own = {pk for pk in left if shown[pk].reporter.id == actor.user_id}
    shared: QuerySet[Collaborator] = shared_with(actor).filter(report__in=left)
    return frozenset(own | set(shared.values_list("report", flat=True)))


def _readable(
    rows: QuerySet[Any],
    report_ids: Sequence[int],
    mine: frozenset[int],
    column: str,
    wanted: Sequence[Said],
) -> Iterable[tuple[int, str]]:
    """The newest that hold one of the words, of what both sides or (on the team) the team reads."""
    any_word = Q()
    for stem in stems(wanted):
        any_word |= Q(**{f"{column}__icontains": stem})
    audience = Q(audience=Audience.PARTICIPANTS) | ~Q(report__in=mine)
    found = rows.filter(any_word, audience, report__in=report_ids).order_by("-pk")
    return found.values_list("report", column)[:_MOST_COMMENTS]
