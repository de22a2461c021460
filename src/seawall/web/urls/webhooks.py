"""Routes of webhooks."""

from django.urls import path

from seawall.web.views import webhooks

urlpatterns = [
    path("organizations/<slug:slug>/webhooks", webhooks.index, name="webhooks"),
    path("organizations/<slug:slug>/webhooks/new", webhooks.new, name="webhook_new"),
    path("organizations/<slug:slug>/webhooks/create", webhooks.create, name="webhook_create"),
    path("webhooks/<str:public_id>", webhooks.webhook, name="webhook"),
    path("webhooks/<str:public_id>/edit", webhooks.edit, name="webhook_edit"),
    path("webhooks/<str:public_id>/ping", webhooks.ping, name="webhook_ping"),
    path("webhooks/<str:public_id>/rotate", webhooks.rotate, name="webhook_rotate"),
    path(
        "webhooks/<str:public_id>/end-old-secret",
        webhooks.end_old_secret,
        name="webhook_end_old_secret",
    ),
    path("webhooks/<str:public_id>/switch", webhooks.switch, name="webhook_switch"),
    path("webhooks/<str:public_id>/delete", webhooks.delete, name="webhook_delete"),
    path(
        "webhooks/<str:public_id>/deliveries/<str:delivery_id>/again",
        webhooks.redeliver,
        name="webhook_redeliver",
    ),
]
