"""The API against real parts, in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.lib.settings.settings import load_settings
from app.parts.parts import Parts, open_parts
from app.service.application import create_app
from tests.servers.made_tables import sqlite_with_tables
from tests.servers.scout_service import ROOT, SECRET


def opened(tmp_path: Path, redis_url: str, **settings: str) -> Parts:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": sqlite_with_tables(tmp_path / "scout.db"),
        "REDIS_URL": redis_url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "LOG_LEVEL": "ERROR",
    }
    return open_parts(load_settings(environ | settings, tmp_path / ".env"))


@pytest.fixture
def client(tmp_path: Path, redis_url: str) -> Iterator[TestClient]:
    parts = opened(tmp_path, redis_url)
    yield TestClient(create_app(parts), raise_server_exceptions=False)
    parts.close()


@pytest.fixture
def guarded(tmp_path: Path, redis_url: str) -> Iterator[TestClient]:
    parts = opened(tmp_path, redis_url, API_TOKEN="open-sesame")
    yield TestClient(create_app(parts), raise_server_exceptions=False)
    parts.close()


def test_a_run_is_accepted_and_named(client: TestClient) -> None:
    answer = client.post("/run-agent")
    assert answer.status_code == 202
    assert answer.json() == {"run_id": 1, "status": "pending", "url": "/agent-runs/1"}
    run = client.get("/agent-runs/1").json()
    assert (run["status"], run["result"]) == ("pending", {})


def test_a_second_request_names_the_active_run(client: TestClient) -> None:
    client.post("/run-agent")
    assert client.post("/run-agent?brand=debonairs").json()["already"] is True


def test_an_unknown_brand_is_a_404_that_names_the_known(client: TestClient) -> None:
    answer = client.post("/run-agent?brand=acme")
    assert answer.status_code == 404
    assert "debonairs" in answer.json()["detail"]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "before=0", "before=1e99"])
def test_malformed_queries_are_422(client: TestClient, query: str) -> None:
    assert client.get(f"/agent-runs?{query}").status_code == 422


def test_an_unknown_run_is_404_with_a_reason(client: TestClient) -> None:
    answer = client.get("/agent-runs/77")
    assert answer.status_code == 404
    assert "77" in answer.json()["detail"]
    assert client.get("/agent-runs/99999999999999999999").status_code == 422


def test_a_body_over_64_kb_is_413(client: TestClient) -> None:
    assert client.post("/run-agent", content=b"x" * 65_537).status_code == 413
    assert client.post("/run-agent", content=b"x" * 65_536).status_code == 202


def test_a_body_of_unknown_length_is_cut_off_too(client: TestClient) -> None:
    chunks = (b"x" * 1000 for _ in range(100))
    assert client.post("/run-agent", content=chunks).status_code == 413


@pytest.mark.parametrize(
    "path", ["/", "/agent-runs", "/agent-runs/1", "/runs/1", "/metrics", "/docs"]
)
def test_with_a_token_set_everything_else_needs_it(guarded: TestClient, path: str) -> None:
    assert guarded.get(path).status_code == 401
    assert guarded.get(path, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert guarded.get(path, headers={"Authorization": "Basic !!"}).status_code == 401
    assert guarded.get(path, auth=("anyone", "open-sesame")).status_code != 401
    allowed = guarded.get(path, headers={"Authorization": "Bearer open-sesame"})
    assert allowed.status_code in {200, 404}


def test_the_token_does_not_guard_health_votes_and_styles(guarded: TestClient) -> None:
    assert guarded.get("/health").json() == {"status": "ok"}
    assert guarded.get("/ready").status_code == 503
    assert guarded.get("/static/style.css").status_code == 200
    assert guarded.get("/feedback/forged/yes").status_code == 404
    assert guarded.get("/pause/forged").status_code == 404


def test_a_run_without_the_token_is_not_started(guarded: TestClient) -> None:
    assert guarded.post("/run-agent").status_code == 401
    with_token = {"Authorization": "Bearer open-sesame"}
    assert guarded.get("/agent-runs", headers=with_token).json() == {"runs": []}


@pytest.mark.parametrize("path", ["/run-agent", "/run-now"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://testserver:8099"},
        {"Origin": "null"},
    ],
)
def test_another_website_cannot_start_a_run(
    client: TestClient, path: str, headers: dict[str, str]
) -> None:
    assert client.post(path, headers=headers).status_code == 403
    assert client.get("/agent-runs").json() == {"runs": []}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Origin": "http://localhost:8000"},
    ],
    ids=["curl", "a browser", "an old browser", "behind a proxy"],
)
def test_our_own_pages_and_curl_start_a_run(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/run-agent", headers=headers).status_code == 202


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("attacker.example:8000", 403),
        ("127.0.0.1.attacker.example", 403),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("scout:8000", 200),
        ("scout.local", 200),
        ("localhost", 200),
    ],
)
def test_without_a_token_it_answers_only_under_names_that_are_its_own(
    client: TestClient, host: str, status: int
) -> None:
    """A site may point its name at this machine, and a visitor's browser would read it all."""
    assert client.get("/agent-runs", headers={"Host": host}).status_code == status


def test_with_a_token_it_answers_under_any_name(guarded: TestClient) -> None:
    headers = {"Host": "scout.agency.example", "Authorization": "Bearer open-sesame"}
    assert guarded.get("/agent-runs", headers=headers).status_code == 200


def test_a_browser_gets_a_page_for_what_is_wrong(client: TestClient) -> None:
    for path in ("/runs?show=x", "/runs?before=0", "/runs/1?found=0", "/runs/none"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 422
        assert "<h1>That did not work</h1>" in answer.text


@pytest.mark.parametrize("token", ["x", "a" * 600, "%00", "é", "..%2f..", "WzEsMV0.aaaa.bbbb"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_forged_link_gets_its_own_page(client: TestClient, method: str, token: str) -> None:
    answer = client.request(method, f"/feedback/{token}/yes")
    assert 400 <= answer.status_code < 500
    if method != "HEAD":
        assert "This link does not work" in answer.text


def test_every_answer_carries_the_strict_headers(client: TestClient) -> None:
    for path in ("/", "/health", "/feedback/x/yes", "/nowhere", "/agent-runs?limit=0"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'"), path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


def test_the_empty_dashboard_says_what_to_do_next(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "No run yet" in page.text


def test_ready_names_what_is_missing(client: TestClient) -> None:
    answer = client.get("/ready")
    assert answer.status_code == 503
    parts = answer.json()["parts"]
    assert parts["database"] == parts["redis"] == parts["runs"] == "ok"
    assert "No worker is running" in parts["worker"]


def test_metrics_count_runs_by_status(client: TestClient) -> None:
    client.post("/run-agent")
    assert 'scout_runs{status="pending"} 1.0' in client.get("/metrics").text


def test_the_docs_page_loads_nothing_from_other_hosts(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "/run-agent" in page
    assert "//cdn" not in page


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/run-agent", "POST"),
        ("PUT", "/feedback/x/yes", "GET, HEAD, POST"),
        ("POST", "/runs/1", "GET"),
    ],
)
def test_a_405_names_all_that_the_path_can_be_asked_with(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_a_browser_that_opens_what_takes_a_post_is_led_to_the_button(client: TestClient) -> None:
    page = client.get("/run-agent", headers={"accept": "text/html"}).text
    assert "This address does not take GET, only POST." in page
    assert "the button “Run now”" in page


def test_a_page_that_is_not_there_says_so_once(client: TestClient) -> None:
    page = client.get("/nowhere", headers={"accept": "text/html"}).text
    assert "The address may be mistyped" in page
    assert "Not Found" not in page
