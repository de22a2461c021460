"""Backup and restore by the command a person types, in homes of their own."""

import os
import sqlite3
import subprocess
import sys
import tarfile

import pytest


@pytest.fixture
def seawall(tmp_path):
    """Runs `seawall …` in a home of its own; returns the finished process."""

    def run(home, *arguments):
        environment = {
            **os.environ,
            "SEAWALL_HOME": str(tmp_path / home),
            "SEAWALL_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "seawall.config.settings",
        }
        return subprocess.run(
            [sys.executable, "-m", "seawall", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def filled(tmp_path, seawall):
    """A home with a database and one stored file."""
    done = seawall("first", "migrate")
    assert done.returncode == 0, done.stderr
    file = tmp_path / "first" / "files" / "ab" / ("ab" + "0" * 62)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"evidence")
    return tmp_path / "first"


def test_an_archive_fills_an_empty_home(tmp_path, seawall, filled):
    archive = tmp_path / "all.tar"

    made, back = (
        seawall("first", "backup", str(archive)),
        seawall("second", "restore", str(archive)),
    )

    assert made.returncode == 0, made.stderr
    assert back.returncode == 0, back.stdout + back.stderr
    restored = tmp_path / "second"
    assert (restored / "files" / "ab" / ("ab" + "0" * 62)).read_bytes() == b"evidence"
    with sqlite3.connect(restored / "seawall.sqlite3") as database:
        (count,) = database.execute("SELECT count(*) FROM django_migrations").fetchone()
    assert count > 0
    assert archive.stat().st_mode & 0o077 == 0
    with tarfile.open(archive) as stored:
        assert "secrets.json" not in stored.getnames()


def test_a_home_with_data_is_never_overwritten(tmp_path, seawall, filled):
    archive = tmp_path / "all.tar"
    seawall("first", "backup", str(archive))

    refused = seawall("first", "restore", str(archive))

    assert refused.returncode == 1
    assert "empty" in refused.stdout


def test_a_damaged_archive_is_refused(tmp_path, seawall, filled):
    archive = tmp_path / "all.tar"
    seawall("first", "backup", str(archive))
    content = archive.read_bytes().replace(b"evidence", b"forgery!")
    archive.write_bytes(content)

    refused = seawall("second", "restore", str(archive))

    assert refused.returncode == 1
    assert "damaged" in refused.stdout
    assert not (tmp_path / "second" / "seawall.sqlite3").exists()
