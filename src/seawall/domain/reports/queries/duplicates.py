"""What the reporter of a duplicate is shown of the original, and the proof that it was earlier."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit import queries as audit
from seawall.domain.audit.models import Event
from seawall.domain.audit.queries import Document
from seawall.domain.errors import Conflict, NotFound
from seawall.domain.programs.models import KnownIssue
from seawall.domain.programs.rules import disclosing, known_issues
from seawall.domain.programs.rules.known_issues import KnownIssueIn
from seawall.domain.readings.rules import Door
from seawall.domain.reports.models import Report
from seawall.domain.reports.queries.receipts import submission_fields
from seawall.domain.reports.queries.threads import visible_report
from seawall.domain.reports.rules.workflow import State
from seawall.lib.canonical import Json

FORMAT = "seawall-duplicate-proof/1"
REPORT, KNOWN_ISSUE = "report", "known_issue"
# What each chosen field lays open of the original's entry and of the ruling's.
_OPENS: dict[str, tuple[str, ...]] = {
    disclosing.NUMBER: ("report", "known_issue"),
    disclosing.DATE: ("submitted_at", "registered_at"),
    disclosing.TARGET: ("asset", "target_id"),
    disclosing.VRT: ("vrt",),
    "endpoint": ("endpoint",),
    "title": ("title",),
}
_RULING = {disclosing.STATE: "original_state", disclosing.PRIORITY: "original_priority"}


@dataclass(frozen=True, slots=True)
class DuplicateProof:
    """`document` is None while the ruling is being entered (`is_pending`), or for good when the
    log does not show that the original was earlier; `why_not` says so in words.
    """

    public_id: str
    kind: str
    disclosed: tuple[str, ...]
    is_pending: bool
    why_not: str
    document: Document | None


def duplicate_proof(actor: Actor, public_id: str, *, door: Door = Door.PAGE) -> DuplicateProof:
    """For who may see the duplicate. Raises NotFound for a report that is closed otherwise."""
    report = visible_report(actor, public_id, door=door)
    ruling = _ruling(report)
    if ruling is None:
        raise NotFound
    kind = KNOWN_ISSUE if report.known_issue_id is not None else REPORT
    own = audit.events_of(report.pk, "report.submitted")[:1]
    original = _original_event(report, ruling)
    disclosed = tuple(ruling.payload.get("disclosed", ()))
    why_not, document, is_pending = "", None, False
    if not own or original is None or "original_leaf" not in ruling.committed:
        why_not = _("One of the entries was made before the log could prove anything.")
    elif audit.covering([own[0], original, ruling]) is None:
        is_pending = True
    elif not (original.position or 0) < (own[0].position or 0) < (ruling.position or 0):
        why_not = _("The log does not show that the original was entered before this report.")
    else:
        document = _document(report, kind, disclosed, (own[0], original, ruling))
    return DuplicateProof(report.public_id, kind, disclosed, is_pending, why_not, document)


def duplicate_proof_document(actor: Actor, public_id: str) -> Document:
    """The proof for machines. Raises Conflict (being_entered) for the second until there is one."""
    found = duplicate_proof(actor, public_id, door=Door.EXPORT)
    if found.document is not None:
        return found.document
    if found.is_pending:
        raise Conflict(
            _("The ruling is being entered into the log. Ask again in a second."),
            code="being_entered",
        )
    raise NotFound


def _ruling(report: Report) -> Event | None:
    """The move that closed the report as repeated, if it still is."""
    if report.state != State.DUPLICATE:
        return None
    moves = audit.events_of(report.pk, "report.moved")
    return next((one for one in reversed(moves) if one.payload["to_state"] == report.state), None)


def _original_event(report: Report, ruling: Event) -> Event | None:
    if report.known_issue is not None:
        return Event.objects.filter(pk=report.known_issue.event_id or 0).first()
    if report.original_id is None:
        return None
    return next(iter(audit.events_of(report.original_id, "report.submitted")), None)


def _document(
    report: Report, kind: str, disclosed: tuple[str, ...], events: tuple[Event, Event, Event]
) -> Document:
    own, original, ruling = events
    checkpoint = audit.covering(events)
    assert checkpoint is not None
    mine = submission_fields(report, own)
    theirs = _original_fields(report, original)
    shown = {name: theirs[name] for name in _names(disclosed) if name in theirs}
    named = {"event.name", "report", "submitted_at"} | (
        shown.keys() & {"asset", "target_id", "vrt"}
    )
    return audit.signed(
        {
            "format": FORMAT,
            "log": audit.identity(),
            "report": report.public_id,
            "kind": kind,
            "claims": _claims(mine, shown),
            "own": audit.entry(
                own, checkpoint.size, {name: mine[name] for name in sorted(named) if name in mine}
            ),
            "original": audit.entry(
                original, checkpoint.size, {"event.name": original.name} | shown
            ),
            "ruling": audit.entry(ruling, checkpoint.size, _ruled(ruling, disclosed, original)),
            "checkpoint": checkpoint.note,
        }
    )


def _names(disclosed: tuple[str, ...]) -> list[str]:
    return [name for chosen in disclosed for name in _OPENS.get(chosen, ())]


def _claims(mine: dict[str, Json], shown: dict[str, Json]) -> list[str]:
    same = {"same_target": "asset", "same_class": "vrt"}
    return ["earlier"] + [
        claim for claim, name in same.items() if shown.get(name) and shown[name] == mine.get(name)
    ]


def _ruled(ruling: Event, disclosed: tuple[str, ...], original: Event) -> dict[str, Json]:
    """Never the number of the original, unless the original's own entry shows it as well."""
    at_ruling: dict[str, Any] = _at_ruling(ruling, disclosed)
    told = audit.told(ruling, at_ruling | {"original_leaf": bytes(original.leaf_hash).hex()})
    names = ("event.at", "event.name", "report", "move", "to_state", "original_leaf", *at_ruling)
    return {name: told[name] for name in names if name in told}


def _at_ruling(ruling: Event, disclosed: tuple[str, ...]) -> dict[str, Json]:
    """State and priority as the ruling committed to them: found again by trying all there are."""
    leaf = audit.leaf_of(ruling)
    states: tuple[Json, ...] = (*map(str, State), "known")
    priorities: tuple[Json, ...] = (None, 1, 2, 3, 4, 5)
    values = {disclosing.STATE: states, disclosing.PRIORITY: priorities}
    found: dict[str, Json] = {}
    for chosen, name in _RULING.items():
        if chosen not in disclosed:
            continue
        for value in values[chosen]:
            made = leaf.opening(name, value).commitment().hex()
            if made == ruling.committed.get(name):
                found[name] = value
    return found


def _original_fields(report: Report, event: Event) -> dict[str, Json]:
    if report.known_issue is not None:
        return audit.told(event, _known(report.known_issue))
    assert report.original is not None
    return submission_fields(report.original, event)


def _known(row: KnownIssue) -> dict[str, Json]:
    issue = KnownIssueIn(
        title=row.title,
        target=row.target,
        vrt=row.vrt,
        url=row.url,
        reference=row.reference,
        notes=row.notes,
        known_since=row.known_since.isoformat() if row.known_since else "",
    )
    return known_issues.committed(
        issue, target_id=row.target_id, asset=row.asset, registered_at=row.registered_at
    )
