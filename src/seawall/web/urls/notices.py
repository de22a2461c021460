"""Routes of notices."""

from django.urls import path

from seawall.web.views import notices

urlpatterns = [
    path("notices", notices.listing, name="notices"),
    path("notices/read", notices.read_all, name="notices_read"),
    path("notices/<int:notice_id>/read", notices.read, name="notice_read"),
    path("notices/<int:notice_id>/open", notices.open_one, name="notice_open"),
    path("settings/notifications", notices.preferences, name="settings_notifications"),
]
