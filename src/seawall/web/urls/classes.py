"""The class of each route: how often one may ask for it. A house test finds a route without one."""

from seawall.web.limits import COSTLY, CREDENTIAL, READ, TELL, WRITE, Limit

# Asked by monitors and caches: without a look at who asks, by address alone.
BY_ADDRESS = frozenset(
    {"healthz", "readyz", "metrics", "policy_report", "security_txt", "log-checkpoint", "log-key"}
    | {"log-tile", "verify-receipt"}
)

_ROUTES: dict[Limit, str] = {
    READ: """
        healthz readyz metrics style security security_txt account_inactive
        account_email_verification_sent account_reset_password_done
        account_reset_password_from_key_done mfa_index mfa_list_webauthn settings_sessions
        settings_tokens settings_invitations researcher platform_people platform_person
        platform_learnt
        organization organization_members provider directory program program_versions
        program_version program_settings program_researchers program_edit_start
        program_known_issues program_metrics appeals advice advice_entry tags inbox-responses
        groups
        program_fields
        team_programs program_invitations reports report report-receipt
        report-reads report-duplicate-proof report-evidence report-revisions report-secrets file
        file-thumbnail leaks leak leak_return platform_revocation inbox inbox-filters inbox-report
        rewards awards award ledger hall_of_fame notices activity webhooks webhook webhook_new log
        log-checkpoint log-key log-tile log-verify verify-receipt
    """,
    COSTLY: """
        program_scope program_diff program_preview report-scope vrt-search vrt-suggestion
        report-export
        cvss-score preview inbox-score inbox-similar inbox-compare rewards_csv ledger_csv
        activity_csv program_metrics_csv log-consistency inbox-csv filter-offers inbox-view-counts
    """,
    WRITE: """
        policy_report account_logout settings_profile settings_credit settings_handle
        settings_preferences settings_session_end settings_sessions_end settings_notifications
        organization_edit organization_invitation_revoke organization_member_role
        organization_member_remove provider_rules provider_remove domain_add domain_remove
        program_nda program_state program_visibility program_nda_edit program_invitation_revoke
        program_access_revoke program_ban program_ban_lift program_known_issue_retire
        program_publish program_discard program_edit program_new program_secrets person_ban
        person_ban_lift person_deactivate person_reactivate platform_organizations
        platform_taxonomy platform_taxonomy_default
        program_invitation_own_answer program_invitation_answer report-start report-edit
        report-autosave report-discard report-collaborators report-hold file-hide file-delete
        file-purge report-comment-remove report-secret-dispute report-secret-judge report-uploads
        report-team-uploads report-upload report-team-upload report-upload-complete
        report-team-upload-complete platform_revocation_check inbox-severity advice_reset
        inbox-assign inbox-tags tag_new tag_edit group_new group_edit member_limit
        inbox-fields program_field
        program_templates settings_templates settings_template
        calendar calendar_remove program_rotation
        inbox-checklist inbox-original notices_read notice_read notice_open webhook_create
        webhook_edit webhook_end_old_secret webhook_switch webhook_delete inbox-views inbox-view
        responses response rules rule
    """,
    TELL: """
        organization_invite provider_set domain_verify program_known_issues_import report-submit
        report-revise report-clone report-retest report-lock report-guests report-appeal
        report-appeal-decide inbox-selected
        report-comments report-comment-edit report-moves leak_new leak_move
        leak_award leak_comment inbox-move inbox-award inbox-decline award_approve award_reject
        award_reverse award_pay webhook_ping webhook_redeliver
    """,
    CREDENTIAL: """
        account_login mfa_authenticate mfa_login_webauthn account_signup account_confirm_email
        account_reset_password account_reset_password_from_key link sso sso_enter sso_callback
        sso_link sso_unlink address_undo guest_invitation guest_invitation_accept invitation
        program_invitation account_reauthenticate
        mfa_reauthenticate mfa_reauthenticate_webauthn settings_close person_close account_email
        account_change_password account_set_password mfa_activate_totp mfa_deactivate_totp
        mfa_view_recovery_codes mfa_generate_recovery_codes mfa_add_webauthn mfa_edit_webauthn
        mfa_remove_webauthn settings_token_new settings_token_revoke report-secret-reveal
        leak_reveal webhook_rotate
    """,
}
CLASSES = {name: limit for limit, names in _ROUTES.items() for name in names.split()}


def twice() -> list[str]:
    """Names that stand in two classes."""
    names = [name for text in _ROUTES.values() for name in text.split()]
    return sorted({name for name in names if names.count(name) > 1})
