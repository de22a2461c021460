"""OpenID providers on loopback: one that behaves and signs for real, and one that lies as told."""

import base64
import contextlib
import hashlib
import html
import json
import re
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from seawall.lib import clock
from tests import receivers
from tests.receivers import Receiver, receiver

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@contextlib.contextmanager
def real_provider(**people: dict[str, Any]) -> Iterator[str]:
    """The address of a provider that somebody else wrote, with discovery, keys and signatures.

    `people`: their claims by subject.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import oidc_provider_mock

        known = [oidc_provider_mock.User(sub=sub, claims=said) for sub, said in people.items()]
        with oidc_provider_mock.run_server_in_thread(user_claims=known) as server:
            yield f"http://localhost:{server.server_port}"


@dataclass
class LyingProvider:
    """A provider whose every answer can be changed. `codes`: what was asked, by code."""

    server: Receiver
    claims: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)
    checks_pkce: bool = True

    @property
    def issuer(self) -> str:
        return self.server.url

    def authorize(self, url: str, **claims: Any) -> str:
        """What the browser brings back after signing in at `url`: the query of the callback."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = hashlib.sha256(url.encode()).hexdigest()[:16]
        self.codes[code] = asked
        self.claims = self.claims | claims
        return urlencode({"code": code, "state": asked["state"]})

    def answer(self) -> tuple[int, Any]:
        """To the request that arrived last."""
        request = self.server.requests[-1]
        if request.path == "/.well-known/openid-configuration":
            return 200, self._document()
        if request.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return 200, {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}
        return self._token({k: v[0] for k, v in parse_qs(request.body.decode()).items()})

    def _document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.document

    def _token(self, given: dict[str, str]) -> tuple[int, Any]:
        asked = self.codes.get(given["code"])
        if asked is None or given["code"] in self.spent:
            return 400, {"error": "invalid_grant"}
        self.spent.add(given["code"])
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if self.checks_pkce and challenge != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(clock.now().timestamp())
        said = {
            "iss": self.issuer,
            "aud": asked["client_id"],
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        } | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        return 200, {"id_token": (self.sign or signed)(said), "access_token": "x"}


def signed(claims: dict[str, Any], *, key: Any = KEY, algorithm: str = "RS256") -> str:
    """As an honest provider signs."""
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "one"})


@contextlib.contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    """Honest until its fields are changed."""
    with receiver() as server:
        made = LyingProvider(server)

        def behave(connection: Any) -> None:
            status, body = made.answer()
            receivers.answer(status, json.dumps(body).encode())(connection)

        server.behave = behave
        yield made


def onward(page: Any) -> str:
    """The address at the provider to which a page of ours leads."""
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return html.unescape(found[1])


def come_in(client: Any, public_id: str, liar: LyingProvider, **claims: Any) -> Any:
    """From our page through the provider and back: the answer of the callback."""
    url = onward(client.post(f"/sso/{public_id}"))
    return client.get(f"/sso/{public_id}/callback?{liar.authorize(url, **claims)}")


def agree(url: str, subject: str) -> str:
    """Sign in at the real provider: the path to which it sends the browser back."""
    request = urllib.request.Request(url, data=urlencode({"sub": subject}).encode())
    opener = urllib.request.build_opener(_Stay)
    with contextlib.suppress(urllib.error.HTTPError) as _, opener.open(request):
        raise AssertionError("the provider did not send the browser back")
    return _Stay.last


class _Stay(urllib.request.HTTPRedirectHandler):
    last = ""

    def redirect_request(self, request, answer, code, said, headers, newurl):  # type: ignore[no-untyped-def]
        parts = urlsplit(newurl)
        type(self).last = f"{parts.path}?{parts.query}"
