"""What a request tells a site: nothing that another site or this machine gave us."""

import ast
from pathlib import Path
from typing import Any

import pytest

import app
from app.parts.reading.types import Page
from tests.servers.fetchers import fetcher, with_web
from tests.servers.hostile_web import HostileWeb, answer, redirect

PLAIN = {"host", "connection", "user-agent", "accept", "accept-encoding"}


def test_cookies_are_not_kept_and_nothing_is_told_across_hosts() -> None:
    async def scenario(web: HostileWeb) -> None:
        cookie: dict[str, Any] = {"Set_Cookie": "id=1; Path=/", "WWW_Authenticate": "Basic"}
        web.plays |= {
            "a.example/start": answer(
                status="302 Found", Location=web.url("/page", "b.example"), **cookie
            ),
            "/page": answer("hello", **cookie),
        }
        async with fetcher(web, hosts=["a.example", "b.example"]) as reader:
            for _ in range(2):
                page = await reader.get(web.url("/start", "a.example"))
                assert isinstance(page, Page)
        assert [set(seen.headers) - PLAIN for seen in web.seen] == [set()] * len(web.seen)

    with_web(scenario)


def test_proxies_and_passwords_of_the_environment_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login user password canary\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))

    async def scenario(web: HostileWeb) -> None:
        async with HostileWeb() as proxy:
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(name, f"http://user:canary@{proxy.host}")
            web.plays["/page"] = answer("hello")
            async with fetcher(web) as reader:
                assert isinstance(await reader.get(web.url("/page")), Page)
            assert proxy.connections == 0
        assert [set(seen.headers) - PLAIN for seen in web.seen] == [set()] * len(web.seen)

    with_web(scenario)


def test_the_referring_page_and_fragment_are_not_told() -> None:
    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"/start": redirect("/page#part"), "/page": answer("hello")}
        async with fetcher(web) as reader:
            await reader.get(web.url("/start#secret"))
        assert web.paths() == ["/start", "/page"]
        assert "referer" not in web.seen[-1].headers

    with_web(scenario)


# --- one client ------------------------------------------------------------------------------

CLIENT_LIBRARIES = {
    "aiohttp",
    "httpx_aiohttp",
    "httpx2",
    "requests",
    "urllib3",
    "urllib.request",
    "http.client",
    "ftplib",
    "pycurl",
}
HTTPX_DOORS = {
    "AsyncClient",
    "Client",
    "get",
    "head",
    "options",
    "post",
    "put",
    "patch",
    "delete",
    "request",
    "stream",
    "AsyncHTTPTransport",
    "HTTPTransport",
}
THE_DOOR = Path("parts/web/fetching")


def doors_out(source: str) -> set[str]:
    """What a module uses that could open an HTTP connection past the fetcher."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names = [f"{node.value.id}.{node.attr}"]
        found |= {name for name in names if is_door(name)}
    return found


def is_door(name: str) -> bool:
    library, _, what = name.rpartition(".")
    inside = any(name == door or name.startswith(f"{door}.") for door in CLIENT_LIBRARIES)
    return inside or (library == "httpx" and what in HTTPX_DOORS)


OTHER_DOORS = {
    Path("service/demo/__main__.py"),
    Path("parts/model/endpoint.py"),
    Path("parts/model/connection.py"),
    Path("parts/scraper/apify.py"),
    Path("parts/search/search.py"),
    Path("parts/people/oidc/limited_client.py"),
    Path("agents/team/calendar/caldav_calendar.py"),
    Path("agents/team/webhooks/checking/google_push.py"),
    Path("agents/team/webhooks/dataset.py"),
}
"""The demo asks its own API; the others dial the address that the operator set or the vendor's
(model, search, identity provider, calendar, Apify, Google), and what comes back from there has the
library's types."""


def test_only_the_fetcher_opens_http_connections() -> None:
    root = Path(app.__file__).parent
    offenders = {
        str(path.relative_to(root)): doors
        for path in root.rglob("*.py")
        if path.relative_to(root) not in OTHER_DOORS
        and THE_DOOR not in path.relative_to(root).parents
        and (doors := doors_out(path.read_text("utf-8")))
    }
    assert offenders == {}


def test_only_one_module_of_the_fetcher_makes_a_client() -> None:
    root = Path(app.__file__).parent / THE_DOOR
    makers = [
        path.name for path in root.glob("*.py") if "ClientSession(" in path.read_text("utf-8")
    ]
    assert makers == ["aiohttp_session.py"]


@pytest.mark.parametrize(
    "source",
    [
        "import aiohttp",
        "import httpx\nhttpx.AsyncClient()",
        "import httpx\nhttpx.get('http://x')",
        "from httpx import Client",
        "from urllib.request import urlopen",
        "from urllib import request",
        "import http.client",
    ],
)
def test_a_second_door_would_be_noticed(source: str) -> None:
    assert doors_out(source)


def test_what_opens_nothing_is_no_door() -> None:
    assert not doors_out("import httpx\nfrom urllib.parse import urlsplit\nx: httpx.Timeout")
