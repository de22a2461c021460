"""Checkpoints in the form of C2SP, signed and refused."""

import base64

import pytest

from seawall.domain.audit.rules import notes
from seawall.domain.audit.rules.notes import BadNote, LogKey, Signed, split_notes

KEY = LogKey("log.example/log", bytes(range(32)))
ROOT = bytes(range(100, 132))


def test_a_checkpoint_has_the_published_form():
    note = KEY.sign_checkpoint(20852163, ROOT)

    body, _, signatures = note.partition("\n\n")
    assert body == f"log.example/log\n20852163\n{base64.b64encode(ROOT).decode()}"
    dash, name, signature = signatures.removesuffix("\n").split(" ")
    assert (dash, name) == ("—", "log.example/log")
    assert len(base64.b64decode(signature)) == 4 + 64
    assert base64.b64decode(signature)[:4] == KEY.key_id


def test_a_key_id_is_that_of_the_specification():
    """The example of C2SP signed-note: PeterNeumann's key."""
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    name, given, key = text.split("+", 2)

    public = base64.b64decode(key)[1:]

    assert notes.key_id(name, public).hex() == given
    assert notes.verifier(name, public) == text


def test_the_example_of_the_specification_is_read():
    """Signed by the same key; its text is no checkpoint, so only the signature is looked at."""
    key = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    body = "If you think cryptography is the answer to your problem,\n"
    body += "then you don't know what your problem is."
    signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    signature += "KvqfqdngotpRZb6KE6RyyBwJnAM="

    assert notes._holds(signature, notes.key_id("PeterNeumann", key), key, body)
    assert not notes._holds(signature, notes.key_id("PeterNeumann", key), key, body + "!")


@pytest.mark.parametrize("size", [0, 1, 2**60])
def test_what_was_signed_is_read_back(size):
    note = KEY.sign_checkpoint(size, ROOT)

    assert notes.read_checkpoint(note, public=KEY.public) == Signed(KEY.origin, size, ROOT)


def test_a_checkpoint_with_further_signatures_and_lines_is_read():
    note = KEY.sign_checkpoint(3, ROOT)
    witnessed = note + f"— witness.example {base64.b64encode(b'x' * 72).decode()}\n"

    assert notes.read_checkpoint(witnessed, public=KEY.public).size == 3


def _changed() -> list[str]:
    note = KEY.sign_checkpoint(12, ROOT)
    other = LogKey(KEY.origin, bytes(32)).sign_checkpoint(12, ROOT)
    renamed = LogKey("other.example/log", KEY.seed).sign_checkpoint(12, ROOT)
    return [
        "",
        "\n\n",
        note.replace("\n12\n", "\n13\n"),
        note.replace("\n12\n", "\n012\n"),
        note.replace("\n12\n", "\n-12\n"),
        note.replace("\n12\n", "\ntwelve\n"),
        note.replace("log.example", "evil.example"),
        note.replace(base64.b64encode(ROOT).decode(), base64.b64encode(bytes(32)).decode()),
        note.replace(base64.b64encode(ROOT).decode(), "AAAA"),
        note.split("\n\n")[0] + "\n\n",
        note.replace("— ", "- "),
        other,
        renamed.replace("other.example/log\n12", "log.example/log\n12"),
    ]


@pytest.mark.parametrize("note", _changed())
def test_anything_else_is_refused(note):
    with pytest.raises(BadNote):
        notes.read_checkpoint(note, public=KEY.public)


def test_a_document_is_signed_whole_and_is_never_a_checkpoint():
    document = {"format": "seawall-receipt/1", "index": 4, "leaf": {"b": 1, "a": "é"}}

    signed = KEY.sign_document(document)

    assert notes.signed_bytes(signed) == (
        'seawall-receipt/1\n{"format":"seawall-receipt/1","index":4,"leaf":{"a":"é","b":1}}'.encode()
    )
    assert set(signed) == {*document, "signature"}


def test_a_file_of_notes_is_split_where_one_ends():
    first, second = (
        "a.example\n1\nAAA=\n\n\u2014 a.example xyz=\n",
        "a.example\n2\nBBB=\n\n\u2014 a.example abc=\n\u2014 w q=\n",
    )

    assert split_notes(f"{first}\n{second}") == [first, second]
    assert split_notes(first) == [first]
    assert split_notes(first.replace("\n", "\r\n") + "\r\n\r\n" + second) == [first, second]
    assert split_notes("") == [""]
