"""Every write to programmes."""

from seawall.domain.programs.commands.banning import ban_researcher, lift_ban
from seawall.domain.programs.commands.briefs import (
    DraftSaved,
    discard_brief_draft,
    publish_brief,
    save_brief_draft,
)
from seawall.domain.programs.commands.creating import create_program
from seawall.domain.programs.commands.fields import (
    FieldIn,
    add_field,
    archive_field,
    change_field,
    move_field,
)
from seawall.domain.programs.commands.inviting import (
    DECLINE_REASONS,
    accept_invitation,
    decline_invitation,
    end_invitations,
    invite_researcher,
    revoke_access,
    revoke_invitation,
)
from seawall.domain.programs.commands.knowing import (
    add_known_issue,
    import_known_issues,
    retire_known_issue,
)
from seawall.domain.programs.commands.rotating import set_rotation
from seawall.domain.programs.commands.settings import (
    edit_settings,
    set_nda,
    set_secret_rules,
    set_state,
    set_visibility,
)
from seawall.domain.programs.commands.signing import sign_nda
from seawall.domain.programs.commands.templating import (
    remove_own_template,
    save_own_template,
    set_template,
)

__all__ = [
    "DECLINE_REASONS",
    "DraftSaved",
    "FieldIn",
    "accept_invitation",
    "add_field",
    "add_known_issue",
    "archive_field",
    "ban_researcher",
    "change_field",
    "create_program",
    "decline_invitation",
    "discard_brief_draft",
    "edit_settings",
    "end_invitations",
    "import_known_issues",
    "invite_researcher",
    "lift_ban",
    "move_field",
    "publish_brief",
    "remove_own_template",
    "retire_known_issue",
    "revoke_access",
    "revoke_invitation",
    "save_brief_draft",
    "save_own_template",
    "set_nda",
    "set_rotation",
    "set_secret_rules",
    "set_state",
    "set_template",
    "set_visibility",
    "sign_nda",
]
