"""One report taken away as a file: as text, as PDF, as JSON, or all of it with its files."""

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, cast

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid
from seawall.domain.readings.rules import Door
from seawall.domain.reports.commands import storing
from seawall.domain.reports.commands.telling import tell
from seawall.domain.reports.events import ReportExported
from seawall.domain.reports.queries.dossier import Dossier, dossier, path_in_archive
from seawall.domain.reports.queries.opening import note_opened
from seawall.domain.reports.queries.sheets import as_text, sheet_of
from seawall.lib import typesetting
from seawall.lib.typesetting import NotSet, Passage


class Form(StrEnum):
    """What the file is."""

    TEXT = "text"
    PDF = "pdf"
    JSON = "json"
    ZIP = "zip"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to hand out. Who answers the request closes the stream."""

    name: str
    content_type: str
    stream: BinaryIO


@transaction.atomic
def export_report(
    public_id: str, *, form: str, internal: bool = False, names: bool = True, actor: Actor
) -> Exported:
    """What the actor sees of the report, as a file. The log says who took it, and in which form.

    Without `internal` it is what the reporter sees, too; without `names` people are called by
    their part. Raises NotFound, NotAllowed for a reporter who asks for internal parts, Invalid for
    an unknown form and for a PDF of too much text.
    """
    if form not in frozenset(Form):
        raise Invalid(_("Choose text, pdf, json or zip."), field="form")
    found = dossier(actor, public_id, internal=internal, names=names)
    event = ReportExported(report=found.report.public_id, form=form, internal=internal, names=names)
    tell(found.report, event, actor=actor)
    if form == Form.ZIP:
        for file in found.files:
            note_opened(actor, found.report, door=Door.EXPORT, attachment=file.public_id)
    ending, content_type, make = _FORMS[Form(form)]
    return Exported(f"{found.report.public_id}.{ending}", content_type, make(found))


def _text(found: Dossier) -> BinaryIO:
    return io.BytesIO(as_text(sheet_of(found.document)).encode())


def _json(found: Dossier) -> BinaryIO:
    return io.BytesIO(json.dumps(found.document, indent=2, ensure_ascii=False).encode())


def _pdf(found: Dossier) -> BinaryIO:
    sheet = sheet_of(found.document)
    passages = [Passage(one.heading, one.facts, one.texts) for one in sheet.sections]
    language = (get_language() or "en").partition("-")[0]
    try:
        return io.BytesIO(typesetting.pdf(sheet.title, sheet.note, passages, language=language))
    except NotSet as refusal:
        said = _("This report is too long for a PDF. Take it as text, or as an archive.")
        raise Invalid(said, field="form") from refusal


def _archive(found: Dossier) -> BinaryIO:
    made = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115  # who answers closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, stream in (("report.json", _json(found)), ("report.txt", _text(found))):
            archive.writestr(name, stream.read())
        for file in found.files:
            with (
                storing.blobs().open(file.sha256) as source,
                archive.open(path_in_archive(file), "w") as target,
            ):
                shutil.copyfileobj(source, target, 1024 * 1024)
    made.seek(0)
    return made


_FORMS: Mapping[Form, tuple[str, str, Callable[[Dossier], BinaryIO]]] = {
    Form.TEXT: ("txt", "text/plain; charset=utf-8", _text),
    Form.PDF: ("pdf", typesetting.CONTENT_TYPE, _pdf),
    Form.JSON: ("json", "application/json", _json),
    Form.ZIP: ("zip", "application/zip", _archive),
}
