"""Big answers to slow readers, and many small ones, over the channels that the server uses."""

import socket
import threading

import pytest
import waitress
from waitress.server import BaseWSGIServer

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
        _application, host="127.0.0.1", port=0, threads=2, outbuf_high_watermark=512 * 1024
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
