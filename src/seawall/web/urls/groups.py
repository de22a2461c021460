"""Routes of an organization's groups."""

from django.urls import path

from seawall.web.views import groups

urlpatterns = [
    path("organizations/<slug:slug>/groups", groups.index, name="groups"),
    path("organizations/<slug:slug>/groups/new", groups.create, name="group_new"),
    path(
        "organizations/<slug:slug>/members/<int:membership_id>/limit",
        groups.limit,
        name="member_limit",
    ),
    path("organizations/<slug:slug>/groups/<slug:handle>/edit", groups.edit, name="group_edit"),
]
