"""A stored file as an answer that no browser renders or runs."""

from django.http import FileResponse

from seawall.domain.reports.commands import Download

# Nothing in a stored file may run or load anything, whoever opens it and however.
FILE_POLICY = "default-src 'none'; sandbox"


def served(
    found: Download,
    *,
    content_type: str = "application/octet-stream",
    as_attachment: bool = True,
) -> FileResponse:
    """To be saved, unless it is a picture that this server has made anew."""
    answer = FileResponse(
        found.stream,
        as_attachment=as_attachment,
        filename=found.name,
        content_type=content_type,
    )
    answer.headers["Content-Length"] = str(found.size_bytes)
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer
