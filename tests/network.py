"""Only loopback: whatever else a test tries to reach is refused, and fails it.

Connections, datagrams and questions to the resolver are watched in this process. What was tried is
kept, since code that answers for an unreachable place would swallow the refusal.
"""

import ipaddress
import socket
from typing import Any

tried: list[str] = []
_real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
_real_getaddrinfo = socket.getaddrinfo


class OutsideTried(OSError):
    """A test wanted to leave the machine."""


def watch() -> None:
    """From now on, for the whole process."""
    socket.socket.connect = _connect  # type: ignore[method-assign]
    socket.socket.connect_ex = _connect_ex  # type: ignore[method-assign]
    socket.socket.sendto = _sendto  # type: ignore[assignment,method-assign]
    socket.getaddrinfo = _getaddrinfo


def _connect(self: socket.socket, address: Any) -> Any:
    _refuse(self, address)
    return _real["connect"](self, address)


def _connect_ex(self: socket.socket, address: Any) -> Any:
    _refuse(self, address)
    return _real["connect_ex"](self, address)


def _sendto(self: socket.socket, data: Any, *arguments: Any) -> Any:
    _refuse(self, arguments[-1])
    return _real["sendto"](self, data, *arguments)


def _getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
    if host is not None and not _stays(host):
        _note(f"lookup of {host}")
    return _real_getaddrinfo(host, *arguments, **named)


def _refuse(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not _stays(address[0]):
        _note(f"connection to {address}")


def _note(what: str) -> None:
    tried.append(what)
    raise OutsideTried(f"Tests stay on this machine: {what}")


def _stays(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in ("", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
