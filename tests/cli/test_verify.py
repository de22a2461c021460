"""The program that is given away, alone on a disk, and `./run verify` in a home."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from seawall.domain.audit import queries as audit
from seawall.domain.reports import queries
from seawall.lib import verify_receipt
from tests import factories, prepared, servers

PROGRAM = Path(verify_receipt.__file__)


@pytest.fixture
def files(tmp_path):
    """A receipt, two checkpoints, the proof of growth and the key, as somebody keeps them."""
    report = factories.report()
    factories.enter_log()
    document = queries.receipt_document(factories.actor(report.reporter), report.public_id)
    old = audit.latest_checkpoint()
    factories.report()
    factories.enter_log()
    new = audit.latest_checkpoint()
    written = {
        "receipt.json": json.dumps(document, indent=2),
        "old.txt": old.note,
        "new.txt": new.note,
        "growth.json": json.dumps(audit.consistency(old.size, new.size)),
        "key.txt": audit.key().verifier() + "\n",
        "other.txt": type(audit.key())(audit.key().origin, bytes(32)).verifier(),
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text, "utf-8")
    shutil.copy(PROGRAM, tmp_path / "verify_receipt.py")
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Isolated: no site of ours, no environment, another working folder."""
    done = subprocess.run(
        [sys.executable, "-I", "verify_receipt.py", *arguments],
        cwd=folder,
        env={"PATH": ""},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.django_db
def test_it_checks_on_its_own(files):
    status, text = run(files, "receipt.json", "--key", "key.txt", "--checkpoint", "old.txt")

    assert (status, "Everything holds." in text, "FAIL" in text) == (0, True, False)
    assert "is the one you gave" in text
    assert run(files, "growth.json", "--key", (files / "key.txt").read_text("utf-8"))[0] == 0
    later = ("receipt.json", "--checkpoint", "new.txt")
    assert run(files, *later)[0] == 1
    assert "/log/consistency?old=" in run(files, *later)[1]
    assert run(files, *later, "--consistency", "growth.json")[0] == 0
    assert run(files, "receipt.json", "--key", "other.txt")[0] == 1
    assert run(files, "receipt.json", "--checkpoint", "key.txt")[0] == 1


@pytest.mark.django_db
def test_it_says_where_a_document_fails(files):
    document = json.loads((files / "receipt.json").read_text("utf-8"))
    document["entry"]["openings"][0]["value"] = "2020-01-01"
    (files / "receipt.json").write_text(json.dumps(document), "utf-8")

    status, text = run(files, "receipt.json")

    assert status == 1
    assert "FAIL  The signature does not fit the document" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [(), ("a", "b"), ("missing.json",), ("--key",), ("--odd", "x"), ("receipt.json", "--key", "x")],
)
def test_what_cannot_be_checked_is_never_fine(files, arguments):
    status, _ = run(files, *arguments)

    assert status in (1, 2)


@pytest.mark.server
def test_the_log_of_a_home_is_checked_and_a_forgery_named():
    with servers.site("verify", like=prepared.MIGRATED) as site:
        found = site.module("tests.cli.forged_log")

    assert found["before"] == [0, "The log holds."]
    assert found["receipt"] == [0, "Everything holds."]
    assert found["after"] == [1, "The log does NOT hold. First bad entry: 1."]
    # Alone, only the report that has no entry any more tells, and nobody can say since when.
    assert found["rolled back"] == [1, "The log does NOT hold."]
    assert found["by a witness"] == [1, "The log does NOT hold. First bad entry: 1."]
    assert found["by a backup"] == [1, "The log does NOT hold. First bad entry: 1."]
