"""One JSON text for one value, so that hashes can be recomputed anywhere.

The form is RFC 8785 without fractions: keys sorted by UTF-16 code units, no white space, UTF-8.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"

# Beyond this, readers that keep numbers as doubles would hash another number.
LARGEST_INTEGER = 2**53 - 1


def canonical_json(value: Json) -> bytes:
    """The canonical bytes of the value.

    Raises ValueError for what has no single form: fractions, integers beyond 2**53 - 1, keys that
    are not text, lone surrogates, and any other type (write a moment as text first).
    """
    ready = _ordered(value)
    text = json.dumps(ready, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def sha256_hex(value: Json) -> str:
    """Hexadecimal SHA-256 of the canonical bytes."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _ordered(value: Json) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"{value} is too large for canonical JSON; write it as text.")
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("Keys of canonical JSON must be text.")
        return {key: _ordered(value[key]) for key in _sorted(value)}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    raise ValueError(f"{type(value).__name__} has no canonical JSON form.")


def _sorted(keys: Iterable[str]) -> list[str]:
    if all(map(str.isascii, keys)):
        return sorted(keys)
    return sorted(keys, key=lambda key: key.encode("utf-16-be"))
