"""No page reads the whole of a table that grows with every run, as SQLite carries it out.

SQLite knows no statistics here, and none where the service runs: nothing runs ANALYZE there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from benchmarks.page_times.lane import statements_of
from benchmarks.page_times.pages import PAGES, Page
from benchmarks.page_times.service import Service, service
from benchmarks.page_times.shape import Shape
from benchmarks.page_times.statements import Statement, explain
from tests.servers.services import RedisServer

A_FEW_HOURS = Shape(runs=25, first_visit=30, votes=20, usage_per_run=2, leads=60)
GROWING = frozenset(
    {"agent_runs", "articles", "verdicts", "picks", "feedback", "mails", "api_usage"}
)
GROWING |= {"site_visits", "vote_events", "digests"}
GROWING |= {"leads", "lead_research", "lead_facts", "lead_pages", "campaign_leads"}
GROWING |= {"email_campaigns", "email_events", "suppressions", "consents", "consent_words"}
THE_SAME_EVERYWHERE = frozenset({"agent", "profile", "brand", "status", "state", "outcome"})
"""Columns that hold few values: a search by them alone finds much of the table."""
ONE_ROW = frozenset({"uq_agent_runs_active"})
"""Indexes that hold a row or two, whatever the table holds."""


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why one step of the statements that contain `part` may read much: "SCAN articles"."""

    part: str
    step: str
    why: str

    def holds_for(self, step: str) -> bool:
        return f"{step} ".startswith(f"{self.step} ")


A_MINUTE = "Prometheus asks each minute; ten thousand rows in ten weeks"
INDEX_ALONE = "the index alone is read: a hundred thousand leads take 10 to 30 ms"
EXCUSES = (
    Excuse(
        "SELECT leads.status",
        "SCAN leads USING COVERING INDEX ix_leads_status",
        INDEX_ALONE,
    ),
    Excuse(
        "leads.searched LIKE",
        "SCAN leads USING COVERING INDEX ix_leads_searched",
        INDEX_ALONE,
    ),
    Excuse(
        "WHERE leads.score IS NOT NULL",
        "SCAN leads USING COVERING INDEX ix_leads_status_score",
        INDEX_ALONE,
    ),
    Excuse(
        "SELECT agent_runs.started_at, agent_runs.completed_at",
        "SEARCH agent_runs USING INDEX ix_agent_runs_status",
        "the figures look at each research; nobody looks at them often",
    ),
    Excuse(
        "WHERE email_campaigns.state = ? GROUP BY",
        "SEARCH email_campaigns USING COVERING INDEX ix_email_campaigns_drafts",
        "drafts wait for people, who keep them few",
    ),
    Excuse(
        "SELECT max(email_campaigns.id)",
        "SEARCH email_campaigns USING COVERING INDEX ix_email_campaigns_drafts",
        "drafts wait for people, who keep them few",
    ),
    Excuse(
        "WHERE NOT (EXISTS (SELECT 1 FROM campaign_leads",
        "SCAN leads",
        "from the newest on, until a page is full: a hundred thousand leads take 60 ms",
    ),
    Excuse("count(*) AS count_1 FROM consents", "SCAN consents USING COVERING INDEX", INDEX_ALONE),
    Excuse(
        "ORDER BY consents.number",
        "SCAN consents USING INDEX",
        "only while there are a thousand at most",
    ),
    Excuse(
        "SELECT articles.state, count(*)",
        "SCAN articles USING COVERING INDEX ix_articles_site_state",
        "Prometheus asks each minute; the index alone is read",
    ),
    Excuse("SELECT agent_runs.status, count(*)", "SCAN agent_runs", A_MINUTE),
    Excuse("SELECT mails.phase, count(*)", "SCAN mails", A_MINUTE),
    Excuse("SELECT coalesce(sum(api_usage.usd)", "SCAN api_usage", A_MINUTE),
    Excuse("SELECT max(agent_runs.completed_at)", "SEARCH agent_runs", A_MINUTE),
    Excuse(
        "agent_runs.profile = ? AND agent_runs.status IN (",
        "SEARCH agent_runs USING INDEX ix_agent_runs_status",
        "one run at most is active",
    ),
    Excuse(
        "GROUP BY feedback.pick_id",
        "SCAN feedback",
        "ten thousand votes in ten weeks take 10 ms",
    ),
)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, session_redis: RedisServer
) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("plans")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        with service(f"sqlite:///{folder}/scout.db", session_redis.url, folder, A_FEW_HOURS) as it:
            yield it


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_reads_no_growing_table_in_full(served: Service, page: Page) -> None:
    found = [told for one in statements_of(served, page) for told in unbounded(served, one)]
    assert not found, "\n".join(found)


def unbounded(served: Service, statement: Statement) -> list[str]:
    """The steps that read more the longer the service runs, in words."""
    steps = [line.strip() for line in explain(served.parts.database, statement).lines]
    if stops_early(statement, steps):
        return []
    return [f"{step}: {statement.short}" for step in without_excuse(statement.short, steps)]


def without_excuse(short: str, steps: Sequence[str]) -> list[str]:
    """An excuse is good for one step of a statement."""
    left = [excuse for excuse in EXCUSES if excuse.part in short]
    found = []
    for step in filter(is_unbounded, steps):
        excuse = next((one for one in left if one.holds_for(step)), None)
        if excuse is None:
            found.append(step)
        else:
            left.remove(excuse)
    return found


def stops_early(statement: Statement, steps: list[str]) -> bool:
    """The rows come in the wanted order, and only the first ones are taken."""
    is_limited = re.search(r"ORDER BY .* LIMIT \?$", statement.short)
    return bool(is_limited) and "USE TEMP B-TREE FOR ORDER BY" not in steps


def is_unbounded(step: str) -> bool:
    read = re.match(r"(SCAN|SEARCH) (\w+?)(_\d+)?( |$)(.*)", step)
    if read is None or read[2] not in GROWING:
        return False
    how, way = read[1], read[5]
    if how == "SCAN" or not way or "AUTOMATIC" in way:
        return True
    searched = set(re.findall(r"(\w+)[=<>]", way))
    return bool(searched) and searched <= THE_SAME_EVERYWHERE and not set(way.split()) & ONE_ROW


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("SCAN articles", True),
        ("SCAN verdicts USING COVERING INDEX ix_verdicts_created_at", True),
        ("SEARCH agent_runs USING INDEX ix_agent_runs_profile (agent=? AND profile=?)", True),
        ("SEARCH mails USING AUTOMATIC COVERING INDEX (run_id=?)", True),
        ("SEARCH agent_runs", True),
        ("SCAN sites", False),
        ("SEARCH agent_runs USING INDEX uq_agent_runs_active (agent=? AND profile=?)", False),
        ("SEARCH picks_1 USING INDEX uq_picks_rank (run_id=?)", False),
        ("SEARCH articles USING INTEGER PRIMARY KEY (rowid=?)", False),
        ("SEARCH api_usage USING INDEX ix_api_usage_created_at (created_at>?)", False),
    ],
)
def test_what_counts_as_read_in_full(step: str, expected: bool) -> None:
    assert is_unbounded(step) is expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["SCAN feedback USING INDEX uq_feedback_voter"], []),
        (["SCAN feedback", "SCAN picks"], ["SCAN picks"]),
        (["SCAN feedback", "SCAN feedback"], ["SCAN feedback"]),
        (["SEARCH feedback"], ["SEARCH feedback"]),
    ],
)
def test_an_excuse_is_good_for_one_step(steps: list[str], expected: list[str]) -> None:
    votes = "SELECT … FROM feedback, picks GROUP BY feedback.pick_id"
    assert without_excuse(votes, steps) == expected
    assert without_excuse("SELECT … FROM feedback, picks", steps) == steps
