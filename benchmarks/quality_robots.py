"""Real robots.txt files judged as protego judges them, measured by `make quality`."""

import tarfile
import time
from collections.abc import Iterator, Mapping

from protego import Protego

from app.parts.web.robots import decode_robots, parse_robots
from benchmarks.given_data import given_data

SITE = "https://example.com"
PROGRAM = "Scout"
PATHS = (
    "/",
    "/news/2026/a-story.html",
    "/search?q=pizza",
    "/admin/",
    "/wp-admin/x.php",
    "/feed.xml",
)


def real_files() -> Iterator[bytes]:
    with tarfile.open(given_data("robots", "real-robots-test_data.tar.xz")) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is not None:
                yield file.read()


def verdicts(body: bytes) -> list[bool]:
    rules = parse_robots(decode_robots(body), PROGRAM)
    return [rules.allows(SITE + path) for path in PATHS]


def wanted(body: bytes) -> list[bool]:
    reference = Protego.parse(body.decode("utf-8-sig", errors="replace"))
    return [reference.can_fetch(SITE + path, PROGRAM) for path in PATHS]


def figures() -> Mapping[str, float]:
    """The share of files with every verdict equal, and the slowest file in seconds of CPU."""
    files = equal = 0
    slowest = 0.0
    for body in real_files():
        started = time.process_time()
        found = verdicts(body)
        slowest = max(slowest, time.process_time() - started)
        files += 1
        equal += found == wanted(body)
    return {
        "robots files": files,
        "robots verdicts equal": equal / files,
        "robots slowest s": slowest,
    }
