"""What the demo is started with: a folder to itself, its brand file, its settings and a port, and
what the agents bring."""

import fcntl
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import TextIO

import yaml

from app.agents.scout.brand.located_yaml import Value, read_located_yaml
from app.lib.clock import utc_now
from app.lib.errors import MisconfiguredError
from app.lib.settings.settings import Settings, load_settings
from app.parts.demo.part import DemoPart, Hosts
from app.parts.parts import open_parts
from app.service.agents import AGENTS
from app.service.demo.server import SampleSite

HEADING = "# Written by the demo from {source}; a change made here is lost at the next start.\n"
OURS = frozenset(str(field.alias) for field in Settings.model_fields.values())


class DemoError(Exception):
    """The demo could not show what it should; the message says why."""


@contextmanager
def only_one(path: Path) -> Iterator[Callable[[str], None]]:
    """One demo at a time in a folder: a second would delete what the first one still works with.

    Holds the lock on the file; yields what takes the demo's address, for a second one to tell.

    Raises MisconfiguredError when a demo holds it. It ends with the process, however that ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise MisconfiguredError([told_of(lock.read())]) from None

        def note(text: str) -> None:
            lock.write(text)
            lock.flush()

        lock.truncate(0)
        note(str(os.getpid()))
        yield lambda address: note(f" {address}")


def told_of(noted: str) -> str:
    """`noted` is the first demo's process and, once it is known, its address."""
    process, _, address = noted.partition(" ")
    where = f", at {address}" if address else ""
    kill = f", or with: kill {process}" if process else ""
    return f"A demo is running here already{where}. Stop it with Ctrl-C in its window{kill}"


def write_demo_brand_file(source: Path, sites: Iterable[SampleSite], target: Path) -> None:
    """The shipped brand, with the sample newsroom in place of its sites, in `target`; makes its
    folder. Raises MisconfiguredError when `source` is no brand file.

    A site's kind is left out: finding out what an address leads to is part of what is shown.
    """
    document = read_located_yaml(source).value
    brands = document.get("brands") if isinstance(document, dict) else None
    if not isinstance(brands, list):
        raise MisconfiguredError([f"{source.name} line 1: there is no list of brands in the file"])
    places = tuple(sites)
    demo = [_with_sites(brand, places) for brand in brands]
    text = yaml.safe_dump({"brands": demo}, sort_keys=False, allow_unicode=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(HEADING.format(source=source.name) + text, encoding="utf-8")


def _with_sites(brand: Value, sites: tuple[SampleSite, ...]) -> Value:
    # A list of its own for each brand: the same one twice would be dumped as an alias, which the
    # brand file's reader refuses.
    named: list[Value] = [{"name": site.name, "url": site.url} for site in sites]
    return {**brand, "sites": named} if isinstance(brand, dict) else brand


def demo_environment(hosts: Iterable[str], port: int, more: Mapping[str, str]) -> dict[str, str]:
    """The user's own settings are left out: the demo mails nobody and asks no model. `hosts`: the
    sample sites' "host:port"; `more`: what the agents' parts need set."""
    inherited = {name: text for name, text in os.environ.items() if name not in OURS}
    ours = {
        "EMBEDDED": "1",
        "PUBLIC_URL": f"http://localhost:{port}",
        "BRAND_REPO_PATH": "brand_repo.yaml",
        "DATA_DIRECTORY": ".",
        "EMAIL_TO": "social@localhost,brand-manager@localhost",
        "FETCH_ALLOWED_PRIVATE_HOSTS": ",".join(sorted(hosts)),
    }
    return {**inherited, **more, **ours}


def free_port(wanted: int) -> int:
    """The wanted port, or any free one when another program has it."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoError("No free port was found on this machine.")


class AgentsParts:
    """Of every agent that has one: served, set, and played before the service starts."""

    def __init__(self) -> None:
        brought = (agent.demo() for agent in AGENTS)
        self.parts: Sequence[DemoPart] = [part for part in brought if part is not None]

    @property
    def settings(self) -> Mapping[str, str]:
        return {name: text for part in self.parts for name, text in part.settings.items()}

    def look_at(self, base: str) -> Sequence[str]:
        return [line for part in self.parts for line in part.look_at(base)]

    def serve(self, stack: ExitStack) -> Hosts:
        """Until the stack is closed."""
        now = utc_now()
        served = [stack.enter_context(part.serve(now)) for part in self.parts]
        return frozenset().union(*served)

    def play(self, environ: Mapping[str, str], log: TextIO) -> Sequence[str]:
        """What is told of it; log lines go where those of the service do. Raises ScoutError."""
        with redirect_stdout(log):
            opened = open_parts(load_settings(environ), need_redis=False)
        try:
            return [line for part in self.parts for line in part.play(opened)]
        finally:
            opened.close()
