"""Pictures from strangers: what becomes a thumbnail, and what must not."""

import io
import json
import struct
import zlib

import pytest
from PIL import Image

from seawall.lib.thumbnails import thumbnail


def _encoded(image: Image.Image, kind: str, **given) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, format=kind, **given)
    return file


def _png(width: int, height: int, *, rows: bytes = b"") -> io.BytesIO:
    """A PNG whose header may promise anything."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def _read(made: bytes | None) -> Image.Image:
    assert made is not None
    image = Image.open(io.BytesIO(made))
    image.load()
    return image


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "P"), ("JPEG", "RGB"), ("GIF", "P"), ("WEBP", "RGBA")],
)
def test_pictures_become_small_webp(kind, mode):
    made = _read(thumbnail(_encoded(Image.new(mode, (1200, 600)), kind)))

    assert (made.format, made.size) == ("WEBP", (512, 256))


def test_transparency_is_kept():
    made = _read(thumbnail(_encoded(Image.new("RGBA", (40, 30), (255, 0, 0, 0)), "PNG")))

    assert made.size == (40, 30)
    assert made.convert("RGBA").getpixel((5, 5))[3] == 0


def test_a_file_is_read_from_its_beginning(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(_encoded(Image.new("RGB", (30, 20)), "PNG").getvalue())

    with path.open("rb") as file:
        file.read(7)
        made = _read(thumbnail(file))

    assert made.size == (30, 20)


def test_metadata_is_dropped_and_the_picture_turned_as_it_said():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "taken at my home address"
    file = _encoded(Image.new("RGB", (100, 50)), "JPEG", exif=exif, comment=b"my home address")

    made = thumbnail(file)

    assert _read(made).size == (50, 100)
    assert b"home address" not in made
    assert not {"exif", "icc_profile", "xmp"} & set(_read(made).info)


def test_nothing_that_follows_the_picture_survives():
    file = _encoded(Image.new("RGB", (20, 20)), "PNG")
    file.seek(0, io.SEEK_END)
    file.write(b"<script>alert(1)</script>")

    assert b"script" not in thumbnail(file)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(_png(30_000, 30_000), id="a header that promises 900 million pixels"),
        pytest.param(_png(6400, 6400, rows=b"\0" * 100), id="41 million pixels"),
        pytest.param(_png(6400, 6400, rows=b"\0" * 124_000_000), id="41 million that are there"),
        pytest.param(_png(100, 100), id="a picture without its pixels"),
        pytest.param(_png(0, 100), id="no width"),
        pytest.param(io.BytesIO(b"\x89PNG\r\n\x1a\n"), id="a signature alone"),
        pytest.param(io.BytesIO(b"\xff\xd8\xff\xe0" + b"\xff" * 4000), id="a JPEG of nothing"),
        pytest.param(io.BytesIO(b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 40), id="a broken WebP"),
        pytest.param(io.BytesIO(b"GIF89a" + b"\xff" * 50), id="a broken GIF"),
        pytest.param(io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), id="SVG"),
        pytest.param(io.BytesIO(b"%!PS-Adobe-3.0 EPSF-3.0\n"), id="PostScript"),
        pytest.param(io.BytesIO(b"BM" + b"\0" * 60), id="a kind that we do not decode"),
        pytest.param(io.BytesIO(b"<html>"), id="HTML"),
        pytest.param(io.BytesIO(b""), id="nothing"),
    ],
)
def test_what_is_not_a_picture_has_no_thumbnail(file):
    assert thumbnail(file) is None


def test_the_largest_allowed_picture_fits_into_the_memory():
    file = _encoded(Image.new("RGBA", (6300, 6300)), "PNG", compress_level=1)

    assert _read(thumbnail(file)).size == (512, 512)


def test_a_process_that_takes_too_long_is_ended():
    assert thumbnail(_encoded(Image.new("RGB", (20, 20)), "PNG"), seconds=0.0) is None


def test_hostile_uploads_give_a_clean_picture_or_none(shared):
    folder = shared / "data" / "uploads"
    rows = [json.loads(line) for line in (folder / "dev.manifest.jsonl").read_text().splitlines()]

    for row in rows:
        with (folder / row["file"]).open("rb") as file:
            made = thumbnail(file)

        assert made is None or max(_read(made).size) <= 512
        assert made is None or b"<" not in made[:64], row["why"]
