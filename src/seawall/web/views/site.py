"""The site's own routes: health, figures, the style page."""

import hmac

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from seawall.domain import readiness
from seawall.domain.errors import NotFound
from seawall.web import metrics
from seawall.web.access import ActorRequest, platform_admin, public
from seawall.web.pages.style import style_page


@public
def healthz(request: ActorRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
def readyz(request: ActorRequest) -> HttpResponse:
    """Database, migrations, worker and sequencer are fit to serve; 503 if one is not."""
    checks = readiness.checks()
    ready = all(check.ok for check in checks)
    answer = {check.name: {"ok": check.ok, "detail": check.detail} for check in checks}
    return JsonResponse(
        {"status": "ready" if ready else "not ready", "checks": answer},
        status=200 if ready else 503,
    )


@public
def metrics_text(request: ActorRequest) -> HttpResponse:
    """Prometheus text. Asks for the token when one is set."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and not hmac.compare_digest(given, settings.METRICS_TOKEN):
        raise NotFound
    metrics.LOG_LAG.set(readiness.unsequenced())
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4")


@platform_admin
def style(request: ActorRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "style/index.html", style_page())
