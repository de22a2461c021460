"""Vectors from a folder: what is near, and what is said of a folder that is none."""

import builtins
import hashlib
import shutil

import pytest

from seawall.lib.embedding import Embedding, EmbeddingError, likeness
from tests.factories import embeddings


@pytest.fixture
def folder(tmp_path):
    return embeddings.folder(tmp_path)


def test_words_of_one_meaning_are_near_and_others_far(folder):
    stolen, theft, slow = Embedding(folder).vectors(
        ["Cookie stolen", "theft of the SESSION", "The font hangs"]
    )

    assert likeness(stolen, theft) > 0.7
    assert likeness(stolen, slow) == 0
    assert likeness(stolen, stolen) == pytest.approx(1, abs=0.02)
    assert len(stolen) == 8


@pytest.mark.parametrize("text", ["", " ", "unheard of"])
def test_a_text_without_a_known_word_has_no_meaning(folder, text):
    (vector,) = Embedding(folder).vectors([text])

    assert likeness(vector, vector) == 0


def test_vectors_of_different_length_are_not_alike():
    assert likeness(b"\x7f", b"\x7f\x00") == 0


def test_a_model_is_known_by_its_file(folder, tmp_path):
    one, other = Embedding(folder), Embedding(embeddings.folder(tmp_path, name="another"))
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()

    assert one.sha256 == digest
    assert 0 < one.number < 2**48
    assert one.number != other.number


def _without_table(folder):
    (folder / "model.safetensors").unlink()


def _broken_table(folder):
    (folder / "model.safetensors").write_bytes(b"nothing of the kind")


def _broken_tokenizer(folder):
    (folder / "tokenizer.json").write_text("{}", "utf-8")


def _short_table(folder):
    import numpy as np
    import safetensors.numpy

    safetensors.numpy.save_file({"a": np.zeros((2, 8))}, folder / "model.safetensors")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_without_table, "has no model.safetensors"),
        (_broken_table, "cannot be read"),
        (_broken_tokenizer, "cannot be read"),
        (_short_table, "a row for each token"),
        (shutil.rmtree, "has no model.safetensors"),
    ],
)
def test_a_folder_that_is_none_is_refused_with_words(folder, spoil, said):
    spoil(folder)

    with pytest.raises(EmbeddingError, match=said):
        Embedding(folder)


def test_without_the_extra_it_says_how_to_get_it(folder, monkeypatch):
    real = builtins.__import__

    def refusing(name, *rest):
        if name == "tokenizers":
            raise ImportError("No module named 'tokenizers'", name="tokenizers")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refusing)

    with pytest.raises(EmbeddingError, match="uv sync --extra semantic"):
        Embedding(folder)
