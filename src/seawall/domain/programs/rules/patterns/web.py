"""Web patterns: a host with scheme, port, path, query; and paths alone."""

import re
from urllib.parse import parse_qsl, unquote

import ada_url

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.patterns.glob import Glob, glob
from seawall.domain.programs.rules.patterns.hosts import interpret_hosts
from seawall.domain.programs.rules.patterns.parts import PathPart, WebPart
from seawall.lib.text import gettext_noop

WEB_SCHEMES = frozenset({"http", "https", "ws", "wss"})
DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443, "ftp": 21, "ssh": 22}

_SCHEME = re.compile(r"(https?|http\(s\)|https?\*|\*|[a-z][a-z0-9+.-]{0,30})://", re.IGNORECASE)
_PORT = re.compile(r":(\d{1,5}|\*)?$")


def interpret_web(text: str, *, in_scope: bool, fold_path: bool = False) -> tuple[WebPart, ...]:
    """The places that one address with or without wildcards names. Raises Invalid."""
    if "\\" in text:
        raise Invalid(gettext_noop("Remove the backslash; browsers read it as a slash."))
    scheme, rest = "", text
    if found := _SCHEME.match(text):
        scheme = "" if "*" in found[1] else found[1].lower().replace("(s)", "s")
        rest = text[found.end() :]
    end = re.search(r"[/?#]", rest)
    authority, tail = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    if "@" in authority:
        raise Invalid(gettext_noop("Remove the user name and the @; name only the host."))
    authority, port = _split_port(authority)
    path, query, fragment = _split_tail(tail)
    compiled = compile_path(path, fold=fold_path or not in_scope)
    return tuple(
        WebPart(
            host=host,
            scheme=scheme,
            port=port,
            path=path,
            path_glob=compiled,
            query=query,
            fragment=fragment,
            fold_path=fold_path,
        )
        for host in interpret_hosts(authority, in_scope=in_scope)
    )


def interpret_path(text: str) -> PathPart:
    """A path on any host, like /blog/, or anywhere in a path, like */help/*. Raises Invalid."""
    path, _query, _fragment = _split_tail(text.removeprefix("*"))
    path = f"*{path}" if text.startswith("*") and path else path
    compiled = compile_path(path, fold=True)
    if compiled is None:
        raise Invalid(gettext_noop("Name the path, like /blog."))
    return PathPart(path=path, path_glob=compiled)


def clean_path(path: str) -> str:
    """A path as it is compared: decoded, without dot segments and doubled slashes."""
    decoded = unquote(path, errors="replace").replace("\\", "/")
    segments: list[str] = []
    for segment in decoded.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    return "/" + "/".join(segments)


def compile_path(path: str, *, fold: bool) -> Glob | None:
    """A glob for cleaned paths with a slash at their end; None where every path fits."""
    if not path.strip("/*"):
        return None
    pattern = path if path.endswith("*") else f"{path}/*"
    return glob(pattern.casefold() if fold else pattern)


def _split_port(authority: str) -> tuple[str, int | None]:
    if authority.startswith("[") and authority.endswith("]"):
        return authority, None
    found = _PORT.search(authority)
    if found is None or (authority.count(":") > 1 and not authority.startswith("[")):
        return authority, None
    authority = authority[: found.start()]
    if found[1] in (None, "*"):
        return authority, None
    port = int(found[1])
    if not 1 <= port <= 65535:
        raise Invalid(gettext_noop("A port is a number from 1 to 65535."))
    return authority, port


def _split_tail(tail: str) -> tuple[str, tuple[tuple[str, str], ...], str]:
    """Path (empty where it says nothing), query without tracking marks, client-side route."""
    try:
        url = ada_url.URL(f"https://host.invalid{tail if tail[:1] in '/?#' else '/' + tail}")
    except ValueError as error:
        raise Invalid(
            gettext_noop("This is not an address; write it like https://www.example.com.")
        ) from error
    path = clean_path(url.pathname)
    path = "" if path in ("/", "/*") else path
    fragment = url.hash.removeprefix("#")
    return path, parameters(url.search), route(fragment)


def parameters(search: str) -> tuple[tuple[str, str], ...]:
    """Name and value of each parameter, in order of name, without stars and empty ones."""
    # Not ada_url's own reader: it fails on escapes that are no UTF-8, such as %A0.
    pairs = parse_qsl(search.removeprefix("?"), errors="replace")
    return tuple(sorted((name, value) for name, value in pairs if value and "*" not in value))


def route(fragment: str) -> str:
    """The part of a fragment that names a page of a single-page application, else nothing."""
    fragment = fragment.removeprefix("!")
    return clean_path(fragment.split("?", 1)[0]) if fragment.startswith("/") else ""
