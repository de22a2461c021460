"""The reply box: who reads what is written there, and the files that wait for it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.reports.queries import ReportPage
from seawall.domain.reports.rules.workflow import Party
from seawall.web.pages.reports.files import FileLine, file_lines


@dataclass(frozen=True, slots=True)
class Composer:
    """The reply box. `only` is the one audience that this person may write for, or empty.

    `upload_url` takes files for the participants, `team_upload_url` for the team; empty for none.
    `waiting` files were added by this person but not sent with words yet, `team_waiting` likewise.
    """

    action: str
    preview_url: str
    audience: str
    only: str
    participants_text: str
    value: str
    error: str
    upload_url: str
    team_upload_url: str
    waiting: tuple[FileLine, ...]
    team_waiting: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A comment that could not be posted: shown again with what is wrong."""

    body: str
    audience: str
    error: str


def _readers(report: ReportPage) -> str:
    """Who reads what is written for the participants, told to whoever is not of the team."""
    if report.side == Party.TEAM:
        return ""
    if report.side == Party.NOBODY:
        return _("The reporter and the team read this.")
    return _("The team of the programme reads this.")


def composer(actor: Actor, report: ReportPage, refused: Refused | None) -> Composer | None:
    """The box for this person; None for whoever may not write here."""
    audiences = report.abilities.audiences
    if not audiences:
        return None
    waiting = file_lines(
        file
        for file in report.attachments
        if not file.is_sealed and file.uploader.id == actor.user_id
    )
    upload_url = reverse("report-uploads", args=[report.row.public_id])
    return Composer(
        action=reverse("report-comments", args=[report.row.public_id]),
        preview_url=reverse("preview"),
        audience=refused.audience if refused else audiences[0],
        only=audiences[0] if len(audiences) == 1 else "",
        participants_text=_readers(report),
        value=refused.body if refused else "",
        error=refused.error if refused else "",
        upload_url=upload_url if report.abilities.can_attach else "",
        team_upload_url=reverse("report-team-uploads", args=[report.row.public_id])
        if "team" in audiences
        else "",
        waiting=tuple(file for file in waiting if file.audience == "participants"),
        team_waiting=tuple(file for file in waiting if file.audience == "team"),
    )
