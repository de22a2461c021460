"""AC-107, AC-109, AC-110: the log cannot be changed, misses nothing, and takes no injected line.

AC-111 is in test_audit_evidence_tombstones.py.
"""

import json

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client

from seawall.domain import append_only
from seawall.domain.audit import commands as audit
from seawall.domain.audit.models import Event
from tests.abuse.surfaces import logged
from tests.matrix import asking, binding, expected, routes
from tests.matrix.test_access import _who, made  # noqa: F401  # the world with things for each route

pytestmark = pytest.mark.django_db


# ── AC-107 ───────────────────────────────────────────────────────────────────
def _filled() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in append_only.TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found += [table] if cursor.fetchone()[0] else []
    return found


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return [one.name for one in described if one.name != "id"]


def _attacks(table: str) -> list[str]:
    column = _columns(table)[-1]
    some = f"(SELECT max(id) FROM {table})"
    attacks = [
        f"UPDATE {table} SET {column} = {column}",
        f"UPDATE {table} SET {column} = {column} WHERE id = {some}",
        f"UPDATE {table} SET id = id + 1000000",
        f"DELETE FROM {table} WHERE id = {some}",
        f"DELETE FROM {table}",
    ]
    if connection.vendor == "postgresql":
        return [*attacks, f"TRUNCATE {table} CASCADE", f"TRUNCATE {table}"]
    return [
        *attacks,
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = {some}",
        f"REPLACE INTO {table} SELECT * FROM {table}",
        f"UPDATE OR REPLACE {table} SET id = id",
        f"DROP TABLE {table}",
        f"DROP TRIGGER {table}_no_update",
        f"ALTER TABLE {table} RENAME TO gone",
        "PRAGMA writable_schema = ON",
        "PRAGMA recursive_triggers = OFF",
    ]


def _tries(statement: str, role: str = "") -> bool:
    """Whether the statement was carried out; it is undone in either case."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if role:
                cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(statement)
            done = not statement.startswith("PRAGMA") or _took(cursor, statement)
            transaction.set_rollback(True)
        return done
    except DatabaseError:
        return False


def _took(cursor, statement: str) -> bool:
    name = statement.split()[1]
    cursor.execute(f"PRAGMA {name}")
    return cursor.fetchone()[0] == (1 if "= ON" in statement else 0)


def test_ac_107_sql_by_the_application_s_account_changes_nothing(made):  # noqa: F811
    tables = _filled()
    assert {"domain_event", "domain_revision", "domain_ledgerentry", "domain_brief"} <= set(tables)
    before = asking.contents(tables)
    through = [
        attack
        for table in tables
        for attack in _attacks(table)
        # A revision may be changed while it is a draft; the world has one.
        if _tries(attack) and not (table == append_only.REVISION and _spares_sealed(attack))
    ]

    assert through == []
    assert asking.contents(tables) == before


def _spares_sealed(attack: str) -> bool:
    """Whether the same attack is refused when it names a sealed revision."""
    sealed = f"{attack.partition(' WHERE ')[0]} WHERE sealed_at IS NOT NULL"
    return not _tries(sealed)


def test_ac_107_the_orm_changes_nothing_either(made):  # noqa: F811
    models = {model._meta.db_table: model for model in apps.get_models()}
    changed = []
    for table in _filled():
        model = models[table]
        rows = list(model.objects.exclude(sealed_at=None)) if table == append_only.REVISION else (
            list(model.objects.all()[:3])
        )  # fmt: skip
        field = next(
            one.name for one in reversed(model._meta.concrete_fields) if not one.primary_key
        )
        for act in (
            lambda rows=rows, model=model, field=field: model.objects.bulk_update(rows, [field]),
            lambda rows=rows: rows[0].save(),
            lambda rows=rows: rows[0].delete(),
            lambda rows=rows, model=model: model.objects.filter(pk=rows[0].pk)._raw_delete(
                "default"
            ),
        ):
            try:
                with transaction.atomic():
                    act()
            except DatabaseError:
                continue
            except Exception:  # noqa: S112  # PROTECT and the like refuse it even earlier
                continue
            changed.append(f"{table}: {act.__code__.co_firstlineno}")

    assert changed == []


@pytest.mark.needs_postgresql  # SQLite has no roles
def test_ac_107_the_role_of_the_application_may_only_add(made):  # noqa: F811
    """With the triggers away: the rights alone hold."""
    role = "abuse_app_role"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'")
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {role}")
        for statement in append_only.postgresql_grants(role):
            cursor.execute(statement)
        whole = (*append_only.APPEND_ONLY, append_only.EVENT)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in whole:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    through = [attack for table in whole for attack in _attacks(table) if _tries(attack, role=role)]
    owner = [
        statement
        for statement in ("DROP TABLE domain_event", "ALTER TABLE domain_event ADD COLUMN x int",
                          "ALTER TABLE domain_event DISABLE TRIGGER ALL",
                          "DROP FUNCTION seawall_refuse CASCADE")
        if _tries(statement, role=role)
    ]  # fmt: skip

    assert through == []
    assert owner == []


# ── AC-109 ───────────────────────────────────────────────────────────────────
# State-changing routes without an event of their own, and why.
SILENT = {
    "report-uploads": "an upload begins; its end is the event",
    "report-team-uploads": "an upload begins; its end is the event",
    "program_edit": "a draft of a brief; publishing it is the event",
    "notices_read": "what one has read is one's own business",
    "notice_read": "what one has read is one's own business",
    "notice_open": "what one has read is one's own business",
    "webhook_ping": "a test message; its delivery stands in the list of deliveries",
    "api/v1/webhooks/<id>/ping": "a test message; its delivery stands in the list of deliveries",
    "domain_add": "a claim; nothing follows from it until it is verified, which is the event",
}
# Two things happen there.
SEVERAL = {
    "link": ["link.used", "session.signed_in"],
    "program_secrets": ["program.secret_rules_set", "leak.intake_set"],
    "report-retest": ["report.moved", "report.retest_asked"],
    "api/v1/reports/<id>/retests": ["report.moved", "report.retest_asked"],
    "api/v1/reports/<id>/retest/answer": ["report.retest_accepted", "report.moved"],
    "report-clone": ["report.submitted", "report.cloned"],
    "api/v1/reports/<id>/clone": ["report.submitted", "report.cloned"],
}
# A tag that is not there yet is made by whoever puts it on a report.
TAGGING = {"inbox-tags", "api/v1/reports/<id>/tags"}


def _allowed(made, people):  # noqa: F811
    """Each state-changing route with each of its things, by somebody who may."""
    for route in routes.every_route():
        if route.name.startswith(expected.LIBRARY):
            continue
        may_change = expected.TABLE[route.name][1]
        for thing, words in binding.things(route, made).items():
            for name in sorted(_who(may_change, thing))[:1]:
                if name not in people:
                    people[name] = asking.Person(made, name)
                yield route, routes.address(route, words), people[name]


def test_ac_109_each_change_leaves_exactly_one_event_of_who_did_it(made):  # noqa: F811
    wrong, tried = [], 0
    for route, path, person in _allowed(made, {}):
        with asking.undone():
            known = set(Event.objects.values_list("pk", flat=True))
            answer = person._send("POST", path, binding.BODIES.get(route.name, {}))
            events = list(Event.objects.exclude(pk__in=known).order_by("pk"))
        person.client.cookies.clear()
        person.client.cookies.update(person.cookies)
        tried += 1
        if route.name in TAGGING:
            events = [event for event in events if event.name != "tag.made"]
        names = [event.name for event in events]
        # Where a thing begins silently, its beginning may be told.
        wanted = names[:1] if route.name in SILENT else SEVERAL.get(route.name, names[:1] or ["?"])
        said = f"POST {path} by {person.name}: {answer.status_code}"
        if names != wanted:
            wrong.append(f"{said} leaves {names}")
        wrong += [f"{said}: {fault}" for event in events for fault in _faults(event, person, path)]

    assert wrong == []
    assert tried > 100


def _faults(event: Event, person, path: str) -> list[str]:
    by_token = path.startswith("/api/")
    signed_in = person.name != "visitor" and not path.startswith("/link/")
    if signed_in and event.user_id is None and not path.startswith("/address/"):
        return [f"{event.name} names nobody"]
    if by_token and event.token_id is None:
        return [f"{event.name} does not name the token"]
    if event.at is None or len(bytes(event.leaf_hash)) != 32:
        return [f"{event.name} has no time or no leaf"]
    return []


def test_ac_109_without_its_event_nothing_happens(made, monkeypatch):  # noqa: F811
    def refuse(*given, **named):
        raise DatabaseError("The log cannot be written.")

    people, wrong = {}, []
    asked = list(_allowed(made, people))
    before = asking.contents()
    monkeypatch.setattr(audit, "_insert", refuse)
    for route, path, person in asked:
        if route.name in SILENT:
            continue
        outcome = person.ask("POST", path, binding.BODIES.get(route.name, {}), before)
        if outcome.status < 500 or outcome.changed:
            wrong.append(f"POST {path}: {outcome.status}, changes {outcome.changed}")

    assert wrong == []


# ── AC-110 ───────────────────────────────────────────────────────────────────
NASTY = [
    "a\r\n{\"event\": \"forged\"}", "a\nlevel=critical", "\x1b[2J\x1b[31mred\x1b[0m", "\x00",
    "\"}{\"", "%0d%0aforged", "\u202eforged", "\u2028forged", "A" * 100_000, "\x7f\x9b31m",
    "\ud800",
]  # fmt: skip


def _lines(lines: list[str]) -> list[dict]:
    found = [_parsed(line) for line in lines]
    for line in lines:
        assert "\n" not in line
        assert "\r" not in line
        assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in line)
        assert len(line) < 20_000
    return found


def _parsed(line: str) -> dict:
    try:
        return json.loads(line)
    except ValueError:
        pytest.fail(f"No JSON: {line[:300]!r}")


@pytest.mark.parametrize("nasty", NASTY, ids=lambda one: ascii(one)[:20])
def test_ac_110_a_request_is_one_line_whatever_it_says(nasty):
    browser = Client(raise_request_exception=False)
    # As a server hands bytes to an application.
    header = nasty.encode("utf-8", "surrogatepass").decode("latin-1")
    asked = 0
    with logged() as lines:
        for name in ("HTTP_USER_AGENT", "HTTP_AUTHORIZATION", "HTTP_X_FORWARDED_FOR",
                     "HTTP_REFERER", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE"):  # fmt: skip
            for path in ("/programs", "/api/v1/me"):
                browser.get(path, **{name: header})
                asked += 1
        browser.get("/programs", {"q": nasty.encode("utf-8", "replace")})
        browser.generic("GET", "/reports/x", PATH_INFO=f"/reports/{header}")
        browser.post("/sign-in", {"login": nasty.encode("utf-8", "replace"), "password": "x"})
        asked += 3
    requests = [one for one in _lines(lines) if one.get("event") == "request"]

    assert len(requests) == asked
    assert not any("forged" in line for line in lines)


def test_ac_110_an_invalid_path_is_logged_like_others():
    paths = ["/%ff%fe", "/reports/%c0%ae%c0%ae", "/programs/%00", "/%0d%0aforged", "//evil", "/\\"]
    with logged() as lines:
        for path in paths:
            Client(raise_request_exception=False).generic("GET", path)

    assert [one["event"] for one in _lines(lines)].count("request") == len(paths)


def test_ac_110_a_traceback_is_one_line_without_its_words():
    """An error message may hold what was sent: its type and place are enough."""
    import logging

    with logged() as lines:
        try:
            raise ValueError('canary-message\r\n{"event": "forged"}')
        except ValueError:
            logging.getLogger("seawall.errors").exception("It failed")
    (line,) = _lines(lines)

    assert "canary-message" not in lines[0]
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert line["exception"][0]["frames"]
