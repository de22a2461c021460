"""Small pictures of uploaded images, made in a separate process.

Image decoders have bugs and the file comes from a stranger: the process has little memory, little
time, no environment and no files to write. Whatever goes wrong, there is simply no thumbnail.
"""

import io
import os
import subprocess
import sys
import tempfile
import threading
from typing import IO, BinaryIO

CONTENT_TYPE = "image/webp"
SECONDS = 15.0
LARGEST_SOURCE_BYTES = 100 * 1024 * 1024
LARGEST_RESULT_BYTES = 1024 * 1024
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_PROGRAM = [sys.executable, "-I", "-m", "seawall.lib.thumbnail_process"]


def thumbnail(source: BinaryIO, *, seconds: float = SECONDS) -> bytes | None:
    """A WebP picture of at most 512 by 512 pixels without metadata, or None.

    Made from PNG, JPEG, GIF (its first frame) or WebP; the content decides, never a name. `source`
    must be seekable; it is read from its beginning.
    """
    source.seek(0)
    if not looks_like_an_image(source.read(16)):
        return None
    source.seek(0)
    try:
        # A real file is handed over as it is; anything else is copied to one first.
        source.fileno()
    except (OSError, io.UnsupportedOperation):
        with tempfile.TemporaryFile() as copy:
            while chunk := source.read(1024 * 1024):
                copy.write(chunk)
                if copy.tell() > LARGEST_SOURCE_BYTES:
                    return None
            return _make(copy, seconds)
    return _make(source, seconds)


def looks_like_an_image(first_bytes: bytes) -> bool:
    """Whether a file that begins so could have a thumbnail."""
    return first_bytes.startswith(_SIGNATURES) or (
        first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WEBP"
    )


def _make(source: IO[bytes], seconds: float) -> bytes | None:
    # The child shares the file's place, so it must be set on the descriptor, not on our buffer.
    source.flush()
    os.lseek(source.fileno(), 0, os.SEEK_SET)
    with subprocess.Popen(  # noqa: S603  # our own interpreter and module
        _PROGRAM,
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
    ) as process:
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            assert process.stdout is not None
            made = process.stdout.read(LARGEST_RESULT_BYTES + 1)
            if len(made) > LARGEST_RESULT_BYTES:
                process.kill()
            process.wait()
        finally:
            timer.cancel()
            process.kill()
    whole = process.returncode == 0 and made[:4] == b"RIFF" and made[8:12] == b"WEBP"
    return made if whole and len(made) <= LARGEST_RESULT_BYTES else None
