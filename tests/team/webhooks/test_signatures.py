"""Only who has the secret can report: Standard Webhooks' own vectors pass, no forgery does."""

from datetime import UTC, datetime, timedelta

import pytest

from app.agents.team.webhooks.checking.signatures import (
    MalformedEventError,
    NotSignedError,
    Secrets,
    signed_event_id,
)
from tests.team.webhooks.forgeries import BODY, ID, forgeries, raw
from tests.team.webhooks.senders import STANDARD_SECRET, in_hex, standard

NOW = datetime(2021, 2, 25, 15, 2, 10, tzinfo=UTC)
"""1614265330, as in the vectors of the standard's libraries."""
SECRETS = Secrets.of(STANDARD_SECRET)
AT_LEAST = 200


def test_the_vector_of_the_standards_libraries_passes() -> None:
    body = b'{"test": 2432232314}'
    headers = raw(standard("msg_p5jXN8AQM9LWM0D4loKWxJek", body, at=NOW))
    signature = dict(headers)[b"webhook-signature"].decode()
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signed_event_id(headers, body, SECRETS, NOW) == "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_what_the_standard_allows_passes() -> None:
    good = standard(ID, BODY, at=NOW)
    several = f"v1a,AAAA v1,{'A' * 43}= {good['webhook-signature']}  v2,x"
    taken = (
        ({**good, "webhook-signature": several}, STANDARD_SECRET),
        (good, STANDARD_SECRET.removeprefix("whsec_")),
        (good, f"an-older-secret {STANDARD_SECRET} a-newer-secret"),
        (in_hex(ID, BODY), f"an-older-secret {STANDARD_SECRET}"),
        (in_hex(ID, BODY, secret="0123456789abcdef" * 4), "0123456789abcdef" * 4),
        (standard(ID, BODY, at=NOW, secret="0123456789abcdef" * 4), "0123456789abcdef" * 4),
        (standard(ID, BODY, at=NOW - timedelta(seconds=300)), STANDARD_SECRET),
        (standard(ID, BODY, at=NOW + timedelta(seconds=300)), STANDARD_SECRET),
    )
    for headers, setting in taken:
        assert signed_event_id(raw(headers), BODY, Secrets.of(setting), NOW) == ID


def test_no_forgery_passes() -> None:
    tried = list(forgeries(NOW))
    passed = []
    for what, headers, body in tried:
        try:
            signed_event_id(headers, body, SECRETS, NOW)
            passed.append(what)
        except (NotSignedError, MalformedEventError):
            continue
    print(f"{len(tried)} forgeries, {len(passed)} accepted")  # noqa: T201 (the figure)
    assert passed == []
    assert len(tried) >= AT_LEAST


@pytest.mark.parametrize("setting", ["", "   ", "whsec_"])
def test_without_a_secret_nothing_is_signed(setting: str) -> None:
    empty = in_hex(ID, BODY, secret="")
    with pytest.raises(NotSignedError, match="no WEBHOOK_SECRET"):
        signed_event_id(raw(empty), BODY, Secrets.of(setting), NOW)


def test_a_secret_that_loses_most_of_its_signs_as_base64_is_no_key() -> None:
    """Else one byte would be all that has to be guessed."""
    keys = set(Secrets.of("*******a.*******b").standard_keys())
    assert keys == {b"*******a.*******b"}


def test_signed_but_without_a_usable_id_is_malformed() -> None:
    for event_id in ("", " ", "a\tb", "é", "x" * 256):
        with pytest.raises(MalformedEventError):
            signed_event_id(raw(in_hex(event_id, BODY)), BODY, SECRETS, NOW)
    without = raw({"x-webhook-signature": in_hex("a", BODY)["x-webhook-signature"]})
    with pytest.raises(MalformedEventError, match="X-Webhook-Id"):
        signed_event_id(without, BODY, SECRETS, NOW)


def test_an_id_with_a_full_stop_could_be_read_in_two_ways() -> None:
    """The same signature holds for another id, time and body."""
    seconds = str(int(NOW.timestamp()))
    body = f"{seconds}.{{}}".encode()
    moved = standard("evt", body, at=NOW) | {"webhook-id": f"evt.{seconds}"}
    with pytest.raises(MalformedEventError, match="full stop"):
        signed_event_id(raw(moved), b"{}", SECRETS, NOW)
