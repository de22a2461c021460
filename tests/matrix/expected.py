"""Who may: ONE table of every route. What is not allowed here is refused.

A row is (who gets the page, who changes anything by a POST), for each thing the route is asked
for where that matters (tests/matrix/world.py has the things; a thing not named: nobody).
"""

from collections.abc import Mapping, Set

Who = Set[str]
Cell = Who | Mapping[str, Who]

NOBODY: Who = frozenset()
REPORTER = frozenset({"reporter"})
OUTSIDER = frozenset({"outsider"})
ADMIN = frozenset({"admin"})
OWNER = frozenset({"owner"})
EDITORS = OWNER | {"manager"}
APPROVERS = EDITORS | {"finance"}
WORKERS = EDITORS | {"triager"}
TALKERS = WORKERS | {"developer"}
RESOLVERS = WORKERS | {"developer"}
READERS = TALKERS | {"viewer"}
TEAM = READERS | {"finance"}
AWARDS = WORKERS | {"finance", "viewer"}
SHARING = REPORTER | {"collaborator"}
INBOX = READERS | OUTSIDER
SIGNED = TEAM | SHARING | OUTSIDER | ADMIN | {"stranger"}
ALL = SIGNED | {"visitor"}

REPORTS = {
    "new": READERS | SHARING,
    "closed": READERS | REPORTER,
    "draft": REPORTER,
    "private": READERS | REPORTER,
    "foreign": OUTSIDER,
}
SENT = {
    "new": READERS | SHARING,
    "closed": READERS | REPORTER,
    "private": READERS | REPORTER,
    "foreign": OUTSIDER,
}
TEAMS = {"new": READERS, "closed": READERS, "private": READERS, "foreign": OUTSIDER}
WORK = {"new": WORKERS, "closed": WORKERS, "private": WORKERS, "foreign": OUTSIDER}
WORK_ON_OPEN = {"new": WORKERS, "private": WORKERS, "foreign": OUTSIDER}
TAGGING = {"new": TALKERS, "closed": TALKERS, "private": TALKERS, "foreign": OUTSIDER}
TALK = {
    "new": TALKERS | SHARING,
    "closed": TALKERS | REPORTER,
    "private": TALKERS | REPORTER,
    "foreign": OUTSIDER,
}
ATTACH = {
    "new": TALKERS | SHARING,
    "closed": TALKERS | REPORTER,
    "draft": REPORTER,
    "private": TALKERS | REPORTER,
    "foreign": OUTSIDER,
}
PROGRAMS = {"open": ALL, "private": TEAM | REPORTER, "draft": TEAM, "foreign": OUTSIDER}
PUBLISHED = {"open": ALL, "private": TEAM | REPORTER, "foreign": OUTSIDER}
METRICS = {"open": TEAM, "private": TEAM, "draft": TEAM, "foreign": OUTSIDER}
EDIT = {"open": EDITORS, "private": EDITORS, "draft": EDITORS, "foreign": OUTSIDER}
HOOKS = {"own": EDITORS, "foreign": OUTSIDER}
FILES = {"shared": READERS | SHARING, "team": READERS, "foreign": OUTSIDER}

OBJECT = {"private": REPORTER}
ANSWER = {"closed": WORKERS - {"manager"}}

KNOWN = {"open": READERS, "private": READERS, "draft": READERS, "foreign": OUTSIDER}
REGISTER = {"open": WORKERS, "private": WORKERS, "draft": WORKERS, "foreign": OUTSIDER}
RETIRE = {"open": WORKERS}

FILL_IN = {"new": WORKERS, "closed": WORKERS}

TABLE: dict[str, tuple[Cell, Cell]] = {
    "api/v1/docs": (ALL, NOBODY),
    "api/v1/openapi.json": (ALL, NOBODY),
    "api/v1/programs": (ALL, NOBODY),
    "api/v1/programs/<slug>": (PUBLISHED, NOBODY),
    "api/v1/programs/<slug>/versions": (PROGRAMS, NOBODY),
    "api/v1/programs/<slug>/versions/<number>": (PUBLISHED, NOBODY),
    "api/v1/programs/<slug>/metrics": (PROGRAMS, NOBODY),
    "api/v1/programs/<slug>/metrics/team": (METRICS, NOBODY),
    "api/v1/programs/<slug>/scope/check": (PROGRAMS, NOBODY),
    "api/v1/programs/<slug>/hall-of-fame": (PROGRAMS, NOBODY),
    "api/v1/programs/<slug>/reports": (
        NOBODY,
        {"open": SIGNED, "private": TEAM | REPORTER, "foreign": OUTSIDER},
    ),
    "api/v1/reports": (SIGNED, NOBODY),
    "api/v1/reports/<id>": (REPORTS, NOBODY),
    "api/v1/reports/<id>/reads": (REPORTS, NOBODY),
    "api/v1/reports/<id>/decisions": (REPORTS, NOBODY),
    "api/v1/reports/<id>/decisions/<decision>/appeal": (NOBODY, OBJECT),
    # The manager took the decision: somebody else answers.
    "api/v1/reports/<id>/decisions/<decision>/answer": (NOBODY, ANSWER),
    "api/v1/reports/<id>/clone": (NOBODY, WORK),
    "api/v1/reports/<id>/lock": (NOBODY, WORK),
    "api/v1/reports/<id>/unlock": (NOBODY, NOBODY),
    "api/v1/reports/<id>/retests": (REPORTS, {"closed": RESOLVERS}),
    "api/v1/reports/<id>/retest/answer": (NOBODY, {"asked": REPORTER}),
    "api/v1/reports/<id>/retest/step": (NOBODY, {"asked": REPORTER}),
    "api/v1/reports/<id>/retest/verdict": (NOBODY, {"answered": RESOLVERS}),
    "api/v1/reports/<id>/advice": (TEAMS, NOBODY),
    "api/v1/organizations/<slug>/advice/<entry>": (
        {"alpha": TEAM, "beta": OUTSIDER},
        {"alpha": WORKERS, "beta": OUTSIDER},
    ),
    # Nothing was reworded here.
    "api/v1/organizations/<slug>/advice/<entry>/reset": (NOBODY, NOBODY),
    "api/v1/organizations/<slug>/responses": (
        {"alpha": READERS, "beta": OUTSIDER},
        {"alpha": WORKERS, "beta": OUTSIDER},
    ),
    "api/v1/responses/<id>": (NOBODY, NOBODY),
    "api/v1/organizations/<slug>/rules": (
        {"alpha": EDITORS, "beta": OUTSIDER},
        {"alpha": EDITORS, "beta": OUTSIDER},
    ),
    "api/v1/organizations/<slug>/rules/try": (NOBODY, NOBODY),
    "api/v1/rules/<id>": (NOBODY, NOBODY),
    "api/v1/rules/<id>/do": (NOBODY, NOBODY),
    "api/v1/rules/<id>/runs": (NOBODY, NOBODY),
    "api/v1/reports/<id>/responses": (TEAMS, NOBODY),
    "api/v1/reports/<id>/similar": (TEAMS, NOBODY),
    "api/v1/reports/<id>/suggestions": (TEAMS, NOBODY),
    "api/v1/reports/<id>/export": (NOBODY, REPORTS),
    "api/v1/reports/<id>/receipt": (SENT, NOBODY),
    "api/v1/reports/<id>/duplicate-proof": (NOBODY, NOBODY),
    "api/v1/programs/<slug>/known-issues": (KNOWN, REGISTER),
    "api/v1/programs/<slug>/known-issues/import": (NOBODY, REGISTER),
    "api/v1/programs/<slug>/known-issues/<id>/retire": (NOBODY, RETIRE),
    "api/v1/programs/<slug>/fields": (PROGRAMS, EDIT),
    "api/v1/programs/<slug>/fields/<name>": (NOBODY, {"open": EDITORS}),
    "api/v1/reports/<id>/fields": (NOBODY, FILL_IN),
    "api/v1/programs/<slug>/templates": (PROGRAMS, EDIT),
    "api/v1/me/templates": (SIGNED, SIGNED),
    # Nobody here keeps one: tests/domain/programs/test_templates.py has people who do.
    "api/v1/me/templates/<id>": (NOBODY, NOBODY),
    "settings_template": (NOBODY, NOBODY),
    "settings_templates": (SIGNED, SIGNED),
    "program_templates": (EDIT, EDIT),
    "api/v1/reports/<id>/moves": (NOBODY, WORK_ON_OPEN),
    "api/v1/reports/<id>/comments": (NOBODY, TALK),
    "api/v1/reports/<id>/attachments": (NOBODY, ATTACH),
    "api/v1/attachments/<id>": (FILES, NOBODY),
    "api/v1/reports/<id>/severity": (NOBODY, WORK),
    "api/v1/reports/<id>/awards": (NOBODY, {"closed": WORKERS}),
    "api/v1/reports/<id>/decline-reward": (NOBODY, NOBODY),
    "api/v1/awards": (SIGNED, NOBODY),
    "api/v1/awards/<id>/approve": (NOBODY, {"proposed": APPROVERS}),
    "api/v1/awards/<id>/reject": (NOBODY, {"proposed": APPROVERS}),
    "api/v1/me": (SIGNED, NOBODY),
    "api/v1/organizations/<slug>/webhooks": (
        {"alpha": EDITORS, "beta": OUTSIDER},
        {"alpha": EDITORS, "beta": OUTSIDER},
    ),
    "api/v1/webhooks/<id>": (HOOKS, NOBODY),
    "api/v1/webhooks/<id>/deliveries": (HOOKS, NOBODY),
    "api/v1/webhooks/<id>/ping": (NOBODY, HOOKS),
    "api/v1/webhooks/<id>/secret": (NOBODY, HOOKS),
    "api/v1/webhooks/<id>/deliveries/<delivery>/again": (NOBODY, HOOKS),
    "api/v1/": (NOBODY, NOBODY),
    "healthz": (ALL, NOBODY),
    "readyz": (ALL, NOBODY),
    # A report of a browser changes nothing of the domain's.
    "policy_report": (NOBODY, NOBODY),
    # 404 while no contact is set.
    "security_txt": (NOBODY, NOBODY),
    "security": (ALL, NOBODY),
    "style": (ADMIN, NOBODY),
    "link": (ALL, ALL),
    "address_undo": (ALL, ALL),
    "invitation": (ALL, NOBODY),
    "settings_profile": (SIGNED, NOBODY),
    "settings_credit": (NOBODY, NOBODY),
    "settings_handle": (NOBODY, NOBODY),
    "settings_preferences": (SIGNED, NOBODY),
    "settings_close": (SIGNED, NOBODY),
    "settings_sessions": (SIGNED, NOBODY),
    # Only the reporter has a session elsewhere.
    "settings_sessions_end": (NOBODY, REPORTER),
    "settings_session_end": (NOBODY, REPORTER),
    "settings_tokens": (SIGNED, NOBODY),
    "settings_token_new": (NOBODY, NOBODY),
    "settings_token_revoke": (NOBODY, REPORTER),
    "settings_invitations": (SIGNED, NOBODY),
    "researcher": (NOBODY, NOBODY),
    "platform_people": (ADMIN, NOBODY),
    "platform_person": (ADMIN, NOBODY),
    "person_close": (NOBODY, ADMIN),
    "person_ban": (NOBODY, ADMIN),
    "person_ban_lift": (NOBODY, ADMIN),
    "person_deactivate": (NOBODY, ADMIN),
    "person_reactivate": (NOBODY, NOBODY),
    "platform_organizations": (ADMIN, ADMIN),
    # Nothing was learnt, so nothing can be thrown away.
    "platform_learnt": (ADMIN, NOBODY),
    # The file is left out, and the newest is used already.
    "platform_taxonomy": (ADMIN, NOBODY),
    "platform_taxonomy_default": (NOBODY, NOBODY),
    "organization": ({"alpha": TEAM | ADMIN, "beta": OUTSIDER | ADMIN}, NOBODY),
    "organization_edit": (
        {"alpha": EDITORS, "beta": OUTSIDER},
        {"alpha": EDITORS, "beta": OUTSIDER},
    ),
    "organization_members": ({"alpha": WORKERS, "beta": OUTSIDER}, NOBODY),
    "organization_invite": (NOBODY, {"alpha": OWNER, "beta": OUTSIDER}),
    "organization_invitation_revoke": (NOBODY, OWNER),
    "organization_member_role": (NOBODY, OWNER),
    "organization_member_remove": (NOBODY, {"alpha": {"owner", "viewer"}}),
    "groups": ({"alpha": READERS, "beta": OUTSIDER}, NOBODY),
    "calendar": ({"alpha": READERS, "beta": OUTSIDER}, {"alpha": READERS, "beta": OUTSIDER}),
    "calendar_remove": (NOBODY, NOBODY),
    "program_rotation": (EDIT, EDIT),
    "group_new": (NOBODY, {"alpha": EDITORS, "beta": OUTSIDER}),
    "group_edit": (NOBODY, {"alpha": EDITORS}),
    "member_limit": (NOBODY, {"alpha": OWNER}),
    "api/v1/organizations/<slug>/activity": ({"alpha": APPROVERS, "beta": OUTSIDER}, NOBODY),
    "api/v1/organizations/<slug>/groups": ({"alpha": READERS, "beta": OUTSIDER}, NOBODY),
    "tags": ({"alpha": READERS, "beta": OUTSIDER}, NOBODY),
    "tag_new": (NOBODY, {"alpha": WORKERS, "beta": OUTSIDER}),
    "tag_edit": (NOBODY, {"alpha": WORKERS}),
    "api/v1/organizations/<slug>/tags": (
        {"alpha": READERS, "beta": OUTSIDER},
        {"alpha": WORKERS, "beta": OUTSIDER},
    ),
    "api/v1/tags/<id>": (NOBODY, NOBODY),
    "api/v1/reports/<id>/tags": (NOBODY, TAGGING),
    "advice": ({"alpha": TEAM, "beta": OUTSIDER}, NOBODY),
    "advice_entry": (
        {"alpha": TEAM, "beta": OUTSIDER},
        {"alpha": WORKERS, "beta": OUTSIDER},
    ),
    "advice_reset": (NOBODY, NOBODY),
    "responses": ({"alpha": READERS, "beta": OUTSIDER}, {"alpha": WORKERS, "beta": OUTSIDER}),
    "response": (NOBODY, NOBODY),
    "rules": ({"alpha": EDITORS, "beta": OUTSIDER}, {"alpha": EDITORS, "beta": OUTSIDER}),
    "rule": (NOBODY, NOBODY),
    "provider": ({"alpha": OWNER, "beta": OUTSIDER}, NOBODY),
    # A provider is asked first, and none answers here.
    "provider_set": (NOBODY, NOBODY),
    # Who has a factor, as the owner of alpha, is asked for it once more.
    "provider_rules": (NOBODY, {"beta": OUTSIDER}),
    "provider_remove": (NOBODY, {"beta": OUTSIDER}),
    "domain_add": (NOBODY, {"alpha": OWNER, "beta": OUTSIDER}),
    # The proof is not there.
    "domain_verify": (NOBODY, NOBODY),
    "domain_remove": (NOBODY, OWNER),
    "sso": (ALL, NOBODY),
    "sso_enter": (ALL, NOBODY),
    "sso_callback": (NOBODY, NOBODY),
    "sso_link": (NOBODY, NOBODY),
    "sso_unlink": (NOBODY, {"triager"}),
    "directory": (ALL, NOBODY),
    "program": (PROGRAMS, NOBODY),
    "program_scope": (PROGRAMS, NOBODY),
    "program_versions": (PROGRAMS, NOBODY),
    "program_diff": (NOBODY, NOBODY),
    "program_version": (PUBLISHED, NOBODY),
    "program_nda": (NOBODY, NOBODY),
    "program_settings": (EDIT, EDIT),
    "program_state": (NOBODY, {"open": EDITORS, "private": EDITORS, "foreign": OUTSIDER}),
    "program_visibility": (NOBODY, {"open": EDITORS, "draft": EDITORS}),
    "program_nda_edit": (NOBODY, {"private": EDITORS, "foreign": OUTSIDER}),
    "program_researchers": (EDIT, {"private": EDITORS, "foreign": OUTSIDER}),
    "program_invitation_revoke": (NOBODY, {"private": EDITORS}),
    "program_access_revoke": (NOBODY, {"private": EDITORS}),
    "program_ban": (NOBODY, EDIT),
    "program_ban_lift": (NOBODY, {"open": EDITORS}),
    "program_metrics": (METRICS, NOBODY),
    "program_metrics_csv": (METRICS, NOBODY),
    "program_edit_start": (EDIT, NOBODY),
    "program_preview": (EDIT, NOBODY),
    "program_publish": (EDIT, {"open": EDITORS, "draft": EDITORS}),
    "program_discard": (NOBODY, {"open": EDITORS}),
    "program_edit": (EDIT, EDIT),
    "team_programs": ({"alpha": TEAM | ADMIN, "beta": OUTSIDER | ADMIN}, NOBODY),
    "program_new": ({"alpha": EDITORS, "beta": OUTSIDER}, NOBODY),
    "program_invitations": (SIGNED, NOBODY),
    "program_invitation_own_answer": (NOBODY, NOBODY),
    "program_invitation": (ALL, NOBODY),
    "program_invitation_answer": (NOBODY, NOBODY),
    "report-start": (
        {"open": SIGNED, "private": TEAM | REPORTER, "draft": TEAM, "foreign": OUTSIDER},
        NOBODY,
    ),
    "reports": (SIGNED, NOBODY),
    "report": (REPORTS, NOBODY),
    "report-edit": (REPORTS, NOBODY),
    "report-autosave": (NOBODY, NOBODY),
    "report-submit": (NOBODY, NOBODY),
    "report-discard": (NOBODY, {"draft": REPORTER}),
    "report-scope": (NOBODY, NOBODY),
    "report-collaborators": (NOBODY, NOBODY),
    "report-receipt": (SENT, NOBODY),
    "report-duplicate-proof": (NOBODY, NOBODY),
    "program_known_issues": (KNOWN, REGISTER),
    "program_known_issues_import": (NOBODY, REGISTER),
    "program_known_issue_retire": (NOBODY, RETIRE),
    # Objected to already is no secret: 409.
    "report-appeal": (OBJECT | {"closed": REPORTER}, OBJECT),
    "report-appeal-decide": (ANSWER, ANSWER),
    "report-guests": (WORK, WORK),
    "guest_invitation": (ALL, NOBODY),
    # For another address than anybody's here.
    "guest_invitation_accept": (NOBODY, NOBODY),
    "report-clone": (WORK, WORK),
    "report-lock": (WORK, WORK),
    "report-retest": (REPORTS, {"closed": RESOLVERS}),
    "appeals": (SIGNED, NOBODY),
    "report-evidence": (WORK, NOBODY),
    "report-hold": (
        NOBODY,
        {"new": EDITORS, "closed": EDITORS, "private": EDITORS, "foreign": OUTSIDER},
    ),
    "file-hide": (NOBODY, {"new": WORKERS}),
    "file-delete": (NOBODY, {"new": WORKERS}),
    "file-purge": (NOBODY, NOBODY),
    "report-comment-remove": (NOBODY, {"new": REPORTER}),
    "report-reads": (REPORTS, NOBODY),
    "report-export": (REPORTS, REPORTS),
    "report-revise": ({"new": REPORTER, "draft": REPORTER, "private": REPORTER}, NOBODY),
    "report-revisions": (REPORTS, NOBODY),
    "report-secrets": (REPORTS, NOBODY),
    # No programme of this world takes leaked keys: tests/web/leaks has one that does.
    "leak_new": (NOBODY, NOBODY),
    "leak_return": (NOBODY, NOBODY),
    "leaks": (SIGNED, NOBODY),
    "leak": (NOBODY, NOBODY),
    "leak_move": (NOBODY, NOBODY),
    "leak_award": (NOBODY, NOBODY),
    "leak_comment": (NOBODY, NOBODY),
    "leak_reveal": (NOBODY, NOBODY),
    "program_secrets": (EDIT, EDIT),
    "platform_revocation": (ADMIN, NOBODY),
    "platform_revocation_check": (NOBODY, NOBODY),
    "api/v1/programs/<slug>/leaks": (NOBODY, NOBODY),
    "api/v1/leaks/<id>": (NOBODY, NOBODY),
    "api/v1/leaks/<id>/moves": (NOBODY, NOBODY),
    "api/v1/leaks/<id>/awards": (NOBODY, NOBODY),
    "api/v1/meta/public_keys/secret_scanning": (ALL, NOBODY),
    "report-secret-reveal": (NOBODY, NOBODY),
    "report-secret-dispute": (NOBODY, NOBODY),
    "report-secret-judge": (NOBODY, NOBODY),
    "report-comments": (NOBODY, TALK),
    "report-comment-edit": ({"new": REPORTER}, {"new": REPORTER}),
    "report-moves": (NOBODY, WORK_ON_OPEN),
    "report-uploads": (NOBODY, ATTACH),
    "report-team-uploads": (
        NOBODY,
        {"new": TALKERS, "closed": TALKERS, "private": TALKERS, "foreign": OUTSIDER},
    ),
    "report-upload": (REPORTER, NOBODY),
    "report-team-upload": (REPORTER, NOBODY),
    "report-upload-complete": (NOBODY, NOBODY),
    "report-team-upload-complete": (NOBODY, NOBODY),
    "file": (FILES, NOBODY),
    "file-thumbnail": (NOBODY, NOBODY),
    "vrt-search": (SIGNED, NOBODY),
    "vrt-suggestion": (SIGNED, NOBODY),
    "cvss-score": (SIGNED, NOBODY),
    "preview": (NOBODY, NOBODY),
    "inbox": (INBOX, NOBODY),
    "inbox-csv": (INBOX, NOBODY),
    "inbox-filters": (INBOX, NOBODY),
    "filter-offers": (INBOX, NOBODY),
    "inbox-views": (INBOX, INBOX),
    "inbox-selected": (NOBODY, NOBODY),
    "api/v1/bulk": (NOBODY, NOBODY),
    "inbox-view-counts": (INBOX, NOBODY),
    "inbox-view": (NOBODY, NOBODY),
    "api/v1/views": (INBOX, INBOX),
    "api/v1/views/<id>": (NOBODY, NOBODY),
    "inbox-report": (REPORTS, NOBODY),
    "inbox-move": (
        {"new": WORKERS, "closed": READERS, "private": WORKERS, "foreign": OUTSIDER},
        WORK_ON_OPEN,
    ),
    "inbox-responses": (TEAMS, NOBODY),
    "inbox-severity": (WORK, WORK),
    "inbox-score": (REPORTS, NOBODY),
    "inbox-assign": (WORK, {"new": WORKERS, "closed": WORKERS, "private": WORKERS}),
    "inbox-tags": (TAGGING, TAGGING),
    "program_fields": (EDIT, EDIT),
    "program_field": (NOBODY, {"open": EDITORS}),
    "inbox-fields": (FILL_IN, FILL_IN),
    "inbox-checklist": (WORK, WORK_ON_OPEN),
    "inbox-award": ({"closed": WORKERS}, {"closed": WORKERS}),
    "inbox-decline": (WORK, NOBODY),
    "inbox-original": (REPORTS, NOBODY),
    "inbox-similar": (TEAMS, NOBODY),
    "inbox-compare": (NOBODY, NOBODY),
    "rewards": (SIGNED, NOBODY),
    "rewards_csv": (SIGNED, NOBODY),
    "awards": (SIGNED, NOBODY),
    "award": ({"proposed": AWARDS, "approved": AWARDS | REPORTER}, NOBODY),
    "award_approve": (NOBODY, {"proposed": APPROVERS}),
    "award_reject": (NOBODY, {"proposed": APPROVERS}),
    "award_reverse": (NOBODY, {"approved": APPROVERS}),
    "award_pay": (NOBODY, NOBODY),
    "ledger": ({"alpha": APPROVERS, "beta": OUTSIDER}, NOBODY),
    "ledger_csv": ({"alpha": APPROVERS, "beta": OUTSIDER}, NOBODY),
    "hall_of_fame": (PROGRAMS, NOBODY),
    "notices": (SIGNED, NOBODY),
    "notices_read": (
        NOBODY,
        {"reporter", "collaborator", "owner", "manager", "triager", "finance", "outsider"},
    ),
    "notice_read": (NOBODY, REPORTER),
    "notice_open": (NOBODY, REPORTER),
    "settings_notifications": (SIGNED, NOBODY),
    "log": (ALL, NOBODY),
    "log-checkpoint": (ALL, NOBODY),
    "log-key": (ALL, NOBODY),
    "log-consistency": (ALL, NOBODY),
    "log-tile": (ALL, NOBODY),
    "log-verify": (ALL, NOBODY),
    "verify-receipt": (ALL, NOBODY),
    "activity": ({"alpha": APPROVERS, "beta": OUTSIDER}, NOBODY),
    "activity_csv": ({"alpha": EDITORS, "beta": OUTSIDER}, NOBODY),
    "webhooks": ({"alpha": EDITORS, "beta": OUTSIDER}, NOBODY),
    "webhook_new": ({"alpha": EDITORS, "beta": OUTSIDER}, NOBODY),
    # Asks for the password once more.
    "webhook_create": (NOBODY, NOBODY),
    "webhook": (HOOKS, NOBODY),
    "webhook_edit": (HOOKS, HOOKS),
    "webhook_ping": (NOBODY, HOOKS),
    # Who has a factor is asked for it once more.
    "webhook_rotate": (NOBODY, {"foreign": OUTSIDER}),
    "webhook_end_old_secret": (NOBODY, {"own": EDITORS}),
    "webhook_switch": (NOBODY, HOOKS),
    "webhook_delete": (NOBODY, HOOKS),
    "webhook_redeliver": (NOBODY, HOOKS),
}

# Pages of the sign-in library, mounted one by one in web/urls/accounts.py: each is about the one
# who asks and names nobody else, so only its declared access counts.
LIBRARY = ("account_", "mfa_")

# A GET that leaves something in the domain's tables, and why.
GET_WRITES = {
    "report-start": "begins one's own draft",
    "activity_csv": "an export is an event",
    "inbox-csv": "an export is an event",
}

# Words that only some may ever read, wherever they stand. Who holds the secret link of an
# invitation reads what it invites to.
CANARIES: dict[str, Who] = {
    "canaryaddress": REPORTER | ADMIN,
    "canaryprofile": NOBODY,
    "canaryinvited": WORKERS,
    "canaryagent": REPORTER,
    "canarybeta": OUTSIDER | ADMIN,
    "canaryunpublished": TEAM,
    "canaryprivate": TEAM | REPORTER,
    "canaryasked": EDITORS,
    "canarynew": READERS | SHARING,
    "canarynote": READERS,
    "canarytag": READERS,
    "canarygroup": READERS,
    "canaryclosed": READERS | REPORTER,
    "canaryaccepted": READERS | REPORTER,
    "canarydraft": REPORTER,
    "canaryprivatereport": READERS | REPORTER,
    "canarybetareport": OUTSIDER,
    "canarybarred": EDITORS,
    "canarybarredeverywhere": ADMIN,
    "canaryaward": AWARDS | REPORTER,
    "canaryknown": READERS,
    "canaryhook": EDITORS,
    # Whoever is a member sees through which provider.
    "canaryclient": OWNER,
    "canarydomain": OWNER,
    "canarybetahook": OUTSIDER,
}
# Words of a report: whoever is shown one leaves a trace in the log.
TRACED = {
    "canarynew": "new",
    "canarynote": "new",
    "canaryclosed": "closed",
    "canarydraft": "draft",
    "canaryprivatereport": "private",
    "canarybetareport": "foreign",
    "canaryaccepted": "accepted",
}
INVITING = {
    "guest_invitation",
    "guest_invitation_accept",
    "invitation",
    "program_invitation",
    "program_invitation_answer",
    "program_invitation_own_answer",
    "program_invitations",
}
