"""`make demo`: one whole run on this machine alone, then the service stays up.

Nothing is simulated: an own Redis, SQLite, the API, the scheduler and a worker read a sample
newsroom over real HTTP; only the stories are made up, and the mails are files.
"""

import argparse
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.lib.clock import utc_now
from app.lib.errors import MisconfiguredError
from app.parts.parts import exit_in_plain_words
from app.parts.queue.embedded_redis import embedded_redis
from app.service.demo.installation import (
    AgentsParts,
    DemoError,
    demo_environment,
    free_port,
    only_one,
    write_demo_brand_file,
)
from app.service.demo.server import Newsroom
from app.service.run_both import Together, stop_on_sigterm

DEMO_DIRECTORY = Path("data/demo")
LOCK = Path("data/demo.lock")  # beside the folder, which each demo deletes
START_SECONDS = 60
RUN_SECONDS = 180


def main() -> None:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="stop after the run")
    arguments = parser.parse_args()
    stop_on_sigterm()
    try:
        with only_one(LOCK) as note_address:
            show(enter_empty_folder(), note_address, stay=not arguments.once)
    except MisconfiguredError as error:
        exit_in_plain_words(error)
    except DemoError as error:
        say(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        say("Stopped.")


def enter_empty_folder() -> Path:
    """The shipped brand file, whose place is no longer the working directory."""
    shipped = Path("brand_repo.yaml").resolve()
    shutil.rmtree(DEMO_DIRECTORY, ignore_errors=True)  # yesterday's stories would be known ones
    DEMO_DIRECTORY.mkdir(parents=True)
    os.chdir(DEMO_DIRECTORY)
    return shipped


def show(shipped: Path, note_address: Callable[[str], None], *, stay: bool) -> None:
    port = free_port(8000)
    note_address(f"http://localhost:{port}")
    with ExitStack() as stack:
        newsroom = stack.enter_context(Newsroom(utc_now()))
        write_demo_brand_file(shipped, newsroom.site_urls, Path("brand_repo.yaml"))
        played = AgentsParts()
        hosts = newsroom.allowed_hosts | played.serve(stack)
        stack.enter_context(embedded_redis(Path()))
        log = stack.enter_context(Path("demo.log").open("w", encoding="utf-8"))
        environ = demo_environment(hosts, port, played.settings)
        say("Playing what happened before today …")
        told = played.play(environ, log)
        together = stack.enter_context(Together(port, environ, log.fileno()))
        say(f"Reading {len(newsroom.site_urls)} sample sites on this machine …")
        tell(run_once(f"http://localhost:{port}", together))
        say("\n".join(("", *told)))
        if stay:
            stay_up(f"http://localhost:{port}", played, together)


def stay_up(base: str, played: AgentsParts, together: Together) -> None:
    for line in played.look_at(base):
        say(line)
    say(f"\nDashboard: {base}\n")
    say("The service stays up and runs every ten minutes; Ctrl-C stops it.")
    wait_until_ended(together)


def run_once(base: str, together: Together) -> Mapping[str, Any]:
    """Ask for a run and wait for its end; its row as JSON."""
    wait_for(f"{base}/ready", together)
    url = base + ask("POST", f"{base}/run-agent")["url"]
    deadline = time.monotonic() + RUN_SECONDS
    while time.monotonic() < deadline:
        run = ask("GET", url)
        if run["status"] not in {"pending", "running"}:
            return run
        time.sleep(0.3)
    raise DemoError("The run did not end in time; data/demo/demo.log says what happened.")


def wait_for(url: str, together: Together) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if together.ended() is not None:
            break
        try:
            ask("GET", url)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise DemoError("The service did not start; data/demo/demo.log says why.")


def ask(method: str, url: str) -> dict[str, Any]:
    request = urllib.request.Request(url, method=method)  # noqa: S310 (our own loopback address)
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        read: dict[str, Any] = json.loads(answer.read())
        return read


def tell(run: Mapping[str, Any]) -> None:
    result = run["result"]
    counts = result.get("counts", {})
    say(
        f"Run {run['id']} {run['status']}: {counts.get('found', 0)} links found, "
        f"{counts.get('evaluated', 0)} stories scored, {counts.get('duplicates', 0)} told twice, "
        f"{counts.get('unsafe', 0)} held back."
    )
    if run["error_message"]:
        say(run["error_message"])
    for site in result.get("sites", []):
        if site["error"]:
            say(f"  Not read: {site['name']} ({site['status']}): {site['error']}")
    say("\nPicked, and why:")
    for find in result.get("top", []):
        also = ", ".join(other["site"] for other in find["also_in"])
        say(f"  {find['rank']}. {find['title']} ({find['site']}, score {find['score']})")
        say(f"     {find['reason']}" + (f" Also in {also}." if also else ""))
    say("\nScored by the keyword scorer, because no model key is set in the demo.")
    say("Mails, one for each recipient (open one in a mail program):")
    for path in sorted(Path("outbox").glob("run-*.eml")):
        say(f"  {DEMO_DIRECTORY / path}")


def wait_until_ended(together: Together) -> None:
    while together.ended() is None:
        time.sleep(0.5)
    raise DemoError("A process ended by itself; data/demo/demo.log says why.")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
