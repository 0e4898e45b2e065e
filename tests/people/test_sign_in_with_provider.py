"""Whoever the identity provider vouches for signs in; nothing else that comes back does."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from app.parts.people.oidc import limited_client
from app.parts.people.oidc.limited_client import MOST_BYTES
from app.parts.people.tables import AuditEntry, User, UserSession
from tests.people.conftest import Service
from tests.servers.oidc_provider import CLIENT_ID, KEY, Bent, Claims, OidcProvider

OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first"})
HOUR = 3_600


def encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def unsigned(claims: Claims) -> str:
    return f"{encoded({'alg': 'none', 'kid': 'first'})}.{encoded(claims)}."


def signed_with_public_key(claims: Claims) -> str:
    """HS256 by what everybody can read at the provider."""
    head = f"{encoded({'alg': 'HS256', 'kid': 'first'})}.{encoded(claims)}"
    made = hmac.digest(KEY.as_pem(private=False), head.encode(), hashlib.sha256)
    return f"{head}.{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def signed_by_another(claims: Claims) -> str:
    return jwt.encode({"alg": "RS256", "kid": "first"}, claims, OTHER_KEY)


def with_own_key(claims: Claims) -> str:
    """The header brings the key that it was signed with."""
    header = {"alg": "RS256", "jwk": OTHER_KEY.as_dict(private=False)}
    return jwt.encode(header, claims, OTHER_KEY)


def changed(claims: Claims) -> str:
    head, _, signature = jwt.encode({"alg": "RS256", "kid": "first"}, claims, KEY).split(".")
    return f"{head}.{encoded({**claims, 'email': 'ann@example.com'})}.{signature}"


def at(noon: Any, seconds: int) -> int:
    return int(noon.timestamp()) + seconds


def test_whom_the_provider_vouches_for_signs_in_and_goes_to_the_page_that_was_wanted(
    service: Service, provider: OidcProvider
) -> None:
    browser = service.browser()
    provider.email = "Ann@Example.COM"
    back = browser.get(browser.goes_to_provider("/sign-in/oidc?next=/leads%3Fsort=best"))
    assert (back.status_code, back.headers["location"]) == (303, "/leads?sort=best")
    kept = next(one for one in back.headers.get_list("set-cookie") if "scout_session=" in one)
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(kept.split("; "))
    [user], [session] = service.rows(User), service.rows(UserSession)
    assert (user.email, user.name, user.role) == ("ann@example.com", "Ann Example", "owner")
    assert session.token_digest not in kept
    assert [one.action for one in service.rows(AuditEntry)] == ["sign in by OIDC"]
    assert browser.signs_in_at_provider().status_code == 303
    [later] = service.rows(UserSession)
    assert later.token_digest != session.token_digest, "a new session, and the old one is over"
    elsewhere = service.browser().get("/sign-in/oidc?next=https://evil.example/")
    assert elsewhere.status_code == 303


def test_what_proves_nothing_signs_nobody_in(
    service: Service, provider: OidcProvider, noon: Any
) -> None:
    cases: dict[str, Bent] = {
        "another nonce": Bent({"nonce": "of another sign-in"}),
        "no nonce": Bent(left_out=("nonce",)),
        "for another service": Bent({"aud": "somebody-else"}),
        "for several, by another": Bent({"aud": [CLIENT_ID, "x"], "azp": "x"}),
        "for several, nobody says by whom": Bent({"aud": [CLIENT_ID, "x"]}),
        "by another issuer": Bent({"iss": "https://accounts.evil.example"}),
        "expired": Bent({"exp": at(noon, -HOUR)}),
        "without an end": Bent(left_out=("exp",)),
        "an end that is no number": Bent({"exp": float("nan")}),
        "made in the future": Bent({"iat": at(noon, HOUR)}),
        "not signed": Bent(sign=unsigned),
        "signed with the public key": Bent(sign=signed_with_public_key),
        "signed by another": Bent(sign=signed_by_another),
        "brings its own key": Bent(sign=with_own_key),
        "changed after signing": Bent({"email": "eve@evil.example"}, sign=changed),
        "no token at all": Bent(sign=lambda _: "rubbish"),
        "not verified": Bent({"email_verified": False}),
        "verified in words": Bent({"email_verified": "true"}),
        "verified by a number": Bent({"email_verified": 1}),
        "not said to be verified": Bent(left_out=("email_verified",)),
        "no address": Bent(left_out=("email",)),
        "not allowed": Bent({"email": "eve@evil.example"}),
        "a domain behind ours": Bent({"email": "eve@example.com.evil.org"}),
        "a domain that ends like ours": Bent({"email": "eve@evilexample.com"}),
        "a domain below ours": Bent({"email": "eve@mail.example.com"}),
        "ours in front of the @": Bent({"email": "eve@example.com@evil.org"}),
        "a letter that looks like another": Bent({"email": "eve@ex\u0430mple.com"}),
        "a sign that becomes a letter": Bent(
            {"email": "eve@e\u212aample.com".replace("e\u212a", "\uff45x")}
        ),
        "the sign for kelvin": Bent({"email": "\u212aate@example.com"}),
        "two lines": Bent({"email": "eve@evil.org\nann@example.com"}),
        "in brackets": Bent({"email": "Ann <ann@example.com>"}),
        "a list": Bent({"email": ["ann@example.com"]}),
    }
    for name, bent in cases.items():
        provider.bent = bent
        browser = service.browser()
        answer = browser.signs_in_at_provider()
        assert answer.status_code == 403, name
        assert "You are not signed in" in answer.text, name
        assert "scout_session" not in browser.client.cookies, name
    assert service.rows(UserSession) == []
    assert service.rows(User) == []
    provider.bent = Bent()
    assert service.browser().signs_in_at_provider().status_code == 303


def test_a_return_is_good_once_in_time_and_in_the_browser_that_was_sent(
    service: Service, provider: OidcProvider
) -> None:
    browser, other = service.browser(), service.browser()
    back = browser.goes_to_provider()
    assert other.get(back).status_code == 400, "it has no errand"
    other.goes_to_provider()
    assert other.get(back).status_code == 400, "the state of another's errand"
    kept = dict(browser.client.cookies)
    assert browser.get(back).status_code == 303
    replayed = httpx.get(f"{service.url}{back}", cookies=kept, trust_env=False)
    assert replayed.status_code == 400, "with the cookie of then"
    late = browser.goes_to_provider()
    service.clock.go_on(minutes=10)
    assert browser.get(late).status_code == 400, "after ten minutes"
    stolen = other.goes_to_provider().partition("code=")[2].partition("&")[0]
    own = browser.goes_to_provider()
    mine = own.partition("code=")[2].partition("&")[0]
    assert browser.get(own.replace(mine, stolen)).status_code == 403, "another's code (PKCE)"
    from_elsewhere = browser.goes_to_provider().partition("&iss=")[0]
    assert browser.get(f"{from_elsewhere}&iss=https://evil.example").status_code == 403
    assert browser.get(browser.goes_to_provider().partition("&iss=")[0]).status_code == 403
    refused = browser.goes_to_provider().partition("state=")[2].partition("&")[0]
    answer = browser.get(f"/sign-in/oidc?error=access_denied&state={refused}")
    assert (answer.status_code, "signed nobody in" in answer.text) == (403, True)
    assert len(service.rows(UserSession)) == 1


def test_a_provider_that_is_away_or_talks_nonsense_gives_a_plain_page(
    service: Service, provider: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = service.browser()
    issuer = provider.issuer
    answers: dict[str, Callable[[], Bent]] = {
        "no JSON": lambda: Bent(answer=b"<html>"),
        "a list": lambda: Bent(answer=b"[]"),
        "far too deep": lambda: Bent(answer=b"[" * 200_000),
        "far too long": lambda: Bent(answer=b'"' + b"x" * MOST_BYTES + b'"'),
        "another's document": lambda: Bent(document={"issuer": "https://evil.example"}),
        "a place in the clear": lambda: Bent(document={"token_endpoint": "http://evil.example/"}),
        "no place": lambda: Bent(document={"jwks_uri": None}),
    }
    for name, bent in answers.items():
        provider.bent = bent()
        answer = browser.get("/sign-in/oidc")
        assert answer.status_code == 503, name
        assert "does not answer as it should" in answer.text, name
    provider.bent = Bent()
    back = browser.goes_to_provider()
    provider.bent = Bent(answer=b"[]")
    assert browser.get(back).status_code == 503, "away between going and coming back"
    monkeypatch.setattr(limited_client, "ANSWER_SECONDS", -1.0)
    provider.bent = Bent()
    again = browser.goes_to_provider  # its description is known for ten minutes
    assert browser.get(again()).status_code == 503, "an answer that drips"
    assert issuer
    assert service.rows(UserSession) == []
