"""A database that an earlier release filled comes to this one whole, and back where that is safe.

A new release adds its own dump beside the others: see dumping.py.
"""

import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import prepared, servers

pytestmark = pytest.mark.server
# Release → the last migration that it had.
RELEASES = {"0.1.0": "0002_append_only"}
# What a later release wrote anew on purpose, and in which migration.
REWRITTEN = [
    "domain_event.leaf_hash",  # 0003_salted_leaves
    "domain_loghead.edge",  # 0003_salted_leaves
    "domain_mail.body",  # 0018_sealed_mail
]


@contextmanager
def _filled(release: str) -> Iterator[servers.Site]:
    with servers.site("release") as site:
        kind = "postgresql" if site.database_url else "sqlite"
        file = Path(__file__).parent / f"release_{release}.{kind}.sql.xz"
        script = lzma.decompress(file.read_bytes()).decode()
        if site.database_url:
            import psycopg

            with psycopg.connect(site.database_url) as connection:
                connection.execute(script)  # type: ignore[arg-type]
        else:
            import sqlite3

            with sqlite3.connect(site.home / "seawall.sqlite3") as connection:
                connection.executescript(script)
        yield site


@pytest.mark.parametrize("release", RELEASES)
def test_nothing_of_a_filled_database_is_lost_on_the_way_up_and_down(release):
    with _filled(release) as site:
        seen = site.module("tests.migrations.walking", RELEASES[release], *REWRITTEN)

    before, after = seen["before"], seen["after"]
    assert before["domain_report"]["rows"] == 80
    assert {name: kept for name, kept in after.items() if name in before} == before
    assert seen["contradictions"] == []
    assert seen["unguarded"] == []
    assert seen["missing_from_history"] == ""
    # What cannot be undone without losing something says so, and is then not undone.
    assert seen["down_to"] in (RELEASES[release], *seen["irreversible"])
    assert {name: kept for name, kept in seen["down"].items() if name in before} == before
    assert seen["again"] == after


@pytest.mark.any_engine
@pytest.mark.parametrize("release", RELEASES)
def test_a_used_database_goes_down_as_far_as_is_safe_and_up_again(release):
    """Whoever takes an upgrade back after a day keeps what the older release has tables for."""
    with servers.site("used", like=prepared.DEMO) as site:
        seen = site.module("tests.migrations.walking", "--used", RELEASES[release])

    kept = {table: found["rows"] for table, found in seen["down"].items()}
    assert kept == seen["rows"]
    assert seen["rows"]["domain_report"] >= 80
    assert seen["again"] == seen["down"]
    assert seen["contradictions"] == []
    assert seen["unguarded"] == []
