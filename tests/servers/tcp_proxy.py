"""Stands before a server and fails for it: refuses, falls silent, or cuts what is connected."""

import contextlib
import selectors
import socket
import threading
from types import TracebackType
from typing import Self

CHUNK = 65536
LOOK_SECONDS = 0.05


class TcpProxy:
    """`refuse()`, `fall_silent()`, `cut()` and `heal()` change what clients meet from then on.

    Silent, it accepts connections and passes nothing on, of the open ones neither. The target is
    a port of this machine, or the path of a socket.
    """

    def __init__(self, target: int | str) -> None:
        self.target = target
        self.silent = threading.Event()
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.open: set[socket.socket] = set()
        self.listener: socket.socket | None = listening(0)
        self.port = int(self.listener.getsockname()[1])
        self.threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self.thread(self.accept, self.listener)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.over.set()
        self.refuse()
        for thread in self.threads:
            thread.join(10)

    # --- faults ---------------------------------------------------------------------------------

    def refuse(self) -> None:
        """As when the server is not running."""
        with self.lock:
            listener, self.listener = self.listener, None
        if listener is not None:
            listener.close()
        self.cut()

    def cut(self) -> None:
        with self.lock:
            opened, self.open = self.open, set()
        for connection in opened:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def fall_silent(self) -> None:
        self.silent.set()

    def heal(self) -> None:
        self.silent.clear()
        if self.listener is None:
            self.listener = listening(self.port)
            self.thread(self.accept, self.listener)

    # --- what it does when all is well ----------------------------------------------------------

    def thread(self, work: object, *arguments: object) -> None:
        assert callable(work)
        started = threading.Thread(target=work, args=arguments, daemon=True)
        self.threads.append(started)
        started.start()

    def accept(self, listener: socket.socket) -> None:
        listener.settimeout(LOOK_SECONDS)
        while not self.over.is_set():
            try:
                client, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return  # refusing from now on
            self.thread(self.serve, client)

    def serve(self, client: socket.socket) -> None:
        with client:
            while self.silent.is_set():
                if self.over.wait(LOOK_SECONDS):
                    return
            with contextlib.suppress(OSError), self.connection() as server:
                with self.lock:
                    self.open |= {client, server}
                self.pass_on(client, server)

    def connection(self) -> socket.socket:
        if isinstance(self.target, int):
            return socket.create_connection(("127.0.0.1", self.target))
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.target)
        return server

    def pass_on(self, client: socket.socket, server: socket.socket) -> None:
        others = {client: server, server: client}
        with selectors.DefaultSelector() as selector:
            for one in others:
                selector.register(one, selectors.EVENT_READ)
            while not self.over.is_set():
                for key, _ in selector.select(LOOK_SECONDS):
                    source = key.fileobj
                    assert isinstance(source, socket.socket)
                    if not self.passed_on(source, others[source]):
                        return

    def passed_on(self, source: socket.socket, target: socket.socket) -> bool:
        while self.silent.is_set():
            if self.over.wait(LOOK_SECONDS):
                return False
        data = source.recv(CHUNK)
        if data:
            target.sendall(data)
        return bool(data)


def listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    return listener
