"""How soon events are acknowledged while no worker is there: `python -m benchmarks.team.webhooks`.

200 a second for 30 seconds, each sent when it is due, however slow the ones before it are; a tenth
of them come twice. On SQLite and on PostgreSQL. The floor: 99 of 100 within 200 ms on the machine
of the yardstick 1.0, none lost, none twice.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func
from sqlmodel import select

from app.agents.team.tables import WebhookEvent
from app.parts.store.database import Database
from app.parts.store.migrate import migrate
from benchmarks.yardstick import yardstick
from tests.servers.scout_service import ROOT, SECRET, scout_service
from tests.servers.services import postgresql_server, redis_server
from tests.team.webhooks.reported import alert, notification
from tests.team.webhooks.senders import STANDARD_SECRET, standard

A_SECOND = 200
SECONDS = 30
CONNECTIONS = 50
TWICE_EACH = 10
MOST_SECONDS = 0.2
SHARE = 0.99


@dataclass(frozen=True)
class Measured:
    """Seconds of each answer, in order; answers by their words; rows that are kept."""

    seconds: list[float]
    answers: Counter[str]
    kept: int

    @property
    def p99(self) -> float:
        return self.seconds[int(len(self.seconds) * SHARE)]


def request_of(number: int) -> bytes:
    body = notification(alert(f"CPU {number}", "firing", number % 60))
    headers = standard(f"evt_{number}", body)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = (
        "POST /webhook/monitoring HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
    )
    return head.encode() + body


async def send_all(port: int, seconds: int) -> tuple[list[float], Counter[str]]:
    due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    took: list[float] = []
    answers: Counter[str] = Counter()
    senders = [asyncio.create_task(send(port, due, took, answers)) for _ in range(CONNECTIONS)]
    began = time.monotonic()
    for number in range(A_SECOND * seconds):
        moment = began + number / A_SECOND
        await asyncio.sleep(max(0.0, moment - time.monotonic()))
        again = number % TWICE_EACH == TWICE_EACH - 1
        due.put_nowait((moment, request_of(number - 1 if again else number)))
    await due.join()
    for sender in senders:
        sender.cancel()
    return sorted(took), answers


async def send(
    port: int, due: "asyncio.Queue[tuple[float, bytes]]", took: list[float], answers: Counter[str]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        moment, request = await due.get()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        took.append(time.monotonic() - moment)
        status = head.split(b" ")[1].decode()
        word = "already" if b"already" in body else "accepted" if status == "200" else body.decode()
        answers[f"{status} {word}"] += 1
        due.task_done()


def measured_on(database_url: str, redis_url: str, folder: Path, seconds: int) -> Measured:
    settings = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMBEDDED": "1",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "WEBHOOK_SECRET": STANDARD_SECRET,
        "LOG_LEVEL": "WARNING",
    }
    with scout_service(folder, **settings) as service:
        service.start_api()
        took, answers = asyncio.run(send_all(service.port, seconds))
    database = Database(database_url)
    with database.read() as session:
        kept = session.exec(select(func.count()).select_from(WebhookEvent)).one()
    database.close()
    return Measured(took, answers, kept)


def report(name: str, found: Measured, seconds: int, slower: float) -> bool:
    """Whether it is within the floor."""
    sent = A_SECOND * seconds
    twice = sent // TWICE_EACH
    limit = MOST_SECONDS * max(1.0, slower)
    median = found.seconds[len(found.seconds) // 2]
    print(
        f"{name}: {sent} sent, {found.kept} kept, {dict(found.answers)}; median "
        f"{median * 1000:.1f} ms, p99 {found.p99 * 1000:.1f} ms (at most {limit * 1000:.0f}), "
        f"longest {found.seconds[-1] * 1000:.1f} ms"
    )
    expected = Counter({"200 accepted": sent - twice, "200 already": twice})
    return found.p99 <= limit and found.answers == expected and found.kept == sent - twice


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.team.webhooks", description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="fewer for a trial")
    seconds = parser.parse_args().seconds
    slower = yardstick()
    print(f"yardstick {slower:.2f}; the limit is multiplied by it where it is above 1")
    good = True
    with redis_server() as redis, postgresql_server() as uri:
        urls = {"postgresql": uri.replace("postgresql://", "postgresql+psycopg://")}
        for name in ("sqlite", "postgresql"):
            with tempfile.TemporaryDirectory() as folder:
                url = urls.get(name, f"sqlite:///{folder}/scout.db")
                database = Database(url)
                migrate(database)
                database.close()
                found = measured_on(url, redis.url, Path(folder), seconds)
            good &= report(name, found, seconds, slower)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
