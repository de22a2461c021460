"""Files as they are listed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.reports.queries import AttachmentView

_MEDIA = (
    ("image/", "image"),
    ("video/", "video"),
    ("audio/", "video"),
    ("text/", "text"),
)
_ARCHIVES = ("zip", "gzip", "tar", "7z", "rar", "compressed")


@dataclass(frozen=True, slots=True)
class FileLine:
    """One stored file. `thumbnail` is the link of a re-encoded small picture, or empty."""

    public_id: str
    name: str
    size_bytes: int
    sha256: str
    url: str
    thumbnail: str
    media: str
    audience: str
    note: str
    is_sealed: bool


def file_lines(files: Iterable[AttachmentView]) -> tuple[FileLine, ...]:
    """The files in their order."""
    return tuple(map(_file_line, files))


def _file_line(file: AttachmentView) -> FileLine:
    thumbnail = reverse("file-thumbnail", args=[file.public_id])
    return FileLine(
        public_id=file.public_id,
        name=file.name,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        url=reverse("file", args=[file.public_id]),
        thumbnail=thumbnail if file.thumbnail == "ready" else "",
        media=_media(file.label_type),
        audience=file.audience,
        note=_("Team only") if file.audience == "team" else "",
        is_sealed=file.is_sealed,
    )


def _media(label_type: str) -> str:
    if any(word in label_type for word in _ARCHIVES):
        return "archive"
    return next((media for start, media in _MEDIA if label_type.startswith(start)), "other")
