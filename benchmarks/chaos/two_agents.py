"""The processes of a service that has the tests' second agent in its list, beside the scout.

python -m benchmarks.chaos.two_agents api 8000
python -m benchmarks.chaos.two_agents worker
"""

import os
import sys
from dataclasses import replace
from datetime import timedelta

import uvicorn

from app.lib.settings.settings import Settings
from app.service import agents, worker_process
from tests.second_agent.agent import GREETER, addresses

PROFILES = ("everybody", "slow")
"""One writes at once. The other thinks for a while, so that faults strike it at work."""
INTERVAL = "CHAOS_GREETER_SECONDS"


def profiles(_: Settings) -> tuple[str, ...]:
    """Raises MisconfiguredError."""
    addresses()
    return PROFILES


def interval(_: Settings) -> timedelta:
    return timedelta(seconds=float(os.environ[INTERVAL]))


def main() -> None:
    greeter = replace(GREETER, profiles=profiles, interval=interval)
    agents.AGENTS = (*agents.AGENTS, greeter)
    process, *arguments = sys.argv[1:]
    if process == "worker":
        worker_process.main()
    else:
        uvicorn.run("app.main:app", port=int(arguments[0]))


if __name__ == "__main__":
    main()
