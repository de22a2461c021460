"""A connection to a checked address that cannot take longer, or bring more, than it may."""

import contextlib
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from seawall.lib.http.addresses import Address, address_in
from seawall.lib.http.policies import Policy
from seawall.lib.http.targets import Refused, Target, Unreachable

MOST_ADDRESSES = 4


class Deadline:
    """One moment by which all must be over."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self, at_most: float | None = None) -> float:
        """Seconds that remain. TimeoutError when none do."""
        seconds = self._at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("deadline")
        return seconds if at_most is None else min(seconds, at_most)


class Wire:
    """A socket as http.client uses it. Every read and write ends by the deadline.

    `budget` is how many bytes may come in all; more raises Unreachable.
    """

    def __init__(self, raw: socket.socket, deadline: Deadline, budget: int) -> None:
        self.raw, self.deadline, self.budget = raw, deadline, budget

    def sendall(self, data: bytes) -> None:
        # Not the socket's own sendall: with TLS its time-out counts anew for each piece.
        waiting = memoryview(data)
        while waiting:
            self.raw.settimeout(self.deadline.left())
            waiting = waiting[self.raw.send(waiting) :]

    def receive_into(self, buffer: Any) -> int:
        if self.budget <= 0:
            raise Unreachable("the answer is too large")
        self.raw.settimeout(self.deadline.left())
        count = self.raw.recv_into(buffer)
        self.budget -= count
        return count

    def makefile(self, _mode: str = "rb", *_buffering: Any) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """Who opened the socket closes it, after the answer was read."""


class _Reader(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._wire.receive_into(buffer)


@contextlib.contextmanager
def wire_to(target: Target, policy: Policy, deadline: Deadline) -> Iterator[Wire]:
    """Connected, and with https the certificate of the name checked. OSError if that fails."""
    with contextlib.ExitStack() as stack:
        if policy.proxy is not None and not target.is_trusted and not _is_inside(target, policy):
            raw = stack.enter_context(_through_proxy(target, policy, deadline))
        else:
            raw = stack.enter_context(_connect(target, policy, deadline))
        if target.origin.scheme == "https":
            raw.settimeout(deadline.left())
            name = target.origin.host.strip("[]")
            context = _context(policy.ca_file)
            raw = stack.enter_context(context.wrap_socket(raw, server_hostname=name))
        yield Wire(raw, deadline, policy.header_bytes)


def _connect(target: Target, policy: Policy, deadline: Deadline) -> socket.socket:
    return _connect_to(_addresses(target, policy, deadline), target.origin.port, policy, deadline)


def _connect_to(
    addresses: Sequence[Address], port: int, policy: Policy, deadline: Deadline
) -> socket.socket:
    failure: OSError = OSError("no address")
    for address in addresses[:MOST_ADDRESSES]:
        raw = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6)
        try:
            raw.settimeout(deadline.left(policy.connect_seconds))
            raw.connect((str(address), port))
        except OSError as error:
            raw.close()
            failure = error
        else:
            return raw
    raise failure


def _addresses(target: Target, policy: Policy, deadline: Deadline) -> list[Address]:
    """Asked for once; one bad address spoils all, so that no order of them helps an attacker."""
    literal = address_in(target.origin.host)
    if literal is not None:
        return [literal]
    found = [
        address_in(text)
        for text in _resolve(target.origin.host, target.origin.port, policy, deadline)
    ]
    addresses = [address for address in found if address is not None]
    if not addresses or len(addresses) < len(found):
        raise Refused("the name has no usable address")
    if not target.is_trusted and not all(policy.lets_in(address) for address in addresses):
        raise Refused("the name leads to an internal address")
    return addresses


def _resolve(host: str, port: int, policy: Policy, deadline: Deadline) -> Sequence[str]:
    """The system's resolver knows no deadline: a thread waits for it, and is left behind."""
    outcome: queue.Queue[Sequence[str] | BaseException] = queue.Queue(1)

    def ask() -> None:
        try:
            outcome.put(policy.resolve(host, port))
        except Exception as error:  # handed to who waits
            outcome.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        found = outcome.get(timeout=deadline.left(policy.connect_seconds))
    except queue.Empty:
        raise TimeoutError("resolver") from None
    if isinstance(found, BaseException):
        raise OSError(f"resolver: {type(found).__name__}") from found
    return found


def _is_inside(target: Target, policy: Policy) -> bool:
    address = address_in(target.origin.host)
    return address is not None and any(address in network for network in policy.networks)


def _through_proxy(target: Target, policy: Policy, deadline: Deadline) -> socket.socket:
    """A tunnel that the operator's proxy opens; it resolves the name, and refuses what it must."""
    proxy = policy.proxy
    if proxy is None:
        raise Refused("no proxy")
    literal = address_in(proxy.host)
    names = [str(literal)] if literal else _resolve(proxy.host, proxy.port, policy, deadline)
    addresses = [address for name in names if (address := address_in(name)) is not None]
    raw = _connect_to(addresses, proxy.port, policy, deadline)
    try:
        place = f"{target.origin.host}:{target.origin.port}"
        wire = Wire(raw, deadline, policy.header_bytes)
        wire.sendall(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode("ascii"))
        _read_tunnel_answer(wire)
    except BaseException:
        raw.close()
        raise
    return raw


def _read_tunnel_answer(wire: Wire) -> None:
    # Byte by byte: what follows the empty line belongs to the tunnel.
    head, byte = bytearray(), bytearray(1)
    while not head.endswith(b"\r\n\r\n"):
        if not wire.receive_into(byte):
            raise Unreachable("the proxy closed the connection")
        head += byte
    if head.split(b" ", 2)[1:2] != [b"200"]:
        raise Unreachable("the proxy refused")


@lru_cache(maxsize=8)
def _context(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    context.set_alpn_protocols(["http/1.1"])
    return context
