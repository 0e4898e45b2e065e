"""What is done to a lane: a name, how often, and how. Each fault heals what it broke."""

import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chaos.lane import Lane, kill_group
from benchmarks.chaos.mail_server import MODES
from benchmarks.chaos.stores import disturb_redis, send
from tests.servers.killing import descendants_of, work_processes_of
from tests.servers.model_endpoint import fails, hangs, hangs_up, says

Do = Callable[[Lane, random.Random], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """`target` is what it breaks: one fault at a time for each."""

    name: str
    target: str
    weight: int
    do: Do


def short(chance: random.Random) -> float:
    return chance.uniform(1, 6)


def longer(chance: random.Random) -> float:
    return chance.uniform(8, 20)


# --- processes --------------------------------------------------------------------------------


def wait_for_work(lane: Lane, chance: random.Random) -> None:
    """Until a run is under way, and then some: so that faults strike it at any moment."""
    deadline = time.time() + lane.slot_seconds
    while time.time() < deadline and not lane.work_processes():
        time.sleep(0.1)
    time.sleep(chance.uniform(0, 5))


def busy_worker(lane: Lane, chance: random.Random) -> int | None:
    """A worker whose work process is at it, if any is; else any worker."""
    alive = [one.pid for one in lane.workers if one.pid]
    busy = [pid for pid in alive if work_processes_of(pid)]
    return chance.choice(busy or alive) if alive else None


def kill_worker(lane: Lane, chance: random.Random) -> None:
    if pid := busy_worker(lane, chance):
        send([pid], signal.SIGKILL)


def kill_work_process(lane: Lane, chance: random.Random) -> None:
    if at_work := lane.work_processes():
        send([chance.choice(at_work)], signal.SIGKILL)


def kill_both(lane: Lane, chance: random.Random) -> None:
    if pid := busy_worker(lane, chance):
        for child in work_processes_of(pid):
            kill_group(child)
        kill_group(pid)


def terminate_worker(lane: Lane, chance: random.Random) -> None:
    if pid := busy_worker(lane, chance):
        send([pid], signal.SIGTERM)


def terminate_twice(lane: Lane, chance: random.Random) -> None:
    if pid := busy_worker(lane, chance):
        send([pid], signal.SIGTERM)
        time.sleep(1)
        send([pid], signal.SIGTERM)


def kill_api(lane: Lane, _chance: random.Random) -> None:
    if lane.api.pid:
        send([lane.api.pid], signal.SIGKILL)


def terminate_api(lane: Lane, _chance: random.Random) -> None:
    if lane.api.pid:
        send([lane.api.pid], signal.SIGTERM)


def stop_api(lane: Lane, chance: random.Random) -> None:
    if lane.api.pid:
        pause([lane.api.pid], longer(chance))


def stop_work_process(lane: Lane, chance: random.Random) -> None:
    """Long enough for its run to be taken over; then it wakes up and finds it gone."""
    if at_work := lane.work_processes():
        pause([chance.choice(at_work)], chance.uniform(50, 75))


def stop_worker(lane: Lane, chance: random.Random) -> None:
    if pid := busy_worker(lane, chance):
        pause([pid, *descendants_of(pid)], chance.uniform(50, 75))


def pause(processes: list[int], seconds: float) -> None:
    send(processes, signal.SIGSTOP)
    time.sleep(seconds)
    send(processes, signal.SIGCONT)


# --- outside parts ----------------------------------------------------------------------------


def redis_fault(name: str) -> Do:
    def do(lane: Lane, chance: random.Random) -> None:
        away = chance.uniform(20, 40) if name == "redis away" else longer(chance)
        disturb_redis(lane.redis, name, short(chance) if name == "redis restarted" else away)

    return do


def database_fault(lane: Lane, chance: random.Random) -> None:
    name = chance.choice(lane.store.faults())
    lane.store.disturb(name, short(chance) if "restarted" in name else longer(chance))


def mail_fault(lane: Lane, chance: random.Random) -> None:
    lane.mails.mode = chance.choice(MODES)
    time.sleep(chance.uniform(10, 30))
    lane.mails.mode = "ok"


def site_fault(lane: Lane, chance: random.Random) -> None:
    site = chance.choice(lane.sites)
    site.mode = chance.choice(("reset", "hang", "broken", "trap"))
    time.sleep(longer(chance))
    site.mode = "ok"


def all_sites_fault(lane: Lane, chance: random.Random) -> None:
    for site in lane.sites:
        site.mode = "broken"
    time.sleep(longer(chance))
    for site in lane.sites:
        site.mode = "ok"


def model_fault(lane: Lane, chance: random.Random) -> None:
    lane.model.always = chance.choice(
        (fails(503), fails(429), hangs, hangs_up, says("I would rather not."), fails(401))
    )
    time.sleep(longer(chance))
    lane.model.always = None


def brand_file_fault(lane: Lane, chance: random.Random) -> None:
    broken_for_a_while(lane.brand_file, "brands: nonsense", longer(chance))


def greeter_file_fault(lane: Lane, chance: random.Random) -> None:
    broken_for_a_while(lane.greeter_file, "nobody", longer(chance))


def broken_for_a_while(path: Path, broken: str, seconds: float) -> None:
    """Written beside it and moved into its place: no process reads half a file."""
    whole = path.read_text()
    for text, wait in ((broken, seconds), (whole, 0.0)):
        beside = path.with_suffix(".new")
        beside.write_text(text)
        beside.replace(path)
        time.sleep(wait)


def ask_for_runs(lane: Lane, _chance: random.Random) -> None:
    """Five people press the button at once."""
    threads = [threading.Thread(target=ask_for_run, args=(lane.port,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def ask_for_run(port: int) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/run-agent", b"", method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()
    except OSError:
        return


FAULTS = (
    Fault("worker killed", "workers", 5, kill_worker),
    Fault("work process killed", "workers", 5, kill_work_process),
    Fault("worker and work process killed", "workers", 4, kill_both),
    Fault("worker terminated", "workers", 3, terminate_worker),
    Fault("worker terminated twice", "workers", 2, terminate_twice),
    Fault("work process stood still", "still", 2, stop_work_process),
    Fault("worker stood still", "still", 2, stop_worker),
    Fault("API killed", "api", 3, kill_api),
    Fault("API terminated", "api", 1, terminate_api),
    Fault("API stood still", "api", 1, stop_api),
    Fault("redis restarted", "redis", 3, redis_fault("redis restarted")),
    Fault("redis away", "redis", 1, redis_fault("redis away")),
    Fault("redis frozen", "redis", 2, redis_fault("redis frozen")),
    Fault("redis emptied", "redis", 3, redis_fault("redis emptied")),
    Fault("database disturbed", "database", 5, database_fault),
    Fault("mail server faulty", "mails", 7, mail_fault),
    Fault("one site faulty", "sites", 4, site_fault),
    Fault("all sites broken", "sites", 1, all_sites_fault),
    Fault("model faulty", "model", 4, model_fault),
    Fault("brand file broken", "brand file", 2, brand_file_fault),
    Fault("the second agent's file broken", "greeter file", 3, greeter_file_fault),
    Fault("five requests at once", "requests", 3, ask_for_runs),
)
