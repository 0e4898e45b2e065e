"""Draws the faults of a lane and does them, several at once."""

import random
import threading
import time

from benchmarks.chaos.faults import FAULTS, Fault, wait_for_work
from benchmarks.chaos.lane import Lane

STRIKES_WORK = frozenset({"workers", "still", "database", "mails"})


class Breaker:
    """Does faults at an even pace, each in a thread of its own; one at a time for each target."""

    def __init__(self, lane: Lane, chance: random.Random) -> None:
        self.lane = lane
        self.chance = chance
        self.busy: set[str] = set()
        self.lock = threading.Lock()
        self.threads: list[threading.Thread] = []
        self.done = 0

    def go_on(self, until: float, every_seconds: float) -> None:
        """Break something every so often until that moment, then wait till all has healed."""
        while time.time() < until:
            self.break_something()
            pause = self.chance.uniform(0.5, 1.5) * every_seconds
            time.sleep(max(0.0, min(until - time.time(), pause)))
        for thread in self.threads:
            thread.join()

    def break_something(self) -> None:
        with self.lock:
            free = [fault for fault in FAULTS if fault.target not in self.busy]
            fault = self.chance.choices(free, [one.weight for one in free])[0]
            self.busy.add(fault.target)
        chance = random.Random(self.chance.random())
        thread = threading.Thread(target=self.carry_out, args=(fault, chance))
        thread.start()
        self.threads.append(thread)

    def carry_out(self, fault: Fault, chance: random.Random) -> None:
        if fault.target in STRIKES_WORK:
            wait_for_work(self.lane, chance)
        began = time.time()
        fault.do(self.lane, chance)
        self.lane.write_down("faults.jsonl", fault=fault.name, began=began, ended=time.time())
        with self.lock:
            self.busy.discard(fault.target)
            self.done += 1
