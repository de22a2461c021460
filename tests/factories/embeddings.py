"""A folder with a static embedding model of a few words; those of one group mean the same."""

from pathlib import Path

GROUPS = (
    ("steal", "theft", "stolen"),
    ("cookie", "session", "token"),
    ("order", "purchase"),
    ("price", "cost", "amount"),
    ("slow", "hangs"),
    ("font", "color"),
)


def folder(to: Path, *, name: str = "one") -> Path:
    """`name` makes models that differ: the same words in other directions."""
    import numpy as np
    import safetensors.numpy
    import tokenizers

    words = [word for group in GROUPS for word in group]
    vocabulary = {"[UNK]": 0, **{word: number for number, word in enumerate(words, start=1)}}
    table = np.zeros((len(vocabulary), 8), dtype="float16")
    for number, group in enumerate(GROUPS):
        for word in group:
            table[vocabulary[word], (number + len(name)) % 8] = 1
    model = tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]")
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    made = to / name
    made.mkdir()
    tokenizer.save(str(made / "tokenizer.json"))
    safetensors.numpy.save_file({"embeddings": table}, made / "model.safetensors")
    return made
