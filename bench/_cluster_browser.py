"""A browser without loyalty: every request goes to another node than the one before."""

import http.client
import re
from collections.abc import Sequence
from itertools import cycle
from urllib.parse import urlencode, urlsplit

from _cluster_place import Node

MOST_REDIRECTS = 6


class Browser:
    """Keeps cookies and says the site's own name to every node, as the proxy does."""

    def __init__(self, nodes: Sequence[Node], base_url: str, cookies: dict[str, str]) -> None:
        self._turn = cycle(nodes)
        self._base_url = base_url
        self._cookies = dict(cookies)

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, text and address at the end of all redirects."""
        for _ in range(MOST_REDIRECTS):
            status, text, location = self._ask("GET", path, "")
            if status not in (301, 302, 303):
                break
            parts = urlsplit(location)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
        return status, text, path

    def send(self, path: str, text: str) -> int:
        """Post the page's first form without any value of one's own."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        form = {"csrfmiddlewaretoken": found[1] if found else ""}
        return self._ask("POST", path, urlencode(form))[0]

    def sign_in(self, path: str) -> bool:
        """By a link that works once. Whether the inbox opens afterwards."""
        _, text, at = self.get(path)
        self.send(at, text)
        status, _, at = self.get("/inbox")
        return status == 200 and at.startswith("/inbox")

    def _ask(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        node = next(self._turn)
        connection = http.client.HTTPConnection(node.address, node.port, timeout=30)
        headers = {
            "Host": urlsplit(self._base_url).netloc,
            "Origin": self._base_url,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": "192.0.2.9",
            "X-Forwarded-Proto": "http",
        }
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        return answer.status, text, answer.getheader("Location") or ""
