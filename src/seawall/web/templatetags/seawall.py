"""Small filters that several pages share. The only place that marks HTML as safe."""

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from seawall.domain.reports.rules import sharing
from seawall.lib import markdown
from seawall.web.pages.reports.prose import Words

register = template.Library()

_KEPT = 8192
# What people write stands below an h2 of the page.
_PAGE_LEVEL = 2
_HEADING = re.compile(r"<h([1-6])>")
_WHOLE_HEADING = re.compile(r"<h(?P<level>[1-6])>(?P<text>.*?)</h(?P=level)>", re.DOTALL)


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
    return mark_safe(_in_order(scrollable))  # noqa: S308  # cleaned by an allow-list just above


def _in_order(html: str) -> str:
    """The headings of a text without skipped levels, the first one below the page's h2."""
    levels = sorted({int(level) for level in _HEADING.findall(html)})
    last = _PAGE_LEVEL

    def renumbered(match: re.Match[str]) -> str:
        nonlocal last
        wanted = _PAGE_LEVEL + 1 + levels.index(int(match["level"]))
        last = min(wanted, last + 1)
        return f"<h{last}>{match['text']}</h{last}>"

    return _WHOLE_HEADING.sub(renumbered, html)


@register.simple_tag
def sprite() -> str:
    """The address of the file with all icons: asked for dozens of times by every page."""
    return _address(settings.STORAGES["staticfiles"]["BACKEND"])


@lru_cache(maxsize=4)
def _address(backend: str) -> str:
    return static("vendor/icons.svg")


@register.filter
def percent(basis_points: int | None) -> str:
    """A share as people write it: 3333 is "33.33"."""
    return "" if basis_points is None else sharing.format_percent(basis_points)


@register.filter
def entry(values: Mapping[str, str], name: str) -> str:
    """The value under that name; empty where there is none."""
    return values.get(name, "")


@register.simple_tag
def kept(name: str, **values: Hashable) -> SafeString:
    """A fragment that shows `values` and nothing else, rendered once for as long as they are equal.

    For what a page repeats: the values are text that is ready to show, and the fragment sees
    neither the request nor the page around it.
    """
    return _rendered(name, get_language(), tuple(values.items()))


@lru_cache(maxsize=_KEPT)
def _rendered(
    name: str, _language: str | None, values: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    return mark_safe(get_template(name).render(dict(values)))  # noqa: S308  # made by a template
