"""What the pages of runs read from the database."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, update

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather.tables import Article, SiteVisit
from app.agents.scout.pages.found import FOUND_ON_A_PAGE
from app.agents.scout.pages.history import RUNS_ON_A_PAGE, read_history
from app.agents.scout.pages.now import read_now
from app.agents.scout.pages.progress import progress_of
from app.agents.scout.pages.run_reading import read_one_run, read_sent_mail, without_own_links
from app.agents.scout.report.result_schema import (
    Counts,
    EmailResult,
    RunResult,
    UsageResult,
    WhyNoPlace,
    WithoutPlace,
)
from app.agents.scout.tables import Digest, VerdictRow
from app.parts.mail.tables import Mail
from app.parts.runs import endings, lease
from app.parts.runs.lease import Claim
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.conftest import NOON
from tests.scout.stored import (
    BRAND,
    SITE,
    Told,
    add_articles,
    add_sites,
    add_votes,
    claimed_run,
    parts_for,
)
from tests.store.usage_lines import model_line

RESULT = RunResult(
    brand=BRAND.id,
    top=(),
    sites=(),
    counts=Counts(),
    usage=UsageResult(scorer="keyword"),
    email=EmailResult(status="nothing_new"),
)
WELL = {"database": "ok", "redis": "ok", "worker": "ok", "runs": "ok"}


@pytest.fixture
def parts(database: Database, tmp_path: Path) -> ScoutParts:
    add_sites(database)
    return parts_for(database, tmp_path)


@pytest.fixture
def claim(parts: ScoutParts) -> Claim:
    return claimed_run(parts.database)


def change(
    parts: ScoutParts, model: type[VerdictRow | Article], article_id: int, **values: object
) -> None:
    which = VerdictRow.article_id if model is VerdictRow else Article.id
    with parts.database.write() as session:
        session.execute(update(model).where(col(which) == article_id).values(**values))


def fates(parts: ScoutParts, claim: Claim) -> dict[str, str]:
    view = read_one_run(parts, claim.run_id, 1)
    assert view is not None
    return {one.title: one.fate for one in view.found.found}


def end(parts: ScoutParts, claim: Claim) -> None:
    with parts.database.write() as session:
        endings.finish_run(session, claim, NOON + timedelta(seconds=9), result={})


def test_what_a_run_found_comes_best_first_and_what_has_no_score_last(
    parts: ScoutParts, claim: Claim
) -> None:
    told = [
        Told("Middling", score=40),
        Told("Unjudged"),
        Told("Best", score=90),
        Told("Nil", score=0),
    ]
    add_articles(parts.database, claim, told)
    assert list(fates(parts, claim)) == ["Best", "Middling", "Nil", "Unjudged"]


def test_each_article_is_told_what_became_of_it(parts: ScoutParts, claim: Claim) -> None:
    told = [
        Told("Picked", score=95),
        Told("Good", score=70),
        Told("Low", score=20),
        Told("Bad news", score=80),
        Told("Same again"),
        Told("Unread"),
        Told("Broken"),
        Told("Model away", score=0),
        Told("New"),
    ]
    ids = add_articles(parts.database, claim, told)
    add_votes(parts.database, claim, ids[:1], {})
    change(parts, VerdictRow, ids[1], ranked_by_run_id=claim.run_id)
    change(parts, VerdictRow, ids[3], safe=False, rule="crime", quote="was shot")
    change(parts, Article, ids[4], story=ids[0])
    change(parts, Article, ids[5], state="found", error="It answered 500.")
    change(parts, Article, ids[6], state="failed", error="It is gone (404).")
    change(
        parts, VerdictRow, ids[7], outcome="unavailable", detail="It did not answer.", score=None
    )
    assert fates(parts, claim) == {
        "Picked": "Picked, place 1",
        "Bad news": "Held back as crime, because it says “was shot”",
        "Good": "Scored, but not picked",
        "Low": "Scored, and waits to be compared with others",
        "Same again": "The same story as “Picked”",
        "Unread": "Waiting to be read: It answered 500.",
        "Broken": "Could not be read: It is gone (404).",
        "Model away": "Waiting for the model: It did not answer.",
        "New": "Waiting to be judged",
    }


def test_an_article_of_an_earlier_run_that_this_one_judged_is_listed(
    parts: ScoutParts, claim: Claim
) -> None:
    (waited,) = add_articles(parts.database, claim, [Told("Waited", score=77)])
    end(parts, claim)
    later = claimed_run(parts.database)
    change(parts, VerdictRow, waited, run_id=later.run_id)
    assert list(fates(parts, later)) == ["Waited"]


def test_a_digest_lists_what_it_picked_and_the_run_that_found_it_names_the_digest(
    parts: ScoutParts, claim: Claim
) -> None:
    ids = add_articles(parts.database, claim, [Told("Collected", score=77)])
    end(parts, claim)
    digest = claimed_run(parts.database)
    add_votes(parts.database, digest, ids, {})
    assert fates(parts, digest) == {"Collected": "Picked, place 1"}
    assert fates(parts, claim) == {"Collected": f"Picked by run {digest.run_id}, place 1"}


@pytest.mark.parametrize(
    ("without", "fate"),
    [
        ([("alike", 2)], "Good enough, but it may be the story of place 2 of run 2"),
        ([("votes", 0)], "Votes brought it below the mark of 60"),
        ([], "Scored, but not picked"),
    ],
)
def test_what_a_digest_left_out_is_told_on_the_page_of_the_run_that_found_it(
    parts: ScoutParts, claim: Claim, without: list[tuple[WhyNoPlace, int]], fate: str
) -> None:
    [collected] = add_articles(parts.database, claim, [Told("Collected", score=90)])
    end(parts, claim)
    digest = claimed_run(parts.database)
    change(parts, VerdictRow, collected, ranked_by_run_id=digest.run_id)
    left_out = tuple(
        WithoutPlace(article_id=collected, why=why, beside=rank) for why, rank in without
    )
    result = RESULT.model_copy(update={"without_place": left_out, "min_score": 60})
    with parts.database.write() as session:
        endings.finish_run(session, digest, NOON, result=result.model_dump(mode="json"))
    assert fates(parts, claim) == {"Collected": fate}


def test_many_finds_are_read_a_page_at_a_time(parts: ScoutParts, claim: Claim) -> None:
    told = [Told(f"Story {number}", score=99 - number) for number in range(FOUND_ON_A_PAGE + 2)]
    add_articles(parts.database, claim, told)
    second = read_one_run(parts, claim.run_id, 2)
    assert second is not None
    assert [one.score for one in second.found.found] == [49, 48]
    assert (second.found.total, second.found.pages) == (52, 2)
    beyond = read_one_run(parts, claim.run_id, 3)
    assert beyond is not None
    assert beyond.found.found == ()


def test_there_is_no_page_of_a_run_that_is_none_of_ours(parts: ScoutParts, claim: Claim) -> None:
    assert read_one_run(parts, claim.run_id + 1, 1) is None
    with parts.database.write() as session:
        session.execute(update(AgentRun).values(agent="another"))
    assert read_one_run(parts, claim.run_id, 1) is None


def test_progress_counts_sites_links_pages_verdicts_and_money(
    parts: ScoutParts, claim: Claim
) -> None:
    ids = add_articles(parts.database, claim, [Told("One", score=1), Told("Two"), Told("Three")])
    change(parts, Article, ids[2], state="found")
    lease.enter_stage(parts.database, claim, "judge", NOON)
    with parts.database.write() as session:
        session.add(SiteVisit(run_id=claim.run_id, site_id=SITE, status="ok", visited_at=NOON))
        session.add(model_line(NOON, 0.002, run_id=claim.run_id))
    progress = progress_of(parts, claim.run_id)
    assert progress is not None
    assert progress.at_work == "At work: judging what is new."
    assert (progress.sites_done, progress.sites) == (1, len(BRAND.sites))
    assert (progress.new, progress.read, progress.scored) == (3, 2, 1)
    assert progress.money == "$0.0020"
    assert not progress.is_over
    end(parts, claim)
    over = progress_of(parts, claim.run_id)
    assert over is not None
    assert over.is_over
    assert progress_of(parts, claim.run_id + 1) is None


def test_now_has_the_run_at_work_and_after_it_what_came_of_it(
    parts: ScoutParts, claim: Claim
) -> None:
    (brand,) = read_now(parts, WELL).brands
    assert brand.active is not None
    assert brand.progress is not None
    assert brand.last is brand.mailed is None
    ids = add_articles(parts.database, claim, [Told("Best", score=90)])
    add_votes(parts.database, claim, ids, {"ann@example.com": "yes"})
    end(parts, claim)
    newer = claimed_run(parts.database)
    end(parts, newer)
    (brand,) = read_now(parts, WELL).brands
    assert brand.active is None
    assert brand.last is not None
    assert brand.mailed is not None
    assert (brand.last.id, brand.mailed.id) == (newer.run_id, claim.run_id)
    assert brand.mailed.votes


def test_all_is_not_well_after_a_run_that_failed_until_one_did_not(
    parts: ScoutParts, claim: Claim
) -> None:
    endings.fail_run(parts.database, claim, NOON, "None of the sites could be read.")
    assert read_now(parts, WELL).problems == (
        f"The last run for {BRAND.display_name} failed: see below.",
    )
    end(parts, claimed_run(parts.database))
    assert read_now(parts, WELL).problems == ()


def test_now_gives_the_next_slot_the_next_digest_and_each_problem_once(
    database: Database, tmp_path: Path
) -> None:
    health = {**WELL, "worker": "No worker.", "runs": "No worker."}
    view = read_now(parts_for(database, tmp_path, EMAIL_DIGEST_TIMES="16:00"), health)
    assert view.problems == ("No worker.",)
    assert view.next_run_at == NOON + timedelta(minutes=10)
    assert view.next_digest_at == NOON + timedelta(hours=2)  # at 16:00 in Johannesburg
    assert read_now(parts_for(database, tmp_path), WELL).next_digest_at is None


def test_now_says_that_a_digest_is_due_until_a_run_has_made_it(
    database: Database, tmp_path: Path
) -> None:
    parts = parts_for(database, tmp_path, EMAIL_DIGEST_TIMES="13:00,16:00")
    an_hour_ago, yesterday = NOON - timedelta(hours=1), NOON - timedelta(hours=20)
    with database.write() as session:
        session.add(Digest(brand=BRAND.id, due_at=yesterday, created_at=yesterday))
    assert read_now(parts, WELL).next_digest_at == an_hour_ago
    with database.write() as session:
        session.add(Digest(brand=BRAND.id, due_at=an_hour_ago, created_at=an_hour_ago))
    assert read_now(parts, WELL).next_digest_at == NOON + timedelta(hours=2)


def test_the_history_is_read_a_page_at_a_time_newest_first(parts: ScoutParts) -> None:
    with parts.database.write() as session:
        session.add_all(
            AgentRun(
                agent="brand_scout",
                profile=BRAND.id,
                trigger="schedule",
                status="failed" if number % 7 == 0 else "completed",
                created_at=NOON - timedelta(hours=RUNS_ON_A_PAGE + 2 - number),
            )
            for number in range(1, RUNS_ON_A_PAGE + 3)
        )
    newest = read_history(parts, "all", None)
    ids = [run.id for day in newest.days for run in day.runs]
    assert ids == list(range(RUNS_ON_A_PAGE + 2, 2, -1))
    assert newest.has_older
    assert [day.day for day in newest.days] == sorted({d.day for d in newest.days}, reverse=True)
    older = read_history(parts, "all", newest.last_id)
    assert [run.id for day in older.days for run in day.runs] == [2, 1]
    assert not older.has_older
    trouble = read_history(parts, "trouble", None)
    assert {run.status for day in trouble.days for run in day.runs} == {"failed"}


def test_the_history_can_be_narrowed_to_runs_with_finds(parts: ScoutParts, claim: Claim) -> None:
    ids = add_articles(parts.database, claim, [Told("Best", score=90)])
    add_votes(parts.database, claim, ids, {})
    end(parts, claim)
    end(parts, claimed_run(parts.database))
    (day,) = read_history(parts, "finds", None).days
    assert [run.id for run in day.runs] == [claim.run_id]
    assert read_history(parts, "finds", claim.run_id).days == ()


def test_a_mail_is_shown_without_the_links_that_are_its_reader_s_own(
    parts: ScoutParts, claim: Claim
) -> None:
    text = "Yes: https://old.example/feedback/WzEs.aR9xkQ.3mV0Zk1yT2h8bWJ6U3pHcGZyZkE5/yes\nPause: http://h/pause/WzE.aR9xkQ.3mV0Zk1yT2h8bWJ6U3pHcGZyZkE5"
    no = '<a href="https://old.example/feedback/WzEs.aR9xkQ.3mV0Zk1yT2h8bWJ6U3pHcGZyZkE5/no">No</a>'
    html = f"<html><head></head>{no} {text}"
    with parts.database.write() as session:
        mail = Mail(
            run_id=claim.run_id,
            recipient="ann@example.com",
            message_id="m",
            subject="S",
            text=text,
            html=html,
            created_at=NOON,
            next_try_at=NOON,
            give_up_at=NOON,
            changed_at=NOON,
        )
        session.add(mail)
        session.flush()
        mail_id = required_id(mail.id)
    shown = read_sent_mail(parts, claim.run_id, mail_id)
    assert shown is not None
    assert shown.text == "Yes: https://old.example/feedback/…/yes\nPause: http://h/pause/…"
    assert "WzE" not in shown.html
    assert '<head><base target="_blank"></head>' in shown.html
    assert 'href="https://old.example/feedback/…/no"' in shown.html
    assert read_sent_mail(parts, claim.run_id + 1, mail_id) is None


@pytest.mark.parametrize("base", ["https://h/feedback", "https://h/pause", "http://localhost:8000"])
def test_own_links_are_known_by_their_token_whatever_stands_before_it(base: str) -> None:
    token = "WzEsMl0.aR9xkQ.3mV0Zk1yT2h8bWJ6U3pHcGZyZkE5"
    text = f"{base}/feedback/{token}/yes {base}/pause/{token} https://news.example/feedback/pizza"
    shown = f"{base}/feedback/…/yes {base}/pause/… https://news.example/feedback/pizza"
    assert without_own_links(text) == shown
