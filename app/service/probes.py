"""Looks at parts that may hang, within a time limit and side by side."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait

from app.lib.errors import ScoutError

LOOK_SECONDS = 5.0
Check = Callable[[], None]


class Probes:
    """Each check raises a ScoutError in plain words when its part is not well.

    A check that still hangs is not started a second time: whoever asks again and again must not
    pile up threads.
    """

    def __init__(self, checks: Mapping[str, Check], seconds: float = LOOK_SECONDS) -> None:
        self.checks = dict(checks)
        self.seconds = seconds
        self.running: dict[str, Future[str]] = {}
        self.lock = threading.Lock()

    def look(self, seconds: float | None = None) -> dict[str, str]:
        """ "ok" or what is wrong, for each part, after `seconds` at the latest."""
        seconds = self.seconds if seconds is None else seconds
        with self.lock:
            looks = {name: self.begin(name, check) for name, check in self.checks.items()}
        wait(looks.values(), timeout=seconds)
        return {
            name: look.result() if look.done() else silent(name, seconds)
            for name, look in looks.items()
        }

    def begin(self, name: str, check: Check) -> "Future[str]":
        running = self.running.get(name)
        if running is not None and not running.done():
            return running
        look: Future[str] = Future()
        self.running[name] = look
        threading.Thread(target=carry_out, args=(check, look), daemon=True, name=name).start()
        return look


def silent(name: str, seconds: float) -> str:
    unit = "second" if seconds == 1 else "seconds"
    return f"The check of the {name} got no answer within {seconds:g} {unit}."


def carry_out(check: Check, look: "Future[str]") -> None:
    told = "The look itself failed; the log says why."
    try:
        check()
        told = "ok"
    except ScoutError as error:
        told = str(error)
    finally:
        look.set_result(told)
