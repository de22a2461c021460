"""Public ids: short, random, and safe to read aloud."""

import re
import secrets

# Crockford base32: no I, L, O, U. Six characters are 30 bits: unguessable enough for a name,
# never a secret; the database's unique constraint settles the rare collision.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6

_LOOSE = re.compile(rf"([A-Za-z])[-\s_]?([0-9A-Za-z]{{{LENGTH}}})", re.ASCII)
_EXACT = re.compile(rf"[A-Z]-[{ALPHABET}]{{{LENGTH}}}", re.ASCII)
_MISREAD = str.maketrans("OIL", "011")


def public_id(prefix: str) -> str:
    """A new random id such as `R-7K2M9Q` for the one-letter prefix `R`."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalize(text: str) -> str:
    """The id as it is stored: upper case, with its hyphen, O read as 0 and I or L as 1.

    Text that cannot be an id comes back stripped, so that a look-up by it finds nothing.
    """
    stripped = text.strip()
    match = _LOOSE.fullmatch(stripped)
    if match is None:
        return stripped
    return f"{match[1].upper()}-{match[2].upper().translate(_MISREAD)}"


def is_public_id(text: str, prefix: str | None = None) -> bool:
    """Whether the text is an id exactly as stored, of the kind `prefix` if one is given."""
    return _EXACT.fullmatch(text) is not None and prefix in (None, text[0])
