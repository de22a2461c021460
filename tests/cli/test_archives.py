"""The format of a backup: what is not exactly as it was written is refused."""

import io
import tarfile
from hashlib import sha256

import pytest

from seawall.cli import archives, restore
from seawall.lib import age

EVIDENCE = b"canary-evidence" * 1000
NAME = sha256(EVIDENCE).hexdigest()
FILE = f"files/{NAME[:2]}/{NAME}"


def _manifest(hashes: dict[str, str], **more) -> archives.Manifest:
    return archives.Manifest("now", "1", [], hashes, {}, **more)


def _write(target, to=()) -> None:
    with archives.writing(target, to, target.parent) as writer:
        writer.add("seawall.sqlite3", io.BytesIO(b"database"), 8)
        writer.add(FILE, io.BytesIO(EVIDENCE), len(EVIDENCE))
        writer.add_text("notes/checkpoints", "seawall 12")
        writer.close(_manifest(dict(writer.sha256)))


@pytest.fixture
def archive(tmp_path):
    _write(tmp_path / "all.tar")
    return tmp_path / "all.tar"


def _read(file, identity=None) -> dict[str, bytes]:
    with archives.reading(file, identity) as reader:
        found = {name: content.read() for name, content in reader.parts()}
    assert reader.manifest is not None
    return found


PARTS = {"seawall.sqlite3": b"database", FILE: EVIDENCE, "notes/checkpoints": b"seawall 12"}


def test_what_was_written_is_read(archive):
    assert _read(archive) == PARTS
    assert archive.stat().st_mode & 0o077 == 0


def _rewritten(source, keep=lambda name: True, more=()) -> bytes:
    target = io.BytesIO()
    with tarfile.open(source) as old, tarfile.open(fileobj=target, mode="w") as new:
        entries = [(one, old.extractfile(one).read()) for one in old if keep(one.name)]
        for added, content in more:
            added.size = len(content)
            entries.insert(1, (added, content))
        for entry, content in entries:
            new.addfile(entry, io.BytesIO(content))
    return target.getvalue()


def _link() -> tarfile.TarInfo:
    link = tarfile.TarInfo("notes/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return link


DAMAGES = {
    "a file changed": lambda it: it.read_bytes().replace(b"canary", b"forged"),
    "the database changed": lambda it: it.read_bytes().replace(b"database", b"databank"),
    "the manifest changed": lambda it: it.read_bytes().replace(b'"format": 2', b'"format": 3'),
    "cut in the manifest": lambda it: it.read_bytes()[: it.read_bytes().index(b"manifest") + 600],
    "cut in a file": lambda it: it.read_bytes()[:3000],
    "cut between": lambda it: _rewritten(it, lambda name: name != "manifest.json"),
    "a part dropped": lambda it: _rewritten(it, lambda name: "files/" not in name),
    "a part added": lambda it: _rewritten(it, more=[(tarfile.TarInfo("notes/more"), b"x")]),
    "a path out of it": lambda it: _rewritten(it, more=[(tarfile.TarInfo("../../x"), b"x")]),
    "an absolute path": lambda it: _rewritten(it, more=[(tarfile.TarInfo("/etc/x"), b"x")]),
    "a link": lambda it: _rewritten(it, more=[(_link(), b"")]),
    "a part twice": lambda it: _rewritten(it, more=[(tarfile.TarInfo(FILE), EVIDENCE)]),
    "nothing in it": lambda it: b"",
    "no archive": lambda it: b"PK" * 5000,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_archive_is_refused(archive, tmp_path, damage):
    broken = tmp_path / "broken.tar"
    broken.write_bytes(DAMAGES[damage](archive))

    with pytest.raises(archives.Damaged):
        _read(broken)


def test_a_sealed_archive_opens_with_its_key_alone(tmp_path):
    key, other, file = tmp_path / "key", tmp_path / "other", tmp_path / "all.tar.age"
    public = age.new_identity(key)
    age.new_identity(other)
    _write(file, age.recipients(public))

    assert _read(file, key) == PARTS
    assert b"canary" not in file.read_bytes()
    for identity in (None, other, file):
        with pytest.raises(age.Unusable):
            _read(file, identity)


@pytest.mark.parametrize("damage", ["cut", "changed", "head"])
def test_a_sealed_archive_that_is_not_whole_is_refused(tmp_path, damage):
    key, file = tmp_path / "key", tmp_path / "all.tar.age"
    _write(file, age.recipients(age.new_identity(key)))
    content = bytearray(file.read_bytes())
    if damage == "changed":
        content[len(content) // 2] ^= 1
    file.write_bytes(content[:-20] if damage == "cut" else content)
    if damage == "head":
        file.write_bytes(content[:60])

    with pytest.raises(age.Unusable):
        _read(file, key)


@pytest.mark.parametrize("sealed", [False, True])
def test_what_is_not_finished_is_not_there(tmp_path, sealed):
    to = age.recipients(age.new_identity(tmp_path / "key")) if sealed else ()
    target = tmp_path / "backups" / "all.tar"
    target.parent.mkdir()

    with (
        pytest.raises(OSError, match="unexpected end"),
        archives.writing(target, to, tmp_path) as writer,
    ):
        writer.add("notes/first", io.BytesIO(b"short"), 10)

    assert list(target.parent.iterdir()) == []


def test_a_full_disk_is_said_and_nothing_stays(tmp_path):
    """Every write to /dev/full fails; sealed, it fails in the other thread."""
    to = age.recipients(age.new_identity(tmp_path / "key"))

    with (
        pytest.raises(OSError, match="No space"),
        open("/dev/full", "wb", buffering=0) as full,
        age.sealing(full, to) as sealed,
    ):
        sealed.write(b"x" * 10_000_000)


@pytest.mark.parametrize("text", ["age1x", "hello", "ssh-ed25519 x"])
def test_what_is_no_key_is_said(text):
    with pytest.raises(age.Unusable, match="no public key"):
        age.recipients(text)


def test_a_file_that_stayed_apart_must_be_there(tmp_path, settings):
    settings.BLOBS_FOLDER = tmp_path
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / ("ab" * 32)).write_bytes(b"other")

    wrong = restore._files(_manifest({}, apart=["ab" * 32, "cd" * 32]))

    assert [sentence.split(" ", 3)[2] for sentence in wrong] == ["ab" * 32, "cd" * 32]


def test_a_backup_of_another_database_is_refused(tmp_path):
    with pytest.raises(archives.Damaged, match="another database"):
        restore._put_in_place(tmp_path, _manifest({}), tmp_path / "mark")

    assert not (tmp_path / "mark").exists()
