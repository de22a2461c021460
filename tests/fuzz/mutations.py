"""Inputs near to those that mean something: taken apart, repeated, mixed with what is odd.

They are made from one number each: hypothesis draws a number a hundred times faster than a text.
"""

import random
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

# Ends of lines, invisible and turning marks, lone surrogates, digits of other scripts, the void.
ODD = (
    "\x00", "\r\n", "\r", "\u2028", "\u200b", "\u202e", "\ufeff", "\ud800", "\udfff", "\u0661",
    "\uff0e", "\u3002", "\u00ad", "\u0130", "\u017f", "\u1e9e", "\U0001f600", "\u0301" * 5, "\\",
    '"', "'", "`", "%00", "%2e", "&#x6a;", "\t", " ", "\x0b", "\x1b[31m", "-", "0" * 400, "(" * 60,
    "[" * 60, ">" * 60, "*" * 60, "9" * 30, "..", "//", "@", "#", "?", ":", "\x7f", "\ufffd",
)  # fmt: skip
_LONGEST_CUT = 40
Make = Callable[[random.Random], Any]


def made(make: Make) -> st.SearchStrategy[Any]:
    """What `make` gives for any number."""
    return st.integers(0, 2**63).map(lambda number: make(random.Random(number)))


def near(seeds: Sequence[str], words: Sequence[str] = ()) -> Make:
    """One of the seeds after some changes, or text that has nothing of them."""
    pieces = (*ODD, *words)

    def make(dice: random.Random) -> str:
        if dice.random() < 0.05:
            return _anything(dice, 300)
        text = dice.choice(seeds)
        for _ in range(dice.randrange(7)):
            start = dice.randint(0, len(text))
            end = dice.randint(start, min(len(text), start + _LONGEST_CUT))
            put = dice.choice(
                ("", dice.choice(pieces), _anything(dice, 8), text[start:end] * 2, "", "other")
            )
            text = text[:start] + (dice.choice(seeds) if put == "other" else put) + text[end:]
        return text

    return make


def bytes_near(seeds: Sequence[bytes], words: Sequence[str] = ()) -> Make:
    """The same for bytes, and some that are no text in any encoding."""
    texts = near([seed.decode("latin-1") for seed in seeds], words)

    def make(dice: random.Random) -> bytes:
        kind = dice.randrange(10)
        if kind == 0:
            return dice.randbytes(dice.randrange(200))
        if kind < 4:
            return texts(dice).encode("latin-1", "replace")
        return texts(dice).encode("utf-8", "surrogatepass")

    return make


def all_of(*parts: Make) -> Make:
    """One of each, together."""
    return lambda dice: tuple(part(dice) for part in parts)


def one_of(*values: Any) -> Make:
    """One of the values."""
    return lambda dice: dice.choice(values)


def _anything(dice: random.Random, most: int) -> str:
    top = dice.choice((0x7F, 0x7F, 0x2FF, 0xFFFF, 0x10FFFF))
    return "".join(chr(dice.randint(0, top)) for _ in range(dice.randrange(most)))
