"""A browser over real HTTP: cookies and form tokens, and nothing that a page could run."""

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        return None


@dataclass(frozen=True)
class Seen:
    """One answer; a redirect is not followed."""

    status: int
    to: str
    text: str


@dataclass
class Browser:
    """Comes from `address` as the trusted proxy says; every browser has its own session."""

    base_url: str
    address: str = "198.51.100.1"
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(self.jar)
        self._opener = urllib.request.build_opener(_Stay, jar)

    def get(self, path: str) -> Seen:
        return self._ask(path, None)

    def post(self, path: str, **fields: str) -> Seen:
        """With the form token of the page."""
        page = self.get(path).text
        return self.send(path, token_in(page), **fields)

    def send(self, path: str, token: str, **fields: str) -> Seen:
        """The POST alone: for many that start together."""
        form = {"csrfmiddlewaretoken": token, **fields}
        return self._ask(path, urllib.parse.urlencode(form).encode())

    def _ask(self, path: str, body: bytes | None) -> Seen:
        headers = {"X-Forwarded-For": self.address, "Sec-Fetch-Site": "same-origin"}
        request = urllib.request.Request(self.base_url + path, data=body, headers=headers)
        try:
            with self._opener.open(request, timeout=120) as answer:
                return Seen(answer.status, answer.headers.get("Location", ""), _text(answer))
        except urllib.error.HTTPError as error:
            return Seen(error.code, error.headers.get("Location", ""), _text(error))


def _text(answer: Any) -> str:
    try:
        body: bytes = answer.read()
    except http.client.HTTPException:
        return ""
    return body.decode("utf-8", "replace")


def token_in(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, page[:500]
    return found[1]


def at_once(acts: list[Callable[[], Seen]]) -> list[Seen]:
    """All of them together, from threads of their own."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result() for one in [pool.submit(act) for act in acts]]
