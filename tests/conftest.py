"""Prepares the environment before Django reads it: own home, own database, no real mail.

SEAWALL_TEST_DATABASE=postgresql runs the database tests on PostgreSQL; without it, all on SQLite.
SEAWALL_TEST_STRICT=1 turns every skip into a failure.
SEAWALL_TEST_LONG=1 runs the long forms, what only measures times, and on both databases
what is marked `any_engine`.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest
from _pytest import runner

from seawall.lib.frames import with_room
from tests import network, prepared

ON_POSTGRESQL = os.environ.get("SEAWALL_TEST_DATABASE", "sqlite") == "postgresql"
STRICT = os.environ.get("SEAWALL_TEST_STRICT") == "1"
LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
LONGEST = ("tests/crash", "tests/cli", "tests/matrix", "tests/browser", "tests/journeys")
_stack = contextlib.ExitStack()


def _prepare() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        base = tempfile.mkdtemp(prefix="sw-test-")
        atexit.register(shutil.rmtree, base, ignore_errors=True)
        os.environ["SEAWALL_TEST_BASE"] = base
        if ON_POSTGRESQL:
            from seawall.cli import postgresql

            server = postgresql.server(is_for_tests=True)
            os.environ["SEAWALL_DATABASE_URL"] = _stack.enter_context(server)
            atexit.register(_stack.close)
            atexit.register(prepared.forget)
        else:
            os.environ["SEAWALL_DATABASE_URL"] = ""
    home = Path(os.environ["SEAWALL_TEST_BASE"]) / (worker or "main")
    (home / "static").mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    os.environ["SEAWALL_HOME"] = str(home)
    os.environ["SEAWALL_DB_POOL"] = "0"
    os.environ["SEAWALL_LOGIN_LIMITS"] = "0"
    os.environ["SEAWALL_API_PER_MINUTE"] = "1000000"
    os.environ["SEAWALL_SMTP_HOST"] = ""
    os.environ["SEAWALL_BASE_URL"] = "http://testserver"
    os.environ["DJANGO_SETTINGS_MODULE"] = "seawall.config.settings"
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


_prepare()
network.watch()
# A busy machine is no defect: no test is judged by its time.
hypothesis.settings.register_profile("seawall", deadline=None)
hypothesis.settings.load_profile("seawall")
# pytest-django sets Django up only when it finds its settings read.
from django.conf import settings as _settings  # noqa: E402

_settings.DATABASES  # noqa: B018


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, none is left for the end; on PostgreSQL only what has a database."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    kept = [item for item in items if _belongs_to_this_run(item)]
    dropped = [item for item in items if not _belongs_to_this_run(item)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def _belongs_to_this_run(item: pytest.Item) -> bool:
    if not LONG and item.get_closest_marker("needs_time"):
        return False
    if not ON_POSTGRESQL:
        return item.get_closest_marker("needs_postgresql") is None
    if not LONG and item.get_closest_marker("any_engine"):
        return False
    return any(item.get_closest_marker(name) for name in ("django_db", "server"))


def pytest_configure(config: pytest.Config) -> None:
    """Markers that are ours alone."""
    config.addinivalue_line("markers", "server: drives server processes on the run's database")
    config.addinivalue_line("markers", "any_engine: costly; in the short form on one database")
    config.addinivalue_line("markers", "needs_postgresql: of a run on PostgreSQL only")
    config.addinivalue_line("markers", "needs_time: of a run with SEAWALL_TEST_LONG=1 only")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """As pytest does it, with the room that the threads of the server have: a third faster."""
    return with_room(runner.pytest_runtest_protocol)(item, nextitem)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """In strict mode a skip is a failure, except for the shared sets that may be absent."""
    outcome = yield
    report = outcome.get_result()
    is_skip = report.skipped and not hasattr(report, "wasxfail")
    if STRICT and is_skip and "SEAWALL_SHARED" not in str(report.longrepr):
        report.outcome = "failed"


@pytest.fixture(autouse=True)
def _nobody_leaves_the_machine():  # type: ignore[no-untyped-def]
    """A connection to another machine fails the test, even where the code swallows the refusal."""
    network.tried.clear()
    yield
    assert network.tried == []


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):  # type: ignore[no-untyped-def]
    """The tables, copied from those that the run made once: migrating takes seconds."""
    with django_db_blocker.unblock(), prepared.tables():
        yield


@pytest.fixture(autouse=True)
def _mail_stays_here(settings) -> None:  # type: ignore[no-untyped-def]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real cases, beside the project; skips with one line where it is absent."""
    folder = Path(os.environ.get("SEAWALL_SHARED", "../shared"))
    if not folder.is_dir():
        pytest.skip("SEAWALL_SHARED is absent: real cases are not tested here.")
    return folder


from tests.flushing import _append_only_tables_can_be_emptied  # noqa: E402, F401


@pytest.fixture(autouse=True)
def _fresh_caches() -> None:
    """What a process remembers of immutable rows: a rolled back test gives their ids again."""
    from seawall.domain.accounts.commands import tokens
    from seawall.domain.programs.queries.briefs import brief_of
    from seawall.domain.readings.commands import BUFFER
    from seawall.domain.reports.queries.briefs import pinned
    from seawall.domain.taxonomy import queries as taxonomy

    for cached in (brief_of, pinned):
        getattr(cached, "cache_clear", lambda: None)()
    taxonomy.forget()
    # Counts of statements must not depend on how slowly a test runs.
    taxonomy.KEPT_SECONDS = 3600.0
    tokens._touched.clear()
    # What is read waits until a test asks for it: no thread writes into a test's transaction.
    BUFFER.is_threaded = False
    BUFFER.forget()
