"""What every form over a report has: a dialog in the inbox, a plain page without scripts."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.reports import queries
from seawall.lib import ids
from seawall.web.pages.reports import threads, timelines, wording
from seawall.web.pages.reports.threads import ThreadPage
from seawall.web.pages.triage import panes
from seawall.web.pages.triage.narrowing import Narrowing


@dataclass(frozen=True, slots=True)
class Latest:
    """The last move of a report: what to tell whoever came second."""

    actor: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActPage:
    """One form over one report. `fields` is the template of its fields, `submit` its button.

    `latest` is set when the report is not in a state for this any more.
    """

    thread: ThreadPage
    title: str
    submit: str
    icon: str
    kind: str
    fields: str
    url: str
    back: str
    latest: Latest | None = None


class Frame(TypedDict):
    """What every form over a report has; see ActPage."""

    thread: ThreadPage
    title: str
    submit: str
    icon: str
    kind: str
    fields: str
    url: str
    back: str


def framed(
    thread: ThreadPage,
    narrowing: Narrowing,
    name: str,
    *,
    title: str,
    submit: str,
    icon: str,
    fields: str,
    kind: str = "primary",
    of: tuple[str, ...] = (),
) -> Frame:
    """The frame of the form that lives below the report as `name`; `of` ends its address."""
    query = narrowing.query()
    return Frame(
        thread=thread,
        title=title,
        submit=submit,
        icon=icon,
        kind=kind,
        fields=fields,
        url=panes.url(name, thread.public_id, query, *of),
        back=panes.url("report", thread.public_id, query),
    )


def require_seen(actor: Actor, public_id: str) -> None:
    """Raises NotFound for a report that the actor may not open, whatever is asked about it."""
    if not queries.readable(actor, frozenset({ids.normalize(public_id)})):
        raise NotFound


def is_seen(actor: Actor, page: ActPage) -> bool:
    """Whether the actor still sees the report: it may have gone to another group."""
    return not actor.limits or bool(queries.readable(actor, frozenset({page.thread.public_id})))


def latest(thread: ThreadPage) -> Latest:
    """Who moved the report last."""
    last = next(
        entry for entry in reversed(thread.report.timeline) if isinstance(entry, queries.MoveEntry)
    )
    by = timelines.name_of(last.by) if last.by else _("Seawall")
    return Latest(by, wording.done(last.move), last.at)


def seen_by_team(actor: Actor, public_id: str) -> ThreadPage:
    """The report, for the team only."""
    thread = threads.thread(actor, public_id)
    if not thread.is_team:
        raise NotFound
    return thread
