"""Secrets: random ones, their hashes, and sealing of text that the database must not read."""

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_VERSION = "1."


class Unreadable(ValueError):
    """Not sealed by this key, for this use, or changed since."""


def new_secret() -> str:
    """43 characters of the URL-safe alphabet: 256 random bits."""
    return secrets.token_urlsafe(32)


def sha256_hex(text: str) -> str:
    """What is stored instead of a random secret. Never for passwords: it is fast."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal(text: str, *, key: bytes, use: str) -> str:
    """The text under AES-256-GCM, as ASCII. `use` is bound in: a value cannot change columns."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), use.encode())
    return _VERSION + base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, key: bytes, use: str) -> str:
    """The text that `seal` was given. Raises Unreadable for everything else."""
    if not sealed.startswith(_VERSION):
        raise Unreadable("This value was not sealed here.")
    try:
        raw = base64.urlsafe_b64decode(sealed[len(_VERSION) :])
        text = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], use.encode())
    except (binascii.Error, InvalidTag, ValueError) as refusal:
        raise Unreadable("This value was sealed with another key, or changed.") from refusal
    return text.decode()


def key_id(key: bytes) -> str:
    """Which key it is, for a row that must name it: 8 hex digits that tell nothing of the key."""
    return hashlib.sha256(b"seawall key id\0" + key).hexdigest()[:8]


def fingerprint(text: str, *, key: bytes) -> str:
    """64 hex digits, the same for the same text; without the key nobody can guess by them."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
