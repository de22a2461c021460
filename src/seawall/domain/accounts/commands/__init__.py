"""Every write to people, organizations, sessions and tokens."""

from seawall.domain.accounts.commands import idempotency, limits
from seawall.domain.accounts.commands.addresses import note_email_changed, undo_email_change
from seawall.domain.accounts.commands.banning import ban_person, lift_ban
from seawall.domain.accounts.commands.calendars import enter_days, remove_days
from seawall.domain.accounts.commands.credentials import (
    note_email_verified,
    note_factor,
    note_password_changed,
    note_sign_in_failed,
    note_sign_in_throttled,
    note_signed_in,
    note_signed_out,
)
from seawall.domain.accounts.commands.epochs import begin_epoch
from seawall.domain.accounts.commands.groups import (
    change_group,
    delete_group,
    limit_member,
    make_group,
    set_group_members,
)
from seawall.domain.accounts.commands.links import (
    make_one_time_link,
    use_administrator_link,
    use_sign_in_link,
)
from seawall.domain.accounts.commands.members import (
    accept_invitation,
    change_role,
    invite_member,
    remove_member,
    revoke_invitation,
)
from seawall.domain.accounts.commands.organizations import create_organization, edit_organization
from seawall.domain.accounts.commands.people import (
    create_person,
    deactivate_person,
    reactivate_person,
    register_sign_up,
    reserve_handle,
)
from seawall.domain.accounts.commands.profiles import (
    edit_credit,
    edit_preferences,
    edit_profile,
    rename_handle,
)
from seawall.domain.accounts.commands.provider_sign_in import (
    come_in,
    link_identity,
    note_emergency,
    unlink_identity,
)
from seawall.domain.accounts.commands.providers import (
    add_domain,
    callback_address,
    remove_domain,
    remove_provider,
    set_provider,
    set_provider_rules,
    verify_domain,
)
from seawall.domain.accounts.commands.sessions import (
    end_other_sessions,
    end_session,
    purge_sessions,
)
from seawall.domain.accounts.commands.tokens import make_token, revoke_token, touch_token

__all__ = [
    "accept_invitation",
    "add_domain",
    "ban_person",
    "begin_epoch",
    "callback_address",
    "change_group",
    "change_role",
    "come_in",
    "create_organization",
    "create_person",
    "deactivate_person",
    "delete_group",
    "edit_credit",
    "edit_organization",
    "edit_preferences",
    "edit_profile",
    "end_other_sessions",
    "end_session",
    "enter_days",
    "idempotency",
    "invite_member",
    "lift_ban",
    "limit_member",
    "limits",
    "link_identity",
    "make_group",
    "make_one_time_link",
    "make_token",
    "note_email_changed",
    "note_email_verified",
    "note_emergency",
    "note_factor",
    "note_password_changed",
    "note_sign_in_failed",
    "note_sign_in_throttled",
    "note_signed_in",
    "note_signed_out",
    "purge_sessions",
    "reactivate_person",
    "register_sign_up",
    "remove_days",
    "remove_domain",
    "remove_member",
    "remove_provider",
    "rename_handle",
    "reserve_handle",
    "revoke_invitation",
    "revoke_token",
    "set_group_members",
    "set_provider",
    "set_provider_rules",
    "touch_token",
    "undo_email_change",
    "unlink_identity",
    "use_administrator_link",
    "use_sign_in_link",
    "verify_domain",
]
