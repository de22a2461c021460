"""Asking, and reading an answer that may be hostile."""

import http.client
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seawall.lib.http.policies import Policy
from seawall.lib.http.targets import Target, Unreachable, target_of
from seawall.lib.http.wires import Deadline, Wire, wire_to

logger = logging.getLogger("seawall.egress")

USER_AGENT = "Seawall"
_PIECE = 8192


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is as it was sent (never unpacked); not `is_whole` where it was cut.

    A redirect is an answer like any other: nobody follows it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body of a whole 200 as JSON. Raises Unreachable for everything else."""
        if self.status != 200 or not self.is_whole:
            raise Unreachable(f"status {self.status}, or cut short")
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Unreachable("the answer is no JSON") from None


def check(url: str, *, policy: Policy | None = None) -> Target:
    """What can be told of a URL without the network. Raises Refused."""
    return target_of(url, policy or configured())


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    policy: Policy | None = None,
) -> Answer:
    """One request to a public place, within the policy's time and size, redirects not followed.

    Raises Unreachable, always in the same words; why is in the log of the operator alone.
    """
    used = policy or configured()
    place = ""
    try:
        target = target_of(url, used)
        place = target.authority
        deadline = Deadline(used.total_seconds)
        with wire_to(target, used, deadline) as wire:
            return _exchange(wire, target, method, dict(headers or {}), body, used.body_bytes)
    except Unreachable as refusal:
        logger.warning("No answer from %s: %s", place or "an unusable address", refusal.detail)
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        # Only the type: what a server wrote has no place in the log.
        logger.warning("No answer from %s: %s", place, type(error).__name__)
        raise Unreachable(type(error).__name__) from None


def txt_records(name: str, *, policy: Policy | None = None) -> Sequence[str]:
    """What a domain says of itself; none where nothing answers."""
    return (policy or configured()).texts(name)


def _exchange(
    wire: Wire,
    target: Target,
    method: str,
    headers: dict[str, str],
    body: bytes | None,
    body_bytes: int,
) -> Answer:
    connection = http.client.HTTPConnection(target.origin.host, target.origin.port)
    # It has what http.client uses of a socket.
    connection.sock = wire
    base = {
        "Host": target.authority,
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    connection.request(method, target.path, body=body, headers=base | headers)
    response = connection.getresponse()
    # From here the body; chunks of one byte come with five of framing.
    wire.budget = body_bytes * 6
    pieces, size = [], 0
    while size <= body_bytes and (piece := response.read(min(_PIECE, body_bytes + 1 - size))):
        pieces.append(piece)
        size += len(piece)
    found = {name.lower(): value for name, value in response.getheaders()}
    is_whole = size <= body_bytes and not response.length
    return Answer(response.status, found, b"".join(pieces)[:body_bytes], is_whole)


def configured() -> Policy:
    """What the operator set."""
    from django.conf import settings

    policy: Policy = settings.EGRESS
    return policy
