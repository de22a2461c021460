"""Prometheus figures: requests by route, unsequenced events. Off unless SEAWALL_METRICS is set."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "seawall_requests", "Requests answered.", ["method", "route", "status"], registry=REGISTRY
)
SECONDS = Histogram(
    "seawall_request_seconds",
    "Time from the first middleware to the answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
LOG_LAG = Gauge("seawall_log_unsequenced", "Events without a log position.", registry=REGISTRY)
_enabled = False


def enable() -> None:
    """Begin to count. Called once from the URL configuration when the setting is on."""
    global _enabled
    _enabled = True


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. `route` is a pattern, never a path with ids."""
    if _enabled:
        REQUESTS.labels(method, route, status).inc()
        SECONDS.labels(route).observe(seconds)


def text() -> bytes:
    """All figures in the Prometheus text format."""
    figures: bytes = generate_latest(REGISTRY)
    return figures
