"""Routes of programmes. The directory is the front page."""

from django.urls import path

from seawall.web.views import templates
from seawall.web.views.programs import (
    asking,
    editing,
    joining,
    knowing,
    managing,
    measuring,
    reading,
    rotating,
)

urlpatterns = [
    path("", reading.index, name="directory"),
    path("programs/<slug:slug>", reading.brief, name="program"),
    path("programs/<slug:slug>/scope", reading.scope_check, name="program_scope"),
    path("programs/<slug:slug>/versions", reading.versions, name="program_versions"),
    path("programs/<slug:slug>/versions/diff", reading.differences, name="program_diff"),
    path("programs/<slug:slug>/versions/<int:number>", reading.version, name="program_version"),
    path("programs/<slug:slug>/terms", joining.nda, name="program_nda"),
    path("programs/<slug:slug>/settings", managing.settings, name="program_settings"),
    path("programs/<slug:slug>/settings/rotation", rotating.index, name="program_rotation"),
    path("programs/<slug:slug>/state", managing.change_state, name="program_state"),
    path("programs/<slug:slug>/visibility", managing.change_visibility, name="program_visibility"),
    path("programs/<slug:slug>/settings/terms", managing.change_nda, name="program_nda_edit"),
    path("programs/<slug:slug>/researchers", managing.researchers, name="program_researchers"),
    path(
        "programs/<slug:slug>/researchers/invitations/<int:invitation_id>/revoke",
        managing.revoke_invitation,
        name="program_invitation_revoke",
    ),
    path(
        "programs/<slug:slug>/researchers/<int:user_id>/revoke",
        managing.revoke_access,
        name="program_access_revoke",
    ),
    path("programs/<slug:slug>/bans", managing.ban, name="program_ban"),
    path("programs/<slug:slug>/bans/<int:ban_id>/lift", managing.lift_ban, name="program_ban_lift"),
    path("programs/<slug:slug>/fields", asking.index, name="program_fields"),
    path("programs/<slug:slug>/fields/<slug:name>", asking.change, name="program_field"),
    path("programs/<slug:slug>/templates", templates.of_program, name="program_templates"),
    path("programs/<slug:slug>/known-issues", knowing.index, name="program_known_issues"),
    path(
        "programs/<slug:slug>/known-issues/import",
        knowing.import_csv,
        name="program_known_issues_import",
    ),
    path(
        "programs/<slug:slug>/known-issues/<str:known_id>/retire",
        knowing.retire,
        name="program_known_issue_retire",
    ),
    path("programs/<slug:slug>/metrics", measuring.metrics, name="program_metrics"),
    path("programs/<slug:slug>/metrics.csv", measuring.metrics_csv, name="program_metrics_csv"),
    path("programs/<slug:slug>/edit", editing.start, name="program_edit_start"),
    path("programs/<slug:slug>/edit/preview", editing.preview, name="program_preview"),
    path("programs/<slug:slug>/edit/publish", editing.publish, name="program_publish"),
    path("programs/<slug:slug>/edit/discard", editing.discard, name="program_discard"),
    path("programs/<slug:slug>/edit/<slug:key>", editing.section, name="program_edit"),
    path("organizations/<slug:slug>/programs", managing.of_organization, name="team_programs"),
    path("organizations/<slug:slug>/programs/new", managing.new, name="program_new"),
    path("program-invitations", joining.invitations, name="program_invitations"),
    path(
        "program-invitations/own/<int:invitation_id>/answer",
        joining.answer_own,
        name="program_invitation_own_answer",
    ),
    path("program-invitations/<str:secret>", joining.invitation, name="program_invitation"),
    path(
        "program-invitations/<str:secret>/answer",
        joining.answer_link,
        name="program_invitation_answer",
    ),
]
