"""One report as a file to take along."""

from typing import Literal

from django.http import FileResponse, HttpRequest
from ninja import Router

from seawall.api.actors import Token, actor_of
from seawall.api.v1 import showing
from seawall.api.v1.shapes.common import In
from seawall.domain.reports import commands

router = Router(tags=["reports"], auth=Token())


class ExportIn(In):
    """Which file. `internal`: with what only the team reads. Not `names`: people are called by
    their part in the report.
    """

    form: Literal["text", "pdf", "json", "zip"]
    internal: bool = False
    names: bool = True


@router.post("/reports/{id}/export", summary="Take a report along", openapi_extra=showing.BINARY)
def export(request: HttpRequest, id: str, payload: ExportIn) -> FileResponse:  # noqa: A002
    """What the token's person sees of the report, as one file; the log tells that it was taken.

    The archive holds `report.json`, `report.txt` and every file under `files/`.
    """
    made = commands.export_report(
        id,
        form=payload.form,
        internal=payload.internal,
        names=payload.names,
        actor=actor_of(request),
    )
    answer = FileResponse(
        made.stream,
        as_attachment=True,
        filename=made.name,
        content_type="application/octet-stream",
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
