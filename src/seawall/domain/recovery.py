"""What a copy of this installation must hold, whether it does, and what ends when it is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import Sum

from seawall.domain.accounts import commands as accounts
from seawall.domain.actor import Actor
from seawall.domain.audit.models import Checkpoint, Event, LogHead
from seawall.domain.audit.queries import leaf_of
from seawall.domain.audit.rules.merkle import Frontier
from seawall.domain.programs import commands as programs
from seawall.domain.reports import commands as reports
from seawall.domain.reports.queries.keeping import kept_files
from seawall.domain.rewards.models import LedgerEntry
from seawall.lib import clock


@dataclass(frozen=True, slots=True)
class Inventory:
    """One state of the database.

    `files`: sha256 → bytes (0 where the database does not know). `ledger`: "account CURRENCY" →
    minor units. `rows`: table → rows. `log_root` in hex is that of the tree of `log_size` leaves.
    """

    files: dict[str, int]
    ledger: dict[str, int]
    rows: dict[str, int]
    log_size: int
    log_root: str


def inventory(using: str = "default") -> Inventory:
    """What the database says of itself. Call it inside the snapshot that is copied."""
    head = LogHead.objects.using(using).first()
    tree = Frontier() if head is None else Frontier.from_bytes(head.size, bytes(head.edge))
    return Inventory(
        files=_files(using),
        ledger=_ledger(using),
        rows={
            model._meta.db_table: model._default_manager.using(using).count()
            for model in apps.get_app_config("domain").get_models()
        },
        log_size=tree.size,
        log_root=tree.root().hex(),
    )


def contradictions(found: Inventory, using: str = "default") -> Iterator[str]:
    """Sentences about what the database says and its rows do not bear out: log and ledger."""
    size, tree = 0, Frontier()
    for event in Event.objects.using(using).order_by("position").iterator(chunk_size=2000):
        if leaf_of(event).hash() != bytes(event.leaf_hash):
            yield f"Event {event.public_id} was changed after it was written."
        if event.position is None:
            continue
        if event.position != size:
            yield f"The log has no position {size}."
            return
        tree, size = tree.extend([bytes(event.leaf_hash)]), size + 1
    if (size, tree.root().hex()) != (found.log_size, found.log_root):
        yield f"The log's head is of {found.log_size} events, its {size} events give another root."
    sums = (
        LedgerEntry.objects.using(using)
        .values("transaction__public_id", "currency")
        .annotate(total=Sum("amount_minor"))
        .exclude(total=0)
        .order_by("transaction__public_id")
    )
    for row in sums:
        yield f"Ledger transaction {row['transaction__public_id']} does not sum to zero."


@transaction.atomic
def begin_epoch(*, actor: Actor) -> None:
    """After a restore: nothing that was handed out before opens a door any more.

    Sessions, API tokens, sign-in links, invitations, links to reset a password or to verify an
    address. People sign in anew, with what they know and have.
    """
    programs.end_invitations(actor=actor)
    reports.end_guest_links(actor=actor)
    accounts.begin_epoch(actor=actor)


def _files(using: str) -> dict[str, int]:
    kept = kept_files(using)
    pictures = kept.exclude(thumbnail_sha256="").values_list("thumbnail_sha256", flat=True)
    return dict.fromkeys(pictures, 0) | dict(kept.values_list("sha256", "size_bytes"))


def _ledger(using: str) -> dict[str, int]:
    sums = (
        LedgerEntry.objects.using(using)
        .values("account", "currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("account", "currency")
    )
    return {f"{row['account']} {row['currency']}": row["total"] for row in sums}


def checkpoints(using: str = "default") -> str:
    """Every signed checkpoint, oldest first, with an empty line between."""
    notes = Checkpoint.objects.using(using).order_by("size").values_list("note", flat=True)
    return "\n".join(notes)


def without_checkpoint() -> timedelta | None:
    """How long sequenced events wait for a checkpoint; None when the newest covers all."""
    head = LogHead.objects.first()
    newest = Checkpoint.objects.order_by("-size").first()
    if head is None or head.size == (newest.size if newest else 0):
        return None
    first = Event.objects.filter(position=newest.size if newest else 0).first()
    return None if first is None else clock.now() - first.at


def log_reaches(size: int, root: str) -> bool:
    """Whether the log goes on from that tree: as long at least, with the same first leaves.

    Reads `size` leaf hashes.
    """
    tree = Frontier()
    leaves = Event.objects.filter(position__lt=size).order_by("position")
    hashes = leaves.values_list("leaf_hash", flat=True).iterator(chunk_size=5000)
    tree = tree.extend(bytes(one) for one in hashes)
    return (tree.size, tree.root().hex()) == (size, root)
