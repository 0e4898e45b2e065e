"""Attacks on the sandbox, and the host that they are made on."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.lib.settings.team import TeamSettings
from app.parts.sandbox.program import Limits, Outcome, Program
from app.parts.sandbox.sandbox import run_in_sandbox

HERE = Path(__file__).parent
ATTACKS: dict[str, dict[str, str]] = yaml.safe_load((HERE / "attacks.yaml").read_text("utf-8"))
FLOODS: dict[str, dict[str, str]] = yaml.safe_load((HERE / "floods.yaml").read_text("utf-8"))
PREAMBLE = (HERE / "preamble.txt").read_text("utf-8")
SECRET = "the host's secret"
SANDBOX = TeamSettings()
NAME = f"attack_{os.getpid()}.py"
"""Of this process alone: others may attack at the same time."""


def run(code: str, stdin: str = "", limits: Limits = Limits()) -> Outcome:  # noqa: B008 (frozen)
    return asyncio.run(run_in_sandbox(attack(code, stdin, limits), SANDBOX))


def attack(code: str, stdin: str = "", limits: Limits = Limits()) -> Program:  # noqa: B008 (frozen)
    return Program({NAME: code}, NAME, stdin, limits)


@dataclass(frozen=True)
class Host:
    """What a program could reach if it got out. `heard`: sockets that hear of it."""

    folder: Path
    names: dict[str, Any]
    heard: tuple[socket.socket, ...]

    def attack(self, code: str) -> str:
        return f"HOST = {self.names!r}\n{PREAMBLE}\n{code}\nprint('END', flush=True)\n"

    def is_unharmed(self) -> bool:
        """Files are as they were, the devices too, and nobody knocked."""
        names = sorted(path.name for path in self.folder.iterdir())
        devices = [os.stat(f"/dev/{name}") for name in ("null", "zero")]
        return (
            names == ["listening", "secret", "spare"]
            and (self.folder / "secret").read_text("utf-8") == SECRET
            and all((d.st_mode & 0o777, d.st_uid) == (0o666, 0) for d in devices)
            and not any(map(has_heard, self.heard))
        )


def has_heard(one: socket.socket) -> bool:
    one.setblocking(False)
    try:
        return bool(one.recv(1) if one.type == socket.SOCK_DGRAM else one.accept())
    except BlockingIOError:
        return False


@contextmanager
def standing_host(folder: Path) -> Iterator[Host]:
    folder.mkdir()
    for name in ("secret", "spare"):
        (folder / name).write_text(SECRET, "utf-8")
    with ExitStack() as closing:
        tcp = closing.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = closing.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        abstract = f"brand-scout-{folder}"
        unix = [listening_at(closing, p) for p in (str(folder / "listening"), f"\0{abstract}")]
        names = {
            "secret": str(folder / "secret"),
            "spare": str(folder / "spare"),
            "project": str(HERE.parent.parent),
            "pid": os.getpid(),
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "unix": str(folder / "listening"),
            "abstract": abstract,
        }
        yield Host(folder, names, (tcp, udp, *unix))


def listening_at(closing: ExitStack, address: str) -> socket.socket:
    listener = closing.enter_context(socket.socket(socket.AF_UNIX))
    listener.bind(address)
    listener.listen()
    return listener


def strangers(name: str = NAME) -> list[int]:
    """Processes that run a program in the sandbox, or that it left behind."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"/program/{name}".encode() in path.read_bytes():
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found
