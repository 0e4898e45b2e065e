"""How the identity provider is asked: briefly, without redirects, and no more than it may say."""

import ssl
import time
from collections.abc import Callable
from functools import cache

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.auth import OAuth2Token

from app.lib.errors import TransientError
from app.lib.printable import one_line

FAILURES = (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, RecursionError)
"""No answer, or one that is no JSON."""
NO_TOKEN = (*FAILURES, TypeError, OverflowError)
"""What else Authlib raises of an answer without the right fields."""
REPLY_SECONDS = 5.0
ANSWER_SECONDS = 10.0
"""For a whole answer, however slowly it drips."""
MOST_BYTES = 512 * 1024
"""The largest sets of keys in use have some 20 KB."""


class ProviderAwayError(TransientError):
    """The identity provider did not answer, or not with what it should."""


@cache
def certificates() -> ssl.SSLContext:
    """Read once: it takes 30 ms."""
    return httpx2.create_ssl_context()


class LimitedTransport(httpx2.BaseTransport):
    """Reads an answer whole, up to its limits. What comes packed is refused: a few bytes can be
    packed gigabytes."""

    def __init__(
        self,
        inner: httpx2.BaseTransport | None = None,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self.inner = inner or httpx2.HTTPTransport(verify=certificates())
        self.stopwatch = stopwatch

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        began, content = self.stopwatch(), bytearray()
        request.headers["Accept-Encoding"] = "identity"
        response = self.inner.handle_request(request)
        try:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise ProviderAwayError("The identity provider's answer is packed.")
            for part in response.iter_raw():
                content += part
                if len(content) > MOST_BYTES or self.stopwatch() - began > ANSWER_SECONDS:
                    raise ProviderAwayError("The identity provider's answer is too long.")
        finally:
            response.close()
        return httpx2.Response(
            response.status_code,
            headers={"Content-Type": response.headers.get("content-type", "")},
            content=bytes(content),
            request=request,
        )

    def close(self) -> None:
        self.inner.close()


class ProviderClient:
    """A client of one identity provider. Use as a context manager."""

    def __init__(self, client_id: str, client_secret: str, auth_method: str) -> None:
        self.client = OAuth2Client(
            client_id,
            client_secret,
            token_endpoint_auth_method=auth_method,
            scope="openid email profile",
            code_challenge_method="S256",
            transport=LimitedTransport(),
            timeout=REPLY_SECONDS,
            trust_env=False,
            follow_redirects=False,
        )

    def __enter__(self) -> "ProviderClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def json_at(self, url: str) -> dict[str, object]:
        """Raises ProviderAwayError."""
        try:
            response = self.client.request("GET", url, withhold_token=True)
            found = response.json() if response.status_code == httpx2.codes.OK else None
        except FAILURES as error:
            raise ProviderAwayError(f"{url} does not answer: {words_of(error)}") from error
        if not isinstance(found, dict):
            raise ProviderAwayError(f"{url} does not answer as it should: {response.status_code}.")
        return found

    def token_for(self, url: str, code: str, verifier: str, redirect_uri: str) -> OAuth2Token:
        """Raises ProviderAwayError; OAuthError where the provider refuses the code."""
        try:
            return self.client.fetch_token(
                url,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                redirect_uri=redirect_uri,
            )
        except OAuthError:
            raise
        except NO_TOKEN as error:
            raise ProviderAwayError(f"{url} does not answer: {words_of(error)}") from error


def words_of(error: Exception) -> str:
    return one_line(str(error), 150) or type(error).__name__
