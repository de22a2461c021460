"""Sends one request again and again over some connections, as a process of its own.

Reads one JSON line (port, request, expected status, threads, seconds), says "ready", begins at
the next line and prints one JSON line: latencies in seconds and the bytes of all answers. Plain
sockets: a client library would cost more than the server.
"""

import json
import re
import socket
import sys
import threading
import time

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        found = _LENGTH.search(head + b"\r\n")
        if found is None:
            raise RuntimeError(f"An answer without a length: {head[:200]!r}")
        parts, missing = [body], int(found[1]) - len(body)
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return int(head[9:12]), b"".join(parts)

    def _more(self) -> bytes:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("The server closed the connection.")
        return data


def main() -> None:
    """Run as told on standard input."""
    told = json.loads(sys.stdin.readline())
    request, expected = told["request"].encode(), told["status"]
    latencies: list[float] = []
    sizes: list[int] = []
    failures: list[BaseException] = []
    begin = threading.Event()

    def client() -> None:
        try:
            connection = Connection(told["port"])
            begin.wait()
            until = time.perf_counter() + told["seconds"]
            while (start := time.perf_counter()) < until:
                status, body = connection.ask(request)
                latencies.append(time.perf_counter() - start)
                sizes.append(len(body))
                if status != expected:
                    raise RuntimeError(f"{status} instead of {expected}: {body[:300]!r}")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=client) for _ in range(told["threads"])]
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    sys.stdin.readline()
    begin.set()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    print(json.dumps({"latencies": latencies, "bytes": sum(sizes)}), flush=True)


if __name__ == "__main__":
    main()
