"""A server on loopback that notes who calls, and answers as badly as it is told to."""

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from seawall.lib import clock

Behave = Callable[[socket.socket], None]


@dataclass
class Request:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`behave` may be changed while it serves. `connections` counts those that never asked, too."""

    port: int
    behave: Behave
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    sent_bytes: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(self, connection: socket.socket, data: bytes) -> None:
        connection.sendall(data)
        self.sent_bytes += len(data)


@contextlib.contextmanager
def receiver(
    behave: Behave | None = None, *, tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    """Serve until the block ends; without `behave` every request is answered by an empty 204."""
    listener = socket.create_server(("127.0.0.1", 0))
    made = Receiver(listener.getsockname()[1], behave or answer(204))
    threading.Thread(target=_serve, args=(listener, made, tls), daemon=True).start()
    try:
        yield made
    finally:
        listener.close()


def _serve(listener: socket.socket, made: Receiver, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        made.connections += 1
        threading.Thread(target=_answer, args=(connection, made, tls), daemon=True).start()


def _answer(connection: socket.socket, made: Receiver, tls: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError, ValueError), connection:
        secured = tls.wrap_socket(connection, server_side=True) if tls else connection
        with secured:
            made.requests.append(_read(secured))
            made.behave(secured)


def _read(connection: socket.socket) -> Request:
    stream = connection.makefile("rb")
    method, path, _version = stream.readline().decode().split()
    headers: dict[str, str] = {}
    while line := stream.readline().strip():
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)


def answer(status: int, body: bytes = b"", **headers: str) -> Behave:
    """A plain answer."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    data = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda connection: connection.sendall(data)


def endless(connection: socket.socket) -> None:
    """Ten gigabytes."""
    connection.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 10737418240\r\n\r\n")
    piece = b"x" * 65536
    for _ in range(163840):
        connection.sendall(piece)


def endless_chunks(connection: socket.socket) -> None:
    """The same without a length, a byte at a time in its own chunk."""
    connection.sendall(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1\r\nx\r\n" * 4096)


def endless_headers(connection: socket.socket) -> None:
    """A megabyte of headers."""
    connection.sendall(b"HTTP/1.1 200 X\r\n")
    for number in range(1024):
        connection.sendall(b"X-%d: " % number + b"y" * 1024 + b"\r\n")
    connection.sendall(b"\r\n")


def endless_hints(connection: socket.socket) -> None:
    """100 Continue for ever."""
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 512)


def bomb(connection: socket.socket) -> None:
    """20 KB that unpack to 20 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(b"\0" * 20_000_000) + packer.flush()
    answer(200, packed, Content_Encoding="gzip")(connection)


def dripping(seconds: float, *, before: bytes = b"HTTP/1.1 200 X\r\n\r\n") -> Behave:
    """One byte at a time, for ever."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(before)
        while True:
            time.sleep(seconds)
            connection.sendall(b"x")

    return behave


def silent(connection: socket.socket) -> None:
    """Nothing, until the other side goes."""
    connection.recv(1)


@dataclass(frozen=True)
class Authority:
    """Certificates for one name, and the file of who signed them."""

    ca_file: Path
    context: ssl.SSLContext


def authority(folder: Path, name: str) -> Authority:
    """An authority of the test's own, with one certificate for `name`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = clock.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([_named(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "ca.pem").write_bytes(pem)
    (folder / "server.pem").write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return Authority(folder / "ca.pem", context)


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def tunnel(made: Authority, inner: Behave) -> Behave:
    """A proxy that leads every CONNECT to one server with TLS, which answers as `inner` does."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        with made.context.wrap_socket(connection, server_side=True) as secured:
            _read(secured)
            inner(secured)

    return behave
