"""From the version of 21 November to this one: nothing is lost, and old mails' links still vote."""

from itsdangerous import URLSafeTimedSerializer

from app.agents.scout.agent import NAME as SCOUT
from app.jobs import carry_out, settle_mails
from app.parts.runs import lease, runs
from app.parts.runs.slots import Scheduler
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.servers.scout_service import SECRET
from tests.servers.small_site import title_of
from tests.upgrade.conftest import Upgraded
from tests.upgrade.past import ANN, BEN, BRAND, SLOT, Ending, Past, PastRun
from tests.upgrade.results import result_of
from tests.upgrade.rows import Row
from tests.upgrade.scout_rows import answer_to
from tests.upgrade.stored import TABLES, stored
from tests.upgrade.today import RENAMED, kept_rows, only

PAGES = ("/", "/runs", "/picks", "/sites", "/costs", "/brand", "/metrics")
NEW_STORY = 1_000_000


def old_link(what: str, *numbers: int) -> str:
    """As that version signed it."""
    signer = URLSafeTimedSerializer([SECRET], salt=f"brand-scout.{what}")
    return f"/{what}/{signer.dumps(list(numbers))}"


def vote_link(run: PastRun, recipient: str, rank: int, answer: str) -> str:
    return f"{old_link('feedback', run.mail_id(recipient), run.pick_id(rank))}/{answer}"


def votes_of(database: Database, run: PastRun, rank: int) -> dict[str, Row]:
    """By voter."""
    pick = run.pick_id(rank)
    return {one["voter"]: one for one in stored(database, "feedback") if one["pick_id"] == pick}


def test_every_row_of_every_table_is_kept(upgraded: Upgraded) -> None:
    for name in TABLES:
        now = stored(upgraded.database, RENAMED.get(name, name))
        for kept, row in zip(kept_rows(name, upgraded.past), now, strict=True):
            assert only(kept, row) == kept


def test_what_was_spent_is_the_same_to_the_cent(upgraded: Upgraded) -> None:
    before = sum(round(line["usd"] * 10_000) for line in TABLES["spending"](upgraded.past))
    after = sum(round(line["usd"] * 10_000) for line in stored(upgraded.database, "api_usage"))
    assert after == before > 0


def test_runs_of_every_ending_open_with_what_they_found_and_their_mails(upgraded: Upgraded) -> None:
    browser = upgraded.browser()
    for run in map(upgraded.past.latest, Ending):
        told = browser.get(f"/agent-runs/{run.id}").json()
        assert told["result"] == result_of(upgraded.past, run)
        page = browser.get(f"/runs/{run.id}")
        assert page.status_code == 200
        assert all(title_of(article) in page.text for article in run.picked)
        for recipient in run.phases:
            mail = browser.get(f"/runs/{run.id}/mails/{run.mail_id(recipient)}/html")
            assert f"Two finds of run {run.id}." in mail.text


def test_the_pages_open(upgraded: Upgraded) -> None:
    browser = upgraded.browser()
    assert {path: browser.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)


def test_the_links_of_an_old_mail_vote_and_change_the_vote(upgraded: Upgraded) -> None:
    run = upgraded.past.latest(Ending.MAILED)
    browser, before = upgraded.browser(), votes_of(upgraded.database, run, 1)
    asked = browser.get(vote_link(run, ANN, 1, "yes"))
    assert title_of(run.picked[0]) in asked.text
    assert votes_of(upgraded.database, run, 1) == before
    assert browser.post(vote_link(run, BEN, 1, "yes")).status_code == 200
    other = "yes" if answer_to(run.picked[0]) == "no" else "no"
    assert browser.post(vote_link(run, ANN, 1, other)).status_code == 200
    after = votes_of(upgraded.database, run, 1)
    assert {voter: one["answer"] for voter, one in after.items()} == {ANN: other, BEN: "yes"}
    assert after[ANN]["id"] == before[ANN]["id"]
    assert after[BEN]["id"] not in {one["id"] for one in before.values()}


def test_the_link_of_an_old_mail_pauses_and_the_next_mail_leaves_that_person_out(
    upgraded: Upgraded,
) -> None:
    run, browser = upgraded.past.latest(Ending.MAILED), upgraded.browser()
    assert browser.post(old_link("pause", run.mail_id(BEN))).status_code == 200
    upgraded.old.site.shown = range(NEW_STORY, NEW_STORY + 1)
    next_run(upgraded)
    assert {recipient for recipient, _ in upgraded.mailed()} == {ANN}


def test_what_was_on_its_way_is_sent_once_and_nothing_else(upgraded: Upgraded) -> None:
    run = upgraded.past.last
    for _ in range(3):
        settle_mails(upgraded.parts)
    assert upgraded.mailed() == [(BEN, f"Two finds of run {run.id}.")]
    settled = runs.find_run(upgraded.database, run.id)
    assert settled is not None
    assert (settled.status, settled.mail_status) == ("completed", "sent")


def next_run(upgraded: Upgraded) -> AgentRun:
    """The one that the next tick makes, after a worker took it."""
    scheduler = Scheduler(
        upgraded.database, lambda: NOON, agent=SCOUT, profiles=[BRAND], interval=SLOT
    )
    [run_id] = scheduler.tick()
    claim = lease.claim_run(upgraded.database, run_id, NOON)
    assert claim is not None
    carry_out(upgraded.parts, claim)
    ended = runs.find_run(upgraded.database, run_id)
    assert ended is not None
    assert (ended.status, ended.error_message) == (RunStatus.COMPLETED, None)
    return ended


def test_the_next_run_mails_nothing_that_anybody_has_got(upgraded: Upgraded) -> None:
    """What reached nobody competes again, as it did before."""
    last = upgraded.past.last
    upgraded.old.site.shown = range(last.articles.start, last.articles.stop)
    ended = next_run(upgraded)
    assert ended.result["counts"]["new"] == 0
    mailed = {find["url"] for find in ended.result["top"]}
    assert mailed
    assert mailed <= reached_nobody(upgraded.past)
    assert [recipient for recipient, _ in upgraded.mailed()] == [ANN, BEN]


def reached_nobody(past: Past) -> set[str]:
    runs_of_it = [run for run in past.runs if run.ending is Ending.REACHED_NOBODY]
    return {past.url(article) for run in runs_of_it for article in run.picked}
