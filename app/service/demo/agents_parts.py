"""What the agents bring to the demo: served, set, and played before the service starts."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, redirect_stdout
from typing import TextIO

from app.lib.clock import utc_now
from app.lib.settings.settings import load_settings
from app.parts.demo.part import DemoPart, Hosts
from app.parts.parts import open_parts
from app.service.agents import AGENTS


class AgentsParts:
    """Of every agent that has one."""

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
