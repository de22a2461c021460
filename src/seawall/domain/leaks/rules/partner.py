"""The message to a revocation system, in the shape of GitHub's secret scanning partners.

A JSON list of `{"token", "type", "url", "source"}`, signed with ECDSA over P-256 and SHA-256; the
signature is ASN.1 DER in base64. Who receives it fetches our public keys and checks the raw body.
"""

import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

IDENTIFIER_HEADER = "Seawall-Public-Key-Identifier"
SIGNATURE_HEADER = "Seawall-Public-Key-Signature"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class Found:
    """One credential. `kind` is ours, `source` a word for the sort of place."""

    token: str
    kind: str
    url: str
    source: str


def body(found: Iterable[Found]) -> bytes:
    """The list, as it is signed and sent."""
    rows = [
        {"token": one.token, "type": one.kind, "url": one.url, "source": one.source}
        for one in found
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def signing_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key that follows from 32 secret bytes: the same on every machine that has them."""
    number = int.from_bytes(digest(secret, b"seawall leak messages", "sha512"))
    return ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())


def public_pem(key: ec.EllipticCurvePrivateKey) -> str:
    """The public half, as the endpoint gives it."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_identifier(key: ec.EllipticCurvePrivateKey) -> str:
    """Names the key in the header and at the endpoint: SHA-256 of its PEM."""
    return sha256(public_pem(key).encode()).hexdigest()


def headers(raw: bytes, key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """What goes with the body."""
    signature = key.sign(raw, ec.ECDSA(hashes.SHA256()))
    return {
        "Content-Type": "application/json",
        IDENTIFIER_HEADER: key_identifier(key),
        SIGNATURE_HEADER: b64encode(signature).decode(),
    }
