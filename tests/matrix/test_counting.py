"""Every page and endpoint asks the database as often for 50 rows of each kind as for 3 and 1."""

import itertools
import secrets
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from seawall.domain import models as domain
from seawall.domain.leaks.commands import handling
from seawall.lib import clock
from tests.factories import accounts, leaks, reports
from tests.matrix import asking, binding, routes
from tests.matrix.test_access import made  # noqa: F401

pytestmark = pytest.mark.django_db

SIZES = (1, 3, 50)
# Whose page it is: the first of them who gets it. Reports are asked for on both sides.
ACTORS = ("owner", "reporter", "admin")
# Each row is one more of its kind, like the newest, in the same place.
KINDS = (
    "User", "Organization", "Membership", "Invitation", "Ban", "ApiToken", "Session", "Program",
    "KnownIssue", "ProgramInvitation", "ProgramAccess", "Revision", "Comment", "Attachment",
    "Leak", "LeakComment", "SealedSecret", "Award", "Notice", "Webhook", "Delivery",
)  # fmt: skip
AROUND = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
_numbers = itertools.count(1_000_000)


@pytest.mark.usefixtures("made")
def test_no_page_asks_more_for_more_rows(made):  # noqa: F811
    grown = {}
    with clock.frozen_at(clock.now()):
        _leak(made)
        asked = [(person, path) for person, path in _pages(made)]
        for size, before in zip(SIZES, (1, *SIZES), strict=False):
            _grow(made, size - before)
            for person, path in asked:
                counts = grown.setdefault((person.name, path), [])
                counts.append(_statements(person, path))
                if counts[-1] > counts[0]:
                    # Something that a process keeps for a while may have run out meanwhile.
                    counts[-1] = _statements(person, path)

    assert len(grown) > 120
    # A full page need not ask how many there are: less is fine.
    assert {place: counts for place, counts in grown.items() if max(counts) > counts[0]} == {}


def _leak(made) -> None:  # noqa: F811
    """What the world has none of."""
    leak = leaks.leak(program=made.ids["programs"]["open"], reporter=made.people["reporter"])
    handling.comment(leak.public_id, body="Ours.", actor=accounts.actor(made.people["owner"]))


def _pages(made) -> Iterator[tuple[asking.Person, str]]:  # noqa: F811
    """What each of them gets; asked once, so that what a process keeps is there."""
    found = set()
    for person in (asking.Person(made, name) for name in ACTORS):
        for route in routes.every_route():
            words = next(iter(binding.things(route, made).values()))
            path = routes.address(route, words) + binding.QUERIES.get(route.name, "")
            if path in found and "report" not in path:
                continue
            with asking.undone():
                answer = person._send("GET", path, {})
                _ = answer.getvalue() if answer.streaming else answer.content
            if answer.status_code == 200:
                found.add(path)
                yield person, path


def _statements(person: asking.Person, path: str) -> int:
    with asking.undone(), CaptureQueriesContext(connection) as caught:
        answer = person._send("GET", path, {})
        assert answer.status_code == 200, path
        if answer.streaming:
            answer.getvalue()
    return len([one for one in caught if not one["sql"].startswith(AROUND)])


def _grow(made, more: int) -> None:  # noqa: F811
    reports.copies(made.ids["reports"]["new"], more)
    for kind in KINDS:
        model = getattr(domain, kind)
        row = model.objects.order_by("pk").last()
        model.objects.bulk_create(_like(row) for _ in range(more))


def _like(row: models.Model) -> models.Model:
    """One more row of that kind: the same but for what must be unique."""
    number = next(_numbers)
    fields = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not (field.primary_key and field.name == "id")
    }
    alone = {field.name for field in row._meta.concrete_fields if field.unique}
    alone |= {
        name
        for rule in row._meta.constraints
        if isinstance(rule, models.UniqueConstraint)
        for name in rule.fields
    }
    for name in alone & {"public_id", "secret_hash", "return_hash", "key_hash", "fingerprint"}:
        if isinstance(old := fields[name], uuid.UUID):
            fields[name] = uuid.uuid4()
        elif old:
            fields[name] = old[:2] + secrets.token_hex(32)[: len(old) - 2].upper()
    if "slug" in alone:
        fields["slug"] = f"more-{number}"
    if "handle" in alone:
        fields |= {"handle": f"more-{number}", "email": f"more-{number}@example.org"}
    if "event_id" in alone:
        fields["event_id"] = number
    if "number" in alone:
        fields["number"] = number
    if "user" in alone:
        fields["user_id"] = accounts.person().pk
    return type(row)(**fields)
