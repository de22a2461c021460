"""Tokens of every named format, made anew for each run: none stands in a file of the project."""

import base64
import random
import re
import string
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

from seawall.domain.vault.rules import formats

__all__ = ["private_key", "token", "tokens"]

_LETTERS = string.ascii_letters + string.digits
_CLASSES = {op.CATEGORY_DIGIT: string.digits, op.CATEGORY_WORD: _LETTERS + "_"}


def token(form: formats.Format, chance: random.Random) -> str:
    """A token that the format takes: the prefix, then the rest by chance."""
    for _attempt in range(200):
        made = chance.choice(form.prefixes) + _made(_parser.parse(form.tail), chance)
        match = form.pattern.fullmatch(made)
        if match is not None and form.is_genuine(made):
            return made
    raise AssertionError(f"No token of the kind {form.kind} could be made.")


def tokens(count: int, *, seed: int = 1) -> list[tuple[str, str]]:
    """`count` pairs of kind and token, all formats in turn."""
    chance = random.Random(seed)
    made, forms = [], [form for form in formats.formats() if form.kind != "json-web-token"]
    while len(made) < count:
        form = forms[len(made) % len(forms)]
        made.append((form.kind, token(form, chance)))
    return made


def private_key(chance: random.Random, *, name: str = "RSA PRIVATE KEY") -> str:
    """What looks like a private key in its armour."""
    body = base64.b64encode(chance.randbytes(600)).decode()
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"-----BEGIN {name}-----\n{lines}\n-----END {name}-----"


def _made(parsed, chance: random.Random) -> str:
    return "".join(_item(code, value, chance) for code, value in parsed)


def _item(code, value, chance: random.Random) -> str:
    if code is op.LITERAL:
        return chr(value)
    if code is op.IN:
        return chance.choice(sorted(_members(value)))
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        low, high, inner = value
        times = chance.randint(low, min(int(high), low + 8))
        return "".join(_made(inner, chance) for _ in range(times))
    if code is op.SUBPATTERN:
        return _made(value[3], chance)
    if code is op.BRANCH:
        return _made(chance.choice(value[1]), chance)
    return ""  # an assertion, which the whole pattern checks afterwards


def _members(parts) -> set[str]:
    found: set[str] = set()
    for code, value in parts:
        if code is op.LITERAL:
            found.add(chr(value))
        elif code is op.RANGE:
            found |= {chr(each) for each in range(value[0], value[1] + 1)}
        elif code is op.CATEGORY:
            found |= set(_CLASSES[value])
    return found or set(re.escape(_LETTERS))
