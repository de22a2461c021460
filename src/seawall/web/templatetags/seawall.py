"""Small filters that several pages share. The only place that marks HTML as safe."""

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString, mark_safe

from seawall.domain.reports.rules import sharing
from seawall.lib import markdown
from seawall.web.pages.reports.prose import Words

register = template.Library()


@register.filter
def prose(text: Words | str | None) -> SafeString:
    """Markdown of strangers as safe HTML; see lib.markdown for the walls around it."""
    words = text if isinstance(text, Words) else Words(text or "")
    html = markdown.render(
        words.text, references=words.references.get, attachments=words.thumbnails
    )
    # A box that scrolls sideways must be reachable by keyboard. Text cannot hold a real "<pre>".
    scrollable = html.replace("<pre>", '<pre tabindex="0">').replace(
        "<table>", '<table tabindex="0">'
    )
    return mark_safe(scrollable)  # noqa: S308  # cleaned by an allow-list just above


@register.filter
def percent(basis_points: int | None) -> str:
    """A share as people write it: 3333 is "33.33"."""
    return "" if basis_points is None else sharing.format_percent(basis_points)


@register.filter
def entry(values: Mapping[str, str], name: str) -> str:
    """The value under that name; empty where there is none."""
    return values.get(name, "")
