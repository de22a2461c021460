"""Run in a home of its own: fills the log as the former release did, then migrates it.

Prints what became of it as JSON.
"""

import json
import sys
import uuid

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, transaction  # noqa: E402

from seawall.lib import clock  # noqa: E402

SEQUENCED, WAITING = 603, 2


def fill() -> None:
    native = connection.features.has_native_uuid_field
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(SEQUENCED + WAITING):
            key = uuid.uuid4()
            cursor.execute(
                "INSERT INTO domain_event (public_id, at, name, actor_kind, role, payload,"
                " leaf_hash, position) VALUES (%s, %s, 'old.event', 'system', '', %s, %s, %s)",
                [
                    key if native else key.hex,
                    connection.ops.adapt_datetimefield_value(clock.now()),
                    json.dumps({"number": number}),
                    b"x" * 32,
                    # Positions do not follow the ids, as after late commits.
                    (number * 7) % SEQUENCED if number < SEQUENCED else None,
                ],
            )
        cursor.execute(
            "INSERT INTO domain_loghead (id, size, edge, moved_at) VALUES (1, %s, %s, %s)",
            [
                SEQUENCED,
                b"x" * 32 * SEQUENCED.bit_count(),
                connection.ops.adapt_datetimefield_value(clock.now()),
            ],
        )


def found() -> dict:
    from seawall.domain.audit.models import Event
    from seawall.domain.audit.queries import events_after, leaf_of, tree
    from seawall.domain.audit.rules import merkle

    ordered = events_after(-1, limit=10_000)
    leaves = [bytes(event.leaf_hash) for event in ordered]
    try:
        with transaction.atomic():
            Event.objects.update(name="forged")
        guarded = False
    except DatabaseError:
        guarded = True
    return {
        "events": Event.objects.count(),
        "numbers": sorted(event.payload["number"] for event in ordered),
        "salts": len({bytes(event.salt) for event in Event.objects.all()}),
        "wrong": [e.pk for e in Event.objects.all() if bytes(e.leaf_hash) != leaf_of(e).hash()],
        "tree_is_whole": tree().size == SEQUENCED and tree().root() == merkle.root(leaves),
        "guarded": guarded,
    }


if __name__ == "__main__":
    call_command("migrate", "domain", "0002", verbosity=0)
    fill()
    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(found()))
