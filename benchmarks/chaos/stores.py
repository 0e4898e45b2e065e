"""The databases and Redis servers of a lane, with what can be done to them."""

import os
import signal
import sqlite3
import time
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from tests.servers.restartable_postgresql import RestartablePostgresql
from tests.servers.services import RedisServer


class Store(Protocol):
    """A database that can be disturbed. Each disturbance lasts about `seconds`, then it heals."""

    @property
    def url(self) -> str: ...

    def faults(self) -> tuple[str, ...]: ...

    def disturb(self, fault: str, seconds: float) -> None: ...


class SqliteStore:
    def __init__(self, directory: Path) -> None:
        self.path = directory / "scout.db"
        self.url = f"sqlite:///{self.path}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        return

    def faults(self) -> tuple[str, ...]:
        return ("database locked",)

    def disturb(self, fault: str, seconds: float) -> None:  # noqa: ARG002 (it has but one)
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        try:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return  # a process that was made to stand still holds the lock: that is fault enough
        finally:
            connection.close()


class PostgresqlStore(RestartablePostgresql):
    @property
    def url(self) -> str:
        return self.uri

    def faults(self) -> tuple[str, ...]:
        return ("database restarted", "database connections cut", "database frozen")

    def disturb(self, fault: str, seconds: float) -> None:
        if fault == "database connections cut":
            self.cut_connections()
        elif fault == "database frozen":
            self.freeze(seconds)
        else:
            self.stop()
            time.sleep(seconds)
            self.start()

    def cut_connections(self) -> None:
        engine = create_engine(self.url.replace("postgresql://", "postgresql+psycopg://"))
        try:
            with engine.connect() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                    )
                )
        except SQLAlchemyError:
            return  # down already
        finally:
            engine.dispose()

    def freeze(self, seconds: float) -> None:
        processes = [self.postmaster(), *children(self.postmaster())]
        send(processes, signal.SIGSTOP)
        time.sleep(seconds)
        send(processes, signal.SIGCONT)

    def postmaster(self) -> int:
        lines = (self.home / "data" / "postmaster.pid").read_text().splitlines()
        return int(lines[0])


def disturb_redis(redis: RedisServer, fault: str, seconds: float) -> None:
    process = redis.process
    if fault == "redis frozen" and process is not None:
        process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        process.send_signal(signal.SIGCONT)
    elif fault == "redis emptied" and process is not None:
        import redis as client

        with client.Redis(port=redis.port) as connection:
            connection.flushall()
    else:
        redis.stop()
        time.sleep(seconds)
        redis.start()


def children(parent: int) -> list[int]:
    """The processes that this process started and that still live."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found


def send(processes: list[int], what: signal.Signals) -> None:
    for process in processes:
        try:
            os.kill(process, what)
        except ProcessLookupError:
            continue
