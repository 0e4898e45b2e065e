"""The clock of waits and limits: the running loop's, so that all agree on what a second is."""

import asyncio


def loop_seconds() -> float:
    """Seconds that never go back; the same as `time.monotonic` unless the loop has its own."""
    return asyncio.get_running_loop().time()
