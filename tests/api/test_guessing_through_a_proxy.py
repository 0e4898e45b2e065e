"""Who guesses tokens through a reverse proxy keeps out nobody else."""

import asyncio

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.parts.http.guesses import WRONG_AT_MOST
from tests.api.conftest import TOKEN, LiveApi
from tests.conftest import PATIENCE_SECONDS
from tests.test_docker_compose import OWN, composed

STRANGER, TEAM = {"X-Forwarded-For": "203.0.113.7"}, {"X-Forwarded-For": "198.51.100.2"}


def status(api: LiveApi, token: str, headers: dict[str, str]) -> int:
    asked = {"Authorization": f"Bearer {token}", **headers}
    return httpx.get(f"{api.url}/agent-runs", headers=asked, timeout=PATIENCE_SECONDS).status_code


def test_a_proxy_on_this_machine_is_believed_when_it_says_who_asks(live_api: LiveApi) -> None:
    for number in range(WRONG_AT_MOST):
        assert status(live_api, f"wrong-{number}", STRANGER) == 401
    assert status(live_api, "wrong", STRANGER) == 429
    assert status(live_api, TOKEN, TEAM) == 200
    assert status(live_api, TOKEN, {}) == 200, "cron on the same machine"


@pytest.mark.parametrize(
    ("proxy", "who"),
    [("172.18.0.1", "203.0.113.7"), ("192.168.65.1", "203.0.113.7"), ("8.8.8.8", "8.8.8.8")],
)
def test_in_a_container_so_is_one_that_comes_from_dockers_networks(proxy: str, who: str) -> None:
    passwords = {"POSTGRES_PASSWORD": "p", "REDIS_PASSWORD": "p"}
    believed = composed("api", OWN | passwords)["FORWARDED_ALLOW_IPS"]
    seen: list[str] = []

    async def application(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["client"][0])

    async def nothing(*_: object) -> None:
        return

    scope = {
        "type": "http",
        "scheme": "http",
        "client": (proxy, 40_000),
        "headers": [(b"x-forwarded-for", b"203.0.113.7")],
    }
    middleware = ProxyHeadersMiddleware(application, believed)  # type: ignore[arg-type]
    asyncio.run(middleware(scope, nothing, nothing))  # type: ignore[arg-type]
    assert seen == [who]
