"""Routes of an organization's advice."""

from django.urls import path

from seawall.web.views import advice

urlpatterns = [
    path("organizations/<slug:slug>/advice", advice.index, name="advice"),
    path("organizations/<slug:slug>/advice/<str:entry>", advice.entry, name="advice_entry"),
    path("organizations/<slug:slug>/advice/<str:entry>/reset", advice.reset, name="advice_reset"),
]
