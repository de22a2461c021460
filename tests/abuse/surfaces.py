"""One request by one actor on one surface, undone afterwards, and all that somebody could read.

    answer = ask(world, "R2", f"/reports/{world.id('X1')}")             # a page
    answer = ask(world, "R2", path, surface="fragment")                 # what htmx asks for
    answer = ask(world, "R2", f"/api/v1/reports/{world.id('X1')}")      # JSON, by bearer token
    answer = ask(world, "R2", path, "POST", {"body": "Hello"})          # a form or a JSON body
    assert answer.leaks == []
    assert answer.same_as(other, but=(a, b))                            # paired oracle

`received` sums up what an actor was sent (mail, notices); `logged` collects log lines.
"""

import json
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from urllib.parse import quote

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from seawall.domain.notify.models import Notice
from tests.abuse import canaries
from tests.abuse.world import World
from tests.matrix.asking import contents, listener, undone, written_tables

SURFACES = ("page", "fragment", "HEAD")
JSON_SUFFIXES = ("/uploads", "/team-uploads", "/complete")
# New with every answer: they say nothing about what was asked for.
ALWAYS_NEW = re.compile(
    r"#comment-\d+|nonce-[\w-]+|nonce=\"[\w-]+\"|csrfmiddlewaretoken\" value=\"\w+\""
    r"|X-CSRFToken[^}]+\}|(?<=csrf-token\" content=\")\w+|expires=[^;]+;|seawall_[cs]=[^;]*"
)


@dataclass(frozen=True)
class Answer:
    """What came back. `text` is everything readable: body, headers, cookies."""

    actor: str
    method: str
    path: str
    status: int
    body: str
    headers: dict[str, str]
    cookies: dict[str, str]
    statements: tuple[str, ...]
    changed: tuple[str, ...] = ()
    sent: str = field(default="", repr=False)

    @property
    def text(self) -> str:
        """Body, headers and cookies in one."""
        lines = [f"{name}: {value}" for name, value in self.headers.items()]
        return "\n".join([self.body, *lines, *self.cookies.values()])

    @property
    def leaks(self) -> list[str]:
        """Words that this actor may not read and did not send."""
        known = canaries.words_in(self.sent)
        return [one for one in canaries.foreign(self.text, self.actor) if one not in known]

    @property
    def is_refused(self) -> bool:
        """The actor got nothing: an error, or a way to the sign-in page."""
        to = self.headers.get("Location", "")
        return self.status in {401, 403, 404, 405} or to.startswith("/sign-in")

    def difference(self, other: "Answer", *, but: tuple[str, str] = ("", "")) -> list[str]:
        """How the two answers differ, the first id read as the second; [] = an equal pair."""
        found = []
        for name in ("status", "changed"):
            mine, its = getattr(self, name), getattr(other, name)
            if mine != its:
                found.append(f"{name}: {mine} and {its}")
        if len(self.statements) != len(other.statements):
            found.append(f"statements: {_first_difference(self.statements, other.statements)}")
        if sorted(self.headers) != sorted(other.headers):
            found.append(f"headers: {sorted(self.headers.items() ^ other.headers.items())}")
        if sorted(self.cookies) != sorted(other.cookies):
            found.append(f"cookies: {sorted(self.cookies)} and {sorted(other.cookies)}")
        first, second = _plain(self.text, but[0]), _plain(other.text, but[1])
        if first != second:
            lines = _first_difference(first.splitlines(), second.splitlines())
            found.append(f"text: {lines}")
        return found


def _plain(text: str, own_id: str) -> str:
    plain = ALWAYS_NEW.sub("*", text)
    if own_id.isdigit():
        # A number stands in many places; as an id only in addresses.
        return plain.replace(f"/{own_id}", "/(id)")
    spellings = {own_id, own_id.lower(), escape(own_id), quote(own_id), quote(quote(own_id))}
    for spelling in sorted(spellings - {""}, key=len, reverse=True):
        plain = plain.replace(spelling, "(id)")
    return plain


def _first_difference(ours: Sequence[str], theirs: Sequence[str]) -> str:
    for mine, its in zip_longest(ours, theirs, fillvalue="nothing"):
        if mine[:60] != its[:60] or (mine != its and len(ours) == len(theirs)):
            return f"{mine.strip()[:200]!r} and {its.strip()[:200]!r}"
    return f"{len(ours)} and {len(theirs)}"


def client(world: World, actor: str) -> Client:
    """A browser of the actor, signed in once per world."""
    kept = world.other.setdefault("clients", {})
    if actor not in kept:
        found = Client(raise_request_exception=False)
        if actor in world.people:
            found.force_login(world.person(actor))
        kept[actor] = (found, dict(found.cookies.items()))
    found, cookies = kept[actor]
    found.cookies.clear()
    found.cookies.update(cookies)
    return found


def ask(
    world: World,
    actor: str,
    path: str,
    method: str = "GET",
    body: object = None,
    *,
    surface: str = "page",
    headers: dict[str, str] | None = None,
    keep: bool = False,
) -> Answer:
    """The answer; what the request changed is named and undone, unless `keep`."""
    is_api = path.startswith("/api/")
    method = "HEAD" if surface == "HEAD" else method
    given = {"Sec-Fetch-Site": "same-origin"} if not is_api else {}
    if surface == "fragment":
        given |= {"HX-Request": "true", "HX-Target": "main"}
    if is_api and world.token(actor):
        given["Authorization"] = f"Bearer {world.token(actor)}"
    given |= headers or {}
    browser = Client(raise_request_exception=False) if is_api else client(world, actor)
    if actor == "INT" and not is_api:
        browser = Client(raise_request_exception=False)
    content, kind = _encoded(path, body)
    writes: list[str] = []
    with _kept() if keep else undone():
        with CaptureQueriesContext(connection) as statements, _watched(writes):
            found = browser.generic(method, path, content, kind, headers=given)
            raw = found.getvalue() if found.streaming else found.content
            asked = tuple(one["sql"] for one in statements)
        written = written_tables(writes)
        now = contents(written) if written else {}
    # Undone, so what is there now is what was there before.
    before = contents(written) if written and not keep else {}
    return Answer(
        actor=actor,
        method=method,
        path=path,
        status=found.status_code,
        body=raw.decode("utf-8", "replace"),
        headers=dict(found.headers.items()),
        cookies={name: morsel.OutputString() for name, morsel in found.cookies.items()},
        statements=asked,
        changed=tuple(table for table in now if now[table] != before.get(table)),
        sent=f"{path} {body!r}",
    )


def pair(
    world: World,
    actor: str,
    path: str,
    hidden: object,
    absent: object,
    *,
    refused: bool = False,
    **asked,
) -> list[str]:
    """How the answers for something hidden and something that never was differ: should be [].

    `path` has a `{}` for the id; so may `body`, as text anywhere inside. `refused`: both must be
    refusals that change nothing.
    """
    body = asked.pop("body", None)
    # The first request of a kind may fill caches: what differs once is asked once more.
    for _attempt in range(2):
        mine, none = (
            ask(world, actor, path.format(one), body=_filled(body, one), **asked)
            for one in (hidden, absent)
        )
        faults = mine.difference(none, but=(str(hidden), str(absent)))
        if not faults:
            break
    # 422: refused before anything was looked for.
    if refused and ((not mine.is_refused and mine.status != 422) or mine.changed):
        faults.append(f"is not refused, or changes {mine.changed}")
    said = f"{mine.method} {path} by {actor} ({mine.status})"
    return [f"{said}: {fault}" for fault in (*faults, *mine.leaks)]


def _filled(body: object, one: object) -> object:
    if isinstance(body, dict):
        return {name: _filled(value, one) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, one) for value in body]
    return body.replace("{}", str(one)) if isinstance(body, str) else body


def _encoded(path: str, body: object) -> tuple[bytes | str, str]:
    """A form; JSON for the API and for the scripts of the pages."""
    if body is None:
        return "", "application/x-www-form-urlencoded"
    if isinstance(body, bytes):
        return body, "application/octet-stream"
    has_file = isinstance(body, dict) and any(hasattr(value, "read") for value in body.values())
    if not has_file and (path.startswith("/api/") or path.endswith(JSON_SUFFIXES)):
        return json.dumps(body), "application/json"
    return encode_multipart(BOUNDARY, body), MULTIPART_CONTENT


@contextmanager
def _watched(writes: list[str]) -> Iterator[None]:
    with connection.execute_wrapper(listener(writes)):
        yield


@contextmanager
def _kept() -> Iterator[None]:
    with transaction.atomic():
        yield


def received(world: World, actor: str, mails: list) -> str:
    """What of these mails and of all notices came to the actor, with headers."""
    if actor not in world.people:
        return ""
    user = world.person(actor)
    texts = [
        one.message().as_bytes().decode("utf-8", "replace")
        for one in mails
        if user.email in one.recipients()
    ]
    texts += [repr(row.payload) for row in Notice.objects.filter(user=user)]
    return "\n".join(texts)


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every log line of the block, as it would be written."""
    lines: list[str] = []
    from logging.config import dictConfigClass

    # It takes words out of what it is given.
    formatter = dictConfigClass(settings.LOGGING).configure_formatter(
        dict(settings.LOGGING["formatters"]["json"])
    )

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(formatter.format(record))

    handler, root = Keep(), logging.getLogger()
    requests = logging.getLogger("seawall.request")
    levels = root.level, requests.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    requests.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(levels[0])
        requests.setLevel(levels[1])


__all__ = ["SURFACES", "Answer", "ask", "client", "logged", "pair", "received"]
