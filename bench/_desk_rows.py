"""Rows of many reports, made by processes beside the one that writes them.

Each function takes (world, count, first, behind) and gives rows by table, as plain values in the
order of `COLUMNS`; a column that is not named there has the model's default.
"""

import hashlib
import uuid
from array import array
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import django

django.setup()

from _desk_texts import Said, Texts  # noqa: E402

from seawall.domain.audit.rules.leaves import Leaf  # noqa: E402
from seawall.domain.search.commands.indexing import SIGNATURE  # noqa: E402
from seawall.domain.search.queries.fulltext import PER_REPORT, TEAM_DOCUMENT  # noqa: E402
from seawall.domain.search.rules.fingerprints import (  # noqa: E402
    fingerprint,
    pack,
    signature,
    term,
)
from seawall.domain.search.rules.fulltext import plain  # noqa: E402
from seawall.domain.search.rules.reading import READING, read  # noqa: E402
from seawall.domain.search.rules.statistics import Statistics  # noqa: E402
from seawall.lib.ids import ALPHABET  # noqa: E402

OPEN = ("new", "triaged", "accepted", "needs_info")
CLOSED = ("resolved", "duplicate", "informational", "not_applicable", "out_of_scope")
COLUMNS = {
    "domain_report": (
        "id", "public_id", "program_id", "brief_id", "reporter_id", "state", "turn", "title",
        "target", "target_id", "priority", "vrt", "vrt_release", "assignee_id", "created_at",
        "updated_at", "submitted_at", "terms_version", "content_sha256", "closed_at",
        "comment_count", "triage_due_at", "next_due_at",
    ),
    "domain_revision": (
        "report_id", "number", "author_id", "title", "target", "target_id", "vrt", "url",
        "description", "impact", "content_sha256", "saved_at", "sealed_at",
    ),
    "domain_comment": ("report_id", "author_id", "audience", "body", "created_at", "side"),
    "domain_event": (
        "public_id", "at", "name", "actor_kind", "user_id", "organization_id", "program_id",
        "report_id", "payload", "salt", "leaf_hash", "position",
    ),
    "domain_reportfingerprint": (
        "report_id", "organization_id", "packed", "signature", "reading",
    ),
    "domain_signatureterm": ("organization_id", "term", "report_id"),
}  # fmt: skip
_YEARS = timedelta(days=3 * 365)
_known: Statistics | None = None


@cache
def texts_of(count: int) -> Texts:
    return Texts(count)


def program_of(world: dict[str, Any], number: int) -> dict[str, Any]:
    """Half of all reports in the first programme, half of the rest in the second, and so on."""
    place, spread = 0, number * 2_654_435_761 % 2**32
    while spread & 1 and place < len(world["programs"]) - 1:
        spread, place = spread >> 1, place + 1
    return world["programs"][place]


def public_id(number: int) -> str:
    """All different: an odd factor modulo a power of two."""
    value, text = number * 766_245_317 % 2**30, ""
    for _ in range(6):
        value, digit = divmod(value, 32)
        text += ALPHABET[digit]
    return f"R-{text}"


def data(task: tuple[dict[str, Any], int, int, int]) -> dict[str, list[tuple[Any, ...]]]:
    """Reports, their words, comments and the event that they were sent, with its true leaf."""
    world, count, first, behind = task
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    texts, now = texts_of(count), datetime.fromisoformat(world["now"])
    for number in range(first, behind):
        said = texts.of(number)
        program = program_of(world, number)
        reporter = world["people"][number * 7919 % len(world["people"])]
        at = now - _YEARS * ((count - number) / count)
        report = _report(world, number, said, program, reporter, at, now)
        rows["domain_report"].append(report)
        vrt = report[11]
        rows["domain_revision"].append(
            (number, 1, reporter, said.title, said.target, "t1", vrt, said.url, said.description,
             said.impact, "0" * 64, at, at)
        )  # fmt: skip
        for place, body in enumerate(said.comments):
            side, author = ("team", world["owner"]) if place % 2 == 0 else ("reporter", reporter)
            audience = "team" if place == 2 else "participants"
            when = at + timedelta(hours=place + 1)
            rows["domain_comment"].append((number, author, audience, body, when, side))
        rows["domain_event"].append(_event(world, number, program, reporter, vrt, at))
    return dict(rows)


def _report(
    world: dict[str, Any], number: int, said: Said, program: dict[str, Any], reporter: int,
    at: datetime, now: datetime,
) -> tuple[Any, ...]:  # fmt: skip
    is_open = number % 16 == 0
    pool = OPEN if is_open else CLOSED
    state = pool[number // 16 % len(pool)] if is_open else pool[number * 31 % len(pool)]
    is_running = is_open and state != "needs_info"
    due = now + timedelta(minutes=number % 9000 - 3000) if is_running else None
    team = world["team"]
    return (
        number, public_id(number), program["id"], program["brief"], reporter, state,
        "team" if is_open else "nobody", said.title, said.target, "t1", number // 7 % 5 + 1,
        world["vrt"][number % len(world["vrt"])], world["vrt_release"],
        team[number // 5 % len(team)] if number % 5 == 0 else None, at,
        at + timedelta(hours=number % 500), at, 1, "0" * 64, None if is_open else at,
        len(said.comments), due, due,
    )  # fmt: skip


def _event(
    world: dict[str, Any], number: int, program: dict[str, Any], reporter: int, vrt: str,
    at: datetime,
) -> tuple[Any, ...]:  # fmt: skip
    salt = hashlib.sha256(b"bench %d" % number).digest()
    payload = {
        "report": public_id(number), "program": program["slug"], "kind": "security", "vrt": vrt,
        "target_id": "t1", "priority": number // 7 % 5 + 1, "brief_version": 1,
        "content_sha256": "0" * 64,
    }  # fmt: skip
    leaf = Leaf(
        salt=salt, public_id=uuid.UUID(bytes=salt[:16]), at=at, name="report.submitted",
        actor_kind="user", user_id=reporter, token_id=None, role="",
        organization_id=world["organization"], program_id=program["id"], report_id=number,
        payload=payload,
    )  # fmt: skip
    position = world["log_size"] + number - world["first"]
    return (leaf.public_id, at, leaf.name, "user", reporter, world["organization"], program["id"],
            number, payload, salt, leaf.hash(), position)  # fmt: skip


def terms(task: tuple[int, int, int]) -> list[frozenset[int]]:
    """All terms of some reports, to count how common they are."""
    count, first, behind = task
    found = (_reading(texts_of(count).of(number)) for number in range(first, behind))
    return [frozenset(map(term, (*one.title, *one.body, *one.pairs, *one.marks))) for one in found]


def know(reports: int, buckets: bytes) -> None:
    """What a process must be told before it makes fingerprints."""
    global _known
    _known = Statistics.from_bytes(reports, buckets)


def likeness(task: tuple[dict[str, Any], int, int, int]) -> dict[str, list[tuple[Any, ...]]]:
    """Fingerprints and signatures as the product's own indexing makes them."""
    world, count, first, behind = task
    assert _known is not None
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    texts, org = texts_of(count), world["organization"]
    for number in range(first, behind):
        made = fingerprint(_reading(texts.of(number)), _known)
        strongest = signature(made, _known, SIGNATURE)
        signed = array("i", strongest).tobytes()
        rows["domain_reportfingerprint"].append((number, org, pack(made), signed, READING))
        rows["domain_signatureterm"] += [(org, each, number) for each in strongest]
    return dict(rows)


def words(task: tuple[dict[str, Any], int, int, int]) -> dict[str, list[tuple[Any, ...]]]:
    """Documents of the search index as the product's own indexing makes them."""
    world, count, first, behind = task
    rows: list[tuple[Any, ...]] = []
    texts, org = texts_of(count), world["organization"]
    for number in range(first, behind):
        said = texts.of(number)
        program = program_of(world, number)["id"]
        reporter = world["people"][number * 7919 % len(world["people"])]
        scope = (f"o{org}", f"p{program}", f"r{reporter}")
        talk = "\n".join(body for place, body in enumerate(said.comments) if place != 2)
        body = f"{said.url}\n{said.description}\n{said.impact}"
        rows.append((number * PER_REPORT, scope, plain(said.title), plain(body), plain(talk)))
        if len(said.comments) > 2:
            team = plain(said.comments[2])
            rows.append((number * PER_REPORT + TEAM_DOCUMENT, scope[:2], "", "", team))
    return {"domain_searchtext": rows}


def _reading(said: Said) -> Any:
    return read(said.title, f"{said.url}\n{said.description}\n{said.impact}")
