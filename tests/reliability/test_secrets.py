"""Six secrets are planted, every part fails and repeats them, and everything is searched."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
import yaml
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import make_url

from tests.servers.drilling import FULL, Figure, Report
from tests.servers.killing import wait_until
from tests.servers.made_tables import new_database
from tests.servers.model_endpoint import ModelEndpoint, fails
from tests.servers.nursery import Nursery
from tests.servers.scoring_brain import sensible
from tests.servers.scout_service import ROOT, ScoutService, scout_service
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.services import RedisServer
from tests.servers.small_site import SmallSite
from tests.servers.tcp_proxy import TcpProxy

SECRETS = {
    "OPENAI_API_KEY": "sk-canary-of-the-model-1f2e",
    "SMTP_PASSWORD": "canary-of-the-mail-server-3d4c",
    "SECRET_KEY": "canary-of-the-links-5b6a-0123456789abcdef",
    "API_TOKEN": "canary-of-the-dashboard-7988",
    "database": "canary-of-the-database-a7b6",
    "redis": "canary-of-the-queue-c5d4",
}
HTML = {"Accept": "text/html"}
TOKEN = {"Authorization": f"Bearer {SECRETS['API_TOKEN']}"}


@dataclass
class Planted:
    service: ScoutService
    database_url: str
    database: TcpProxy
    redis: TcpProxy
    model: ModelEndpoint
    site: SmallSite
    smtp: ScriptedSmtp

    def ask(self, path: str, method: str = "GET", **headers: str) -> str:
        answer = self.service.ask(method, path, headers=headers)
        return f"{answer.status} {answer.headers} {answer.body}"


@pytest.fixture
def planted(tmp_path: Path, postgresql_uri: str, nursery: Nursery) -> Iterator[Planted]:
    with ExitStack() as opened:
        url = make_url(opened.enter_context(new_database(postgresql_uri)))
        server = RedisServer(tmp_path / "redis")
        server.start()
        opened.callback(server.stop)
        with redis.Redis(port=server.port) as client:
            client.config_set("requirepass", SECRETS["redis"])
        database = opened.enter_context(TcpProxy(f"{url.query['host']}/.s.PGSQL.5432"))
        queue = opened.enter_context(TcpProxy(server.port))
        site = opened.enter_context(SmallSite())
        model = opened.enter_context(ModelEndpoint(sensible))
        smtp = opened.enter_context(
            ScriptedSmtp(
                ehlo="250-hello\r\n250 AUTH PLAIN LOGIN",
                auth=f"454 not now, {SECRETS['SMTP_PASSWORD']}",
            )
        )
        password = SECRETS["database"]
        by_proxy = url.set(host="127.0.0.1", port=database.port, query={}, password=password)
        settings = {
            "DATABASE_URL": by_proxy.render_as_string(hide_password=False),
            "REDIS_URL": f"redis://:{SECRETS['redis']}@127.0.0.1:{queue.port}/0",
            "OPENAI_BASE_URL": model.url,
            "SMTP_PORT": str(smtp.port),
            "FETCH_ALLOWED_PRIVATE_HOSTS": site.address,
            **{name: SECRETS[name] for name in SECRETS if name.isupper()},
        }
        service = opened.enter_context(scout_service(tmp_path, **settings_with(settings, tmp_path)))
        service.nursery, service.forked_worker = nursery, "worker"
        write_brands(tmp_path, site)
        yield Planted(
            service,
            url.render_as_string(hide_password=False),
            database,
            queue,
            model,
            site,
            smtp,
        )


def settings_with(settings: Mapping[str, str], folder: Path) -> dict[str, str]:
    return {
        **settings,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_SECURITY": "none",
        "SMTP_USERNAME": "scout",
        "EMAIL_FROM": "scout@example.com",
        "EMAIL_TO": "ann@example.com",
        "BRAND_REPO_PATH": "brands.yaml",
        "AGENT_RUN_INTERVAL_MINUTES": "1440",
        "LOG_LEVEL": "DEBUG",
        "LOG_FILE": str(folder / "logs" / "scout.log"),
    }


def write_brands(folder: Path, site: SmallSite) -> None:
    brands = yaml.safe_load((ROOT / "brand_repo.yaml").read_text())
    brands["brands"][0]["sites"] = [
        {"url": f"http://{site.address}/feed.xml", "name": "Small", "kind": "feed"}
    ]
    (folder / "brands.yaml").write_text(yaml.safe_dump(brands))


def run_to_its_end(planted: Planted) -> str:
    planted.site.publish(2)
    answer = planted.service.ask("POST", "/run-agent", headers=TOKEN)
    run_id = answer.json()["run_id"]

    def shown() -> str:
        return planted.ask(f"/agent-runs/{run_id}", **TOKEN)

    def over() -> bool:
        return '"pending"' not in shown() and '"running"' not in shown()

    assert wait_until(over, 120, every_seconds=0.2), planted.service.log()[-3000:]
    return shown()


def command(planted: Planted, *arguments: str, **changes: str) -> str:
    """What a command line of the service says."""
    service = planted.service
    assert service.nursery is not None
    said = service.directory / f"{'-'.join(arguments)}.txt"
    service.nursery.start(
        "tests.servers.started:scout",
        *arguments,
        environ=service.environ | changes,
        directory=service.directory,
        output=said.name,
        errors=said.name,
    ).wait()
    return said.read_text()


def told_by_everything(planted: Planted) -> Iterator[tuple[str, str]]:
    """(where, what) while each part fails and says what it was told."""
    service = planted.service
    service.start_api()
    service.start_worker()
    echo = f"no such key: {SECRETS['OPENAI_API_KEY']}"
    for status in (401, 500) if FULL else (401,):
        planted.model.always = fails(status, echo)
        yield f"run, model {status}", run_to_its_end(planted)
    planted.model.always = None
    yield "run, mail refused", run_to_its_end(planted)
    for path in ("/", "/runs/1", "/runs/2", "/agent-runs", "/ready", "/metrics", "/nothing"):
        yield path, planted.ask(path, **TOKEN, **HTML)
    yield "no token", planted.ask("/", **HTML)
    yield "wrong token", planted.ask("/", Authorization="Bearer wrong")
    yield "bad link", planted.ask("/feedback/bad/yes")
    if FULL:
        yield "command: check", command(planted, "check")
        yield "command: export", command(planted, "export", "runs", "--format", "jsonl")
    planted.redis.refuse()
    yield "ready, Redis away", planted.ask("/ready", **TOKEN)
    yield "asked, Redis away", planted.ask("/run-agent", "POST", **TOKEN)
    planted.database.refuse()
    yield "ready, database away", planted.ask("/ready", **TOKEN)
    yield "page, database away", planted.ask("/", **TOKEN, **HTML)
    yield "asked, database away", planted.ask("/run-agent", "POST", **TOKEN)
    yield "command: check, all away", command(planted, "check")
    if FULL:
        yield "start, all away", command(planted, "worker")
    short = SECRETS["SECRET_KEY"][:31]
    yield "start, short secret", command(planted, "worker", SECRET_KEY=short)
    planted.database.heal()
    planted.redis.heal()
    service.stop()


def everything_stored(planted: Planted) -> Iterator[tuple[str, str]]:
    engine = create_engine(planted.database_url)
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()  # noqa: S608
            yield f"table {table}", repr([tuple(row) for row in rows])
    engine.dispose()
    folder = planted.service.directory
    yield "the output", planted.service.log()
    for path in folder.rglob("*.log*"):
        yield path.name, path.read_text(errors="replace")
    for number, body in enumerate(planted.smtp.bodies):
        yield f"mail {number}", body.decode(errors="replace")


def test_no_secret_is_told_by_anything_the_service_says_or_keeps(
    planted: Planted, report: Report
) -> None:
    places = [*told_by_everything(planted), *everything_stored(planted)]
    hits = [
        (where, name)
        for where, said in places
        for name, secret in SECRETS.items()
        if secret[:31] in said
    ]
    assert hits == []
    assert "454 not now" in dict(places)["table mails"]  # the parts did repeat what they knew
    report(
        Figure(
            "50", "6 secrets planted and repeated by the parts", len(places), len(places), "0 hits"
        )
    )
