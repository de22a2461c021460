"""Documents that prove what the log holds, for those who may be told."""

from collections.abc import Iterable, Mapping
from typing import Any

from seawall.domain.audit.models import Checkpoint, Event
from seawall.domain.audit.queries import log
from seawall.domain.errors import NotFound
from seawall.lib.canonical import Json

CONSISTENCY = "seawall-consistency/1"

Document = dict[str, Any]


def events_of(report_id: int, name: str) -> list[Event]:
    """What happened to the report under that name, oldest first."""
    return list(Event.objects.filter(report_id=report_id, name=name).order_by("id"))


def covering(events: Iterable[Event]) -> Checkpoint | None:
    """The newest checkpoint if it covers all these events; None while one is being entered."""
    last = log.latest_checkpoint()
    if last is None or any(e.position is None or e.position >= last.size for e in events):
        return None
    return last


def identity() -> Document:
    """Which log it is, and its public key."""
    key = log.key()
    return {"origin": key.origin, "key": key.verifier()}


def entry(event: Event, size: int, fields: Mapping[str, Json]) -> Document:
    """One entry with the proof of its place in the tree of `size`, and these fields laid open.

    A value that is not the one that was committed to is laid open all the same: whoever checks
    the document is to see it.
    """
    assert event.position is not None
    leaf = log.leaf_of(event)
    openings = [leaf.opening(name, value) for name, value in fields.items()]
    return {
        "index": event.position,
        "commitments": [one.hex() for one in leaf.commitments()],
        "openings": [
            {"field": one.name, "value": one.value, "salt": one.salt.hex()} for one in openings
        ],
        "inclusion": [one.hex() for one in log.inclusion_proof(event.position, size)],
    }


def told(event: Event, committed: Mapping[str, Json]) -> dict[str, Json]:
    """All fields that may leave the house, by name: when and what, the payload, and those of
    `committed` that the event committed to.
    """
    known = {name: value for name, value in committed.items() if name in event.committed}
    own = log.leaf_of(event).fields()
    return {
        "event.at": own["event.at"],
        "event.name": own["event.name"],
        **event.payload,
        **known,
    }


def signed(document: Document) -> Document:
    """The document under the log's signature."""
    return log.key().sign_document(document)


def consistency(old: int, new: int) -> Document:
    """That the log of the one size begins with the log of the other. Raises NotFound for sizes
    that were never signed.
    """
    if not 0 < old <= new:
        raise NotFound
    return {
        "format": CONSISTENCY,
        "log": identity(),
        "old": log.checkpoint_of(old).note,
        "new": log.checkpoint_of(new).note,
        "proof": [one.hex() for one in log.consistency_proof(old, new)],
    }
