"""OpenID Connect as a relying party: code flow with PKCE, state and nonce. Every call is guarded.

Sources: OpenID Connect Core 1.0 and Discovery 1.0, RFC 7636, RFC 9207, RFC 9700. The signature of
the ID token is always checked, also though it came over TLS, and nobody is known by an address.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt

from seawall.lib import http

# Signatures with a public key alone: with HMAC the client secret would be a signing key, and
# `none` is no signature.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})
SCOPE = "openid profile email"
SUBJECT_CHARS = 255
LEEWAY_SECONDS = 60
MOST_KEYS = 30
_WELL_KNOWN = "/.well-known/openid-configuration"


class SignInRefused(Exception):
    """The provider's answer proves nothing. The message may be shown; `detail` is for the log."""

    def __init__(self, detail: str) -> None:
        super().__init__("The provider's answer could not be used. Try to sign in once more.")
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider says of itself. `names_itself`: its answers carry `iss` (RFC 9207)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    basic_auth: bool
    names_itself: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """The secrets of one attempt; they stay in the session of the browser that began it."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Claims:
    """Who somebody is at the provider. `email` is empty unless the provider vouches for it.

    `has_doubtful_email`: there is an address that it does not vouch for.
    """

    issuer: str
    subject: str
    email: str
    name: str
    has_doubtful_email: bool


def new_flow() -> Flow:
    """Three times 256 random bits."""
    return Flow(*(secrets.token_urlsafe(32) for _ in range(3)))


def discover(issuer: str, *, policy: http.Policy | None = None) -> Provider:
    """Asks the issuer. Raises http.Unreachable, or SignInRefused for a document that is not its."""
    document = http.fetch(issuer.rstrip("/") + _WELL_KNOWN, policy=policy).json()
    if not isinstance(document, dict) or document.get("issuer") != issuer:
        raise SignInRefused("discovery names another issuer")
    endpoints = [
        document.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    ]
    for endpoint in endpoints:
        if not isinstance(endpoint, str):
            raise SignInRefused("discovery lacks an endpoint")
        http.check(endpoint, policy=policy)
    authorization, token, keys = (str(endpoint) for endpoint in endpoints)
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Provider(
        issuer=issuer,
        authorization_endpoint=authorization,
        token_endpoint=token,
        jwks_uri=keys,
        basic_auth="client_secret_basic" in methods,
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def authorization_url(provider: Provider, flow: Flow, *, client_id: str, redirect_uri: str) -> str:
    """Where the browser goes to sign in."""
    digest = hashlib.sha256(flow.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": SCOPE,
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    joint = "&" if urlsplit(provider.authorization_endpoint).query else "?"
    return f"{provider.authorization_endpoint}{joint}{urlencode(asked)}"


def claims_of(
    provider: Provider,
    flow: Flow,
    *,
    code: str,
    client_id: str,
    client_secret: str,
    redirect_uri: str,
    policy: http.Policy | None = None,
) -> Claims:
    """Changes the code for an ID token and checks it. Raises SignInRefused, http.Unreachable."""
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": flow.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if provider.basic_auth:
        pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}".encode()
        headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
    else:
        given |= {"client_id": client_id, "client_secret": client_secret}
    answer = http.fetch(
        provider.token_endpoint,
        method="POST",
        headers=headers,
        body=urlencode(given).encode(),
        policy=policy,
    )
    if answer.status != 200:
        raise SignInRefused(f"the token endpoint answered {answer.status}")
    token = answer.json()
    id_token = token.get("id_token") if isinstance(token, dict) else None
    if not isinstance(id_token, str):
        raise SignInRefused("no ID token")
    keys = http.fetch(provider.jwks_uri, policy=policy).json()
    return checked(id_token, keys, provider=provider, client_id=client_id, nonce=flow.nonce)


def checked(id_token: str, keys: Any, *, provider: Provider, client_id: str, nonce: str) -> Claims:
    """The claims of a token that is signed, fresh, for us and for this attempt."""
    try:
        key, algorithm = _key_for(id_token, keys)
        said = jwt.decode(
            id_token,
            key=key,
            algorithms=[algorithm],
            issuer=provider.issuer,
            audience=client_id,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"], "strict_aud": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise SignInRefused(f"the ID token is not valid: {type(error).__name__}") from None
    if not secrets.compare_digest(str(said.get("nonce", "")).encode(), nonce.encode()):
        raise SignInRefused("the ID token is for another attempt")
    if isinstance(said["aud"], list) and len(said["aud"]) > 1 and said.get("azp") != client_id:
        raise SignInRefused("the ID token is for another client")
    return _claims(said, provider.issuer)


def _key_for(id_token: str, keys: Any) -> tuple[Any, str]:
    header = jwt.get_unverified_header(id_token)
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise ValueError("algorithm")
    listed = keys.get("keys") if isinstance(keys, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise ValueError("keys")
    usable = [
        one
        for one in listed
        if isinstance(one, dict)
        and one.get("use", "sig") == "sig"
        and one.get("alg", algorithm) == algorithm
        and one.get("kty") == ("EC" if algorithm.startswith("ES") else "RSA")
        and (kid is None or one.get("kid") == kid)
    ]
    if len(usable) != 1:
        raise ValueError("no key, or several")
    return jwt.PyJWK(usable[0], algorithm=algorithm), algorithm


def _claims(said: Mapping[str, Any], issuer: str) -> Claims:
    subject, email, name = said["sub"], said.get("email", ""), said.get("name", "")
    if not isinstance(subject, str) or not subject.strip() or not subject.isprintable():
        raise SignInRefused("the subject is no text")
    if len(subject) > SUBJECT_CHARS:
        raise SignInRefused("the subject is too long")
    # The word true, and nothing that resembles it.
    vouched = isinstance(email, str) and said.get("email_verified") is True
    return Claims(
        issuer=issuer,
        subject=subject,
        email=email if vouched else "",
        name=name if isinstance(name, str) else "",
        has_doubtful_email=bool(email) and not vouched,
    )
