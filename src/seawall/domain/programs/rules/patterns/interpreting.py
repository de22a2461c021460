"""From the identifier as somebody typed it to its pattern."""

import re
from collections.abc import Callable
from functools import lru_cache

from seawall.domain.errors import Invalid
from seawall.domain.programs.rules.patterns.addresses import find_addresses, interpret_addresses
from seawall.domain.programs.rules.patterns.apps import (
    contract,
    interpret_android,
    interpret_contract,
    interpret_ios,
    store_app,
)
from seawall.domain.programs.rules.patterns.parts import (
    AddressPart,
    NamePart,
    Part,
    Pattern,
    WebPart,
    name_key,
)
from seawall.domain.programs.rules.patterns.web import interpret_path, interpret_web
from seawall.lib.text import gettext_noop, said

IDENTIFIER_CHARS = 2048
ENTRIES_LIMIT = 50

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_LOOKS_WEB = re.compile(
    r"(?:[a-z][a-z0-9+.*()-]{0,20}://)?(?:\[[0-9a-fA-F:.]+\]|[\w*(){}<>|,-]*(?:\([^()\s]*\)"
    r"|[\w*-])\.[\w*(){}<>|.,\s-]*[\w*)}>-])\.?(?::\d{1,5}|:\*)?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_REMARKED = re.compile(r"(\S+)\s+(\(.*|-\s.*|–\s.*)", re.DOTALL)
_TRAILING = re.compile(r"(\S.*\S)\s+\(([^()|]*)\)", re.DOTALL)
_LABELLED = re.compile(r"[\w .,&'/-]{1,80}?(?:\s[-–]|:)\s+(\S+)")
_NAMED = re.compile(r"[\w .,&'/®™-]{1,100}\s\((\S+)\)")
_SEPARATORS = re.compile(
    r"\s{0,40}[,;|]\s{1,40}|\s{1,40}[|/]\s{1,40}|\s{0,40}\n\s{0,40}|,(?=\*\.|https?://)"
)
_CONDITION = re.compile(r"\b(?:and|but|except|excluding|if|not|only|unless|with|without)\b", re.I)
_MENTION = re.compile(
    r"\*|://|\bwww\.|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[\w-]{1,63}(?:\.[\w-]{1,63}){2,}\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def interpret_pattern(kind: str, identifier: str, *, in_scope: bool = True) -> Pattern:
    """What an identifier of this kind matches.

    Raises Invalid with a sentence that says what to write. `in_scope` False reads wildcards
    broadly, since a path too much is harmless where nothing is permitted.
    """
    text = _tidy(identifier)
    if not text:
        raise Invalid(gettext_noop("Enter what names this target."), field="identifier")
    if len(text) > IDENTIFIER_CHARS:
        raise Invalid(
            said(gettext_noop("At most %(n)s characters."), n=IDENTIFIER_CHARS), field="identifier"
        )
    if not any(character.isalnum() for character in text) and "*" not in text:
        raise Invalid(
            gettext_noop("This names nothing: it has no letters and no digits."), field="identifier"
        )
    try:
        pattern = _INTERPRETERS[kind](text, in_scope)
    except Invalid as refusal:
        raise Invalid(refusal.message, field="identifier") from None
    return Pattern((*pattern.parts, NamePart(name_key(identifier))), pattern.remark)


def _tidy(text: str) -> str:
    text = _INVISIBLE.sub("", text).strip().strip("`").replace("\\*", "*")
    text = re.sub(r"(^|(?<=\s)|(?<=://))\*\.\s+(?=[\w-]+\.)", "*.", text)
    return text.rstrip(",;").strip()


def _web(text: str, in_scope: bool) -> Pattern:
    """One or more addresses, perhaps with a remark."""
    listed, remark = text, ""
    if trailing := _TRAILING.fullmatch(text):
        listed, remark = trailing[1], trailing[2]
    entries = [entry for entry in _SEPARATORS.split(listed) if entry]
    if 1 < len(entries) <= ENTRIES_LIMIT and all(_looks_web(entry) for entry in entries):
        parts = [part for entry in entries for part in _one_place(entry, in_scope)]
        return Pattern(tuple(dict.fromkeys(parts)), remark)
    pattern, remark = _split_remark(text)
    if re.search(r"\s", pattern):
        raise Invalid(
            gettext_noop(
                "Enter only the address, one per target; explanations belong into the "
                "instruction, and a thing without an address is of the type “other”."
            )
        )
    return Pattern(tuple(_one_place(pattern, in_scope)), remark)


def _one_place(text: str, in_scope: bool) -> tuple[Part, ...]:
    if text.startswith(("/", "*/")):
        if in_scope:
            raise Invalid(gettext_noop("Name the host before the path, like www.example.com/blog."))
        return (interpret_path(text),)
    if found := find_addresses(text):
        return (found,)
    parts: tuple[Part, ...] = interpret_web(text, in_scope=in_scope)
    app = store_app(text)
    return parts if app is None else (app, *parts)


def _split_remark(text: str) -> tuple[str, str]:
    """The address, and what was written behind it in parentheses or after a dash."""
    if re.fullmatch(r"\S+\s+\*", text):
        text = "".join(text.split())
    if (remarked := _REMARKED.fullmatch(text)) and _looks_web(remarked[1]):
        return _balanced(remarked[1]), remarked[2].strip("() -–")
    head, _space, rest = text.partition(" ")
    plain = not _CONDITION.search(rest) and not any(_looks_web(word) for word in rest.split())
    if rest and plain and _looks_web(head):
        return _balanced(head), rest.strip()
    return _balanced(text), ""


def _balanced(text: str) -> str:
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1]
    return text


def _looks_web(text: str) -> bool:
    return len(text) <= 500 and _LOOKS_WEB.fullmatch(text) is not None and "@" not in text


def _domain(text: str, in_scope: bool) -> Pattern:
    pattern = _web(text, in_scope)
    for part in pattern.parts:
        if isinstance(part, AddressPart):
            raise Invalid(gettext_noop("This is an address; choose the type “IP range”."))
        if isinstance(part, WebPart) and part.host.exact is None:
            raise Invalid(gettext_noop("This holds a wildcard; choose the type “wildcard”."))
        if isinstance(part, WebPart) and (part.path or part.query or part.fragment):
            raise Invalid(
                gettext_noop("This names a path; choose the type “URL”, or enter only the host.")
            )
        if not isinstance(part, WebPart):
            raise Invalid(gettext_noop("Enter the name of a host, like www.example.com."))
        if part.host.exact and part.host.exact.replace(".", "").isdigit():
            raise Invalid(gettext_noop("This is an address; choose the type “IP range”."))
    return pattern


def _wildcard(text: str, in_scope: bool) -> Pattern:
    if not re.search(r"[*|]|<\w|\{\w", text):
        raise Invalid(
            gettext_noop(
                "A wildcard holds a star, like *.example.com; for one host choose the type "
                "“domain”."
            )
        )
    return _web(text, in_scope)


def _addresses(text: str, in_scope: bool) -> Pattern:
    del in_scope
    labelled = _LABELLED.fullmatch(text)
    if labelled and (found := find_addresses(labelled[1])) and not find_addresses(text):
        return Pattern((found,), text.removesuffix(labelled[1]).rstrip(" -–:"))
    remarked = re.fullmatch(r"(\S+)\s+\((.*)\)", text)
    if remarked and (found := find_addresses(remarked[1])):
        return Pattern((found,), remarked[2])
    return Pattern(interpret_addresses(text))


def _repository(text: str, in_scope: bool) -> Pattern:
    ssh = re.fullmatch(r"(?:ssh://)?git@([\w.-]+)[:/]([\w./~-]+)", text)
    address = (
        f"https://{ssh[1]}/{ssh[2]}" if ssh else re.sub(r"^git(\+https?)?://", "https://", text)
    )
    if re.search(r"\s", address) or "*" in address.split("/")[0]:
        raise Invalid(
            gettext_noop(
                "Enter the address of the repository, like https://git.example/team/project."
            )
        )
    address = address.split("#")[0].split("?")[0].rstrip("/").removesuffix(".git")
    parts = interpret_web(address, in_scope=in_scope, fold_path=True)
    if not all(part.path for part in parts):
        raise Invalid(gettext_noop("Name the repository, or its owner, behind the host."))
    return Pattern(parts)


def _contract(text: str, in_scope: bool) -> Pattern:
    del in_scope
    return Pattern((interpret_contract(text),))


def _executable(text: str, in_scope: bool) -> Pattern:
    if "://" in text and _looks_web(text):
        file_name = text.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        names = (NamePart(name_key(file_name)),) if "." in file_name else ()
        return Pattern((*interpret_web(text, in_scope=in_scope), *names))
    return _name(text, in_scope)


def _name(text: str, in_scope: bool) -> Pattern:
    del in_scope
    if sum(character.isalnum() for character in text) < 2:
        raise Invalid(gettext_noop("Enter the name by which people know this target."))
    return Pattern(())


def _other(text: str, in_scope: bool) -> Pattern:
    """An address where it is one beyond doubt; free text names only itself."""
    if found := contract(text):
        return Pattern((found,))
    labelled = _LABELLED.fullmatch(text) or _NAMED.fullmatch(text)
    if labelled and (_looks_web(labelled[1]) or find_addresses(labelled[1])):
        remark = text.replace(labelled[1], "").strip(" ()-–:")
        return Pattern(_one_place(_balanced(labelled[1]), in_scope), remark)
    if find_addresses(text):
        return _addresses(text, in_scope)
    if text.startswith(("/", "*/")) and not in_scope:
        return _web(text, in_scope)
    first = text.split(maxsplit=1)[0]
    if _looks_web(first) or all(_looks_web(entry) for entry in _SEPARATORS.split(text) if entry):
        return _web(text, in_scope)
    if _MENTION.search(text):
        raise Invalid(
            gettext_noop(
                "An address inside a sentence is not checked. Enter the address alone, one per "
                "target, and put the explanation into the instruction or into an exclusion."
            )
        )
    return _name(text, in_scope)


_INTERPRETERS: dict[str, Callable[[str, bool], Pattern]] = {
    "domain": _domain,
    "wildcard": _wildcard,
    "url": _web,
    "api": _web,
    "ip_range": _addresses,
    "android": lambda text, _in_scope: Pattern((interpret_android(text),)),
    "ios": lambda text, _in_scope: Pattern((interpret_ios(text),)),
    "executable": _executable,
    "hardware": _name,
    "source_repository": _repository,
    "smart_contract": _contract,
    "other": _other,
}
