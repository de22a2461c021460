"""Fills a prepared home with so many reports in bulk. Prints facts as one JSON line.

Built: programmes, people, reports in every state with their first version, 0 to 3 comments each,
the event that each was sent (true leaves, tree and tiles of the log), counters, the search index,
fingerprints and signatures. Not built: drafts, moves, severities, files, awards, notices, mail,
later versions; and comments and moves have no events of their own.

Rows are written as a dump is restored: indexes and triggers are laid when the rows are there.
"""

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC
from itertools import islice
from multiprocessing import get_context
from typing import Any

import _desk_rows as made
import django

django.setup()

import _prepare  # noqa: E402
from _desk_sink import sink_of  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from seawall.cli.demo import programs as demo  # noqa: E402
from seawall.domain.accounts import queries as people  # noqa: E402
from seawall.domain.accounts.models import User  # noqa: E402
from seawall.domain.audit import jobs as audit  # noqa: E402
from seawall.domain.audit.models import Event, LogHead, LogReader  # noqa: E402
from seawall.domain.audit.rules.merkle import Frontier  # noqa: E402
from seawall.domain.jobs_queue import worker  # noqa: E402
from seawall.domain.programs import commands as programs  # noqa: E402
from seawall.domain.programs.models import Program  # noqa: E402
from seawall.domain.reports.models import StateCount  # noqa: E402
from seawall.domain.search.commands.statistics import SAMPLE  # noqa: E402
from seawall.domain.search.models import TermStatistics  # noqa: E402
from seawall.domain.search.rules.statistics import Statistics  # noqa: E402
from seawall.domain.taxonomy import queries as taxonomy  # noqa: E402
from seawall.lib import clock  # noqa: E402

PROGRAMS, HUNTERS, TEAM, PIECE = 12, 200, 5, 1000


def world(facts: dict[str, Any]) -> dict[str, Any]:
    """What rows refer to, after everything so far has its place in the log."""
    owner = User.objects.get(pk=facts["owner"])
    by = people.actor_for_user(owner.pk, second_factor=True)
    organization = Program.objects.get(slug="bench").organization_id
    for number in range(1, PROGRAMS):
        slug = f"bench-{number}"
        programs.create_program(
            organization, slug=slug, name=f"Bench {number}", kind="bounty", visibility="public",
            actor=by,
        )  # fmt: skip
        programs.save_brief_draft(slug, document=demo.reference(), actor=by)
        programs.publish_brief(slug, change_note="First.", actor=by)
        programs.set_state(slug, state="open", actor=by)
    release = taxonomy.release()
    nodes = [node.id for node in release.nodes.values() if node.id.count(".") == 2]
    hunters = [_prepare.person(f"hunter{n}-bench") for n in range(HUNTERS)]
    team = [owner.pk, *(_prepare.person(f"crew{n}-bench") for n in range(TEAM))]
    worker.settle()
    return {
        "organization": organization,
        "owner": owner.pk,
        "team": team,
        "people": [facts["hunter"], *hunters],
        "programs": [
            {"id": pk, "slug": slug, "brief": brief}
            for pk, slug, brief in Program.objects.order_by("pk").values_list(
                "pk", "slug", "brief_id"
            )
        ],
        "vrt": sorted(nodes)[::7],
        "vrt_release": release.id,
        "now": clock.now().astimezone(UTC).isoformat(),
        "log_size": LogHead.objects.get().size,
        "first": 1,
    }


def tasks(told: dict[str, Any], count: int) -> Iterator[tuple[dict[str, Any], int, int, int]]:
    """Pieces of all numbers from 1 to `count`."""
    for first in range(1, count + 1, PIECE):
        yield told, count, first, min(first + PIECE, count + 1)


def ahead(pool: Any, work: Any, asked: Iterable[Any]) -> Iterator[Any]:
    """In their order, some made ahead: all at once would not fit into memory."""
    waiting: list[Any] = []
    source = iter(asked)
    waiting.extend(pool.apply_async(work, (one,)) for one in islice(source, 6))
    while waiting:
        done = waiting.pop(0).get()
        waiting.extend(pool.apply_async(work, (one,)) for one in islice(source, 1))
        yield done


@contextmanager
def told_time(facts: dict[str, Any], name: str, count: int) -> Iterator[None]:
    """Notes reports per second of what happens inside, and the CPU of each, all processes'."""
    began, used = time.perf_counter(), sum(os.times()[:4])
    yield
    took, used = time.perf_counter() - began, sum(os.times()[:4]) - used
    facts[f"{name}_per_s"] = round(count / took)
    facts[f"{name}_cpu_ms"] = round(used * 1000 / count, 3)
    print(f"{name}: {count} reports in {took:.1f} s, CPU {used:.1f} s", file=sys.stderr, flush=True)


@contextmanager
def helpers(*once: Any) -> Iterator[Any]:
    """Processes that make rows; `once` is a function that each calls first, and its values."""
    with get_context("spawn").Pool(2, *([once[0], once[1:]] if once else [])) as pool:
        yield pool
        # Their CPU time counts once they have ended.
        pool.close()
        pool.join()


def count_rows(told: dict[str, Any], count: int) -> None:
    """Counters, and the head and tiles of the log."""
    numbers: Counter[tuple[int, str]] = Counter()
    for number in range(1, count + 1):
        is_open = number % 16 == 0
        pool = made.OPEN if is_open else made.CLOSED
        state = pool[number // 16 % len(pool)] if is_open else pool[number * 31 % len(pool)]
        numbers[made.program_of(told, number)["id"], state] += 1
    StateCount.objects.bulk_create(
        StateCount(program_id=program, state=state, shard=0, reports=n)
        for (program, state), n in numbers.items()
    )
    head = LogHead.objects.get()
    tree = Frontier.from_bytes(head.size, bytes(head.edge))
    leaves = Event.objects.filter(position__gte=head.size).order_by("position")
    hashes = leaves.values_list("leaf_hash", flat=True).iterator(chunk_size=5000)
    tree = tree.extend(bytes(one) for one in hashes)
    with transaction.atomic():
        audit._store_tiles(head.size, tree.size)
        LogHead.objects.update(size=tree.size, edge=tree.to_bytes(), moved_at=clock.now())
        LogReader.objects.update(position=tree.size - 1)
    audit.sign_checkpoint()


def statistics(pool: Any, count: int) -> None:
    """As the product counts them: over the newest reports."""
    first = max(1, count - SAMPLE + 1)
    pieces = ((count, at, min(at + PIECE, count + 1)) for at in range(first, count + 1, PIECE))
    counted = Statistics.over(one for piece in ahead(pool, made.terms, pieces) for one in piece)
    TermStatistics.objects.update_or_create(
        pk=1,
        defaults={"reports": counted.reports, "buckets": counted.to_bytes(),
                  "newest_report_id": count, "counted_at": clock.now()},
    )  # fmt: skip


def main(count: int, *, has_likeness: bool) -> None:
    """See above. Without likeness there are no fingerprints and no signatures."""
    facts = _prepare.world()
    told = world(facts)
    sink = sink_of(connection)
    facts |= {"reports": count, "similar": has_likeness}
    with told_time(facts, "data", count), sink.filling(made.COLUMNS, *_DATA), helpers() as pool:
        for rows in ahead(pool, made.data, tasks(told, count)):
            sink.add(rows)
    with told_time(facts, "counters_and_log", count):
        count_rows(told, count)
    with told_time(facts, "words", count), sink.filling(made.COLUMNS, *_WORDS), helpers() as pool:
        for rows in ahead(pool, made.words, tasks(told, count)):
            sink.add(rows)
    if has_likeness:
        with helpers() as pool:
            statistics(pool, count)
        row = TermStatistics.objects.get()
        with (
            told_time(facts, "likeness", count),
            sink.filling(made.COLUMNS, *_LIKENESS),
            helpers(made.know, row.reports, bytes(row.buckets)) as pool,
        ):
            for rows in ahead(pool, made.likeness, tasks(told, count)):
                sink.add(rows)
    with told_time(facts, "analyze", count), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    facts["session"] = _prepare.session_of(facts["owner"])
    print(json.dumps(facts))


_DATA = ("domain_report", "domain_revision", "domain_comment", "domain_event")
_LIKENESS = ("domain_reportfingerprint", "domain_signatureterm")
_WORDS = ("domain_searchtext",)

if __name__ == "__main__":
    main(int(sys.argv[1]), has_likeness="--without-similar" not in sys.argv)
