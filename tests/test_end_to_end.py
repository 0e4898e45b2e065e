"""The main job on real parts: newsroom over HTTP, Redis, RQ worker, both databases, SMTP."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import yaml

from app.service.demo.installation import write_demo_brand_file
from app.service.demo.server import Newsroom
from tests.clocks import SetClock
from tests.servers.model_endpoint import ModelEndpoint, fails
from tests.servers.nursery import Nursery
from tests.servers.scoring_brain import sensible
from tests.servers.scout_service import ROOT, SECRET, ScoutService, scout_service
from tests.servers.services import SmtpServer

ANN, BEN = "ann@example.com", "ben@example.com"


# The main job is shown on both databases (on SQLite with the long ones; the demo runs it too);
# each part's own tests show the rest of it on both.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    """It publishes nothing while a test runs, however long that takes."""
    now = datetime.now(UTC)
    with Newsroom(now, clock=SetClock(now)) as opened:
        yield opened


def settings_for(
    directory: Path, newsroom: Newsroom, database_url: str, redis_url: str, smtp: SmtpServer
) -> dict[str, str]:
    brand_file = directory / "brand_repo.yaml"
    write_demo_brand_file(ROOT / "brand_repo.yaml", newsroom.site_urls, brand_file)
    return {
        "EMBEDDED": "1",  # for the keyword scorer; every other part is configured
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp.port),
        "SMTP_SECURITY": "none",
        "EMAIL_FROM": "Scout <scout@example.com>",
        "EMAIL_TO": f"{ANN},{BEN}",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(brand_file),
        "AGENT_RUN_INTERVAL_MINUTES": "1440",
        "FETCH_ALLOWED_PRIVATE_HOSTS": ",".join(sorted(newsroom.allowed_hosts)),
    }


@pytest.fixture
def whole_service(
    tmp_path: Path, newsroom: Newsroom, database_url: str, redis_url: str, smtp_server: SmtpServer
) -> Iterator[ScoutService]:
    settings = settings_for(tmp_path, newsroom, database_url, redis_url, smtp_server)
    with scout_service(tmp_path, **settings) as started:
        yield started


@pytest.fixture
def service(whole_service: ScoutService, nursery: Nursery) -> ScoutService:
    """Reads at most two articles of a site: a host is asked once a second. Forks of one process
    that has imported everything; the first test starts the service as a user does.
    """
    path = Path(whole_service.environ["BRAND_REPO_PATH"])
    content = yaml.safe_load(path.read_text())
    for site in content["brands"][0]["sites"]:
        site["max_articles"] = 2
    path.write_text(yaml.safe_dump(content))
    whole_service.nursery = nursery
    return whole_service


def part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


def votes_on(page: str) -> str:
    """The votes that a run's page shows, as text."""
    lists = re.findall(r'<ul class="plain votes-list">(.*?)</ul>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", "", " ".join(lists)).split())


def vote_link(message: EmailMessage, answer: str) -> str:
    found = re.search(
        rf"http://localhost:8000(/feedback/[^\s\"]+/{answer})", part(message, "plain")
    )
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize(
    "database_url",
    [pytest.param("sqlite", marks=pytest.mark.long), "postgresql"],
    indirect=True,
)
def test_a_run_mails_the_five_best_once_and_a_vote_counts_only_when_confirmed(
    whole_service: ScoutService, smtp_server: SmtpServer
) -> None:
    service = whole_service
    service.start_api()
    service.start_worker()

    run = service.run_now()

    assert run["status"] == "completed", service.log()[-3000:]
    result = run["result"]
    assert [find["rank"] for find in result["top"]] == [1, 2, 3, 4, 5]
    assert result["email"]["status"] == "sent"
    assert result["email"]["recipients"] == [ANN, BEN]
    assert result["usage"]["scorer"] == "keyword"
    blocked = [site for site in result["sites"] if site["status"] == "blocked"]
    assert len(blocked) == 1
    assert "403" in blocked[0]["error"]
    assert result["counts"]["duplicates"] >= 2
    assert result["counts"]["unsafe"] >= 1

    mailbox = smtp_server.mailbox
    assert len(mailbox.to(ANN)) == len(mailbox.to(BEN)) == 1
    mail = mailbox.to(ANN)[0]
    assert BEN not in mail.as_string()
    for find in result["top"]:
        assert find["url"] in part(mail, "plain")
        assert find["url"] in part(mail, "html")
    assert "(403 Forbidden)" in part(mail, "plain")

    again = service.run_now()
    assert again["result"]["email"]["status"] == "nothing_new"
    assert again["result"]["top"] == []
    assert "no mail was sent" in again["result"]["note"]
    assert len(mailbox.received) == 2

    yes, no = vote_link(mail, "yes"), vote_link(mail, "no")
    for method in ("GET", "HEAD", "GET"):
        assert service.ask(method, yes).status == 200
    assert "Confirm: Yes" in service.ask("GET", yes).body
    page = f"/runs/{run['id']}"
    assert ANN not in votes_on(service.ask("GET", page).body)
    assert service.ask("POST", yes).status == 200
    assert f"yes {ANN}" in votes_on(service.ask("GET", page).body)
    assert service.ask("POST", no).status == 200
    assert f"no {ANN}" in votes_on(service.ask("GET", page).body)
    assert f"yes {ANN}" not in votes_on(service.ask("GET", page).body)


@pytest.mark.parametrize("database_url", ["pooled"], indirect=True)
def test_a_run_and_a_vote_need_no_session_of_the_database_of_their_own(
    service: ScoutService, smtp_server: SmtpServer
) -> None:
    service.start_api()
    service.start_worker()
    run = service.run_now()
    assert run["status"] == "completed", service.log()[-3000:]
    assert run["result"]["email"]["status"] == "sent"
    again = service.run_now()
    assert again["result"]["email"]["status"] == "nothing_new"
    assert service.ask("POST", vote_link(smtp_server.mailbox.to(ANN)[0], "yes")).status == 200
    assert f"yes {ANN}" in votes_on(service.ask("GET", f"/runs/{run['id']}").body)
    assert service.ask("GET", "/ready").status == 200


@pytest.mark.long
@on_sqlite
def test_a_refused_recipient_is_named_and_the_other_gets_the_mail(
    service: ScoutService, smtp_server: SmtpServer
) -> None:
    smtp_server.mailbox.refuse[ANN] = "550 no such person"
    service.start_api()
    service.start_worker()

    run = service.run_now()

    assert run["status"] == "completed"
    assert run["result"]["email"]["status"] == "sent"
    deliveries = {one["recipient"]: one for one in run["result"]["email"]["deliveries"]}
    assert deliveries[ANN]["status"] == "failed"
    assert "550 no such person" in deliveries[ANN]["error"]
    assert deliveries[BEN]["status"] == "sent"
    assert len(smtp_server.mailbox.to(BEN)) == 1


@pytest.mark.long
@on_postgresql
def test_finds_whose_mail_reached_nobody_come_with_the_next_run(
    service: ScoutService, smtp_server: SmtpServer
) -> None:
    smtp_server.mailbox.answer_to_data = "554 not today"
    service.start_api()
    service.start_worker()
    failed = service.run_now()
    assert failed["status"] == "failed"
    assert failed["result"]["email"]["status"] == "failed"
    assert "554 not today" in failed["error_message"]

    smtp_server.mailbox.answer_to_data = "250 OK"
    run = service.run_now()

    assert run["status"] == "completed", run
    assert [f["url"] for f in run["result"]["top"]] == [f["url"] for f in failed["result"]["top"]]
    assert len(smtp_server.mailbox.to(ANN)) == 1


@on_postgresql
def test_when_no_site_can_be_read_the_run_has_failed_and_says_so(
    service: ScoutService, smtp_server: SmtpServer
) -> None:
    path = Path(service.environ["BRAND_REPO_PATH"])
    content = yaml.safe_load(path.read_text())
    content["brands"][0]["sites"] = [{"url": "http://127.0.0.1:9/feed", "name": "Nobody There"}]
    path.write_text(yaml.safe_dump(content))
    service.environ["FETCH_ALLOWED_PRIVATE_HOSTS"] = "127.0.0.1:9"
    service.start_api()
    service.start_worker()

    run = service.run_now()

    assert run["status"] == "failed"
    assert run["error_message"].startswith("None of the 1 sites could be read.")
    assert run["result"]["sites"][0]["status"] == "failed"
    assert smtp_server.mailbox.received == []


@on_postgresql
def test_a_run_asked_for_while_no_worker_lives_starts_when_one_comes(
    service: ScoutService,
) -> None:
    service.start_api()
    first = service.ask("POST", "/run-agent").json()
    second = service.ask("POST", "/run-agent").json()
    assert second == {**first, "already": True}
    ready = service.ask("GET", "/ready")
    assert ready.status == 503
    assert "No worker is running" in ready.json()["parts"]["worker"]

    service.start_worker()

    assert service.wait_for_run(first["run_id"])["status"] == "completed"
    deadline = time.monotonic() + 60
    while service.ask("GET", "/ready").status != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert service.ask("GET", "/ready").status == 200


@pytest.mark.long
@on_postgresql
def test_with_a_model_the_scores_are_its_own_and_its_cost_is_kept(
    service: ScoutService, smtp_server: SmtpServer
) -> None:
    with ModelEndpoint(sensible) as endpoint:
        del service.environ["EMBEDDED"]  # everything is configured
        service.environ |= {"OPENAI_API_KEY": "sk-canary", "OPENAI_BASE_URL": endpoint.url}
        service.start_api()
        service.start_worker()

        run = service.run_now()

        assert run["status"] == "completed", service.log()[-3000:]
        usage = run["result"]["usage"]
        assert usage["scorer"] == "model"
        assert usage["calls"] == len(endpoint.received) > 0
        assert usage["input_tokens"] > 0
        assert 0 < usage["usd"] < 0.1
        assert {find["score"] for find in run["result"]["top"]} <= {90, 65}
        assert run["result"]["counts"]["waiting"] == 0
        asked = len(endpoint.received)
        again = service.run_now()
        assert len(endpoint.received) == asked, "nothing new, yet the model was asked"
        assert again["result"]["usage"]["usd"] == 0
    assert "sk-canary" not in service.log()
    assert f"${usage['usd']:.4f}" in part(smtp_server.mailbox.to(ANN)[0], "plain")


@on_sqlite
def test_a_model_that_is_down_marks_nothing_done_and_the_next_run_goes_on(
    service: ScoutService, smtp_server: SmtpServer
) -> None:
    with ModelEndpoint(sensible) as endpoint:
        endpoint.always = fails(503)
        del service.environ["EMBEDDED"]
        service.environ |= {"OPENAI_API_KEY": "sk-canary", "OPENAI_BASE_URL": endpoint.url}
        service.start_api()
        service.start_worker()
        down = service.run_now()
        assert down["result"]["counts"]["evaluated"] == 0
        assert down["result"]["counts"]["waiting"] > 8
        assert smtp_server.mailbox.received == []

        endpoint.always = None
        run = service.run_now()

    assert run["result"]["counts"]["waiting"] == 0
    assert run["result"]["top"]
    assert len(smtp_server.mailbox.to(ANN)) == 1
