"""An outage told from a defect: database, disk or file store away, whichever library says so.

A defect is ours and stays a 500. An outage ends by itself or by the operator's hand: who asks
meanwhile is told so and when to come back, and a job waits without losing an attempt.
"""

import errno
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from seawall.domain.errors import Unavailable
from seawall.lib.blobs import StoreAway

# As SQLite numbers them: busy, locked, read-only, input/output, cannot open.
_SQLITE_AWAY = {5, 6, 8, 10, 14}
_SQLITE_FULL = 13
# As PostgreSQL numbers them; the first two letters are a class. No number: no connection at all.
_POSTGRESQL_FULL = "53100"
_POSTGRESQL_AWAY = ("08", "53", "55P03", "57", "58", "40001", "40P01", "25006")
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DISK_AWAY = {errno.EROFS, errno.EIO, errno.ESTALE}
# Said by our own write lock and by a file that was moved away; SQLite's words for the same.
_OUR_WORDS = ("database is locked", "unable to open database file")


def outage(error: BaseException | None) -> Unavailable | None:
    """What to tell the person, or None if `error` and what led to it are no outage."""
    for one in _chain(error):
        if isinstance(one, StoreAway):
            return _files_away()
        if isinstance(one, OSError) and one.errno in _DISK_FULL:
            return _disk_full()
        if isinstance(one, OSError) and one.errno in _DISK_AWAY:
            return _files_away()
        if isinstance(one, (OperationalError, InterfaceError)):
            return _of_database(one)
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _of_database(error: OperationalError | InterfaceError) -> Unavailable | None:
    cause = error.__cause__
    number = getattr(cause, "sqlite_errorcode", None)
    if number is not None:
        if number & 0xFF == _SQLITE_FULL:
            return _disk_full()
        return _database_away() if number & 0xFF in _SQLITE_AWAY else None
    if cause is not None and hasattr(cause, "sqlstate"):
        state = str(cause.sqlstate or "")
        if state == _POSTGRESQL_FULL:
            return _disk_full()
        is_lost = not state and (isinstance(error, OperationalError) or "closed" in str(error))
        return _database_away() if is_lost or state.startswith(_POSTGRESQL_AWAY) else None
    return _database_away() if str(error) in _OUR_WORDS else None


def _database_away() -> Unavailable:
    return Unavailable(
        _(
            "The database does not answer at the moment. What you sent is not stored yet: keep it "
            "and send it again in a few seconds."
        ),
        code="database_away",
        retry_after=5,
    )


def _disk_full() -> Unavailable:
    return Unavailable(
        _(
            "The disk of this server is full. What you sent is not stored: keep it and send it "
            "again in a minute. The people who run this server see it in their log."
        ),
        code="disk_full",
        retry_after=60,
    )


def _files_away() -> Unavailable:
    return Unavailable(
        _(
            "The place where files are kept does not answer at the moment. Texts can be read and "
            "sent; try the file again in a few seconds."
        ),
        code="files_away",
        retry_after=5,
    )
