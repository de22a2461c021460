"""Routes of organizations."""

from django.urls import path

from seawall.web.views import organizations, platform

urlpatterns = [
    path("platform/organizations", platform.organizations, name="platform_organizations"),
    path("organizations/<slug:slug>", organizations.overview, name="organization"),
    path("organizations/<slug:slug>/edit", organizations.edit, name="organization_edit"),
    path("organizations/<slug:slug>/members", organizations.members, name="organization_members"),
    path("organizations/<slug:slug>/invite", organizations.invite, name="organization_invite"),
    path(
        "organizations/<slug:slug>/invitations/<int:invitation_id>/revoke",
        organizations.revoke_invitation,
        name="organization_invitation_revoke",
    ),
    path(
        "organizations/<slug:slug>/members/<int:membership_id>/role",
        organizations.change_role,
        name="organization_member_role",
    ),
    path(
        "organizations/<slug:slug>/members/<int:membership_id>/remove",
        organizations.remove_member,
        name="organization_member_remove",
    ),
]
