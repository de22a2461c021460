"""Routes of organizations."""

from django.urls import path

from seawall.web.views import learnt, organizations, platform, providers, taxonomy

urlpatterns = [
    path("platform/organizations", platform.organizations, name="platform_organizations"),
    path("platform/learnt", learnt.shown, name="platform_learnt"),
    path("platform/taxonomy", taxonomy.index, name="platform_taxonomy"),
    path("platform/taxonomy/default", taxonomy.choose, name="platform_taxonomy_default"),
    path("organizations/<slug:slug>", organizations.overview, name="organization"),
    path("organizations/<slug:slug>/edit", organizations.edit, name="organization_edit"),
    path("organizations/<slug:slug>/members", organizations.members, name="organization_members"),
    path("organizations/<slug:slug>/sign-in", providers.sign_in, name="provider"),
    path("organizations/<slug:slug>/sign-in/provider", providers.keep, name="provider_set"),
    path("organizations/<slug:slug>/sign-in/rules", providers.rules, name="provider_rules"),
    path("organizations/<slug:slug>/sign-in/remove", providers.remove, name="provider_remove"),
    path("organizations/<slug:slug>/sign-in/domains", providers.add_domain, name="domain_add"),
    path(
        "organizations/<slug:slug>/sign-in/domains/<int:domain_id>/verify",
        providers.verify_domain,
        name="domain_verify",
    ),
    path(
        "organizations/<slug:slug>/sign-in/domains/<int:domain_id>/remove",
        providers.remove_domain,
        name="domain_remove",
    ),
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
