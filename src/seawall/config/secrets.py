"""The secrets file: made once, mode 0600, never in the database or in a backup of it."""

import hmac
import json
import os
import secrets
import stat
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "secrets.json"


@dataclass(frozen=True, slots=True)
class Secrets:
    """`secret_key` signs cookies and links; `field_key` (hex, 32 bytes) seals factor seeds;
    `log_key` (hex, 32 bytes) signs checkpoints of the log and is empty in older files.

    `vault_keys` (hex, 32 bytes each) seal what was taken out of texts: the first seals, all open.
    `fingerprint_key` makes the fingerprints by which the same secret is known again. Both are
    empty in older files.
    """

    secret_key: str
    field_key: str
    log_key: str = ""
    vault_keys: tuple[str, ...] = ()
    fingerprint_key: str = ""

    @property
    def log_seed(self) -> bytes:
        """The Ed25519 seed of the log. An older file's is derived, so that every machine with a
        copy of that file has the same.
        """
        return self._known_or_derived(self.log_key, b"seawall log key")

    @property
    def vault_key_bytes(self) -> tuple[bytes, ...]:
        """The keys of the vault, the one that seals first."""
        return tuple(bytes.fromhex(key) for key in self.vault_keys) or (
            self._known_or_derived("", b"seawall vault key"),
        )

    @property
    def fingerprint_key_bytes(self) -> bytes:
        """The key of fingerprints; it never changes."""
        return self._known_or_derived(self.fingerprint_key, b"seawall fingerprint key")

    def _known_or_derived(self, key: str, use: bytes) -> bytes:
        if key:
            return bytes.fromhex(key)
        return hmac.digest(bytes.fromhex(self.field_key), use, "sha256")


def load_or_create(home: Path) -> Secrets:
    """Read the file under `home`, or make it. PermissionError if others can read it."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = home / NAME
    if not file.exists():
        fresh = Secrets(
            secret_key=secrets.token_urlsafe(48),
            field_key=secrets.token_hex(32),
            log_key=secrets.token_hex(32),
            vault_keys=(secrets.token_hex(32),),
            fingerprint_key=secrets.token_hex(32),
        )
        _write_once(file, fresh)
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise PermissionError(f"{file} can be read by others. Run: chmod 600 {file}")
    kept = json.loads(file.read_text("utf-8"))
    kept["vault_keys"] = tuple(kept.get("vault_keys", ()))
    return Secrets(**kept)


def _write_once(file: Path, fresh: Secrets) -> None:
    """Write beside and link into place: two processes starting at once agree on one file."""
    draft = file.with_name(f".{NAME}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(fresh), stream)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
