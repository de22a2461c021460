"""The process that decodes a stranger's image: image on standard input, WebP on standard output.

Run by thumbnails.py as `python -I -m seawall.lib.thumbnail_process`; ends with 0 or has made
nothing.
"""

import resource
import sys
import warnings
from typing import IO

LARGEST_PIXELS = 40_000_000
LARGEST_SIDE = 512
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")


def confine() -> None:
    """Take away memory, time, writing files, and core dumps. For this process, for ever."""
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 16,
    }
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def make(source: IO[bytes], target: IO[bytes]) -> None:
    """Decode, shrink, and encode anew: nothing of the original file's bytes survives."""
    from PIL import Image, ImageOps

    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = LARGEST_PIXELS
    with Image.open(source, formats=FORMATS) as image:
        # The header says so; nothing is decoded before this.
        if image.width * image.height > LARGEST_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        image.load()
        has_alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
        mode = "RGBA" if has_alpha else "RGB"
        # Palettes cannot be shrunk smoothly. Other modes are converted when they are small.
        small = image.convert(mode) if image.mode in {"P", "PA", "1"} else image
        small.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        plain = ImageOps.exif_transpose(small).convert(mode)
    # The encoder would copy colour profile and EXIF from here.
    plain.info.clear()
    plain.save(target, format="WEBP", quality=80, method=4, exif=b"", icc_profile=b"", xmp=b"")


def load_decoders() -> None:
    """Import what `make` needs while there is still memory and time for it."""
    from PIL import Image, ImageOps, WebPImagePlugin  # noqa: F401  # registers WebP

    Image.preinit()


if __name__ == "__main__":
    load_decoders()
    confine()
    make(sys.stdin.buffer, sys.stdout.buffer)
