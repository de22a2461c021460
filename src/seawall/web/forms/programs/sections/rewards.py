"""The reward table: a row of five priorities for all targets, and one for each group."""

from django.http import QueryDict

from seawall.domain.programs.rules.brief import PRIORITIES
from seawall.web.forms.programs import posted
from seawall.web.forms.programs.amounts import read_amount
from seawall.web.forms.programs.posted import Document, Row


def group_ids(content: Document) -> list[str | None]:
    """None stands for every target without a row of its own group."""
    return [None, *(str(row.get("id", "")) for row in posted.rows_of(content, "groups"))]


def read(post: QueryDict, content: Document) -> Document:
    """Sums in whole units of the chosen currency. A priority without a sum has no row."""
    currency = post.get("currency", "").strip().upper()
    rows = [
        row
        for place, group in enumerate(group_ids(content))
        for priority in PRIORITIES
        if (row := _row(post, f"reward-{place}-{priority}-", group, priority, currency))
    ]
    return {
        "currency": currency or post.get("currency", ""),
        "program_maximum_minor": read_amount(post.get("program_maximum", ""), currency),
        "rewards": rows,
    }


def _row(
    post: QueryDict, prefix: str, group: str | None, priority: int, currency: str
) -> Row | None:
    least = read_amount(post.get(f"{prefix}least", ""), currency)
    most = read_amount(post.get(f"{prefix}most", ""), currency)
    if least is None and most is None:
        return None
    return {
        "group": group,
        "priority": priority,
        "minimum_minor": least,
        "maximum_minor": most,
        "up_to": post.get(f"{prefix}up_to") == "on",
    }
