"""A browser's habits without a browser: cookies, the form's token, no JavaScript."""

import html
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from tests.journeys.api_client import Answer

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_AREA = re.compile(r'<textarea [^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Visitor:
    """One person at one address."""

    base_url: str
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)
    token: str = ""

    def enter(self, link: str) -> None:
        """Sign in with a one-time link."""
        path = link.removeprefix(self.base_url)
        self.get(path)
        assert self.post(path, {}).status == 200

    def get(self, path: str, **headers: str) -> Answer:
        """Follows redirects, as a browser does."""
        return self._send(path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """With the token of the page seen last."""
        given = {"csrfmiddlewaretoken": self.token, **fields}
        return self._send(path, urllib.parse.urlencode(given).encode(), headers)

    def _send(self, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        request = urllib.request.Request(self.base_url + path, data=body)
        request.add_header("Accept", "text/html")
        request.add_header("Origin", self.base_url)
        for name, value in headers.items():
            request.add_header(name, value)
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        try:
            with opener.open(request, timeout=60) as response:
                answer = Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            answer = Answer(error.code, dict(error.headers), error.read())
        found = _TOKEN.search(answer.content.decode("utf-8", "replace"))
        if found:
            self.token = found[1]
        return answer


def fields_of(page: bytes) -> dict[str, str]:
    """What the form of a page would send: hidden fields and text areas."""
    text = page.decode()
    found = {**dict(_HIDDEN.findall(text)), **dict(_AREA.findall(text))}
    return {name: html.unescape(value) for name, value in found.items()}
