"""A real Radicale, a CalDAV server, on loopback with one empty calendar."""

import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.services import free_port, wait_until_listening

MAKE = (
    b'<?xml version="1.0" encoding="utf-8"?><c:mkcalendar xmlns:d="DAV:" '
    b'xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:displayname>Calls</d:displayname>'
    b"</d:prop></d:set></c:mkcalendar>"
)


class RadicaleServer:
    """`stop` and `start` keep what it stores."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/team/calls"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "radicale", "--config", ""),
                *("--server-hosts", f"127.0.0.1:{self.port}"),
                *("--storage-filesystem-folder", str(self.folder), "--auth-type", "none"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until_listening(self.port, self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def ask(self, method: str, path: str = "", body: bytes | None = None) -> bytes:
        request = urllib.request.Request(f"{self.url}{path}", body, method=method)
        request.add_header(
            "Content-Type", "text/xml" if method == "MKCALENDAR" else "text/calendar"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())

    def texts(self) -> list[str]:
        """Every event that it holds, as its files have it."""
        return [path.read_text("utf-8") for path in self.files()]

    def files(self) -> list[Path]:
        found = sorted(self.folder.rglob("*.ics"))
        return [path for path in found if ".Radicale.cache" not in path.parts]


@contextmanager
def radicale_server() -> Iterator[RadicaleServer]:
    folder = Path(tempfile.mkdtemp(prefix="scout-radicale-"))
    server = RadicaleServer(folder)
    server.start()
    try:
        server.ask("MKCOL", "/../")
        server.ask("MKCALENDAR", "/", MAKE)
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
