"""What servers that run in a thread of their own have in common: how they start and end."""

import socketserver
import threading
from types import TracebackType
from typing import Self

LOOK_SECONDS = 0.02
"""So long a stop waits at most."""


class Threaded:
    """`with` runs `server`, which is bound already, and ends it."""

    server: socketserver.BaseServer

    def __enter__(self) -> Self:
        serve = self.server.serve_forever
        threading.Thread(target=serve, args=(LOOK_SECONDS,), daemon=True).start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
