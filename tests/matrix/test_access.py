"""Every route × everybody, GET and POST: as the table says, and nothing leaks or stays."""

import dataclasses
import os
import re

import pytest
from django.core.cache import cache

from seawall.web.access import PLATFORM, PUBLIC, SIGNED_IN
from tests.matrix import asking, binding, expected, routes, world

pytestmark = pytest.mark.django_db

DECLARED = {PUBLIC, SIGNED_IN, PLATFORM, "token"}
WORD = re.compile(r"canary[a-z]+")


# In the short form everybody asks on one database, these on PostgreSQL.
ON_POSTGRESQL = frozenset({"reporter", "outsider", "triager"})
LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"


def _asked(actor: str):
    if LONG:
        return actor
    where = pytest.mark.needs_postgresql if actor in ON_POSTGRESQL else pytest.mark.any_engine
    return pytest.param(actor, marks=where)


@pytest.fixture
def made(settings, tmp_path):
    """The world, with everything that is slow made quick."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.BLOBS_FOLDER, settings.UPLOADS_FOLDER = tmp_path / "files", tmp_path / "uploads"
    settings.EGRESS = dataclasses.replace(settings.EGRESS, texts=lambda name: [])
    settings.API_PER_MINUTE = 1_000_000
    cache.clear()
    return world.make()


def test_every_route_declares_who_may_ask():
    found = routes.every_route()

    assert [route.name for route in found if route.access not in DECLARED] == []
    ours = {route.name for route in found if not route.name.startswith(expected.LIBRARY)}
    assert ours == set(expected.TABLE)


@pytest.mark.parametrize("actor", [_asked(actor) for actor in world.ACTORS])
def test_everybody_gets_what_the_table_says(made, actor):
    person = asking.Person(made, actor)
    before = asking.contents()
    wrong = []
    for route in routes.every_route():
        methods = {"GET", "POST"}
        for thing in binding.things(route, made).items():
            for method in sorted(methods):
                outcome = _outcome(person, before, route, thing, method)
                wrong += _faults(person, route, thing, method, outcome, made)
                if outcome.status == 405:
                    # It is not asked what the address names.
                    methods.remove(method)

    assert not wrong, "\n".join(wrong)


def _outcome(person, before, route, thing, method) -> asking.Outcome:
    path = routes.address(route, thing[1])
    path += binding.QUERIES.get(route.name, "") if method == "GET" else ""
    return person.ask(method, path, binding.BODIES.get(route.name, {}), before)


def _faults(person, route, thing, method, outcome, made) -> list[str]:
    said = f"{method} {routes.address(route, thing[1])}: {outcome.status}"
    faults = [] if outcome.status < 500 or route.name == "readyz" else [f"{said} fails"]
    faults += _leaks(person.name, route, outcome, said)
    faults += _unseen(made, outcome, said)
    if outcome.refused and outcome.changed:
        faults.append(f"{said} refuses, and changes {outcome.changed}")
    if route.name.startswith(expected.LIBRARY):
        may_ask = person.name != "visitor" or route.access == PUBLIC
        return faults + ([] if may_ask or outcome.refused else [f"{said} is not refused"])
    may_read, may_change = (_who(cell, thing[0]) for cell in expected.TABLE[route.name])
    if method == "GET":
        if (person.name in may_read) is outcome.refused:
            faults.append(f"{said} is not what the table says")
        if outcome.changed and route.name not in expected.GET_WRITES:
            faults.append(f"{said} changes {outcome.changed}")
    elif (person.name in may_change) is not bool(outcome.changed):
        faults.append(f"{said} changes {outcome.changed}, not what the table says")
    return faults


def _who(cell: expected.Cell, thing: str) -> expected.Who:
    return cell.get(thing, expected.NOBODY) if isinstance(cell, dict) else cell


def _leaks(name: str, route, outcome, said: str) -> list[str]:
    words = set(WORD.findall(outcome.text))
    if route.name in expected.INVITING:
        words -= {"canaryprivate", "canaryasked", "canaryinvited"}
    return [f"{said} shows {word}" for word in words if name not in expected.CANARIES[word]]


def _unseen(made, outcome, said: str) -> list[str]:
    """Words of a report, shown on any route by any method, leave an event that it was read."""
    reports = made.ids["reports"] | {"accepted": made.ids["accepted"]}
    words = set(WORD.findall(outcome.text)) & set(expected.TRACED)
    shown = {expected.TRACED[word] for word in words}
    missing = [name for name in sorted(shown) if reports[name].public_id not in outcome.traced]
    return [f"{said} shows {name} without a trace" for name in missing]
