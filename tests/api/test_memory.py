"""Row 48: what is sent does not stay in the server's memory."""

import itertools
from pathlib import Path

import pytest

from tests.api.conftest import TOKEN
from tests.api.test_hostile_requests import AUTHORIZED, BODIES, HEADERS, PATHS, exchange, request
from tests.servers.scout_service import ROOT, SECRET, scout_service

GROWTH_KB = 20_000
LARGE_BODIES = 30
CHUNKED = request("POST", "/run-agent", b"", AUTHORIZED + b"Transfer-Encoding: chunked\r\n")
LARGE = CHUNKED + (b"%x\r\n" % 1_000_000 + b"x" * 1_000_000 + b"\r\n") * 30 + b"0\r\n\r\n"
HOSTILE = [
    *(request(method, path) for method in ("GET", "POST") for path in PATHS),
    *(request("POST", "/run-agent", body) for body in BODIES),
    *(request("POST", "/run-agent", b"", AUTHORIZED + header) for header in HEADERS),
]


def most_kb(pid: int) -> int:
    """The most memory that the process ever held at once."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


@pytest.mark.long
def test_hostile_requests_however_large_leave_the_server_its_size(
    tmp_path: Path, redis_url: str
) -> None:
    """A process of its own: the tests' own memory would hide what it takes."""
    with scout_service(
        tmp_path,
        EMBEDDED="1",
        DATABASE_URL=f"sqlite:///{tmp_path}/scout.db",
        REDIS_URL=redis_url,
        SECRET_KEY=SECRET,
        BRAND_REPO_PATH=str(ROOT / "brand_repo.yaml"),
        API_TOKEN=TOKEN,
    ) as service:
        pid = service.start_api().pid
        statuses = [exchange(service.port, one) for one in HOSTILE]  # loads what is loaded once
        before = most_kb(pid)
        again = itertools.chain(HOSTILE, itertools.repeat(LARGE, LARGE_BODIES))
        statuses += [exchange(service.port, one) for one in again]
        assert most_kb(pid) - before < GROWTH_KB
    assert [status for status in statuses if status >= 500] == []
