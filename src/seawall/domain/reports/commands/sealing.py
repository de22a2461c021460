"""What is a secret never gets into a report: every text and file passes here before it is stored.

The words go on with a placeholder; the secret lies in the vault, under the report's public id.
"""

from io import BytesIO
from typing import BinaryIO, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import Invalid, NotFound
from seawall.domain.programs.models import Program
from seawall.domain.reports import policies
from seawall.domain.reports.commands import locking
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules import textfiles
from seawall.domain.reports.rules.workflow import State
from seawall.domain.vault import commands as vault
from seawall.domain.vault.commands import Place
from seawall.domain.vault.rules import own_patterns, scanning

T = TypeVar("T")
SUBJECT = "report"
LARGEST_TEXT_FILE_BYTES = 32 * 1024 * 1024


def take_out(report: Report, value: T, *, field: str = "", actor: Actor) -> T:
    """The value without secrets; in the transaction that stores it."""
    return vault.quarantine(value, place=place_of(report), field=field, actor=actor)


def take_out_of_new(program: Program, public_id: str, value: T, *, actor: Actor) -> T:
    """The same for a report that has a public id and no row yet."""
    return vault.quarantine(value, place=_place(program, public_id), actor=actor)


@transaction.atomic
def take_out_of_form(public_id: str, posted: T, *, actor: Actor) -> T:
    """What was typed into a form of the report, so that a refused form comes back without secrets.

    For somebody who may write to the report; for others the form's own command says why not.
    """
    try:
        report = locking.seen(public_id, actor=actor)
    except NotFound:
        return posted
    if not policies.may_write(actor):
        return posted
    return take_out(report, posted, actor=actor)


def take_out_of_file(report: Report, stream: BinaryIO, *, name: str, actor: Actor) -> BinaryIO:
    """The file, or, for a text that holds secrets, one with placeholders in their stead.

    Raises Invalid for a text file too large to be searched.
    """
    head = stream.read(textfiles.HEAD_BYTES)
    stream.seek(0)
    encoding = textfiles.encoding_of(head)
    if encoding is None:
        return stream
    raw = stream.read(LARGEST_TEXT_FILE_BYTES + 1)
    stream.seek(0)
    if len(raw) > LARGEST_TEXT_FILE_BYTES:
        raise Invalid(
            _("A text file has at most %(most)s MiB, so that it can be searched for secrets.")
            % {"most": LARGEST_TEXT_FILE_BYTES // 1024**2},
            field="file",
        )
    text = textfiles.decoded(raw, encoding)
    # Searched before the transaction: a large file takes a while, and most hold nothing.
    if not scanning.find(text, own=own_patterns.parsed(report.program.secret_patterns)):
        return stream
    with transaction.atomic():
        ready = take_out(report, text, field="file", actor=actor)
    return BytesIO(textfiles.encoded(ready, encoding))


def place_of(report: Report) -> Place:
    """Where the secrets of a report lie. What is told of a draft names neither program nor team."""
    is_draft = report.state == State.DRAFT
    return _place(report.program, report.public_id, report.pk, is_told=not is_draft)


def _place(
    program: Program, public_id: str, report_pk: int | None = None, *, is_told: bool = True
) -> Place:
    return Place(
        subject=SUBJECT,
        ref=public_id,
        program_id=program.pk,
        retention_days=program.secret_retention_days,
        own_patterns=program.secret_patterns,
        organization_id=program.organization_id if is_told else None,
        report_pk=report_pk,
    )
