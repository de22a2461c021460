"""How to fix a weakness: the advice that is shipped, by entry of the taxonomy."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).resolve().parent.parent / "data" / "advice.txt"
_HEADING = re.compile(r"^\[([a-z0-9_.]+)\]$", re.MULTILINE)


def advice_for(vrt_id: str, own: Mapping[str, str] | None = None) -> tuple[str, str] | None:
    """The entry that has advice and its Markdown: of `vrt_id`, else of the nearest one above.

    `own` (by entry) comes before what is shipped for the same entry; empty text there means that
    the entry has none. None when nothing on the way up has any.
    """
    own = own or {}
    shipped = load_advice()
    while vrt_id:
        text = own.get(vrt_id, shipped.get(vrt_id, ""))
        if text:
            return vrt_id, text
        vrt_id = vrt_id.rpartition(".")[0]
    return None


@lru_cache(maxsize=1)
def load_advice() -> Mapping[str, str]:
    """What is shipped: Markdown by entry."""
    _, *parts = _HEADING.split(_FILE.read_text(encoding="utf-8"))
    texts = zip(parts[::2], parts[1::2], strict=True)
    return MappingProxyType({vrt_id: text.strip() for vrt_id, text in texts})
