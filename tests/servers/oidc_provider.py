"""An identity provider on loopback: OpenID Connect's discovery, authorization with PKCE, tokens and
keys. Its visitor is signed in already and agrees to everything; what it says can be bent."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.servers.small_site import Server, reply
from tests.servers.threaded import Threaded

CLIENT_ID, CLIENT_SECRET = "brand-scout", "a secret / of: ours"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
OTHER_KEYS: list[object] = ["none", {"kty": "EC", "crv": "P-999", "kid": "newest"}]
"""Of kinds that nobody knows yet."""
Claims = dict[str, Any]


def signed(claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, KEY)


@dataclass
class Grant:
    """What a code was given for."""

    redirect_uri: str
    challenge: str
    nonce: str


@dataclass
class Bent:
    """What this provider does otherwise than it should. `claims` are those that differ."""

    claims: Claims = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    sign: Callable[[Claims], str] = signed
    document: dict[str, Any] = field(default_factory=dict)
    answer: bytes | None = None
    """Instead of each answer."""


class OidcProvider(Threaded):
    """`email` is its visitor's. It checks what it is asked, and notes what was wrong."""

    server: Server

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.email = "ann@example.com"
        self.bent = Bent()
        self.grants: dict[str, Grant] = {}
        self.asked: list[str] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        self.server = Server(("127.0.0.1", 0), Handler)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/realm"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0)).decode()
        self.asked.append(parts.path)
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "/realm/.well-known/openid-configuration": self.document,
            "/realm/keys": lambda: {"keys": [*OTHER_KEYS, KEY.as_dict(private=False)]},
            "/realm/token": lambda: self.token(request, one_each(body)),
        }
        if self.bent.answer is not None:
            reply(request, 200, self.bent.answer, "application/json")
        elif parts.path == "/realm/authorize":
            request.send_response(303)
            request.send_header("Location", self.authorized(one_each(parts.query)))
            request.send_header("Content-Length", "0")
            request.end_headers()
        else:
            said = answers[parts.path]()
            status = 400 if "error" in said else 200
            reply(request, status, json.dumps(said).encode(), "application/json")

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
            **self.bent.document,
        }

    def authorized(self, query: dict[str, str]) -> str:
        """Where the visitor's browser is sent back to."""
        code = secrets.token_urlsafe(12)
        right = {"client_id": CLIENT_ID, "response_type": "code", "code_challenge_method": "S256"}
        assert right.items() <= query.items(), query
        assert "openid" in query["scope"].split()
        self.grants[code] = Grant(query["redirect_uri"], query["code_challenge"], query["nonce"])
        back = {"code": code, "state": query["state"], "iss": self.issuer}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, request: BaseHTTPRequestHandler, form: dict[str, str]) -> dict[str, Any]:
        grant = self.grants.pop(form["code"], None)
        hashed = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {basic}":
            return {"error": "invalid_client"}
        if grant is None or (grant.redirect_uri, grant.challenge) != (
            form["redirect_uri"],
            challenge,
        ):
            return {"error": "invalid_grant"}
        id_token = self.bent.sign(self.claims(grant.nonce))
        return {"access_token": "x", "token_type": "Bearer", "id_token": id_token}

    def claims(self, nonce: str) -> Claims:
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": quote(self.email),
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "email": self.email,
            "email_verified": True,
            "name": "Ann Example",
            **self.bent.claims,
        }
        return {name: value for name, value in claims.items() if name not in self.bent.left_out}


def one_each(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
