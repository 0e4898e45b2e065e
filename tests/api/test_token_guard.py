"""Row 46: whoever has no token starts nothing, however often they guess."""

import asyncio
import base64
from collections import Counter
from collections.abc import Callable

import pytest

from app.parts.http.admission import Admission
from app.parts.http.asgi import Message, Receive, Scope, Send
from app.parts.http.guard import Guard
from app.parts.http.guesses import WRONG_AT_MOST, WRONG_AT_MOST_IN_ALL, Guesses
from app.parts.http.own_page import FormTokens

TOKEN = "the-right-token"
GUESSES = 10_000


class Guarded:
    """A guard whose clock stands still, before an application that counts who got in."""

    def __init__(self, token: str | None = TOKEN) -> None:
        self.let_in = 0
        admission = Admission(token, guesses=Guesses(lambda: 100.0))
        self.guard = Guard(self.application, admission, FormTokens(["a key"]))

    async def application(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.let_in += 1
        await send({"type": "http.response.start", "status": 202, "headers": []})

    async def request(
        self, authorization: bytes | None, address: str = "203.0.113.5", path: str = "/run-agent"
    ) -> tuple[int, dict[bytes, bytes]]:
        """The status and the headers of the answer."""
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [] if authorization is None else [(b"authorization", authorization)]
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
        await self.guard({**scope, "client": (address, 1)}, no_body, send)
        return int(sent[0]["status"]), dict(sent[0]["headers"])


async def no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def statuses(guarded: Guarded, address: Callable[[int], str]) -> Counter[int]:
    """What ten thousand guesses are answered; the right token is the five thousandth."""

    async def guess() -> Counter[int]:
        answers: Counter[int] = Counter()
        for number in range(GUESSES):
            token = TOKEN if number == GUESSES // 2 else f"guess-{number}"
            status, _ = await guarded.request(f"Bearer {token}".encode(), address(number))
            answers[status] += 1
        return answers

    return asyncio.run(guess())


def test_ten_thousand_guesses_from_one_address_get_ten_looks_and_no_run() -> None:
    guarded = Guarded()
    answered = statuses(guarded, lambda _: "203.0.113.5")
    assert answered == {401: WRONG_AT_MOST, 429: GUESSES - WRONG_AT_MOST}
    assert guarded.let_in == 0


def test_ten_thousand_guesses_from_as_many_addresses_get_three_hundred_looks() -> None:
    guarded = Guarded()
    answered = statuses(guarded, lambda number: f"10.0.{number >> 8}.{number & 255}")
    assert answered == {401: WRONG_AT_MOST_IN_ALL, 429: GUESSES - WRONG_AT_MOST_IN_ALL}
    assert guarded.let_in == 0


def test_too_many_guesses_are_told_when_to_come_back() -> None:
    guarded = Guarded()
    statuses(guarded, lambda _: "203.0.113.5")
    status, headers = asyncio.run(guarded.request(b"Bearer guess"))
    assert (status, headers[b"retry-after"]) == (429, b"60")


@pytest.mark.parametrize("authorization", [None, b"", b"Bearer", b"Digest x", b"Basic !!", b"\xff"])
def test_who_shows_no_token_is_asked_for_one_and_has_guessed_nothing(
    authorization: bytes | None,
) -> None:
    guarded = Guarded()
    for _ in range(2 * WRONG_AT_MOST):
        status, headers = asyncio.run(guarded.request(authorization))
        assert (status, b"www-authenticate" in headers) == (401, True)
    assert asyncio.run(guarded.request(f"Bearer {TOKEN}".encode()))[0] == 202


@pytest.mark.parametrize("path", ["/feedback/x/yes", "/pause/x", "/health", "/ready", "/static/x"])
def test_what_is_open_is_open_to_who_guessed_too_often(path: str) -> None:
    guarded = Guarded()
    statuses(guarded, lambda _: "203.0.113.5")
    assert asyncio.run(guarded.request(b"Bearer guess", path=path))[0] == 202


def test_a_token_of_any_letters_is_compared_byte_by_byte() -> None:
    guarded = Guarded("geheim-für-ünser-Tor-ключ")
    given = "geheim-für-ünser-Tor-ключ".encode()
    assert asyncio.run(guarded.request(b"Bearer " + given))[0] == 202
    assert asyncio.run(guarded.request(b"Basic " + base64.b64encode(b"any:" + given)))[0] == 202
    assert asyncio.run(guarded.request(b"Bearer " + given[:-1]))[0] == 401


@pytest.mark.parametrize("address", ["8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111"])
def test_without_a_token_nobody_on_the_internet_is_let_in(address: str) -> None:
    open_service = Guarded(token=None)
    assert asyncio.run(open_service.request(None, address))[0] == 403
    assert asyncio.run(open_service.request(None, address, "/feedback/x/yes"))[0] == 202
    assert asyncio.run(Guarded().request(f"Bearer {TOKEN}".encode(), address))[0] == 202


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "172.18.0.1", "::ffff:10.0.0.1", ""])
def test_without_a_token_this_machine_and_its_networks_are_let_in(address: str) -> None:
    assert asyncio.run(Guarded(token=None).request(None, address))[0] == 202
