"""Object-level authorization of the API, with requests that are generated from its description.

Strangers name things of others in every operation. What they get must not differ in anything from
what they get for names that were never given, and must hold no word of others. One of them has all
rights in an organization of his own, the other reports to it.

SEAWALL_TEST_LONG=1 tries twenty times as many.
"""

import os
from itertools import pairwise

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from seawall.api.urls import api
from seawall.config.wsgi import application
from seawall.lib import ids
from tests.abuse import canaries
from tests.factories import search

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
bounded = settings(
    max_examples=160 if LONG else 8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
STRANGERS = ("ADM_B", "RB")
OPERATIONS = [
    (method.upper(), path)
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in methods
]
NAMED = [(method, path) for method, path in OPERATIONS if "{" in path]
# Of things that strangers may not know of, and of nothing at all.
THEIRS = {
    "attachments": "F-x1", "awards": "A-waiting", "leaks": "L-a", "reports": "X1",
    "webhooks": "W-a", "known-issues": "K-a", "views": "V-a", "tags": "T-a",
    "responses": "C-a", "rules": "U-a", "templates": "M-r1",
}  # fmt: skip
NOBODYS = {
    "attachments": "F0", "awards": "A0", "leaks": "L0", "reports": "X0", "webhooks": "W0",
    "known-issues": "K0", "views": "V0", "tags": "T0", "responses": "C0", "rules": "U0",
    "templates": "M0",
}  # fmt: skip
# Refused before anybody looks at the name: the body, its kind or its size.
UNREAD = {400, 413, 415, 422}


@pytest.fixture(scope="module")
def openapi(made):
    # The test's own connection must outlive the requests, as with Django's client.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize(("method", "path"), NAMED)
@pytest.mark.parametrize("who", STRANGERS)
def test_names_of_others_are_like_names_that_were_never_given(openapi, world, who, method, path):
    headers = {"Authorization": f"Bearer {world.token(who)}"}
    theirs, nobodys = _names(world, path, THEIRS), _names(world, path, NOBODYS)
    statuses = set()

    @bounded
    @given(case=openapi[path][method].as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case):
        (case.headers or {}).pop("Idempotency-Key", None)
        answers = [_answer(case, names, headers) for names in (theirs, nobodys)]

        assert answers[0] == answers[1]
        assert canaries.words_in(answers[0][1]) == set()
        statuses.add(answers[0][0])

    ask()
    assert 404 in statuses
    assert statuses - UNREAD == {404}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("who", STRANGERS)
def test_whatever_a_stranger_sends_brings_no_word_of_others(openapi, world, who, method, path):
    headers = {"Authorization": f"Bearer {world.token(who)}"}
    theirs = _names(world, path, THEIRS)
    cases = openapi[path][method].as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @bounded
    @given(case=cases | openapi[path][method].as_strategy(), real=st.booleans())
    def ask(case, real):
        answer = _answer(case, theirs if real else {}, headers)

        assert answer[0] < 500, answer
        assert canaries.foreign(answer[1], who) == []

    ask()


def _names(world, path, chosen):
    """Real values for the path: the slugs, ids and deliveries of the chosen things."""
    is_theirs = chosen is THEIRS
    parts = path.removeprefix("/api/v1/").split("/")
    slugs = {
        "programs": world.programs["A-priv"].slug if is_theirs else "no-such-programme",
        "organizations": world.organizations["A"].slug if is_theirs else "no-such-organization",
    }
    names = {}
    for kind, part in pairwise(parts):
        if part == "{slug}":
            names["slug"] = slugs[kind]
        elif part == "{id}":
            names["id"] = _view(world, is_theirs) if kind == "views" else world.id(chosen[kind])
        elif part == "{delivery}":
            names["delivery"] = world.other["delivery"].public_id if is_theirs else world.id("W0")
    return names


def _view(world, is_theirs):
    """What the team has saved, or a number that nobody has."""
    return search.saved_view(world.actor("T1")).public_id if is_theirs else ids.public_id("V")


def _answer(case, names, headers):
    case.path_parameters = {**(case.path_parameters or {}), **names}
    response = case.call(headers=headers)
    text = response.content.decode("utf-8", "replace")
    for value in names.values():
        text = text.replace(value, "NAME")
    return response.status_code, text
