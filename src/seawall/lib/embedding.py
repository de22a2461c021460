"""Vectors of meaning from a folder of the operator's: a table of word vectors, one mean a text.

The layout is that of static embedding models (Model2Vec, WordLlama): `model.safetensors` with one
table of two dimensions, a row per token, and `tokenizer.json`. Needs the extra `semantic`. Nothing
is ever loaded from elsewhere.
"""

import hashlib
from collections.abc import Sequence
from operator import mul
from pathlib import Path

TABLE, TOKENIZER = "model.safetensors", "tokenizer.json"
_MOST_TOKENS = 512
_MOST_LETTERS = 4_000
_FULL = 127


class EmbeddingError(Exception):
    """The folder cannot be used; the message says what to do."""


class Embedding:
    """A model that was read. `number` tells it from others: the beginning of `sha256`."""

    def __init__(self, folder: Path) -> None:
        """Read the folder, in memory from then on. Raises EmbeddingError."""
        for name in (TABLE, TOKENIZER):
            if not (folder / name).is_file():
                raise EmbeddingError(f"{folder} has no {name}: put a static embedding model there.")
        try:
            import safetensors.numpy
            import tokenizers
        except ImportError as error:
            raise EmbeddingError(
                f"{error.name} is not installed: run uv sync --extra semantic."
            ) from error
        try:
            tables = safetensors.numpy.load_file(folder / TABLE)
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:
            # The libraries raise plain Exception for whatever they cannot read.
            raise EmbeddingError(f"The model in {folder} cannot be read: {error}") from error
        flat = [table for table in tables.values() if table.ndim == 2]
        if len(flat) != 1 or len(flat[0]) < self._tokenizer.get_vocab_size():
            raise EmbeddingError(
                f"{folder / TABLE} must hold one table with a row for each token of {TOKENIZER}."
            )
        self._table = flat[0]
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self.sha256 = hashlib.sha256((folder / TABLE).read_bytes()).hexdigest()
        self.number = int(self.sha256[:12], 16)

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """One vector for each text, a signed byte per dimension; empty where no token is known."""
        return [self._vector(text[:_MOST_LETTERS]) for text in texts]

    def _vector(self, text: str) -> bytes:
        tokens = self._tokenizer.encode(text, add_special_tokens=False).ids
        if not tokens:
            return b""
        mean = self._table[tokens].astype("float32").mean(axis=0)
        length = float((mean * mean).sum()) ** 0.5
        if not length:
            return b""
        return bytes((mean * (_FULL / length)).round().astype("int8"))


def likeness(one: bytes, other: bytes) -> float:
    """The cosine of two vectors of one model, at least 0; 0 where either is empty."""
    if not one or len(one) != len(other):
        return 0.0
    product: int = sum(map(mul, memoryview(one).cast("b"), memoryview(other).cast("b")))
    return max(0.0, product / _FULL**2)
