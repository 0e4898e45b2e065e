"""What may travel through Redis: JSON, and only the functions named here.

Redis is the doorbell of the house, so whoever can write to it must not be able to run code with
it: RQ's default would unpickle anything, and even with JSON it would import any function by its
name (`os.system` ran), any callback, and post to any webhook that a job names.
"""

import importlib
from collections.abc import Callable
from typing import Any

from rq.exceptions import InvalidJobOperation
from rq.job import Job
from rq.queue import Queue

PERFORM_RUN = "app.jobs.perform_run"
DELIVER_MAILS = "app.jobs.deliver_mails"
ALLOWED = frozenset({PERFORM_RUN, DELIVER_MAILS})


class ForbiddenJobError(InvalidJobOperation):
    """A job in Redis names a function that is not ours."""


class ScoutJob(Job):
    """An RQ job that runs nothing but the allowed functions and no callbacks or webhooks."""

    @property
    def func(self) -> Callable[..., Any]:
        name = self.func_name
        if name not in ALLOWED or self.instance is not None:
            raise ForbiddenJobError(f"{name!r} is not a job of this service")
        module, _, function = name.rpartition(".")
        found: Callable[..., Any] = getattr(importlib.import_module(module), function)
        return found

    @property
    def success_callback(self) -> None:
        return None

    @property
    def failure_callback(self) -> None:
        return None

    @property
    def stopped_callback(self) -> None:
        return None

    def send_webhooks(self, *_: object, **__: object) -> None:
        return


class ScoutQueue(Queue):
    job_class = ScoutJob
