"""Whether a port is free, asked before anything is started that would listen there."""

import asyncio
import errno

from app.lib.errors import MisconfiguredError

LAST_PORT = 65535


def check_port(host: str, port: int, choose: str) -> None:
    """Raises MisconfiguredError when another program has the port; `choose` is the command for
    another one, up to its number. What else may be wrong with the host is told by the server.
    """
    try:
        asyncio.run(_bind(host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise MisconfiguredError([told_of(port, choose)]) from error


def told_of(port: int, choose: str) -> str:
    other = port + 1 if port < LAST_PORT else port - 1
    return (
        f"Port {port} is taken by another program. "
        f"Stop that one, or choose another port, for example: {choose}{other}"
    )


async def _bind(host: str, port: int) -> None:
    """As uvicorn does, so that the two never differ about a port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(asyncio.Protocol, host, port, start_serving=False)
    server.close()
