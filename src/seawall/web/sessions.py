"""Sessions of browsers: the row holds the sha256 of the cookie and a sealed payload.

Whoever reads or steals the table can neither make a cookie of it nor read what is inside. A session
ends after 8 hours without use, and 7 days after sign-in whatever happens; the cookie lives as long
as the session may, the server decides about idleness.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.commands import sessions as rows
from seawall.domain.errors import Conflict, NotFound
from seawall.lib import clock, crypto

LONGEST_AGENT = 200


class SessionStore(SessionBase):
    """Django's session interface over `accounts.commands.sessions`."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._ends_at: datetime | None = None
        self._seen_at: datetime | None = None
        self._ip = ""
        self._agent = ""

    @property
    def key_hash(self) -> str:
        """Under which the row is kept; empty for a session that was never saved."""
        return crypto.sha256_hex(self.session_key) if self.session_key else ""

    def came_from(self, ip: str, agent: str) -> None:
        """Where the browser is; kept with the row, written at most once a minute."""
        self._ip, self._agent = ip, agent[:LONGEST_AGENT]
        now = clock.now()
        if self._seen_at is not None and now - self._seen_at >= rows.SEEN_EVERY:
            self._seen_at = now
            rows.touch_row(self.key_hash, ip=self._ip, agent=self._agent)

    def load(self) -> dict[str, Any]:
        """The content; empty, and without a key, for a cookie that opens nothing."""
        row = queries.session_row(self.key_hash) if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        self._ends_at, self._seen_at = row.expires_at, row.seen_at
        try:
            return dict(json.loads(crypto.unseal(row.payload, key=_key(), use=self._use)))
        except (crypto.Unreadable, ValueError):
            return {}

    def exists(self, session_key: str) -> bool:
        """Whether the key opens a live session."""
        return queries.session_row(crypto.sha256_hex(session_key)) is not None

    def create(self) -> None:
        """A new key, never used before."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            self._ends_at = None
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write the row. UpdateError when it was revoked meanwhile: nothing brings it back."""
        if self.session_key is None:
            return self.create()
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        if must_create or self._ends_at is None:
            self._ends_at = clock.now() + timedelta(seconds=settings.SESSION_ABSOLUTE_AGE)
        user_id = content.get(SESSION_KEY)
        row = rows.SessionRow(
            key_hash=self.key_hash,
            payload=crypto.seal(json.dumps(content), key=_key(), use=self._use),
            user_id=int(user_id) if user_id is not None else None,
            ip=self._ip,
            agent=self._agent,
        )
        try:
            rows.keep_row(row, expires_at=self._ends_at, is_new=must_create)
        except Conflict as refusal:
            raise CreateError from refusal
        except NotFound as refusal:
            raise UpdateError from refusal
        self._seen_at = clock.now()
        return None

    def delete(self, session_key: str | None = None) -> None:
        """The row of `session_key`, or this session's own."""
        key = session_key or self.session_key
        if key is not None:
            rows.drop_row(crypto.sha256_hex(key))

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what no cookie opens any more."""
        commands.purge_sessions()

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Seconds until the absolute end: how long the browser keeps the cookie."""
        if self._ends_at is None:
            return int(settings.SESSION_ABSOLUTE_AGE)
        return max(0, int((self._ends_at - clock.now()).total_seconds()))

    def get_expire_at_browser_close(self) -> bool:
        """Never: the server ends sessions."""
        return False

    @property
    def _use(self) -> str:
        # Bound to the row: a payload copied into another row opens nothing.
        return f"session {self.key_hash}"


def _key() -> bytes:
    return bytes(settings.FIELD_KEY)
