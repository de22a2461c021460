"""Markdown of strangers as HTML that cannot hurt: CommonMark with tables, no HTML, no images.

Three walls: the parser knows no HTML, the tokens are rewritten before any HTML exists, and an
allow-list cleans the result. Text beyond the limits is shown as plain text, never refused here.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from seawall.lib.ids import ALPHABET, LENGTH
from seawall.lib.text import show_invisible

# Part of the key of every cache of rendered text: raise it when the output changes.
VERSION = 3

LARGEST_INPUT_BYTES = 64 * 1024
LARGEST_OUTPUT_BYTES = 1024 * 1024
# What makes a parser work: brackets, cells, emphasis, code. More of it is shown as plain text.
MARKUP = "[]|*_~!<`"
MOST_MARKUP = 10_000

# Headings of a text start below the headings of the page that shows it.
HEADING_OFFSET = 2

LinkOf = Callable[[str], str | None]
NOTHING: Mapping[str, str] = MappingProxyType({})

_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(
    ["table", "strikethrough"]
)

TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img"}
    | {"li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
_LANGUAGES = frozenset(
    {"bash", "c", "cpp", "cs", "css", "diff", "go", "graphql", "html", "http", "ini", "java"}
    | {"javascript", "js", "json", "kotlin", "php", "powershell", "python", "ruby", "rust", "sh"}
    | {"solidity", "sql", "swift", "text", "toml", "ts", "typescript", "xml", "yaml"}
)
_ALIGNMENTS = {"left", "center", "right"}

_NAMED = re.compile(
    rf"(?<![\w/@.&=-])(?:(?P<report>R-[{ALPHABET}]{{{LENGTH}}})|@(?P<handle>[A-Za-z0-9]"
    r"[A-Za-z0-9_-]{1,38}))(?![\w-])",
    re.ASCII,
)

_SCHEMES = frozenset({"http", "https", "mailto"})
# Longer words of a link are not looked at: where it leads is told.
_LONGEST_WORDS = 300
# What reads like a host: labels with dots, the last of letters alone.
_HOST = re.compile(r"(?<![\w-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}\.[^\W\d_]{2,63}(?![\w-])")


def render(
    text: str,
    *,
    references: LinkOf | None = None,
    mentions: LinkOf | None = None,
    attachments: Mapping[str, str] = NOTHING,
) -> str:
    """Safe HTML of the Markdown text; never raises.

    `references` gives the link of a report id and `mentions` that of a handle, None for those that
    this reader may not follow; both are asked once for each place, so answer from memory (see
    `references_in`). `attachments` maps what may stand as an image source to the link of our own
    thumbnail; every other image becomes a link to it.
    """
    readable = show_invisible(text.encode("utf-8", "replace").decode("utf-8"))
    if _is_too_much(readable):
        return _as_plain(readable)
    own_links = set(attachments.values())
    tokens = _parser.parse(readable)
    for token in tokens:
        _rewrite_block(token)
        if token.children is not None:
            token.children = list(
                _rewritten(token.children, references, mentions, attachments, own_links)
            )
    raw = _parser.renderer.render(tokens, _parser.options, {})
    if len(raw.encode("utf-8")) > LARGEST_OUTPUT_BYTES:
        return _as_plain(readable)
    return _cleaner(own_links).clean(raw)


def references_in(text: str) -> frozenset[str]:
    """The report ids that `render` would ask for: look them up in one query."""
    return frozenset(match["report"] for match in _names(text) if match["report"])


def mentions_in(text: str) -> frozenset[str]:
    """The handles mentioned, lower case, without those in code and links."""
    return frozenset(match["handle"].lower() for match in _names(text) if match["handle"])


def _names(text: str) -> Iterator[re.Match[str]]:
    if _is_too_much(text):
        return
    for block in _parser.parse(show_invisible(text)):
        for token, in_link in _with_links(block.children or []):
            if token.type == "text" and not in_link:
                yield from _NAMED.finditer(token.content)


def _is_too_much(text: str) -> bool:
    is_long = len(text.encode("utf-8", "replace")) > LARGEST_INPUT_BYTES
    return is_long or sum(map(text.count, MARKUP)) > MOST_MARKUP


def _as_plain(text: str) -> str:
    return f"<pre><code>{html.escape(text)}</code></pre>\n"


def _rewrite_block(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, int(token.tag[1]) + HEADING_OFFSET)}"
    style = token.attrs.pop("style", None)
    if style is not None:
        # An inline style would be stopped by the content security policy.
        token.attrs["align"] = str(style).removeprefix("text-align:")


def _with_links(tokens: list[Token]) -> Iterator[tuple[Token, bool]]:
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        yield token, depth > 0


def _rewritten(
    tokens: list[Token],
    references: LinkOf | None,
    mentions: LinkOf | None,
    attachments: Mapping[str, str],
    own_links: set[str],
) -> Iterator[Token]:
    target, words = "", ""
    for token, in_link in _with_links(tokens):
        if token.type == "link_open":
            target, words = str(token.attrs.get("href", "")), ""
        elif token.type == "link_close":
            yield _text(_told(target, words))
        words += token.content
        if token.type == "image":
            yield from _image(token, in_link, attachments)
        elif token.type == "text" and not in_link and (references or mentions):
            yield from _linked(token.content, references, mentions, own_links)
        else:
            yield token


def _told(target: str, words: str) -> str:
    """What is added to a link whose words let its reader expect another place: its host or mailbox
    in brackets; else nothing.
    """
    try:
        parts = urlsplit(target)
        place = parts.hostname or parts.path
    except ValueError:
        return ""
    if parts.scheme not in _SCHEMES:
        return ""  # no link remains
    honest = (
        0 < len(words.strip()) <= _LONGEST_WORDS
        and "xn--" not in place
        and "@" not in parts.netloc
        and not _NAMED.search(words)
        and {_bare(one) for one in _HOST.findall(unicodedata.normalize("NFKC", words))}
        <= {_bare(place.rpartition("@")[2])}
    )
    return "" if honest else f" \u27e6{place}\u27e7"


def _bare(host: str) -> str:
    return host.lower().replace("\u3002", ".").removeprefix("www.")


def _image(token: Token, in_link: bool, attachments: Mapping[str, str]) -> Iterator[Token]:
    source = str(token.attrs.get("src", ""))
    if source in attachments:
        token.attrs["src"] = attachments[source]
        yield token
        return
    alternative = "".join(child.content for child in token.children or []) or source
    if in_link:
        yield _text(alternative)
    else:
        yield from _link(source, alternative + _told(source, alternative))


def _linked(
    content: str, references: LinkOf | None, mentions: LinkOf | None, own_links: set[str]
) -> Iterator[Token]:
    position = 0
    for match in _NAMED.finditer(content):
        link_of, name = (
            (references, match["report"])
            if match["report"]
            else (
                mentions,
                (match["handle"] or "").lower(),
            )
        )
        link = link_of(name) if link_of else None
        if link is None:
            continue
        own_links.add(link)
        yield _text(content[position : match.start()])
        yield from _link(link, match[0])
        position = match.end()
    yield _text(content[position:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(href: str, content: str) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": href})
    yield _text(content)
    yield Token("link_close", "a", -1)


def _cleaner(own_links: set[str]) -> nh3.Cleaner:
    def own_images_only(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return value if value in own_links else None
        return value

    options: dict[str, Any] = {
        "tags": set(TAGS),
        "attributes": {"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}},
        "tag_attribute_values": {tag: {"align": _ALIGNMENTS} for tag in ("td", "th")},
        "attribute_filter": own_images_only,
        "url_schemes": set(_SCHEMES),
        "url_relative": lambda url: url if url in own_links else None,
        "link_rel": "noopener noreferrer nofollow",
        "allowed_classes": {"code": {f"language-{name}" for name in _LANGUAGES}},
    }
    return nh3.Cleaner(**options)
