"""From SQLite to PostgreSQL by the command a person types."""

import itertools
import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests import prepared, servers
from tests.servers import ROOT, SEAWALL, Site

pytestmark = [pytest.mark.server, pytest.mark.needs_postgresql]

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A home on SQLite, whatever the run is on: reports, files, awards, sessions, tokens."""
    home = tmp_path_factory.mktemp("move") / "home"
    home.mkdir(mode=0o700)
    Site(home).module("tests.cli.filling")
    return home


@pytest.fixture
def site(filled, tmp_path):
    """A copy of it, for one test."""
    home = tmp_path / "home"
    shutil.copytree(filled, home)
    home.chmod(0o700)
    found = Site(home)
    yield found
    found.stop()


def _database(kind=""):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    base = Path(os.environ["SEAWALL_TEST_BASE"]).name.replace("-", "_").lower()
    return prepared.database(f"{base}_move_{worker}_{next(_numbers)}", kind)


@pytest.fixture
def target():
    with _database() as address:
        yield address


@pytest.fixture
def begun():
    """As an earlier move left it that was killed once the tables were there."""
    with _database(prepared.MIGRATED) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE TABLE seawall_move (began_at timestamptz NOT NULL)")
        yield address


def _asked(address, question):
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchall()


_GUARDS = """
SELECT (SELECT count(*) FROM pg_constraint WHERE contype = 'f'),
       (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O' AND NOT tgisinternal),
       (SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O')
"""


def _is_empty(address):
    return _asked(address, "SELECT count(*) FROM domain_event") == [(0,)]


def test_everything_arrives_and_the_copy_is_the_same_installation(site, begun):
    before, guards = site.module("tests.cli.state"), _asked(begun, _GUARDS)

    said = site.command("move", "--to", begun)

    site.database_url = begun
    after = site.module("tests.cli.state")
    assert before["inventory"]["log_root"] in said
    assert after == before
    assert after["inventory"]["files"]
    assert after["inventory"]["ledger"]
    sent = "SELECT count(*) FROM domain_report WHERE submitted_at IS NOT NULL"
    looked = "SELECT count(DISTINCT id / 2) FROM domain_searchtext"
    assert _asked(begun, sent) == _asked(begun, looked)
    assert _asked(begun, _GUARDS) == guards
    # Ids go on where they were.
    assert "/link/" in site.link("rita")
    site.database_url = ""
    assert "moved to postgresql://" in site.attempt("migrate").stderr


def test_what_was_killed_is_begun_again(site, begun):
    with psycopg.connect(begun) as other:
        # The copy waits for this row, which it has too: the middle of its work.
        other.execute("INSERT INTO domain_scheduleslot VALUES ('jobs.prune', 1)")
        moving = subprocess.Popen(
            [str(SEAWALL), "move", "--to", begun],
            cwd=ROOT, env=site.environment(), stdout=subprocess.DEVNULL,
        )  # fmt: skip
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            "AND datname = current_database() AND query LIKE 'COPY%'"
        )
        until = time.monotonic() + servers.PATIENCE_SECONDS
        while _asked(begun, waiting) == [(0,)]:
            assert moving.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        moving.kill()
        moving.wait()
        other.rollback()
    assert _is_empty(begun)

    assert "Root: " in site.command("move", "--to", begun)


def test_a_database_with_tables_is_left_alone(site, target):
    with psycopg.connect(target, autocommit=True) as connection:
        connection.execute("CREATE TABLE others (name text)")

    refused = site.attempt("move", "--to", target)

    assert (refused.returncode, "Name an empty database" in refused.stdout) == (1, True)
    assert _asked(target, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]
    assert not (site.home / "moved").exists()


def test_a_begun_target_that_somebody_used_is_left_alone(site, begun):
    with psycopg.connect(begun, autocommit=True) as connection:
        connection.execute("INSERT INTO domain_scheduleslot VALUES ('search.learn', 1)")

    refused = site.attempt("move", "--to", begun)

    assert (refused.returncode, "is in use" in refused.stdout) == (1, True)


def test_a_served_installation_is_not_moved(site, target):
    site.start()

    refused = site.attempt("move", "--to", target)

    assert (refused.returncode, "Stop it" in refused.stdout) == (1, True)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM django_migrations WHERE name = '0002_append_only'", "older release"),
        ("INSERT INTO django_migrations VALUES (999, 'domain', '9999_x', '2027-01-01')", "newer"),
    ],
)
def test_another_release_is_not_moved(site, begun, statement, words):
    with closing(sqlite3.connect(site.home / "seawall.sqlite3")) as connection:
        connection.execute(statement)
        connection.commit()

    refused = site.attempt("move", "--to", begun)

    assert (refused.returncode, words in refused.stdout) == (1, True)
    assert _is_empty(begun)


def test_a_database_that_contradicts_itself_is_not_moved(site, begun):
    site.module("tests.cli.forging")

    refused = site.attempt("move", "--to", begun)

    assert refused.returncode == 1
    assert "was changed after it was written" in refused.stdout
    assert _is_empty(begun)


def test_lost_files_are_named_and_can_be_left(site, begun):
    (lost, *_) = sorted(site.module("tests.cli.state")["inventory"]["files"])
    (site.home / "files" / lost[:2] / lost).unlink()

    refused = site.attempt("move", "--to", begun)
    done = site.attempt("move", "--to", begun, "--without-lost-files")

    assert (refused.returncode, lost in refused.stdout) == (1, True)
    assert (done.returncode, lost in done.stdout) == (0, True)


def test_a_target_must_be_postgresql(site):
    refused = site.attempt("move", "--to", "sqlite:///other")

    assert (refused.returncode, "Name the empty database" in refused.stdout) == (1, True)
