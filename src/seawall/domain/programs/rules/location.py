"""What a person names as the target of a report, read as a browser would read it."""

import re
from dataclasses import dataclass

import ada_url

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.patterns.addresses import address_of, find_addresses
from seawall.domain.programs.rules.patterns.apps import app_ids, contract, store_app
from seawall.domain.programs.rules.patterns.hosts import is_common_suffix, is_sound
from seawall.domain.programs.rules.patterns.parts import (
    AddressPart,
    AppPart,
    ContractPart,
    name_key,
)
from seawall.domain.programs.rules.patterns.web import (
    DEFAULT_PORTS,
    clean_path,
    parameters,
    route,
)
from seawall.lib.text import gettext_noop, said

TARGET_CHARS = 2048

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30})://", re.IGNORECASE)
_SLOPPY_SCHEME = re.compile(r"(https?|wss?|ftp):(?![0-9]{1,5}(?:[/?#]|$))", re.IGNORECASE)
_GIT = re.compile(r"(?:ssh://)?git@([\w.-]+)[:/](?![0-9]{1,5}/)([\w./~-]+)")
_MAILBOX = re.compile(r"(?:mailto:)?[^/\\?#@]+@[^/\\?#@]+", re.IGNORECASE)
_UNSUPPORTED = frozenset({"file", "data", "blob", "javascript", "view-source", "about"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the net. `port` None means that none was named. `path` is cleaned."""

    host: str
    scheme: str
    port: int | None
    path: str
    query: tuple[tuple[str, str], ...]
    fragment: str
    address: tuple[int, int] | None
    user: str
    had_backslash: bool


@dataclass(frozen=True, slots=True)
class Location:
    """Everything that the text can mean; the brief decides which of it counts."""

    text: str
    name: str
    place: Place | None
    network: AddressPart | None
    apps: tuple[AppPart, ...]
    contract: ContractPart | None


def locate(target: str) -> Location:
    """Reads a target. Raises Invalid with a sentence that says what to write instead."""
    text = target.strip()
    if not text:
        raise Invalid(
            gettext_noop("Enter the target: a URL, a host, an address or an app."), field="target"
        )
    if len(text) > TARGET_CHARS:
        raise Invalid(
            said(gettext_noop("A target has at most %(n)s characters."), n=TARGET_CHARS),
            field="target",
        )
    if _CONTROL.search(text) or _SURROGATE.search(text):
        raise Invalid(
            gettext_noop("Remove the control characters and line breaks from the target."),
            field="target",
        )
    app = store_app(text)
    network = _network(text)
    place = None if network is not None else _place(text)
    return Location(
        text=text,
        name=name_key(text),
        place=place,
        network=network,
        apps=(app,) if app is not None else _apps(text, place),
        contract=contract(text),
    )


def _apps(text: str, place: Place | None) -> tuple[AppPart, ...]:
    """Bare ids, also those that a form or a person put https:// before.

    In a URL the id counts only where no such host can exist, since example.app has an owner.
    """
    if "://" not in text:
        return app_ids(text)
    if place is None or place.path != "/" or place.query or is_common_suffix(place.host):
        return ()
    return app_ids(place.host) if "." in place.host else ()


def _network(text: str) -> AddressPart | None:
    """A network or a range. A single address is a place: URLs of it count too."""
    if "://" in text or not re.search(r"[/–-]", text):
        return None
    return find_addresses(text)


def _place(text: str) -> Place | None:
    if ssh := _GIT.fullmatch(text):
        text = f"https://{ssh[1]}/{ssh[2].removesuffix('.git')}"
    elif text.count(":") > 1 and address_of(text.split("%")[0]) is not None:
        text = f"[{text}]"
    elif _MAILBOX.fullmatch(text):
        raise Invalid(
            gettext_noop("This is a mail address; name the host or the app."), field="target"
        )
    scheme, url = _parse(text)
    if url is None:
        return None
    host = url.hostname.removesuffix(".")
    if not host or host.startswith(".") or ".." in host or len(host) > 255:
        raise Invalid(
            gettext_noop("The name of the host has an empty part or is too long."), field="target"
        )
    if not is_sound(host):
        raise Invalid(
            gettext_noop("The host holds an xn-- part that stands for no name."), field="target"
        )
    explicit = int(url.port) if url.port else None
    return Place(
        host=host,
        scheme=scheme,
        port=explicit if explicit is not None else DEFAULT_PORTS.get(scheme),
        path=clean_path(url.pathname.removesuffix(".git")),
        query=parameters(url.search),
        fragment=route(url.hash.removeprefix("#")),
        address=address_of(host),
        user=url.username,
        had_backslash="\\" in text,
    )


def _parse(text: str) -> tuple[str, ada_url.URL | None]:
    """Scheme as written ("" where none was) and the parsed URL; None where it is not a URL."""
    scheme = ""
    if found := _SCHEME.match(text):
        scheme = found[1].lower()
        address = f"https://{text[found.end() :]}" if scheme not in DEFAULT_PORTS else text
        address = address if scheme != "ssh" else f"https://{text[found.end() :]}"
    elif sloppy := _SLOPPY_SCHEME.match(text):
        # Browsers read https:host and https:\\host as https://host.
        scheme, address = sloppy[1].lower(), text
    else:
        address = f"https://{text}"
    if scheme in _UNSUPPORTED:
        raise Invalid(
            said(
                gettext_noop("Nothing on the net is at %(scheme)s://; name the host."),
                scheme=scheme,
            ),
            field="target",
        )
    try:
        return scheme, ada_url.URL(address)
    except ValueError as error:
        if scheme or "\\" in text or ("@" in text and "/" in text):
            raise Invalid(
                gettext_noop(
                    "This is not a URL that a browser would open; check the host and the port."
                ),
                field="target",
            ) from error
        return scheme, None
