"""The site's own routes: health, figures, the style page."""

import hmac
import json
import logging
import re

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from seawall.domain import readiness
from seawall.domain.accounts.commands import limits
from seawall.domain.errors import NotFound
from seawall.web import metrics
from seawall.web.access import ActorRequest, platform_admin, public
from seawall.web.actors import client_ip
from seawall.web.pages.style import style_page

logger = logging.getLogger("seawall.policy")
LARGEST_REPORT_BYTES = 8 * 1024
DIRECTIVE = re.compile(r"[a-z-]{1,40}")


@public
@require_safe
def healthz(request: ActorRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
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
@require_safe
def metrics_text(request: ActorRequest) -> HttpResponse:
    """Prometheus text. Asks for the token when one is set."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and not hmac.compare_digest(given, settings.METRICS_TOKEN):
        raise NotFound
    metrics.LOG_LAG.set(readiness.unsequenced())
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4")


@public
@require_POST
def policy_report(request: ActorRequest) -> HttpResponse:
    """What a browser says it blocked: one log line of directive and kind, limited per address."""
    limits.take(f"csp:address:{client_ip(request)}", at_most=20, per_seconds=60)
    directive = ""
    if int(request.headers.get("Content-Length") or 0) <= LARGEST_REPORT_BYTES:
        directive = _directive(request.read(LARGEST_REPORT_BYTES))
    # Whatever else stands in it was written by whoever sent it.
    logger.warning("policy report", extra={"directive": directive or "(unreadable)"})
    return HttpResponse(status=204)


def _directive(body: bytes) -> str:
    """The directive that was broken, if it is one of ours; of either form of report."""
    try:
        said = json.loads(body)
        first = said[0]["body"] if isinstance(said, list) else said["csp-report"]
        name = first.get("effectiveDirective") or first.get("effective-directive") or ""
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""
    return name if isinstance(name, str) and DIRECTIVE.fullmatch(name) else ""


@platform_admin
def style(request: ActorRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "style/index.html", style_page())
