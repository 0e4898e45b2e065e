"""The identity provider, as its own document describes it (OpenID Connect Discovery 1.0)."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from authlib.integrations.base_client.errors import OAuthError

from app.lib.settings.kinds import LOOPBACK_HOSTS
from app.lib.settings.settings import Settings
from app.parts.people.oidc.errand import Errand
from app.parts.people.oidc.id_token import BadIdTokenError, Expected, Identity, identity_of
from app.parts.people.oidc.limited_client import ProviderAwayError, ProviderClient

WELL_KNOWN = "/.well-known/openid-configuration"
KNOWN_SECONDS = 600.0
"""How long its description is believed; its keys are asked for at each sign-in."""
MOST_AT_ONCE = 4
"""Who waits for a provider that hangs must not hold up the pages of others."""
CALLBACK = "/sign-in/oidc"


@dataclass(frozen=True, slots=True)
class Description:
    """Where the provider does what. `names_itself`: it tells its name with the code (RFC 9207)."""

    issuer: str
    authorization: str
    token: str
    keys: str
    auth_method: str
    names_itself: bool


class Provider:
    """One for a process. Asks the provider as few times as it can."""

    def __init__(self, settings: Settings, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self.stopwatch = stopwatch
        self.turns = threading.BoundedSemaphore(MOST_AT_ONCE)
        self.known: tuple[float, Description] | None = None

    @property
    def redirect_uri(self) -> str:
        return f"{self.settings.public_url}{CALLBACK}"

    def address_for(self, errand: Errand) -> str:
        """Where a browser is sent to sign in. Raises ProviderAwayError."""
        with self.turn(), self.client() as client:
            there = self.description(client)
            url, _ = client.client.create_authorization_url(
                there.authorization,
                state=errand.state,
                nonce=errand.nonce,
                code_verifier=errand.verifier,
                redirect_uri=self.redirect_uri,
            )
        return str(url)

    def identity(self, errand: Errand, code: str, named: str | None, now: datetime) -> Identity:
        """Of who came back with the code; `named`: the issuer that the address names, if any.

        Raises ProviderAwayError, BadIdTokenError, NotVerifiedError.
        """
        with self.turn(), self.client() as client:
            there = self.description(client)
            if named != there.issuer and (named is not None or there.names_itself):
                raise BadIdTokenError("The answer names another identity provider.")
            with self.client(there.auth_method) as known:
                token = id_token_for(known, there, errand, code, self.redirect_uri)
            keys = client.json_at(there.keys)
        expected = Expected(there.issuer, str(self.settings.oidc_client_id), errand.nonce)
        return identity_of(token, keys, expected, now)

    @contextmanager
    def turn(self) -> Iterator[None]:
        if not self.turns.acquire(blocking=False):
            raise ProviderAwayError("The identity provider keeps others waiting already.")
        try:
            yield
        finally:
            self.turns.release()

    def client(self, auth_method: str = "client_secret_basic") -> ProviderClient:
        secret = self.settings.oidc_client_secret
        client_id = self.settings.oidc_client_id or ""
        return ProviderClient(client_id, secret.get_secret_value() if secret else "", auth_method)

    def description(self, client: ProviderClient) -> Description:
        if self.known is not None and self.stopwatch() - self.known[0] < KNOWN_SECONDS:
            return self.known[1]
        issuer = self.settings.oidc_issuer or ""
        found = described(issuer, client.json_at(f"{issuer}{WELL_KNOWN}"))
        self.known = (self.stopwatch(), found)
        return found


def described(issuer: str, document: Mapping[str, object]) -> Description:
    """Raises ProviderAwayError: another issuer's document, or one that leads astray."""
    names_itself = document.get("issuer")
    if not isinstance(names_itself, str) or names_itself.rstrip("/") != issuer:
        raise ProviderAwayError(f"OIDC_ISSUER is {issuer}, and the document there is another's.")
    methods = document.get("token_endpoint_auth_methods_supported")
    by_body = isinstance(methods, list) and "client_secret_basic" not in methods
    return Description(
        names_itself,
        endpoint(document, "authorization_endpoint", issuer),
        endpoint(document, "token_endpoint", issuer),
        endpoint(document, "jwks_uri", issuer),
        "client_secret_post" if by_body else "client_secret_basic",
        document.get("authorization_response_iss_parameter_supported") is True,
    )


def endpoint(document: Mapping[str, object], name: str, issuer: str) -> str:
    """The client's secret goes there: only under TLS, but on this machine."""
    url = document.get(name)
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
    plain = plain and urlsplit(issuer).scheme == "http"
    if not isinstance(url, str) or not (parts.scheme == "https" or plain):
        raise ProviderAwayError(f"The document of {issuer} has no usable {name}.")
    return url


def id_token_for(
    client: ProviderClient, there: Description, errand: Errand, code: str, redirect_uri: str
) -> str:
    """Raises BadIdTokenError where the provider does not take the code."""
    try:
        token = client.token_for(there.token, code, errand.verifier, redirect_uri)
    except OAuthError as error:
        raise BadIdTokenError(f"The identity provider refused the code: {error}") from error
    found = token.get("id_token") if isinstance(token, dict) else None
    if not isinstance(found, str):
        raise BadIdTokenError("The identity provider gave no ID token.")
    return found
