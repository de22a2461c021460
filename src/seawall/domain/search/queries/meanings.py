"""The operator's model of meaning, where there is one."""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from seawall.lib.embedding import Embedding, EmbeddingError

logger = logging.getLogger(__name__)


def model() -> Embedding | None:
    """The model of SEAWALL_SEMANTIC_MODEL; None without one, or where it cannot be read."""
    folder = settings.SEMANTIC_MODEL
    return _read(folder) if folder else None


def meanings(texts: Sequence[tuple[str, str]]) -> tuple[int | None, list[bytes]]:
    """The model's number and a vector for each title and body; None and empty ones without it."""
    found = model()
    if found is None:
        return None, [b""] * len(texts)
    return found.number, found.vectors([f"{title}\n{body}" for title, body in texts])


@lru_cache(maxsize=1)
def _read(folder: Path) -> Embedding | None:
    try:
        return Embedding(folder)
    except EmbeddingError as error:
        logger.error("Reports are compared without meaning: %s", error)
        return None
