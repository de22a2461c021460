"""Routes of the activity log."""

from django.urls import path

from seawall.web.views import activity

urlpatterns = [
    path("organizations/<slug:slug>/activity", activity.activity, name="activity"),
    path("organizations/<slug:slug>/activity.csv", activity.activity_csv, name="activity_csv"),
]
