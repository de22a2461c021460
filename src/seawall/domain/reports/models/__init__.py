"""Reports and all that hangs on one."""

from seawall.domain.reports.models.files import Attachment, FileTicket, Upload
from seawall.domain.reports.models.history import ReportMove, Retest
from seawall.domain.reports.models.judging import Appeal, Checklist, Decision, SeverityOpinion, Side
from seawall.domain.reports.models.labels import ReportTag, Tag
from seawall.domain.reports.models.people import Collaborator, CollaboratorState, Guest
from seawall.domain.reports.models.report import Report, StateCount
from seawall.domain.reports.models.words import (
    Audience,
    Comment,
    CommentRevision,
    FieldValue,
    Revision,
)

__all__ = [
    "Appeal",
    "Attachment",
    "Audience",
    "Checklist",
    "Collaborator",
    "CollaboratorState",
    "Comment",
    "CommentRevision",
    "Decision",
    "FieldValue",
    "FileTicket",
    "Guest",
    "Report",
    "ReportMove",
    "ReportTag",
    "Retest",
    "Revision",
    "SeverityOpinion",
    "Side",
    "StateCount",
    "Tag",
    "Upload",
]
