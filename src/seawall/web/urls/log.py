"""Routes of the transparency log."""

from django.urls import path

from seawall.web.views import log

urlpatterns = [
    path("log", log.about, name="log"),
    path("log/checkpoint", log.checkpoint, name="log-checkpoint"),
    path("log/key", log.key, name="log-key"),
    path("log/consistency", log.consistency, name="log-consistency"),
    path("log/tile/<path:place>", log.tile, name="log-tile"),
    path("log/verify", log.verify, name="log-verify"),
    path("verify_receipt.py", log.program, name="verify-receipt"),
]
