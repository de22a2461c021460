"""Backup and restore by the command a person types, in homes of their own."""

import json
import shutil
import tarfile

import pytest
from django.db import connection

from tests import prepared, servers
from tests.lib.small_s3 import small_s3

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def filled():
    """A home with reports, files, awards, sessions, tokens and links."""
    with servers.site("filled", like=prepared.MIGRATED) as site:
        made = site.module("tests.cli.filling")
        yield site, made, site.module("tests.cli.state")


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """The file of a private key, and its public key as a setting."""
    file = tmp_path_factory.mktemp("keys") / "key.txt"
    with servers.site("key") as site:
        said = site.command("backup", "--make-key", str(file))
    assert file.stat().st_mode & 0o077 == 0
    return file, dict([said.splitlines()[0].split("=", 1)])


@pytest.fixture(scope="module")
def archive(filled, tmp_path_factory):
    """A backup of the filled home that is not sealed."""
    file = tmp_path_factory.mktemp("backups") / "all.tar"
    filled[0].command("backup", str(file))
    return file


@pytest.fixture
def empty():
    with servers.site("empty") as site:
        yield site


def _is_untouched(site) -> bool:
    """Neither a database nor a file came of it."""
    found = (file for file in (site.home / "files").rglob("*") if file.is_file())
    files = [file for file in found if file.name != ".seawall-files"]
    leftover = [*site.home.glob(".seawall-*"), *site.home.glob("restoring")]
    return site.attempt("migrate").returncode == 0 and not files and not leftover


def test_an_archive_fills_an_empty_home_and_ends_what_was_handed_out(filled, archive, empty):
    _site, _made, before = filled
    assert before["open"] == 5

    said = empty.command("restore", str(archive))

    after = empty.module("tests.cli.state")
    told = before["inventory"]
    # One event more: that every door was closed.
    assert after["inventory"] == told | {"rows": after["inventory"]["rows"]}
    assert after["inventory"]["rows"] == told["rows"] | {
        "domain_event": told["rows"]["domain_event"] + 1,
        "domain_epoch": 1,
        "domain_session": 0,
        "domain_onetimelink": 0,
    }
    assert (after["contradictions"], after["open"]) == ([], 0)
    assert told["ledger"]
    assert told["log_root"] in said
    assert "are whole" in empty.command("backup", "--verify", str(archive))
    (sha256,) = told["files"]
    stored = empty.home / "files" / sha256[:2] / sha256
    assert stored.read_bytes() == b"canary-evidence"
    assert stored.stat().st_mode & 0o077 == 0


def test_an_archive_is_for_its_owner_only_and_holds_no_keys(filled, archive):
    site, _made, _state = filled
    secrets = json.loads((site.home / "secrets.json").read_text())

    with tarfile.open(archive) as stored:
        names = stored.getnames()
    content = archive.read_bytes()

    assert archive.stat().st_mode & 0o077 == 0
    assert not any("secret" in name for name in names)
    assert not any(str(value).encode() in content for value in secrets.values())
    assert list(archive.parent.iterdir()) == [archive]


def test_no_secret_that_was_taken_out_is_in_an_archive_or_in_the_home(filled, archive):
    site, made, _state = filled
    files = [file for file in site.home.rglob("*") if file.is_file() and file.stat().st_size]
    contents = {str(file): file.read_bytes() for file in (archive, *files)}

    found = [
        name
        for name, content in contents.items()
        for secret in made["secrets"]
        if secret.encode() in content
    ]

    assert len(made["secrets"]) == 12
    assert b"[secret " in contents[str(archive)] or connection.vendor != "sqlite"
    assert found == []


def test_a_home_with_data_is_never_overwritten(filled, archive):
    site, _made, before = filled

    refused = site.attempt("restore", str(archive))

    assert (refused.returncode, "empty" in refused.stdout) == (1, True)
    assert site.module("tests.cli.state") == before


def test_a_damaged_archive_leaves_nothing_behind(archive, empty, tmp_path):
    file = tmp_path / "damaged.tar"
    file.write_bytes(archive.read_bytes().replace(b"canary-evidence", b"forged-evidence"))

    refused = empty.attempt("restore", str(file))

    assert (refused.returncode, "damaged" in refused.stdout) == (1, True)
    left = {one.name for one in empty.home.rglob("*") if one.is_file()}
    assert left == {"secrets.json", ".seawall-files"}


def test_a_sealed_archive_opens_with_its_key_alone(filled, key, empty, tmp_path):
    site, _made, before = filled
    file, setting = key
    sealed = tmp_path / "all.tar.age"
    site.more = setting
    site.command("backup", str(sealed))
    site.more = {}
    content = sealed.read_bytes()

    without = empty.attempt("restore", str(sealed))

    assert content.startswith(b"age-encryption.org/v1")
    assert b"canary" not in content
    assert sealed.stat().st_mode & 0o077 == 0
    assert (without.returncode, "--identity" in without.stdout) == (1, True)
    empty.command("restore", str(sealed), "--identity", str(file))
    restored = empty.module("tests.cli.state")["inventory"]
    assert restored["log_root"] == before["inventory"]["log_root"]


def test_a_database_that_contradicts_itself_is_not_taken_into_use(archive, empty, tmp_path):
    """Somebody with the owner's rights changed an event and the sum of an entry."""
    forged = tmp_path / "forged.tar"
    with servers.site("forged") as site:
        site.command("restore", str(archive))
        site.module("tests.cli.forging")
        site.command("backup", str(forged))

    refused = empty.attempt("restore", str(forged))
    served = empty.attempt("up", "--port", str(servers.free_port()))

    assert refused.returncode == 1
    assert "was changed after it was written" in refused.stdout
    assert "does not sum to zero" in refused.stdout
    assert (served.returncode, "did not end" in served.stderr) == (1, True)


def test_a_file_that_is_gone_is_named(filled, archive, tmp_path):
    with servers.site("lossy") as site:
        site.command("restore", str(archive))
        for folder in (site.home / "files").glob("??"):
            shutil.rmtree(folder)

        done = site.attempt("backup", str(tmp_path / "lossy.tar"))

    (sha256,) = filled[2]["inventory"]["files"]
    assert done.returncode == 1
    assert f"MISSING: the file {sha256}" in done.stdout


def test_without_the_folder_of_files_there_is_no_backup(archive, tmp_path):
    with servers.site("unmounted") as site:
        site.command("restore", str(archive))
        (site.home / "files").rename(site.home / "elsewhere")
        (site.home / "files").mkdir()

        done = site.attempt("backup", str(tmp_path / "half.tar"))

    assert done.returncode == 1
    assert "is not the folder of files" in done.stdout
    assert not (tmp_path / "half.tar").exists()


def test_files_in_a_bucket_stay_there_or_come_along(tmp_path):
    with (
        small_s3() as address,
        servers.site("bucket", like=prepared.MIGRATED) as site,
        servers.site("other") as other,
    ):
        bucket = {
            "SEAWALL_BLOBS": "s3",
            "SEAWALL_S3_BUCKET": "files",
            "SEAWALL_S3_ENDPOINT": address,
            "SEAWALL_S3_REGION": "x",
            "SEAWALL_S3_ACCESS_KEY": "x",
            "SEAWALL_S3_SECRET_KEY": "x",
        }
        site.more = other.more = bucket
        site.module("tests.cli.filling")
        site.command("backup", str(tmp_path / "light.tar"))
        site.command("backup", "--with-files", str(tmp_path / "whole.tar"))

        with tarfile.open(tmp_path / "light.tar") as light:
            assert not any(name.startswith("files/") for name in light.getnames())
        said = other.command("restore", str(tmp_path / "light.tar"))
        assert "files hold" in said
    with servers.site("local") as local:
        local.command("restore", str(tmp_path / "whole.tar"))
        (file,) = (local.home / "files").glob("??/*")
        assert file.read_bytes() == b"canary-evidence"
