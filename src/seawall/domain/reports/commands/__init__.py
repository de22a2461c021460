"""Every write to a report, by the part of its life."""

from seawall.domain.reports.commands.conversing import comment, edit_comment
from seawall.domain.reports.commands.drafting import (
    Routed,
    Submission,
    add_collaborators,
    answer_invitation,
    discard_draft,
    record_routing,
    save_draft,
    start_draft,
    submit,
    submit_new,
)
from seawall.domain.reports.commands.moving import make_move
from seawall.domain.reports.commands.triaging import (
    answer_checklist,
    assign,
    revise,
    set_severity,
)

__all__ = [
    "Routed",
    "Submission",
    "add_collaborators",
    "answer_checklist",
    "answer_invitation",
    "assign",
    "comment",
    "discard_draft",
    "edit_comment",
    "make_move",
    "record_routing",
    "revise",
    "save_draft",
    "set_severity",
    "start_draft",
    "submit",
    "submit_new",
]
