"""Host patterns: names, wildcards, alternatives such as `(se|fi).example`."""

import re
from functools import lru_cache

import ada_url

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.patterns.glob import Glob, Star
from seawall.domain.programs.rules.patterns.parts import HostPattern
from seawall.lib.text import gettext_noop, said

HOST_CHARS = 253
ALTERNATIVES_LIMIT = 100

_GROUP = re.compile(r"\(([^()]*)\)|\{([^{}]*)\}")
_PLACEHOLDER = re.compile(r"<[\w .-]{1,60}>|\[[A-Za-z_][\w .-]{0,60}\]|\{[\w .-]{1,60}\}|\(\*\)")
_LABEL = re.compile(r"[a-z0-9_*-]{1,63}")


def _labels(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SECOND_LEVEL = _labels(
    "ac co com edu gen go gob gouv gov govt ind info ltd me mil name ne net nom or org plc sch web"
)
_GENERIC = _labels(
    "aero app arpa asia biz blog cat cloud club com coop dev edu example gov info int internal "
    "invalid jobs local localhost mil mobi museum name net onion online org page post pro shop "
    "site space store tech tel test travel website world xxx xyz"
)


def interpret_hosts(text: str, *, in_scope: bool) -> tuple[HostPattern, ...]:
    """The host patterns that `text` names, more than one where it holds alternatives.

    What is in scope is read narrowly, so that it never covers a domain that only looks alike;
    what is out of scope is read broadly. Raises Invalid.
    """
    text = _PLACEHOLDER.sub("*", text)
    patterns: list[HostPattern] = []
    for alternative in _alternatives(text):
        patterns += _interpret(alternative, in_scope)
    return tuple(dict.fromkeys(patterns))


def suffix_labels(labels: list[str]) -> int:
    """How many labels at the end belong to a registry, like 1 for .com and 2 for .co.uk."""
    if len(labels) > 1 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        return 2
    return 1


def is_common_suffix(host: str) -> bool:
    """Whether the host ends in a country's or one of the widely sold top-level domains."""
    last = host.rsplit(".", 1)[-1]
    return len(last) == 2 or last in _GENERIC


@lru_cache(maxsize=4096)
def ascii_host(text: str) -> str:
    """The host as a browser would call it: IDNA, lower case, no dot at the end.

    IPv6 stays in brackets; an oddly written IPv4 address becomes the usual one. Raises Invalid.
    """
    try:
        host = ada_url.URL(f"http://{text}/").hostname
    except ValueError:
        host = ""
    host = host.removesuffix(".")
    if not host or any(character in text for character in "/\\?#@"):
        raise Invalid(
            said(
                gettext_noop(
                    "“%(text)s” is not the name of a host; write it like www.example.com."
                ),
                text=_short(text),
            )
        )
    if not is_sound(host):
        raise Invalid(
            said(
                gettext_noop("“%(text)s” holds an xn-- part that stands for no name."),
                text=_short(text),
            )
        )
    if ".." in host or host.startswith(".") or len(host) > HOST_CHARS:
        raise Invalid(
            said(
                gettext_noop("“%(text)s” has an empty part or is too long for the name of a host."),
                text=_short(text),
            )
        )
    return host


@lru_cache(maxsize=4096)
def is_sound(host: str) -> bool:
    """Whether each xn-- label stands for a name, which ada leaves unchecked in ASCII hosts."""
    return "xn--" not in host or all(
        _stands_for_a_name(label) for label in host.split(".") if label.startswith("xn--")
    )


def _stands_for_a_name(label: str) -> bool:
    try:
        name = label[4:].encode("ascii").decode("punycode")
        again = ada_url.idna_to_ascii(name)
    except (UnicodeError, ValueError):
        return False
    return bool(name) and again in (label, label.encode("ascii"))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _alternatives(text: str) -> list[str]:
    found = [text]
    while True:
        group = next((match for item in found if (match := _GROUP.search(item))), None)
        if group is None:
            return found
        inner = group.group(1) if group.group(1) is not None else group.group(2)
        choices = re.split(r"[|,]", inner)
        if len(choices) < 2:
            raise Invalid(
                said(
                    gettext_noop(
                        "“%(group)s” cannot be interpreted; write alternatives like (com|org), or "
                        "* for anything."
                    ),
                    group=_short(group.group()),
                )
            )
        found = [
            item.replace(group.group(), choice.strip(), 1) if group.group() in item else item
            for item in found
            for choice in (choices if group.group() in item else [""])
        ]
        if len(found) > ALTERNATIVES_LIMIT:
            raise Invalid(
                said(
                    gettext_noop("More than %(n)s alternatives; list them separately."),
                    n=ALTERNATIVES_LIMIT,
                )
            )


def _interpret(text: str, in_scope: bool) -> list[HostPattern]:
    if "*" not in text:
        host = ascii_host(text)
        if "." not in host and not host.startswith("["):
            raise Invalid(
                said(
                    gettext_noop("“%(text)s” has no dot; write the full name of the host."),
                    text=_short(text),
                )
            )
        return [HostPattern(text=host, exact=host, suffix=host)]
    labels = [_ascii_label(label) for label in text.rstrip(".").split(".")]
    # A star right behind the last letter stands for the path: www.example.com* .
    if labels[-1].endswith("*") and labels[-1] != "*":
        labels[-1] = labels[-1].rstrip("*")
        if "*" not in "".join(labels):
            return _interpret(".".join(labels), in_scope)
    if len(".".join(labels)) > HOST_CHARS or text.count("*") > 10:
        raise Invalid(gettext_noop("This wildcard is too long; list the hosts separately."))
    if "*" in labels[-1] and labels[-1] != "*":
        raise Invalid(
            gettext_noop(
                "A star inside the top-level domain covers domains of others; leave it out."
            )
        )
    if labels[-1] == "*":
        return [_open_end(labels, in_scope)]
    return _closed_end(labels, in_scope)


def _ascii_label(label: str) -> str:
    if label and not label.isascii():
        if "*" in label:
            raise Invalid(
                gettext_noop("Write a part that holds a star in ASCII letters (xn--… for others).")
            )
        label = ascii_host(label)
    label = re.sub(r"\*+", "*", label.lower())
    if not _LABEL.fullmatch(label):
        raise Invalid(
            said(
                gettext_noop(
                    "“%(label)s” cannot stand in the name of a host; write it like *.example.com."
                ),
                label=_short(label),
            )
        )
    return label


def _open_end(labels: list[str], in_scope: bool) -> HostPattern:
    """`www.example.*`: the registry's part is open."""
    fixed = labels[:-1]
    if in_scope and (not fixed or "*" in fixed[-1] or fixed[-1] in _SECOND_LEVEL):
        raise Invalid(
            gettext_noop(
                "This covers domains of others: name the label before the last star, like "
                "example.*, or list the domains."
            )
        )
    if not any(re.search("[a-z0-9]", label) for label in fixed):
        raise Invalid(gettext_noop("This covers every host; name at least one part of it."))
    return HostPattern(
        text=".".join(labels), glob=Glob(_tokens(fixed, len(fixed), in_scope)), open_end=True
    )


def _closed_end(labels: list[str], in_scope: bool) -> list[HostPattern]:
    own = len(labels) - suffix_labels(labels) - 1
    registry = labels[own + 1 :]
    text = ".".join(labels)
    if in_scope and own >= 0 and "*" in labels[own]:
        if labels[own] == "*":
            if len(registry) > 1 or is_common_suffix(registry[0]):
                raise Invalid(
                    said(
                        gettext_noop(
                            "“%(text)s” covers domains of others; name a domain, like "
                            "*.example.com."
                        ),
                        text=text,
                    )
                )
        elif labels[own].endswith("*"):
            raise Invalid(
                said(
                    gettext_noop(
                        "“%(text)s” covers domains of others; write *.example.com, or list the "
                        "domains."
                    ),
                    text=text,
                )
            )
    if not re.search("[a-z0-9]", text):
        raise Invalid(gettext_noop("This covers every host; name at least one part of it."))
    patterns = [
        HostPattern(text=text, suffix=_suffix(labels), glob=Glob(_tokens(labels, own, in_scope)))
    ]
    if in_scope and own == 0 and labels[0].count("*") == 1 and labels[0].startswith("*"):
        whole = text.removeprefix("*")
        if not whole.startswith("."):
            patterns.append(HostPattern(text=text, exact=whole, suffix=whole))
    return patterns


def _suffix(labels: list[str]) -> str:
    fixed: list[str] = []
    for label in reversed(labels):
        if "*" in label:
            # `*dev.example.com` ends in a part of a label, which the index cannot hold.
            break
        fixed.insert(0, label)
    return ".".join(fixed)


def _tokens(labels: list[str], own: int, in_scope: bool) -> tuple[str | Star, ...]:
    """Tokens of a glob. `own` is the place of the label that the owner registered.

    Inside that label a star in scope ends at a dot: `*example.com` is example.com and what is
    below it, never evilexample.com.
    """
    tokens: list[str | Star] = []
    for place, label in enumerate(labels):
        if place:
            tokens.append(".")
        if label == "*":
            tokens.append(Star.ANY)
            continue
        pieces = label.split("*")
        for number, piece in enumerate(pieces):
            if number:
                first = not tokens
                broad = first or not in_scope or place == own
                tokens.append(Star.ANY if broad else Star.LABEL)
                if in_scope and place == own and number == len(pieces) - 1:
                    tokens.append(".")
            if piece:
                tokens.append(piece)
    return tuple(tokens)
