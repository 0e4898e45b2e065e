"""Protected connections: checked certificates, and no way down to unprotected ones."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from app.reading.fetch import Fetcher
from app.reading.fetching import transport
from app.reading.types import BrokenError, Page, RefusedAddressError
from tests.servers.fetchers import USER_AGENT, Outcome, loopback, outcome_of, quick_limits, quickly
from tests.servers.hostile_web import HostileWeb, answer, redirect

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
    monkeypatch.setattr(transport, "_tls", lambda: context)


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
def test_a_redirect_leads_up_to_https_and_never_down(certificate: Path) -> None:
    async def scenario() -> tuple[Outcome, Outcome, list[str]]:
        async with served_with(certificate) as safe, HostileWeb() as open_web:
            open_web.plays["/up"] = redirect(safe.url("/page", "good.example"))
            safe.plays["/down"] = redirect(open_web.url("/page", "good.example"))
            up = await read(open_web.url("/up", "good.example"), safe, open_web)
            down = await read(safe.url("/down", "good.example"), safe, open_web)
            return up, down, open_web.paths()

    up, down, asked_in_the_open = quickly(scenario())
    assert isinstance(up, Page)
    assert isinstance(down, RefusedAddressError)
    assert asked_in_the_open == ["/up"]
