"""Every route. Unknown slashes do not redirect: one address per page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from seawall.api import errors as api_errors
from seawall.web import errors as web_errors
from seawall.web import metrics
from seawall.web.views import security, site

handler400 = "seawall.web.errors.bad_request"
handler403 = "seawall.web.errors.forbidden"
handler404 = "seawall.config.urls.not_found"
handler429 = "seawall.web.errors.too_many"
handler500 = "seawall.web.errors.server_error"

# The API first: it is asked most, and routes are tried in order.
urlpatterns = [
    path("api/v1/", include("seawall.api.urls")),
    path("healthz", site.healthz, name="healthz"),
    path("readyz", site.readyz, name="readyz"),
    path("csp", site.policy_report, name="policy_report"),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path("security", security.security, name="security"),
    path("style", site.style, name="style"),
    path("", include("seawall.web.urls.accounts")),
    path("", include("seawall.web.urls.organizations")),
    path("", include("seawall.web.urls.advice")),
    path("", include("seawall.web.urls.tags")),
    path("", include("seawall.web.urls.automation")),
    path("", include("seawall.web.urls.groups")),
    path("", include("seawall.web.urls.programs")),
    path("", include("seawall.web.urls.reports")),
    path("", include("seawall.web.urls.leaks")),
    path("", include("seawall.web.urls.triage")),
    path("", include("seawall.web.urls.rewards")),
    path("", include("seawall.web.urls.notices")),
    path("", include("seawall.web.urls.activity")),
    path("", include("seawall.web.urls.webhooks")),
    path("", include("seawall.web.urls.log")),
]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the form of the interface that was asked."""
    if request.path.startswith("/api/"):
        return api_errors.unknown(request)
    return web_errors.not_found(request, exception)


if settings.METRICS:
    metrics.enable()
    urlpatterns.append(path("metrics", site.metrics_text, name="metrics"))
