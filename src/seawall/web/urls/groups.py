"""Routes of an organization's groups and calendar."""

from django.urls import path

from seawall.web.views import calendars, groups

urlpatterns = [
    path("organizations/<slug:slug>/groups", groups.index, name="groups"),
    path("organizations/<slug:slug>/calendar", calendars.index, name="calendar"),
    path(
        "organizations/<slug:slug>/calendar/<int:days_id>/remove",
        calendars.remove,
        name="calendar_remove",
    ),
    path("organizations/<slug:slug>/groups/new", groups.create, name="group_new"),
    path(
        "organizations/<slug:slug>/members/<int:membership_id>/limit",
        groups.limit,
        name="member_limit",
    ),
    path("organizations/<slug:slug>/groups/<slug:handle>/edit", groups.edit, name="group_edit"),
]
