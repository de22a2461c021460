"""Run in a home of its own: fill the log, append to it, prove from it. One JSON line.

_log_tree.py grow EVENTS | restart
"""

import json
import random
import sys
import time

import django

django.setup()

from seawall.cli import setup  # noqa: E402

setup.migrate()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from seawall.domain.accounts.events import SignedIn  # noqa: E402
from seawall.domain.actor import SYSTEM  # noqa: E402
from seawall.domain.audit import jobs, queries  # noqa: E402
from seawall.domain.audit.commands import Entry, record, record_all  # noqa: E402
from seawall.domain.audit.models import Event  # noqa: E402
from seawall.domain.audit.rules import merkle  # noqa: E402

AT_ONCE = 50
APPENDED = 20_000
ALONE = 2_000
PROOFS = 2_000
_COLUMNS = "public_id, at, name, actor_kind, role, payload, salt, committed, leaf_hash, user_id"
_FILL = {
    "sqlite": f"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
        INSERT INTO domain_event ({_COLUMNS})
        SELECT lower(hex(randomblob(16))), '2026-01-01 00:00:00', 'bench.filled', 'system', '',
               '{{}}', randomblob(32), '{{}}', randomblob(32), i %% 1000 FROM n""",
    "postgresql": f"""
        INSERT INTO domain_event ({_COLUMNS})
        SELECT gen_random_uuid(), '2026-01-01 00:00:00+00', 'bench.filled', 'system', '',
               '{{}}', sha256(i::text::bytea), '{{}}', sha256(('x' || i)::bytea), i %% 1000
        FROM generate_series(1, %s) AS i""",
}


def fill(count: int) -> float:
    """So many entries of chance by one statement; how many the sequencer enters in a second."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FILL[connection.vendor], [count])
    began = time.perf_counter()
    while jobs.sequence_batch():
        pass
    return count / (time.perf_counter() - began)


def append(count: int, at_once: int) -> tuple[float, float]:
    """Events a second, recorded by the real command in transactions of so many, and entered; and
    how many this process does in a second of its CPU, which a busy machine changes less.
    """
    began, used, done = time.perf_counter(), time.process_time(), 0
    while done < count:
        with transaction.atomic():
            if at_once == 1:
                record(_event(done), actor=SYSTEM)
            else:
                record_all(Entry(_event(done + n), SYSTEM) for n in range(at_once))
        done += at_once
        # As the worker does, which gathers for a moment.
        if done % jobs.BATCH == 0:
            jobs.sequence_batch()
    while jobs.sequence_batch():
        pass
    return count / (time.perf_counter() - began), count / (time.process_time() - used)


def _event(number: int) -> SignedIn:
    return SignedIn(user_id=number, method="passkey", second_factor=True)


def prove() -> dict[str, float]:
    """Milliseconds of proofs that lie anywhere in the newest tree; each is checked."""
    tree, chance = queries.tree(), random.Random(7)
    root, took, used = tree.root(), [], []
    for _ in range(PROOFS):
        position = chance.randrange(tree.size)
        began, before = time.perf_counter(), time.process_time()
        proof = queries.inclusion_proof(position, tree.size)
        took.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - before) * 1000)
        leaf = bytes(Event.objects.values_list("leaf_hash", flat=True).get(position=position))
        assert merkle.verify_inclusion(
            leaf=leaf, position=position, size=tree.size, proof=proof, root=root
        )
    took.sort()
    used.sort()
    place = int(PROOFS * 0.99)
    return {
        "proof_p50_ms": took[PROOFS // 2],
        "proof_p99_ms": took[place],
        "proof_cpu_p99_ms": used[place],
    }


def grow(count: int) -> dict[str, float]:
    figures = {"entered_per_s": fill(count)}
    figures["append_per_s"], figures["append_per_cpu_s"] = append(APPENDED, AT_ONCE)
    figures["append_alone_per_s"], figures["append_alone_per_cpu_s"] = append(ALONE, 1)
    return figures | {"events": queries.tree().size} | prove()


def restart() -> dict[str, float]:
    """A new process: what the first entry costs it."""
    with transaction.atomic():
        record(_event(1), actor=SYSTEM)
    with CaptureQueriesContext(connection) as asked:
        began = time.perf_counter()
        jobs.sequence_batch()
        jobs.sign_checkpoint()
        took = time.perf_counter() - began
    return {
        "restart_ms": took * 1000,
        "restart_statements": len(asked),
        "restart_bytes_read": len(bytes(queries.tree().to_bytes())),
    }


found = grow(int(sys.argv[2])) if sys.argv[1] == "grow" else restart()
print(json.dumps({name: round(value, 2) for name, value in found.items()}))
