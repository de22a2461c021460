"""Every visible string goes through gettext: in a made-up language, nothing stays English.

The language puts ⟦ ⟧ around whatever is translated. What then stands outside of them on a page or
in a mail was written by people, or it was forgotten.
"""

import re
import zoneinfo
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.utils import translation

from seawall.domain import errors, taxonomy
from seawall.web.templatetags import seawall as tags
from tests.matrix import asking, binding, routes
from tests.matrix.test_access import made  # noqa: F401

pytestmark = pytest.mark.django_db

SPOKEN = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}
# Machines read these, and keys are called what is printed on them.
SILENT = {"script", "style", "code", "pre", "kbd"}
# The reference of the API and the catalogue of components are for programmers.
FOR_PROGRAMMERS = {"reference", "style"}
# Who reads and writes most sees everything; the others have few pages of their own.
BUSY, OTHERS = ("reporter", "owner"), ("visitor", "admin")
# One word with a digit or a sign in it is an address, a number, a time, a hash.
CODE = re.compile(r"\S*[\d/._@:*+#-]\S*|[A-Z]{2,3}")
NAMES = {"Seawall", "CVSS", "VRT", "CWE", *(zoneinfo.available_timezones())}
SIGNS = " .,:;…·>“”()\u00a0"


class Texts(HTMLParser):
    """What a page says outside of the marks."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._depth = self._silent = 0

    def handle_starttag(self, tag, attrs):
        self._silent += tag in SILENT
        self.found += [_outside(text, 0)[0] for name, text in attrs if name in SPOKEN and text]

    def handle_endtag(self, tag):
        self._silent -= tag in SILENT

    def handle_data(self, data):
        text, self._depth = _outside(data, self._depth)
        if not self._silent:
            self.found.append(text)


def _outside(text: str, depth: int) -> tuple[str, int]:
    """The part outside of the marks, and how many are still open."""
    kept = []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        if letter in "⟦⟧":
            kept.append("\n")
        elif depth == 0:
            kept.append(letter)
    return "".join(kept), depth


@pytest.fixture
def _marked(monkeypatch):
    """The made-up language. Fragments that are kept were said in another one."""
    spoken = {
        "gettext": lambda text: text,
        "pgettext": lambda _context, text: text,
        "ngettext": lambda one, many, n: one if n == 1 else many,
        "npgettext": lambda _context, one, many, n: one if n == 1 else many,
    }
    with monkeypatch.context() as patched:
        for name, say in spoken.items():
            patched.setattr(translation._trans, name, lambda *given, say=say: f"⟦{say(*given)}⟧")
        errors.translate_with(translation.gettext)
        tags._rendered.cache_clear()
        yield
    tags._rendered.cache_clear()


@pytest.mark.usefixtures("_marked")
def test_pages_and_mails_say_nothing_that_translators_never_see(made):  # noqa: F811
    written = _written()
    english = {}
    for actor in BUSY + OTHERS:
        for route, text in _pages(made, actor):
            english |= dict.fromkeys(_english(text, written), route)
    for message in mail.outbox:
        text = f"{message.subject}\n{message.body}"
        english |= dict.fromkeys(_english(_outside(text, 0)[0], written), "mail")

    assert mail.outbox
    assert english == {}


def _pages(made, actor: str) -> Iterator[tuple[str, str]]:  # noqa: F811
    """Every page that the actor gets, and what each form says to what it is sent."""
    person = asking.Person(made, actor)
    for route in routes.every_route():
        if route.text.startswith("api/") or route.name in FOR_PROGRAMMERS:
            continue
        things = list(binding.things(route, made).values())
        asked = [("GET", one) for one in things[: 3 if actor in BUSY else 1]]
        asked += [("POST", one) for one in things[:1] if actor in BUSY]
        for method, words in asked:
            query = binding.QUERIES.get(route.name, "") if method == "GET" else ""
            with asking.undone():
                answer = person._send(method, routes.address(route, words) + query, {})
            person.client.cookies.clear()
            person.client.cookies.update(person.cookies)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                texts = Texts()
                texts.feed(answer.content.decode())
                yield f"{method} {route.name}", "\n".join(texts.found)


def _english(text: str, written: str) -> Iterator[str]:
    """What nobody wrote and no machine reads."""
    for line in text.split("\n"):
        for part in re.split(" [·>] ", line):
            said = part.strip(SIGNS)
            words = [word for word in said.split() if not CODE.fullmatch(word.strip(SIGNS))]
            left = " ".join(words).strip(SIGNS)
            if not re.search("[A-Za-z]{2,}", left) or {said, left} & NAMES:
                continue
            if not any(text in written for text in (said, left, left.capitalize())):
                yield left


def _written() -> str:
    """Everything in the tables, and the names and the advice of the taxonomy."""
    said = [zone.replace("_", " ") for zone in NAMES]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [str(value) for row in cursor.fetchall() for value in row if value]
    folder = Path(taxonomy.__file__).parent / "data"
    # The shipped advice is a text of its own, which organizations reword.
    said += [(folder / "advice.txt").read_text("utf-8")]
    said += [file.read_text("utf-8") for file in sorted(folder.glob("*.tsv"))]
    # Machines compare reports by words in small letters and without their endings.
    return "\n".join((*said, "Order open", "Yes"))
