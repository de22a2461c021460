"""Every write to a report, by the part of its life."""

from seawall.domain.reports.commands.appealing import appeal, decide_appeal
from seawall.domain.reports.commands.attaching import (
    Download,
    attach_bytes,
    attach_stream,
    open_attachment,
    open_thumbnail,
    remove_attachment,
)
from seawall.domain.reports.commands.clocking import note_reward
from seawall.domain.reports.commands.cloning import clone_report
from seawall.domain.reports.commands.closing_off import lock_report, unlock_report
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
from seawall.domain.reports.commands.exporting import Exported, Form, export_report
from seawall.domain.reports.commands.filling import set_fields
from seawall.domain.reports.commands.guesting import (
    accept_guest,
    end_guest_links,
    invite_guest,
    revoke_guest,
)
from seawall.domain.reports.commands.handing import give_ticket, spend_ticket
from seawall.domain.reports.commands.moving import make_move
from seawall.domain.reports.commands.removing import (
    delete_attachment,
    hide_attachment,
    hold_report,
    purge_attachment,
    release_report,
    remove_comment,
)
from seawall.domain.reports.commands.retesting import (
    accept_retest,
    answer_retest,
    ask_retest,
    cancel_retest,
    close_retest,
    decline_retest,
)
from seawall.domain.reports.commands.sealing import take_out, take_out_of_form
from seawall.domain.reports.commands.tagging import change_tag, delete_tag, make_tag, tag
from seawall.domain.reports.commands.triaging import (
    answer_checklist,
    assign,
    revise,
    set_severity,
)
from seawall.domain.reports.commands.unsealing import (
    dispute_secret,
    judge_secret,
    reveal_secret,
)
from seawall.domain.reports.commands.uploading import (
    UploadState,
    WrongPlace,
    abandon_upload,
    append_chunk,
    begin_upload,
    complete_upload,
    upload_state,
)

__all__ = [
    "Download",
    "Exported",
    "Form",
    "Routed",
    "Submission",
    "UploadState",
    "WrongPlace",
    "abandon_upload",
    "accept_guest",
    "accept_retest",
    "add_collaborators",
    "answer_checklist",
    "answer_invitation",
    "answer_retest",
    "appeal",
    "append_chunk",
    "ask_retest",
    "assign",
    "attach_bytes",
    "attach_stream",
    "begin_upload",
    "cancel_retest",
    "change_tag",
    "clone_report",
    "close_retest",
    "comment",
    "complete_upload",
    "decide_appeal",
    "decline_retest",
    "delete_attachment",
    "delete_tag",
    "discard_draft",
    "dispute_secret",
    "edit_comment",
    "end_guest_links",
    "export_report",
    "give_ticket",
    "hide_attachment",
    "hold_report",
    "invite_guest",
    "judge_secret",
    "lock_report",
    "make_move",
    "make_tag",
    "note_reward",
    "open_attachment",
    "open_thumbnail",
    "purge_attachment",
    "record_routing",
    "release_report",
    "remove_attachment",
    "remove_comment",
    "reveal_secret",
    "revise",
    "revoke_guest",
    "save_draft",
    "set_fields",
    "set_severity",
    "spend_ticket",
    "start_draft",
    "submit",
    "submit_new",
    "tag",
    "take_out",
    "take_out_of_form",
    "unlock_report",
    "upload_state",
]
