"""Google's push is known by Google's keys, a host of ours by the key that all hosts have."""

import base64
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlmodel import select

from app.agents.team.roles.roles import ROLES
from app.agents.team.tables import UsedToken
from app.agents.team.webhooks.asking_for_run import forget_what_is_old
from app.agents.team.webhooks.checking.google_push import GoogleKeys, KeysAwayError, check_push
from app.agents.team.webhooks.checking.internal_tokens import make_token, read_token
from app.agents.team.webhooks.checking.signatures import NotSignedError
from app.lib.settings.team import WebhookSettings
from app.parts.runs.runs import list_runs
from tests.conftest import NOON
from tests.servers.threaded import Threaded
from tests.team.webhooks.conftest import Reporting
from tests.team.webhooks.senders import KEY, as_json

AUDIENCE = "https://scout.example/webhook/email"
ACCOUNT = "push@project.iam.gserviceaccount.com"
SETTINGS = WebhookSettings(pubsub_audience=AUDIENCE, pubsub_service_account=ACCOUNT)
GOOGLE, OTHER = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
"""OTHER has the key id of Google's, too."""
KEY_ID = "google-1"
SECONDS = int(NOON.timestamp())
CLAIMS: dict[str, Any] = {
    "iss": "https://accounts.google.com",
    "aud": AUDIENCE,
    "email": ACCOUNT,
    "email_verified": True,
    "iat": SECONDS - 10,
    "exp": SECONDS + 3600,
    "sub": "1",
}


class Certificates(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        key = GOOGLE.as_dict(private=False) | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}
        content = json.dumps({"keys": [key]}).encode()
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=20000")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


class CertificateServer(Threaded):
    server: HTTPServer

    def __init__(self) -> None:
        self.server = HTTPServer(("127.0.0.1", 0), Certificates)


@pytest.fixture
def keys() -> Iterator[GoogleKeys]:
    Certificates.asked = 0
    with CertificateServer() as opened:
        yield GoogleKeys(f"http://127.0.0.1:{opened.server.server_port}/certs")


def pushed(key: RSAKey = GOOGLE, kid: str = KEY_ID, **claims: object) -> str:
    return jwt.encode({"alg": "RS256", "kid": kid}, CLAIMS | claims, key)


def unsigned(algorithm: str) -> str:
    parts = ({"alg": algorithm, "kid": KEY_ID, "typ": "JWT"}, CLAIMS)
    encoded = (base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in parts)
    return b".".join(encoded).decode() + "."


def by_public_key() -> str:
    """HS256 with Google's public key as the secret (CVE-2015-9235)."""
    parts = ({"alg": "HS256", "kid": KEY_ID}, CLAIMS)
    encoded = (base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in parts)
    signed = b".".join(encoded)
    digest = hmac.new(GOOGLE.as_pem(private=False), signed, "sha256").digest()
    return (signed + b"." + base64.urlsafe_b64encode(digest).rstrip(b"=")).decode()


def is_taken(token: str, keys: GoogleKeys) -> bool:
    try:
        check_push(token, SETTINGS, keys, NOON)
    except NotSignedError:
        return False
    return True


def test_googles_push_passes_and_no_forgery_of_it(keys: GoogleKeys) -> None:
    check_push(pushed(), SETTINGS, keys, NOON)
    good = pushed()
    forged = {
        "none": unsigned("none"),
        "None": unsigned("None"),
        "public key as secret": by_public_key(),
        "another key of that id": pushed(OTHER),
        "another key": pushed(OTHER, kid="google-2"),
        "no key id": jwt.encode({"alg": "RS256"}, CLAIMS, GOOGLE),
        "another audience": pushed(aud="https://other.example/"),
        "several audiences": pushed(aud=[AUDIENCE, "x"]),
        "another account": pushed(email="eve@project.iam.gserviceaccount.com"),
        "not verified": pushed(email_verified=False),
        "verified in words": pushed(email_verified="true"),
        "another issuer": pushed(iss="https://accounts.google.com.evil.example"),
        "over": pushed(exp=SECONDS - 60),
        "without an end": pushed(exp=None),
        "an end in words": pushed(exp=str(SECONDS + 60)),
        "from the future": pushed(iat=SECONDS + 600),
        "cut": good[:-1],
        "longer": good + "A",
        "changed": good[:-20] + ("A" if good[-20] != "A" else "B") + good[-19:],
        "no token": "x",
        "empty": "",
        "huge": "a" * 20_000,
    }
    assert [what for what, token in forged.items() if is_taken(token, keys)] == []
    unset = WebhookSettings(pubsub_audience=None, pubsub_service_account=None)
    with pytest.raises(NotSignedError, match="PUBSUB_AUDIENCE"):
        check_push(good, unset, keys, NOON)
    assert Certificates.asked == 1


def test_keys_are_asked_for_again_when_google_changes_them_but_not_by_everybody(
    keys: GoogleKeys,
) -> None:
    now = 1_000.0
    keys.stopwatch = lambda: now
    check_push(pushed(), SETTINGS, keys, NOON)
    for _ in range(5):
        with pytest.raises(NotSignedError):
            check_push(pushed(OTHER, kid="unknown"), SETTINGS, keys, NOON)
    assert Certificates.asked == 1
    now += 61
    with pytest.raises(NotSignedError):
        check_push(pushed(OTHER, kid="unknown"), SETTINGS, keys, NOON)
    assert Certificates.asked == 2


def test_a_google_that_does_not_answer_is_no_forgery() -> None:
    with pytest.raises(KeysAwayError):
        check_push(pushed(), SETTINGS, GoogleKeys("http://127.0.0.1:9/certs"), NOON)


def internal(key: str = KEY.get_secret_value(), **claims: object) -> str:
    now = int(time.time())
    content = {"iss": "orchestrator", "aud": "worker", "iat": now, "exp": now + 50, "jti": "j"}
    kept = {name: value for name, value in (content | claims).items() if value is not None}
    return jwt.encode({"alg": "HS256"}, kept, OctKey.import_key(key))


def test_another_host_gives_a_task_with_a_token_that_is_good_once(reporting: Reporting) -> None:
    role = ROLES[0]
    path, body = f"/internal/agents/{role.path}", as_json({"input": {"prompt": "What next?"}})
    token = make_token(KEY)
    first = reporting.post(path, body, {"authorization": f"Bearer {token}"})
    assert first.status_code == 202, first.text
    assert set(first.json()) == {"task_id", "status", "url"}
    assert reporting.post(path, body, {"authorization": f"Bearer {token}"}).status_code == 401
    now = int(time.time())
    wrong = (
        *(
            "",
            "x",
            "a.b.c",
            unsigned("none"),
            token + "A",
            internal("another-key-0123456789abcdef"),
        ),
        *(
            internal(exp=now + 120),
            internal(exp=now - 1),
            internal(exp=None),
            internal(exp="9" * 9),
        ),
        *(internal(iss="worker", aud="orchestrator"), internal(iss=None), internal(aud=None)),
        *(internal(aud="orchestrator"), internal(jti=None), internal(jti=""), internal(jti=7)),
        *(internal(nbf=now + 30), internal(exp=True)),
    )
    for one in wrong:
        headers = {"authorization": f"Bearer {one}"} if one else {}
        assert reporting.post(path, body, headers).status_code == 401, one
        assert reporting.post(path, b"no JSON", headers).status_code == 401
    assert reporting.post(path, b"no JSON", bearer()).status_code == 422
    assert reporting.post(path, as_json({"input": {"x": 1}}), bearer()).status_code == 422
    assert reporting.post("/internal/agents/nobody", body, bearer()).status_code == 404
    assert len(list_runs(reporting.api.parts.database, agent=role.name, limit=9)) == 1


def bearer() -> dict[str, str]:
    return {"authorization": f"Bearer {make_token(KEY)}"}


def test_used_tokens_are_kept_until_they_expire(reporting: Reporting) -> None:
    path = f"/internal/agents/{ROLES[0].path}"
    reporting.post(path, as_json({"input": {"prompt": "What next?"}}), bearer())
    parts = reporting.api.parts
    for minutes, kept in ((0, 1), (2, 0)):
        later = parts.clock() if not minutes else parts.clock().replace(year=2030)
        forget_what_is_old(replace(parts, clock=lambda moment=later: moment))  # type: ignore[misc]
        with parts.database.read() as session:
            assert len(session.exec(select(UsedToken)).all()) == kept


def test_a_token_has_one_spelling() -> None:
    """The last letter of a signature has two bits that mean nothing."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    now, token = datetime.now(UTC), make_token(KEY)
    taken = []
    for letter in letters:
        try:
            read_token(token[:-1] + letter, KEY, now)
            taken.append(letter)
        except NotSignedError:
            continue
    assert taken == [token[-1]]
