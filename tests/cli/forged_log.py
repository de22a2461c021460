"""Run inside a home: verifies its log by the command, forges an entry and verifies again."""

import contextlib
import io
import json
import sys

from seawall.cli import setup

setup.start_django()


def run(*arguments: str) -> tuple[int, str]:
    """Exit status and last line of `./run verify`."""
    from seawall.cli import verify

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = verify.run(list(arguments))
    return status, said.getvalue().strip().splitlines()[-1]


def story() -> dict[str, tuple[int, str]]:
    from django.conf import settings

    from seawall.domain import recovery
    from seawall.domain.audit import queries as audit
    from seawall.domain.audit.models import Checkpoint, Event, LogHead
    from seawall.domain.reports import queries
    from tests import factories
    from tests.tampering import unprotected

    first = factories.report()
    factories.enter_log()
    document = queries.receipt_document(factories.actor(first.reporter), first.public_id)
    factories.report()
    factories.enter_log()
    receipt, note = settings.HOME / "receipt.json", settings.HOME / "checkpoint.txt"
    receipt.write_text(json.dumps(document), "utf-8")
    checkpoint = audit.latest_checkpoint()
    note.write_text(checkpoint.note if checkpoint else "", "utf-8")
    found = {
        "before": run("log", "--checkpoint", str(note), "--key", audit.key().verifier()),
        "receipt": run(str(receipt), "--checkpoint", str(note)),
    }
    with unprotected():
        Event.objects.filter(position=1).update(user_id=1234)
    found |= {"after": run("log", "--checkpoint", str(note))}
    listed = settings.HOME / "checkpoints.txt"
    listed.write_text(recovery.checkpoints(), "utf-8")
    first_edge = edge_of(1)
    with unprotected():
        Event.objects.filter(position__gte=1).delete()
        Checkpoint.objects.filter(size__gt=1).delete()
        LogHead.objects.update(size=1, edge=first_edge)
    return found | {
        "rolled back": run("log"),
        "by a witness": run("log", "--checkpoint", str(note)),
        "by a backup": run("log", "--checkpoint", str(listed)),
    }


def edge_of(size: int) -> bytes:
    """The right edge of the tree as it was at that size."""
    from seawall.domain.audit.models import Event
    from seawall.domain.audit.rules.merkle import Frontier

    leaves = Event.objects.filter(position__lt=size).order_by("position")
    return Frontier().extend(bytes(row.leaf_hash) for row in leaves).to_bytes()


if __name__ == "__main__":
    setup.migrate()
    sys.stdout.write(json.dumps(story()))
