"""Summary, text, and which reports are taken."""

from django.http import QueryDict

from seawall.web.forms.programs.posted import Document


def read(post: QueryDict, content: Document) -> Document:
    """As typed; the rules of the brief say what is wrong."""
    return {
        "summary": post.get("summary", ""),
        "text": post.get("text", ""),
        "report_kinds": post.getlist("report_kinds")[:20],
        "severity_mode": post.get("severity_mode", ""),
        "duplicates_policy": post.get("duplicates_policy", ""),
    }
