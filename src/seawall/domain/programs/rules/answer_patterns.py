r"""Regular expressions that cannot be slow: what a programme demands of an answer to a field.

The language is RE2's: everything usual but look-around and back-references, which is why a match
takes time in proportion to the text (docs/adr/0011). `\d`, `\w` and `\s` are those of ASCII.
"""

from functools import lru_cache
from typing import Any

import re2

from seawall.lib.text import gettext_noop, said

LONGEST = 200
LONGEST_TEXT = 500
# What one pattern may take, in bytes.
_MOST_MEMORY = 1024 * 1024


class Unusable(ValueError):
    """A pattern that is not taken. The message says why."""


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Any:
    """The pattern, to be matched with the whole of a text. Raises Unusable with what to change."""
    if len(pattern) > LONGEST:
        raise Unusable(said(gettext_noop("A pattern has at most %(n)s characters."), n=LONGEST))
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    try:
        return re2.compile(pattern, options)
    except UnicodeEncodeError:
        why = "invalid UTF-8"
    except re2.error as refusal:
        why = refusal.args[0].decode("utf-8", "replace")
    sentence = gettext_noop(
        "This is no pattern that can be used: %(why)s. Look-around, back-references and repeats of "
        "more than 1,000 times are not known here."
    )
    raise Unusable(said(sentence, why=why))


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is what the pattern describes. Longer ones than LONGEST_TEXT never."""
    if len(text) > LONGEST_TEXT:
        return False
    try:
        return compiled(pattern).fullmatch(text) is not None
    except UnicodeEncodeError:
        # Half a character: no text that was stored here.
        return False
