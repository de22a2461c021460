"""What the organization promises: safe harbor, disclosure, response times; and the terms."""

from django.http import QueryDict

from seawall.domain.programs.rules.brief import PRIORITIES
from seawall.web.forms.programs.posted import Document

TENETS = (
    "authorized",
    "anti_circumvention_exemption",
    "terms_exemption",
    "good_faith",
    "promise_not_to_pursue",
)
DAYS = ("first_response_days", "triage_days", "reward_days")


def read_safe_harbor(post: QueryDict, content: Document) -> Document:
    """The statement and the tenets that it holds to."""
    tenets = {name: post.get(name) == "on" for name in TENETS}
    return {"safe_harbor": {"statement": post.get("statement", "")} | tenets}


def read_disclosure(post: QueryDict, content: Document) -> Document:
    """When a report may become public, and the terms of every report."""
    return {
        "disclosure": {
            "mode": post.get("mode", ""),
            "days": post.get("days", "").strip() or None,
            "text": post.get("disclosure_text", ""),
        },
        "terms": post.get("terms", ""),
    }


def read_times(post: QueryDict, content: Document) -> Document:
    """Business days, each of them or none; the zone, weekdays and holidays that make them."""
    days = {name: post.get(name, "").strip() or None for name in DAYS}
    resolution = {
        str(priority): post.get(f"resolution_{priority}", "").strip() or None
        for priority in PRIORITIES
    }
    return {
        "clock_targets": days | {"resolution_days_by_priority": resolution},
        "time_zone": post.get("time_zone", ""),
        "weekdays": post.getlist("weekdays")[:7],
        "holidays": post.get("holidays", "").splitlines()[:400],
    }
