"""An API client as another program would write it: HTTP and JSON, nothing of Seawall's."""

import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


@dataclass
class Api:
    """One person's token at one address; no token is a visitor."""

    base_url: str
    token: str = ""
    timeout: float = 60

    def get(self, path: str, **query: object) -> Answer:
        words = f"?{urllib.parse.urlencode(query)}" if query else ""
        return self._send("GET", path + words, None, {})

    def post(self, path: str, body: Any = None, *, key: str = "") -> Answer:
        return self._send(
            "POST",
            path,
            json.dumps({} if body is None else body).encode(),
            {"Content-Type": "application/json", "Idempotency-Key": key or uuid.uuid4().hex},
        )

    def upload(self, path: str, name: str, content: bytes, *, key: str = "") -> Answer:
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        sent = {"Content-Type": kind, "Idempotency-Key": key or uuid.uuid4().hex}
        return self._send("POST", path, body, sent)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        request = urllib.request.Request(
            f"{self.base_url}/api/v1{path}", data=body, headers=headers, method=method
        )
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())
