"""Troubles that a run of the second agent may have, by the name of its profile."""

import asyncio
import os
import signal

from app.parts.parts import Parts

SECONDS = {"slow": 6, "endless": 3600}
"""How long it thinks of what to write."""


async def make_trouble(profile: str, _parts: Parts) -> None:
    if profile == "crash":
        raise RuntimeError("a bug of the greeter")
    if profile == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if profile in SECONDS:
        await asyncio.sleep(SECONDS[profile])
