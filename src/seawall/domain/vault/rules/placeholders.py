"""What stands in a text where a secret was."""

import re

_SHOWN = 16
PLACEHOLDER = re.compile(r"\[secret ([0-9a-f]{16}) ([a-z0-9-]{1,40}), sealed\]")


def placeholder(fingerprint: str, kind: str) -> str:
    """`[secret 3f9a0c1d2e4b5a69 aws-access-key, sealed]`: found again in any later version."""
    return f"[secret {fingerprint[:_SHOWN]} {kind}, sealed]"


def struck(kind: str) -> str:
    """`[aws-access-key struck out]`: where nobody could reveal it again, so it is kept nowhere."""
    return f"[{kind} struck out]"


def short(fingerprint: str) -> str:
    """The part of a fingerprint that is shown: 64 bits."""
    return fingerprint[:_SHOWN]


def named_in(text: str) -> tuple[str, ...]:
    """The short fingerprints of a text's placeholders, each once, in order."""
    if "[secret " not in text:
        return ()
    return tuple(dict.fromkeys(match[1] for match in PLACEHOLDER.finditer(text)))
