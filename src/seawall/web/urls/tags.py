"""Routes of an organization's tags."""

from django.urls import path

from seawall.web.views import tags

urlpatterns = [
    path("organizations/<slug:slug>/tags", tags.index, name="tags"),
    path("organizations/<slug:slug>/tags/new", tags.create, name="tag_new"),
    path("organizations/<slug:slug>/tags/<str:tag_id>", tags.edit, name="tag_edit"),
]
