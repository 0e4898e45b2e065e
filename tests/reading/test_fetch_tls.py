"""Protected connections: checked certificates, and no way down to unprotected ones."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from app.parts.reading.types import BrokenError, Page, RefusedAddressError
from app.parts.web.fetch import Fetcher
from app.parts.web.fetching import aiohttp_session
from tests.servers.fetchers import USER_AGENT, Outcome, loopback, outcome_of, quick_limits, quickly
from tests.servers.hostile_web import HostileWeb, Play, answer, raw, redirect

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificate")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and self-signed certificate of good.example, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "certificate.pem"
    command = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += [
        "-days",
        "2",
        "-subj",
        "/CN=good.example",
        "-addext",
        "subjectAltName=DNS:good.example",
    ]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(made)]
    subprocess.run([str(OPENSSL), *command], check=True, capture_output=True)
    made.write_text(made.read_text() + (folder / "key.pem").read_text())
    return made


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fetcher trusts the certificate, as it would one of a known authority."""
    context = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(aiohttp_session, "_tls", lambda: context)


def served_with(certificate: Path) -> HostileWeb:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return HostileWeb({"/page": answer("hello")}, tls=context)


async def read(url: str, *webs: HostileWeb) -> Outcome:
    names = ("good.example", "bad.example")
    allowed = frozenset(f"{name}:{web.port}" for name in names for web in webs)
    limits = quick_limits()
    reader = Fetcher(USER_AGENT, limits=limits, allowed_private_hosts=allowed, lookup=loopback)
    async with reader:
        return await outcome_of(reader.get(url))


def read_from(certificate: Path, host: str) -> Outcome:
    async def scenario() -> Outcome:
        async with served_with(certificate) as web:
            return await read(web.url("/page", host), web)

    return quickly(scenario())


@pytest.mark.usefixtures("trusted")
def test_a_page_is_read_over_a_trusted_connection(certificate: Path) -> None:
    assert isinstance(read_from(certificate, "good.example"), Page)


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_name_is_not_accepted(certificate: Path) -> None:
    found = read_from(certificate, "bad.example")
    assert isinstance(found, BrokenError)
    assert "no valid certificate" in str(found)


def test_a_certificate_nobody_vouches_for_is_not_accepted(certificate: Path) -> None:
    found = read_from(certificate, "good.example")
    assert isinstance(found, BrokenError)
    assert "no valid certificate" in str(found)


@pytest.mark.usefixtures("trusted")
def test_a_server_that_speaks_no_tls_is_a_broken_site() -> None:
    async def scenario() -> Outcome:
        async with HostileWeb({"/page": answer("hello")}) as web:
            return await read(f"https://good.example:{web.port}/page", web)

    assert isinstance(quickly(scenario()), BrokenError)


@pytest.mark.usefixtures("trusted")
def test_a_redirect_leads_up_to_https_and_nothing_is_read_down_there(certificate: Path) -> None:
    async def scenario() -> tuple[Outcome, Outcome]:
        async with served_with(certificate) as safe, HostileWeb() as open_web:
            open_web.plays |= {
                "/up": redirect(safe.url("/page", "good.example")),
                "/page": answer("said in the open"),
            }
            safe.plays["/down"] = redirect(open_web.url("/page", "good.example"))
            up = await read(open_web.url("/up", "good.example"), safe, open_web)
            down = await read(safe.url("/down", "good.example"), safe, open_web)
            return up, down

    up, down = quickly(scenario())
    assert isinstance(up, Page)
    assert isinstance(down, RefusedAddressError)
    assert "from https down to http" in str(down)


@pytest.mark.usefixtures("trusted")
def test_a_redirect_down_to_another_host_is_not_even_asked(certificate: Path) -> None:
    async def scenario() -> tuple[Outcome, list[str]]:
        async with served_with(certificate) as safe, HostileWeb() as open_web:
            open_web.plays["/page"] = redirect(safe.url("/page", "good.example"))
            safe.plays["/down"] = redirect(open_web.url("/page", "bad.example"))
            found = await read(safe.url("/down", "good.example"), safe, open_web)
            return found, open_web.paths(robots=True)

    found, asked_in_the_open = quickly(scenario())
    assert isinstance(found, RefusedAddressError)
    assert asked_in_the_open == []


@pytest.mark.usefixtures("trusted")
def test_a_way_that_ends_protected_at_the_same_host_is_gone(certificate: Path) -> None:
    """As a server does that knows nothing of the proxy before it, when it adds a slash."""

    async def scenario() -> tuple[Outcome, list[str], str | None]:
        async with served_with(certificate) as safe, HostileWeb() as open_web:
            open_web.plays["/page/"] = redirect(safe.url("/page/", "good.example"))
            down = open_web.url("/page/", "good.example")
            safe.plays |= {
                "/page": answer(status="301 M", Location=down, Set_Cookie="a=1"),
                "/page/": answer("said in safety"),
            }
            found = await read(safe.url("/page", "good.example"), safe, open_web)
            return found, open_web.paths(), open_web.seen[-1].headers.get("cookie")

    found, asked_in_the_open, cookie = quickly(scenario())
    assert isinstance(found, Page)
    assert found.body == b"said in safety"
    assert found.url.startswith("https://good.example")
    assert asked_in_the_open == ["/page/"]
    assert cookie is None  # it was set on a protected way


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    "play",
    [
        answer("said in the open"),
        answer("<meta http-equiv=refresh content='0;url=https://good.example/page'>"),
        answer(status="404 Not Found"),
        answer(status="503 Service Unavailable", Retry_After="3600"),
        raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    ],
)
def test_nothing_but_a_redirect_is_taken_from_the_open_stretch(
    certificate: Path, play: Play
) -> None:
    async def scenario() -> Outcome:
        async with served_with(certificate) as safe, HostileWeb({"/open": play}) as open_web:
            safe.plays["/down"] = redirect(open_web.url("/open", "good.example"))
            return await read(safe.url("/down", "good.example"), safe, open_web)

    assert isinstance(quickly(scenario()), RefusedAddressError)


@pytest.mark.usefixtures("trusted")
def test_the_open_stretch_cannot_lead_to_another_host(certificate: Path) -> None:
    async def scenario() -> tuple[Outcome, list[str]]:
        async with served_with(certificate) as safe, HostileWeb() as open_web:
            open_web.plays |= {
                "/open": redirect(open_web.url("/further", "good.example")),
                "/further": redirect(safe.url("/evil", "bad.example")),
            }
            safe.plays |= {
                "/down": redirect(open_web.url("/open", "good.example")),
                "/evil": answer("another site's page"),
            }
            found = await read(safe.url("/down", "good.example"), safe, open_web)
            return found, safe.paths()

    found, asked_in_safety = quickly(scenario())
    assert isinstance(found, RefusedAddressError)
    assert asked_in_safety == ["/down"]
