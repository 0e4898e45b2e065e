"""The OpenAPI document against what is really answered, by schemathesis: all checks, all modes."""

import json
import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.agents.leads.campaigns.foot import unsubscribe_links
from app.agents.leads.intake.given import GivenLead, GivenRow
from app.agents.leads.intake.take_in import take_in
from app.agents.leads.tables import Campaign, CampaignLead, SequenceMail
from app.parts.http.route_table import OPEN, routes_in
from app.service.application import create_app
from app.service.route_roles import ROUTES
from tests.api.conftest import TOKEN, LiveApi
from tests.conftest import NOON, PATIENCE_SECONDS

EXAMPLES = os.environ.get("SCOUT_FUZZ_EXAMPLES", "8")
"""For each operation and phase; `make fuzz` takes 500."""
GUARDED = {"/run-agent", "/agent-runs", "/agent-runs/{run_id}", "/metrics"}
"""With all below /api/."""


def add_leads(live_api: LiveApi) -> None:
    """And a campaign with a draft for each."""
    leads = [GivenLead(name="Ann", email=f"ann{number}@acme.example") for number in range(3)]
    rows = [GivenRow(number, lead) for number, lead in enumerate(leads, start=1)]
    secrets = live_api.parts.settings.secret_keys
    take_in(live_api.parts.database, rows, now=NOON, secrets=secrets)
    with live_api.parts.database.write() as session:
        session.add(Campaign(created_at=NOON, name="Lunches"))
        session.flush()
        for lead_id in (1, 2, 3):
            session.add(CampaignLead(campaign_id=1, lead_id=lead_id, added_at=NOON))
            session.add(draft_of(lead_id))


def draft_of(lead_id: int) -> SequenceMail:
    return SequenceMail(
        lead_id=lead_id, campaign_id=1, created_at=NOON, email_sequence=1, step="introduction"
    )


def signed_tokens(live_api: LiveApi, links: list[str]) -> list[str]:
    settings = live_api.parts.settings
    link_of = unsubscribe_links(settings.public_url, settings.secret_keys).url
    unsubscribe = link_of(3, 1, "ann@acme.example")
    return [*(link.split("/")[4] for link in links), unsubscribe.rpartition("/")[2]]


@pytest.fixture
def words(tmp_path: Path, links: list[str], live_api: LiveApi) -> None:
    """Tokens, ids and keys that mean something here: of those made up, hardly any does."""
    add_leads(live_api)
    tokens = signed_tokens(live_api, links)
    (tmp_path / "schemathesis.toml").write_text(
        f"""
[dictionaries]
tokens = {{ values = {json.dumps(tokens)} }}
runs = {{ values = [1, 2] }}
keys = {{ values = ["one", "two"] }}
leads = {{ values = [1, 2, 3] }}
campaigns = {{ values = [1] }}
drafts = {{ values = [1, 2, 3] }}

[parameters]
"path.token" = {{ dictionary = "tokens", probability = 0.5 }}
"path.run_id" = {{ dictionary = "runs", probability = 0.5 }}
"path.lead_id" = {{ dictionary = "leads", probability = 0.5 }}
"path.campaign_id" = {{ dictionary = "campaigns", probability = 0.5 }}
"path.draft_id" = {{ dictionary = "drafts", probability = 0.5 }}
"header.Idempotency-Key" = {{ dictionary = "keys", probability = 0.5 }}

# A key that came before with another request is a 422 although each of the two is a good one:
# no document can say so of a single request.
[[operations]]
include-name = "POST /run-agent"
checks.positive_data_acceptance.expected-statuses = ["2xx", 404, 422]

# What is an address, and whose, is said in words.
[[operations]]
include-name = "PATCH /api/leads/{{lead_id}}"
checks.positive_data_acceptance.expected-statuses = ["2xx", 404, 409, 422]

[[operations]]
include-name = "POST /api/suppressions"
checks.positive_data_acceptance.expected-statuses = ["2xx", 422]

# A step that stands there twice is told in words.
[[operations]]
include-name = "POST /api/campaigns"
checks.positive_data_acceptance.expected-statuses = ["2xx", 422]

# What is an address, a zone or a currency, and what one task needs and another does not, is said in
# words.
[[operations]]
include-path-regex = "^/(api|internal)/agents/"
checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 409, 422]
"""
    )


@pytest.mark.usefixtures("words")
def test_every_answer_is_as_the_openapi_document_says(
    live_api: LiveApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The check for ignored tokens guesses wrong ones, and the right one would have to wait then.
    monkeypatch.setattr("app.parts.http.guesses.WRONG_AT_MOST", 1_000_000)
    monkeypatch.setattr("app.parts.http.guesses.WRONG_AT_MOST_IN_ALL", 1_000_000)
    command = [
        str(Path(sysconfig.get_path("scripts")) / "schemathesis"),
        *("run", f"{live_api.url}/openapi.json"),
        *("--header", f"Authorization: Bearer {TOKEN}"),
        *("--checks", "all", "--mode", "all", "--max-examples", EXAMPLES),
        *("--seed", "1", "--no-color"),
        *("--request-timeout", str(PATIENCE_SECONDS)),  # a busy machine is no failure
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    print(done.stdout)  # noqa: T201 (`make fuzz` shows it)
    assert done.returncode == 0, done.stdout[-6_000:]
    tested = re.search(r"Selected: (\d+)/\1\n  Tested: \1\n", done.stdout)
    assert tested is not None
    assert int(tested[1]) > 30


def test_the_document_says_what_needs_the_token(live_api: LiveApi) -> None:
    paths = create_app(live_api.parts).openapi()["paths"]
    needing = {
        path for path, methods in paths.items() if any("security" in o for o in methods.values())
    }
    assert needing == GUARDED | {path for path in paths if path.startswith("/api/")}


def test_every_route_has_its_role_in_the_table(live_api: LiveApi) -> None:
    served = {
        (method.replace("HEAD", "GET"), route.path_format)
        for route in routes_in(create_app(live_api.parts).routes)
        for method in route.methods or ()
    }
    table = [(line.method, line.path) for line in ROUTES]
    assert served - set(table) == set(), "add a line to app/service/route_roles.py for each"
    assert set(table) - served == set(), "take out of app/service/route_roles.py"
    assert len(table) == len(set(table))


def test_the_table_says_what_each_unsafe_route_does() -> None:
    unsafe = [line for line in ROUTES if line.method != "GET" and line.role is not OPEN]
    assert [line for line in unsafe if not line.does] == []


def test_every_post_says_that_a_body_may_be_too_large(live_api: LiveApi) -> None:
    client = TestClient(create_app(live_api.parts), headers={"Authorization": f"Bearer {TOKEN}"})
    paths = client.get("/openapi.json").json()["paths"]
    assert all(
        "413" in methods["post"]["responses"] for methods in paths.values() if "post" in methods
    )
