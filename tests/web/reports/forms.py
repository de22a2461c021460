"""What a browser posts."""

import re

from tests import factories


def posted(row=None, **parts):
    """The fields of a form that can be sent, with `parts` over them."""
    content = factories.content()
    fields = {
        "title": content.title,
        "target_id": "api",
        "target": content.target,
        "other_justification": "",
        "vrt": content.vrt,
        "kind": "security",
        "url": "https://api.example.org/orders/2",
        "description": content.description,
        "impact": content.impact,
        "cvss": "",
        "cvss4": "",
        "own_share": "100",
        "person": [""],
        "share": [""],
        "accept_terms": "1",
        "version": str(saves(row)) if row is not None else "0",
    }
    return fields | parts


def saves(row) -> int:
    return row.revisions.get(number=1).saves


def text_of(answer) -> str:
    return answer.content.decode()


def without_nonce(answer) -> str:
    """A page without what differs at every request."""
    page = re.sub(r'nonce="[^"]*"', "", text_of(answer))
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return re.sub(r'name="csrf-token" content="[^"]*"', "", page)
