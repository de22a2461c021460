"""Big answers to slow readers, and many small ones, over the channels that the server uses."""

import socket
import threading

import pytest
import waitress
from waitress.server import BaseWSGIServer

from seawall.cli import channels
from seawall.cli.channels import PatientChannel

CHUNK = bytes(range(256)) * 4096


def _application(environ, start_response):
    pieces = int(environ["PATH_INFO"].strip("/"))
    start_response("200 OK", [("Content-Length", str(pieces * len(CHUNK)))])
    return (CHUNK for _piece in range(pieces))


@pytest.fixture
def port(monkeypatch):
    monkeypatch.setattr(BaseWSGIServer, "channel_class", PatientChannel)
    server = waitress.create_server(
        _application,
        host="127.0.0.1",
        port=0,
        threads=2,
        outbuf_high_watermark=512 * 1024,
        connection_limit=30,
    )
    threading.Thread(target=server.run, daemon=True).start()
    yield server.effective_port
    server.task_dispatcher.shutdown()


def _get(port: int, pieces: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"GET /{pieces} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
        received = bytearray()
        while part := connection.recv(65536):
            received += part
    return bytes(received).partition(b"\r\n\r\n")[2]


def test_an_answer_larger_than_the_servers_buffers_arrives_whole(port):
    assert _get(port, 12) == CHUNK * 12


def test_readers_beside_each_other_all_get_theirs(port):
    found = []
    readers = [
        threading.Thread(target=lambda n=n: found.append((n, _get(port, n)))) for n in range(1, 7)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(30)

    assert sorted(n for n, body in found if body == CHUNK * n) == [1, 2, 3, 4, 5, 6]


def _opened(port: int, said: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(said)
    return connection


def _is_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_a_head_that_does_not_end_is_ended(port, monkeypatch):
    monkeypatch.setattr(channels, "HEAD_SECONDS", 0.2)
    slow = _opened(port, b"GET /1 HTTP/1.1\r\nX-Slow: ")

    assert _is_ended(slow)
    assert _get(port, 1) == CHUNK


def test_a_body_that_drips_is_ended_and_one_that_flows_is_not(port, monkeypatch):
    monkeypatch.setattr(channels, "BODY_SECONDS", 0.2)
    head = b"POST /1 HTTP/1.1\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n"
    slow = _opened(port, head + b"a")

    assert _is_ended(slow)
    with _opened(port, head + b"a" * 1_000_000) as quick:
        assert quick.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize("said", [b"", b"GET /1 HTTP/1.1\r\nX: ", b"POST /1 HTTP/1.1\r\n"])
def test_a_crowd_that_says_nothing_keeps_nobody_out(port, said):
    crowd = [_opened(port, said) for _ in range(100)]

    assert _get(port, 1) == CHUNK
    for one in crowd:
        one.close()
