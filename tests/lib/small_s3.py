"""A bucket server that knows five requests and no access control: enough to test our own client."""

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


class _Bucket(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]

    def do_PUT(self):
        self.objects[self._key()] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200, headers={"ETag": '"x"'})

    def do_GET(self):
        if "list-type" in urlsplit(self.path).query or self._key().count("/") < 2:
            self._answer(200, self._listing())
        else:
            self._object()

    def do_HEAD(self):
        self._object()

    def do_DELETE(self):
        self.objects.pop(self._key(), None)
        self._answer(204)

    def log_message(self, *_):
        pass

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _object(self):
        body = self.objects.get(self._key())
        if body is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        made = "Tue, 24 Nov 2026 00:00:00 GMT"
        tag = hashlib.md5(body).hexdigest()  # noqa: S324  # an ETag
        self._answer(200, body, {"ETag": f'"{tag}"', "Last-Modified": made})

    def _listing(self) -> bytes:
        rows = "".join(
            f"<Contents><Key>{key.split('/', 2)[2]}</Key><Size>{len(body)}</Size>"
            "<LastModified>2026-11-24T00:00:00Z</LastModified></Contents>"
            for key, body in self.objects.items()
        )
        return (
            f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>".encode()
        )

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextlib.contextmanager
def small_s3(host: str = "127.0.0.1") -> Iterator[str]:
    """Its address. Objects live in memory, as long as the block."""
    handler = type("Bucket", (_Bucket,), {"objects": {}})
    server = ThreadingHTTPServer((host, 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
