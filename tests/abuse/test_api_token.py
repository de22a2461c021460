"""AC-051, AC-054, AC-055: what a token opens, fields nobody asked for, many in one.

AC-053 is in test_api_token_secrets.py.
"""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from seawall.domain.accounts import commands
from seawall.domain.accounts.rules import TokenScope
from seawall.domain.errors import NotFound
from seawall.domain.programs.commands import knowing
from seawall.domain.programs.models import KnownIssue
from seawall.domain.reports.models import Comment, Report
from seawall.lib import buckets, clock
from tests import factories
from tests.api.client import ApiClient, report_body
from tests.matrix import asking, binding, expected, routes
from tests.matrix.test_access import _who
from tests.matrix.test_access import made as matrix  # noqa: F401  # with things for each route
from tests.web.programs.browsers import browser_of

pytestmark = pytest.mark.django_db

# ── AC-051 ───────────────────────────────────────────────────────────────────
_READ, _WRITE = TokenScope.REPORTS_READ, TokenScope.REPORTS_WRITE
_HOOKS, _DEFINE = TokenScope.WEBHOOKS_MANAGE, TokenScope.PROGRAMS_WRITE
# What opens the operation, all of it together; nothing: what is shown there nobody known may see.
NEEDS: dict[str, frozenset[TokenScope]] = {
    "GET /docs": frozenset(),
    "GET /openapi.json": frozenset(),
    "GET /meta/public_keys/secret_scanning": frozenset(),
    "GET /programs": frozenset(),
    "GET /programs/<slug>": frozenset(),
    "GET /programs/<slug>/versions": frozenset(),
    "GET /programs/<slug>/versions/<number>": frozenset(),
    "GET /programs/<slug>/metrics": frozenset(),
    "GET /programs/<slug>/scope/check": frozenset(),
    "GET /programs/<slug>/hall-of-fame": frozenset(),
    # An empty list, and the name alone: see the tests below.
    "GET /reports": frozenset(),
    "GET /me": frozenset(),
    # The team's figures; sums in them need the reading of awards as well.
    "GET /programs/<slug>/metrics/team": frozenset({TokenScope.PROGRAMS_READ}),
    "GET /organizations/<slug>/advice/<entry>": frozenset({TokenScope.PROGRAMS_READ}),
    "POST /organizations/<slug>/advice/<entry>": frozenset({TokenScope.PROGRAMS_READ, _WRITE}),
    "GET /organizations/<slug>/tags": frozenset({TokenScope.PROGRAMS_READ, _READ}),
    "POST /organizations/<slug>/tags": frozenset({TokenScope.PROGRAMS_READ, _READ, _WRITE}),
    "POST /reports/<id>/tags": frozenset({_READ, _WRITE}),
    "GET /organizations/<slug>/responses": frozenset({TokenScope.PROGRAMS_READ, _READ}),
    "POST /organizations/<slug>/responses": frozenset({TokenScope.PROGRAMS_READ, _READ, _WRITE}),
    "GET /organizations/<slug>/rules": frozenset({TokenScope.PROGRAMS_READ, _READ, _WRITE}),
    "POST /organizations/<slug>/rules": frozenset({TokenScope.PROGRAMS_READ, _READ, _WRITE}),
    "GET /reports/<id>/responses": frozenset({_READ}),
    "GET /organizations/<slug>/activity": frozenset(
        {TokenScope.PROGRAMS_READ, TokenScope.ACTIVITY_READ}
    ),
    "GET /organizations/<slug>/groups": frozenset({TokenScope.PROGRAMS_READ, _READ}),
    "GET /views": frozenset({_READ}),
    "POST /views": frozenset({_READ, _WRITE}),
    "GET /reports/<id>/decisions": frozenset({_READ}),
    "POST /reports/<id>/decisions/<decision>/appeal": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/decisions/<decision>/answer": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/clone": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/lock": frozenset({_READ, _WRITE}),
    "GET /reports/<id>/retests": frozenset({_READ}),
    "POST /reports/<id>/retests": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/retest/answer": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/retest/step": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/retest/verdict": frozenset({_READ, _WRITE}),
    "GET /reports/<id>/advice": frozenset({_READ}),
    "GET /programs/<slug>/known-issues": frozenset({_READ}),
    "GET /reports/<id>": frozenset({_READ}),
    "GET /reports/<id>/reads": frozenset({_READ}),
    "GET /reports/<id>/similar": frozenset({_READ}),
    "GET /reports/<id>/suggestions": frozenset({_READ}),
    "POST /reports/<id>/export": frozenset({_READ}),
    "GET /reports/<id>/receipt": frozenset({_READ}),
    "GET /attachments/<id>": frozenset({_READ}),
    "POST /programs/<slug>/reports": frozenset({_WRITE}),
    "POST /programs/<slug>/known-issues": frozenset({_READ, _WRITE}),
    "POST /programs/<slug>/known-issues/import": frozenset({_READ, _WRITE}),
    "POST /programs/<slug>/known-issues/<id>/retire": frozenset({_READ, _WRITE}),
    "GET /programs/<slug>/fields": frozenset(),
    "POST /programs/<slug>/fields": frozenset({_DEFINE}),
    "POST /programs/<slug>/fields/<name>": frozenset({_DEFINE}),
    "POST /reports/<id>/fields": frozenset({_READ, _WRITE}),
    "GET /programs/<slug>/templates": frozenset(),
    "POST /programs/<slug>/templates": frozenset({_DEFINE}),
    # An empty list without the scope.
    "GET /me/templates": frozenset(),
    "POST /me/templates": frozenset({_WRITE}),
    "POST /reports/<id>/moves": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/comments": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/attachments": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/severity": frozenset({_READ, _WRITE}),
    "POST /reports/<id>/awards": frozenset({_READ, TokenScope.AWARDS_WRITE}),
    # An empty list without the scope.
    "GET /awards": frozenset(),
    "POST /awards/<id>/approve": frozenset({TokenScope.AWARDS_READ, TokenScope.AWARDS_WRITE}),
    "POST /awards/<id>/reject": frozenset({TokenScope.AWARDS_READ, TokenScope.AWARDS_WRITE}),
    "GET /organizations/<slug>/webhooks": frozenset({TokenScope.PROGRAMS_READ, _HOOKS}),
    "POST /organizations/<slug>/webhooks": frozenset({TokenScope.PROGRAMS_READ, _READ, _HOOKS}),
    "GET /webhooks/<id>": frozenset({_HOOKS}),
    "GET /webhooks/<id>/deliveries": frozenset({_HOOKS}),
    "POST /webhooks/<id>/ping": frozenset({_HOOKS}),
    "POST /webhooks/<id>/secret": frozenset({_HOOKS}),
    "POST /webhooks/<id>/deliveries/<delivery>/again": frozenset({_HOOKS}),
}


def _operations(matrix):  # noqa: F811
    """Each operation that somebody may use: with one thing, by one who may."""
    seen = set()
    for route in routes.every_route():
        if not route.text.startswith("api/v1/"):
            continue
        for method, cell in zip(("GET", "POST"), expected.TABLE[route.name], strict=True):
            name = f"{method} /{route.text.removeprefix('api/v1/')}"
            for thing, words in binding.things(route, matrix).items():
                who = sorted(_who(cell, thing) - {"visitor"})
                if who and name not in seen:
                    seen.add(name)
                    query = binding.QUERIES.get(route.name, "") if method == "GET" else ""
                    path = routes.address(route, words) + query
                    yield name, method, path, binding.BODIES.get(route.name, {}), who[0]


def test_ac_051_each_scope_opens_its_operations_and_no_others(matrix):  # noqa: F811
    """With the cookie of the platform's administrator in the same request, too."""
    admin = Client()
    admin.force_login(matrix.people["admin"])
    tokens: dict[tuple[str, frozenset[TokenScope]], dict[str, str]] = {}
    wrong, tried = [], set()
    for name, method, path, body, who in _operations(matrix):
        needed = NEEDS[name]
        tried.add(name)
        tries = [(needed, True)] if needed else []
        tries += [(frozenset(TokenScope) - {one}, False) for one in needed]
        for scopes, may in tries:
            if (who, scopes) not in tokens:
                token = factories.api_token(matrix.people[who], scopes=scopes)[0]
                tokens[who, scopes] = {"Authorization": f"Bearer {token}"}
            for client in (Client(raise_request_exception=False), admin):
                status = _status(client, method, path, body, tokens[who, scopes])
                if (status not in {401, 403, 404}) is not may:
                    wrong.append(f"{name} by {who} with {sorted(scopes)}: {status}")

    assert wrong == []
    assert tried == NEEDS.keys()


def test_ac_051_without_a_scope_a_token_sees_what_a_stranger_sees():
    private = factories.private_program(researcher=(person := factories.person()), slug="circle")
    report = factories.report(program=factories.judged_program(), reporter=person)
    org = private.organization
    factories.member(org, "triager", user=person)
    token = ApiClient(person, scopes=(TokenScope.LEAKS_WRITE,))

    assert token.get("/reports").json()["items"] == []
    assert token.get(f"/reports/{report.public_id}").status_code == 404
    assert token.get("/programs/circle").status_code == 404
    assert "circle" not in token.get("/programs").content.decode()
    assert token.get("/me").json()["organizations"] == {}
    assert ApiClient(person).get("/programs/circle").status_code == 200
    assert org.slug in ApiClient(person).get("/me").json()["organizations"]


def _status(client, method, path, body, headers) -> int:
    with asking.undone():
        if method == "GET":
            return client.get(path, headers=headers).status_code
        return client.generic(
            method, path, *asking._encoded(path, body), headers=headers
        ).status_code


def _me(token: str, **more) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().get("/api/v1/reports", headers=headers, **more).status_code


def test_ac_051_a_token_has_the_rights_that_its_owner_has_now():
    program = factories.judged_program()
    report = factories.report(program=program)
    member = factories.member(program.organization, "triager")
    owner = factories.actor(factories.member(program.organization, "owner"), second_factor=True)
    api = ApiClient(member.user)
    assert api.get(f"/reports/{report.public_id}").status_code == 200

    commands.remove_member(member.pk, actor=owner)

    assert api.get(f"/reports/{report.public_id}").status_code == 404
    assert api.get("/reports").json()["items"] == []


def test_ac_051_a_token_ends_when_it_is_revoked_or_old_and_with_its_owner():
    person, admin = factories.person(), factories.person(is_platform_admin=True)
    revoked, row = factories.api_token(person)
    old = factories.api_token(person, days=1)[0]
    with_owner = factories.api_token(person, days=90)[0]
    assert [_me(one) for one in (revoked, old, with_owner)] == [200, 200, 200]

    commands.revoke_token(row.pk, actor=factories.actor(person))
    with clock.frozen_at(clock.now() + timedelta(days=1, seconds=1)):
        assert [_me(one) for one in (revoked, old, with_owner)] == [401, 401, 200]
    commands.deactivate_person(person.pk, actor=factories.actor(admin))

    assert [_me(one) for one in (revoked, old, with_owner)] == [401, 401, 401]


def test_ac_051_a_token_counts_in_its_header_alone_and_opens_no_page():
    token = factories.api_token()[0]
    cookie = Client()
    for name in ("token", "Authorization", settings.SESSION_COOKIE_NAME, "sessionid"):
        cookie.cookies[name] = token

    assert _me(token) == 200
    for name in ("token", "access_token", "api_key", "key", "bearer"):
        assert Client().get("/api/v1/reports", {name: token}).status_code == 401
    assert cookie.get("/api/v1/reports").status_code == 401
    for header in (f"Basic {token}", f"Token {token}", token, f"Bearer {token} x", "Bearer "):
        answer = Client().get("/api/v1/reports", headers={"Authorization": header})
        assert answer.status_code == 401, header
    for path in ("/reports", "/settings/profile", "/inbox", "/settings/tokens"):
        page = Client().get(path, headers={"Authorization": f"Bearer {token}"})
        assert page.headers["Location"].startswith("/sign-in")


def test_ac_051_no_scope_makes_a_token_or_widens_one():
    person = factories.person(is_platform_admin=True)
    actor = factories.token_actor(person)

    with pytest.raises(NotFound):
        commands.make_token(person.pk, name="x", scopes=tuple(TokenScope), actor=actor)
    assert not actor.platform


# ── AC-054 ───────────────────────────────────────────────────────────────────
# What decides about money, people, and states; never what a form asks for.
PROTECTED = {
    "domain_user": "id, handle, email, is_active, is_platform_admin, closed_at",
    # Not the organization: a sequence of PostgreSQL is not undone.
    "domain_membership": "user_id, role",
    "domain_report": "state, reporter_id, program_id, priority, assignee_id",
    "domain_comment": "author_id, report_id, audience",
    "domain_award": "report_id, amount_minor, currency, kind, proposed_by_id, status",
    "domain_program": "slug, organization_id, state, visibility, kind",
    "domain_apitoken": "user_id, expires_at, scopes, revoked_at",
    "account_emailaddress": 'user_id, email, verified, "primary"',
}
HOSTILE = {
    "id": 1, "pk": 1, "public_id": "R-evil", "state": "resolved", "final_severity": "critical",
    "program_id": 1, "reporter": "admin", "reporter_id": 1, "user": 1, "user_id": 1,
    "author_id": 1, "organization_id": 1, "created_at": "2001-01-01T00:00:00Z", "internal": True,
    "is_internal": True, "disclosed_at": "2001-01-01", "is_staff": True, "is_superuser": True,
    "is_active": True, "is_platform_admin": True, "role": "owner", "amount_minor": 10**9,
    "verified": True, "approved_by": 1, "token_id": 1, "scopes": "reports:write",
    "assignee_id": 1, "actor": "admin", "is_known": True, "status": "paid",
}  # fmt: skip


# A pseudonym is drawn by lot.
RANDOM = {"person_close", "settings_close"}


def _protected() -> dict[str, list]:
    found = {}
    with connection.cursor() as cursor:
        for table, wanted in PROTECTED.items():
            has = {
                column.name
                for column in connection.introspection.get_table_description(cursor, table)
            }
            columns = [one for one in wanted.split(", ") if one.strip('"') in has]
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def _after(person, route, path, body) -> tuple[int, dict[str, list]]:
    with asking.undone(), clock.frozen_at(clock.now().replace(microsecond=0)):
        answer = person._send("POST", path, body)
        kept = _protected()
    person.client.cookies.clear()
    person.client.cookies.update(person.cookies)
    return answer.status_code, kept


def test_ac_054_fields_that_no_form_has_change_nothing(matrix):  # noqa: F811
    """In the form or JSON of each route, flat and nested: ignored, or all is refused."""
    people, wrong, tried = {}, [], 0
    at = clock.now()
    for route in routes.every_route():
        if route.name.startswith(expected.LIBRARY) or route.name in RANDOM:
            continue
        cell, body = expected.TABLE[route.name][1], binding.BODIES.get(route.name, {})
        things = [(t, w) for t, w in binding.things(route, matrix).items() if _who(cell, t)][:1]
        for thing, words in things:
            name = sorted(_who(cell, thing))[0]
            person = people.setdefault(name, asking.Person(matrix, name))
            path = routes.address(route, words)
            hostile = {key: value for key, value in HOSTILE.items() if key not in body}
            if path.startswith("/api/"):
                hostile |= {"report": dict(HOSTILE), "program": dict(HOSTILE)}
            with clock.frozen_at(at):
                plain = _after(person, route, path, body)
                sent = _after(person, route, path, body | hostile)
            tried += 1
            if sent[1] != plain[1] and not 400 <= sent[0] < 500:
                tables = [table for table in PROTECTED if plain[1][table] != sent[1][table]]
                wrong.append(f"POST {path} by {name}: {sent[0]}, {tables}")
            if sent[0] >= 500:
                wrong.append(f"POST {path} by {name}: {sent[0]}")

    assert wrong == []
    assert tried > 60


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_ac_054_there_is_no_other_method_to_write_with(method):
    program = factories.judged_program()
    report = factories.report(program=program)
    api = ApiClient(report.reporter)
    for path in (f"/api/v1/reports/{report.public_id}", f"/api/v1/programs/{program.slug}"):
        answer = api.http.generic(
            method, path, json.dumps(HOSTILE), "application/json", headers=api.headers
        )
        assert answer.status_code in {405, 501}
    assert Report.objects.get().state == report.state


# ── AC-055 ───────────────────────────────────────────────────────────────────
@pytest.fixture
def few(monkeypatch):
    """The clock of limits stands, and all is full."""
    buckets.forget()
    monkeypatch.setattr(buckets, "monotonic", lambda: 100.0)
    yield
    buckets.forget()


def test_ac_055_a_list_of_operations_is_no_operation():
    program = factories.judged_program()
    api = ApiClient(factories.person())
    many = json.dumps([report_body(program)] * 500).encode()

    answer = api.raw(f"/programs/{program.slug}/reports", many)

    assert answer.status_code in {400, 422}
    assert not Report.objects.exists()


def test_ac_055_a_field_that_stands_there_often_does_its_work_once():
    report = factories.report(program=factories.judged_program())
    browser = browser_of(report.reporter)

    browser.post(
        f"/reports/{report.public_id}/comments",
        "&".join(f"body=word{n}&audience=participants" for n in range(400)),
        content_type="application/x-www-form-urlencoded",
    )
    too_many = browser.post(
        f"/reports/{report.public_id}/comments",
        "&".join(f"body=word{n}" for n in range(5000)),
        content_type="application/x-www-form-urlencoded",
    )

    assert Comment.objects.count() == 1
    assert too_many.status_code == 400


def test_ac_055_pipelined_posts_are_counted_one_by_one(few, settings):
    settings.API_PER_MINUTE = 100
    report = factories.report(program=factories.judged_program())
    browser, api = browser_of(report.reporter), ApiClient(report.reporter)
    said = {"body": "Hello.", "audience": "participants"}
    answers = []
    for number in range(10):
        if number % 2:
            answers.append(api.post(f"/reports/{report.public_id}/comments", said))
        else:
            path = f"/reports/{report.public_id}/comments"
            answers.append(browser.post(path, said, headers={"HX-Request": "true"}))

    refused = [one for one in answers if one.status_code == 429]
    assert len(refused) == 5
    assert all(int(one.headers["Retry-After"]) > 0 for one in refused)
    assert Comment.objects.count() == 5


def test_ac_055_a_file_with_many_rows_counts_for_each_of_them(monkeypatch):
    monkeypatch.setattr(knowing, "MOST_PER_HOUR", 500)
    program = factories.judged_program()
    api = ApiClient(factories.member(program.organization, "program_manager").user)
    rows = "title\n" + "\n".join(f"Known {number}" for number in range(300))
    path = f"/programs/{program.slug}/known-issues/import"

    first, second = api.post(path, {"csv": rows}), api.post(path, {"csv": rows})

    assert (first.status_code, second.status_code) == (201, 429)
    assert int(second.headers["Retry-After"]) > 0
    assert KnownIssue.objects.count() == 300
