"""Sites that cannot be read: the run goes on with the others, and without any it has failed.

The mails of these runs are read again as their receivers get them.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import update

from app.agents.scout.agent import NAME as AGENT
from app.lib.clock import utc_now
from app.parts.mail.tables import Mail
from app.parts.runs import run_requests, runs
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.servers.drilling import Figure, Report
from tests.servers.hands import Times
from tests.servers.nursery import Nursery
from tests.servers.recording_smtp import RecordingSmtp
from tests.servers.scout_service import ROOT, SECRET, plain_environment
from tests.servers.scripted_smtp import ScriptedSmtp
from tests.servers.services import free_port
from tests.servers.small_site import SmallSite

ANN, BEN = "ann@example.com", "ben@example.com"
SITES = 10
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
}


@dataclass
class Newsstand:
    """Ten sites, each with a story of its own; a run reads them in a process of its own."""

    nursery: Nursery
    folder: Path
    sites: list[SmallSite]
    database: Database

    def run(self, broken: int, smtp_port: int) -> AgentRun:
        run, _ = run_requests.add_requested_run(
            self.database, agent=AGENT, profile="debonairs", now=utc_now()
        )
        run_id = required_id(run.id)
        times = Times(gap=0.0).values()
        child = self.nursery.start(
            "tests.servers.hands:perform",
            run_id,
            times,
            environ=self.environ(broken, smtp_port),
            directory=self.folder,
        )
        assert child.wait(120) == 0, (self.folder / "service.log").read_text()[-3000:]
        found = runs.find_run(self.database, run_id)
        assert found is not None
        return found

    def environ(self, broken: int, smtp_port: int) -> dict[str, str]:
        self.write_brands(broken)
        return plain_environment(
            EMBEDDED="1",
            DATABASE_URL=self.database.url,
            REDIS_URL=f"redis://127.0.0.1:{free_port()}/0",
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(smtp_port),
            SMTP_SECURITY="none",
            EMAIL_FROM="Scout <scout@example.com>",
            EMAIL_TO=f"{ANN},{BEN}",
            SECRET_KEY=SECRET,
            BRAND_REPO_PATH="brands.yaml",
            FETCH_ALLOWED_PRIVATE_HOSTS=",".join([*self.addresses, "127.0.0.1:9"]),
        )

    @property
    def addresses(self) -> list[str]:
        return [site.address for site in self.sites]

    def write_brands(self, broken: int) -> None:
        """Of the broken ones every second refuses connections; the others answer 503."""
        for number, site in enumerate(self.sites):
            site.broken = number < broken
        feeds = [
            f"127.0.0.1:9/{number}" if site.broken and number % 2 else f"{site.address}/feed.xml"
            for number, site in enumerate(self.sites)
        ]
        brands = yaml.safe_load((ROOT / "brand_repo.yaml").read_text())
        brands["brands"][0]["sites"] = [
            {"url": f"http://{feed}", "name": f"Site {number}", "kind": "feed"}
            for number, feed in enumerate(feeds)
        ]
        (self.folder / "brands.yaml").write_text(yaml.safe_dump(brands))


@pytest.fixture
def newsstand(nursery: Nursery, tmp_path: Path, sqlite_url: str) -> Iterator[Newsstand]:
    with ExitStack() as opened:
        sites = [opened.enter_context(SmallSite()) for _ in range(SITES)]
        for number, site in enumerate(sites):
            site.shown = range(number, number + 1)
        database = Database(sqlite_url)
        opened.callback(database.close)
        yield Newsstand(nursery, tmp_path, sites, database)


def statuses(run: AgentRun) -> list[str]:
    return [site["status"] for site in run.result["sites"]]


@pytest.mark.parametrize("broken", [1, 9])
def test_a_run_goes_on_with_the_sites_that_can_be_read(
    newsstand: Newsstand, broken: int, report: Report
) -> None:
    with RecordingSmtp() as smtp:
        run = newsstand.run(broken, smtp.port)
    assert (run.status, run.error_message) == ("completed", None)
    assert statuses(run) == ["failed"] * broken + ["ok"] * (SITES - broken)
    assert [len(run.result["top"]), run.mail_status] == [min(5, SITES - broken), "sent"]
    assert sorted(mail.recipient for mail in smtp.taken) == [ANN, BEN]
    for mail in smtp.taken:
        check_mail(mail.message, run.result["top"])
    named = f"{broken} named as failed, {SITES - broken} as read; 2 mails with their finds"
    report(Figure("32", f"{broken} of {SITES} sites broken", 1, 1, named))


def test_a_run_that_can_read_no_site_has_failed_and_sends_nothing(
    newsstand: Newsstand, report: Report
) -> None:
    with RecordingSmtp() as smtp:
        run = newsstand.run(SITES, smtp.port)
    assert run.status == "failed"
    assert str(run.error_message).startswith(f"None of the {SITES} sites could be read.")
    assert statuses(run) == ["failed"] * SITES
    assert smtp.taken == []
    report(Figure("32", f"{SITES} of {SITES} sites broken", 1, 1, "failed, says why, 0 mails"))


def check_mail(message: EmailMessage, top: list[dict[str, Any]]) -> None:
    """What every mail of the service has, and that it is not an empty one."""
    assert set(message.keys()) == HEADERS
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(message["List-Unsubscribe"]).startswith("<http://localhost:8000/pause/")
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert isinstance(part, EmailMessage)
        content = part.get_content()
        assert all(find["title"] in content for find in top)


def test_a_mail_that_is_sent_again_is_the_same_mail(newsstand: Newsstand, report: Report) -> None:
    """A receiver that knows the Message-ID can tell a second copy."""
    with ScriptedSmtp(dot="451 later") as busy:
        run = newsstand.run(0, busy.port)
        assert run.mail_status == "waiting"
    with ScriptedSmtp() as server:
        let_the_wait_pass(newsstand.database)
        child = newsstand.nursery.start(
            "app.jobs:deliver_mails",
            environ=newsstand.environ(0, server.port),
            directory=newsstand.folder,
        )
        assert child.wait(180) == 0
    assert sorted(busy.bodies) == sorted(server.bodies)
    ids = {message_id(body) for body in server.bodies}
    assert len(ids) == 2
    assert all(f"run-{run.id}." in one for one in ids)
    report(
        Figure("45", "mails parsed; sent again after 451", 6, 6, "the same bytes and Message-ID")
    )


def message_id(body: bytes) -> str:
    return str(message_from_bytes(body, policy=policy.default)["Message-ID"])


def let_the_wait_pass(database: Database) -> None:

    with database.write() as session:
        session.execute(update(Mail).values(next_try_at=utc_now()))
