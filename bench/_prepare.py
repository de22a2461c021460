"""Data for a benchmark, made before the server starts. Prints facts as one JSON line."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta

import django

django.setup()

from seawall.cli import setup  # noqa: E402

setup.migrate()
setup.collect_static()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from seawall.cli.demo import programs  # noqa: E402
from seawall.domain.accounts import commands as accounts  # noqa: E402
from seawall.domain.accounts import queries as people  # noqa: E402
from seawall.domain.accounts.models import User  # noqa: E402
from seawall.domain.accounts.rules import TokenScope  # noqa: E402
from seawall.domain.actor import SYSTEM  # noqa: E402
from seawall.domain.programs import commands as program_commands  # noqa: E402
from seawall.domain.programs.models import Program  # noqa: E402
from seawall.domain.reports.models import Report, Revision, StateCount  # noqa: E402
from seawall.domain.search import commands as search  # noqa: E402
from seawall.lib import clock, ids  # noqa: E402
from seawall.web.sessions import SessionStore  # noqa: E402


def person(handle: str, **fields) -> int:
    return accounts.create_person(
        f"{handle}@bench.example", handle=handle, actor=SYSTEM, **fields
    ).pk


def world() -> dict:
    admin = person("boss-bench", is_platform_admin=True)
    owner, hunter = person("owner-bench"), person("hunter-bench")
    org = accounts.create_organization(
        "bench", name="Bench", owner_id=owner,
        actor=people.actor_for_user(admin, second_factor=True),
    )  # fmt: skip
    by = people.actor_for_user(owner, second_factor=True)
    program_commands.create_program(
        org.pk, slug="bench", name="Bench", kind="bounty", visibility="public", actor=by
    )
    program_commands.save_brief_draft("bench", document=programs.reference(), actor=by)
    program_commands.publish_brief("bench", change_note="First.", actor=by)
    program_commands.set_state("bench", state="open", actor=by)
    tokens = {}
    for name, user_id in (("owner", owner), ("hunter", hunter)):
        who = people.actor_for_user(user_id, second_factor=False)
        tokens[name] = accounts.make_token(
            user_id, name="bench", scopes=tuple(TokenScope), days=30, actor=who
        )
    return {"tokens": tokens, "slug": "bench", "owner": owner, "hunter": hunter}


def session_of(user_id: int) -> str:
    """A signed-in browser, made as the sign-in page makes it."""
    user = User.objects.get(pk=user_id)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    store.save()
    return str(store.session_key)


def statements_of(path: str, **headers) -> tuple[int, int]:
    """SQL statements and bytes of one GET, the second time it is asked."""
    client = Client(headers=headers, raise_request_exception=True)
    if "cookie" in headers:
        name, _, value = headers.pop("cookie").partition("=")
        client = Client()
        client.cookies[name] = value
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(queries), len(answer.content)


TITLE = "Finding number {} in the export of orders, with some detail"
TEXT = "Steps, and what they show. " * 20


def fill(count: int, texts: Iterator[tuple[str, str]] | None = None) -> None:
    """So many submitted reports, by bulk insert: six per cent open, spread over three years.

    `texts` gives the title and description of each.
    """
    program = Program.objects.get(slug="bench")
    hunter = User.objects.get(handle="hunter-bench")
    owner = User.objects.get(handle="owner-bench")
    now = clock.now()
    states = ["new", "triaged", "accepted", "needs_info"]
    closed = ["resolved", "duplicate", "informational", "not_applicable", "out_of_scope"]
    counted: dict[str, int] = {}
    for begin in range(0, count, 5000):
        rows, said = [], []
        for number in range(begin, min(begin + 5000, count)):
            is_open = number % 16 == 0
            pool = states if is_open else closed
            state = pool[number // 16 % len(pool)] if is_open else pool[number % len(pool)]
            at = now - timedelta(minutes=(count - number) * 1_500_000 / count)
            due = now + timedelta(minutes=number % 9000 - 3000)
            running = is_open and state != "needs_info"
            counted[state] = counted.get(state, 0) + 1
            title, text = next(texts) if texts else (TITLE.format(number), TEXT)
            said.append(text)
            rows.append(
                Report(
                    public_id=ids.public_id("R"), program=program, brief_id=program.brief_id,
                    reporter=hunter, state=state, turn="team" if is_open else "nobody",
                    title=title[:150],
                    target="https://api.openai.com", target_id="t1", priority=number // 7 % 5 + 1,
                    vrt="cross_site_scripting_xss.reflected.non_self", vrt_release="2026-07-08",
                    assignee=owner if number % 7 == 0 else None, created_at=at, updated_at=at,
                    submitted_at=at, terms_version=1, content_sha256="0" * 64,
                    closed_at=None if is_open else at, comment_count=number % 9,
                    triage_due_at=due if running else None,
                    next_due_at=due if running else None,
                )
            )  # fmt: skip
        with transaction.atomic():
            made = _bulk(rows)
            Revision.objects.bulk_create(
                (
                    Revision(
                        report_id=row.pk, number=1, author=hunter, title=row.title,
                        target=row.target, target_id="t1", vrt=row.vrt,
                        description=text, impact="Data of others.",
                        content_sha256="0" * 64, saved_at=row.created_at,
                        sealed_at=row.created_at,
                    )
                    for row, text in zip(made, said, strict=True)
                ),
                batch_size=1000,
            )  # fmt: skip
    for state, number in counted.items():
        StateCount.objects.create(program=program, state=state, shard=0, reports=number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def index_all() -> None:
    """Read every report for finding; the first few tell how common words are."""
    last: int | None = 0
    for piece in range(10**6):
        if last is None:
            break
        last = search.rebuild(last, limit=2000)
        if piece == 4:
            search.count_terms(force=True)
    search.count_terms(force=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _bulk(rows: list[Report]) -> list[Report]:
    """Random public ids may collide; made unique before the insert."""
    seen: set[str] = set()
    for row in rows:
        while row.public_id in seen or Report.objects.filter(public_id=row.public_id).exists():
            row.public_id = ids.public_id("R")
        seen.add(row.public_id)
    return Report.objects.bulk_create(rows, batch_size=1000)


if __name__ == "__main__":
    facts = world()
    if sys.argv[1] == "cluster":
        facts["session"] = session_of(facts["owner"])
    if sys.argv[1] in ("reports", "readings"):
        fill(int(sys.argv[2]))
        facts["session"] = session_of(facts["owner"])
        facts["report"] = Report.objects.filter(state="triaged").values_list("public_id")[0][0]
    if sys.argv[1] == "similar":
        import similar

        fill(int(sys.argv[2]), iter(similar.texts(int(sys.argv[2]))))
        index_all()
    if sys.argv[1] == "readings":
        facts["reports"] = list(Report.objects.values_list("public_id", flat=True))
    print(json.dumps(facts))
