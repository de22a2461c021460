"""Rules of engagement."""

from django.http import QueryDict

from seawall.web.forms.programs.posted import Document

LINES = ("requests_per_second", "header_name", "header_value_hint", "user_agent_hint")


def read(post: QueryDict, content: Document) -> Document:
    """As typed; `other` is one rule a line."""
    typed: Document = {name: post.get(name, "") for name in LINES}
    typed["requests_per_second"] = typed["requests_per_second"].strip() or None
    return {
        "rules": typed
        | {
            "accounts": post.get("accounts", ""),
            "automation": post.get("automation", ""),
            "alias_required": post.get("alias_required") == "on",
            "no_reimbursement": post.get("no_reimbursement") == "on",
            "other": [line.strip() for line in post.get("other", "").splitlines() if line.strip()],
        }
    }
