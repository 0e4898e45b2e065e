from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from app.agents.scout.gather.tables import Article, Site
from app.agents.scout.report.result_schema import (
    Counts,
    EmailResult,
    RunResult,
    TopFind,
    UsageResult,
)
from app.agents.scout.tables import Feedback, Pick
from app.agents.scout.votes.presses import Press
from app.agents.scout.votes.votes import (
    LINKS_LAST,
    Ballot,
    find_ballot,
    record_vote,
    stored_vote,
)
from app.parts.mail.tables import Mail
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from tests.scout.stored import Told, add_articles, add_sites, add_votes, claimed_run

HERE, ELSEWHERE = "here", "elsewhere"


@pytest.fixture
def ballot(database: Database, noon: datetime) -> Ballot:
    with database.write() as session:
        run = AgentRun(agent="a", profile="p", trigger="request", created_at=noon)
        site = Site(url="https://news.example/")
        session.add_all([run, site])
        session.flush()
        article = Article(site_id=site.id or 0, address="a", url="u", found_at=noon)
        session.add(article)
        session.flush()
        pick = Pick(
            brand="p",
            run_id=run.id or 0,
            rank=1,
            article_id=article.id or 0,
            story=1,
            created_at=noon,
        )
        session.add(pick)
        session.flush()
        return Ballot(
            mail_id=1,
            pick_id=pick.id or 0,
            run_id=run.id or 0,
            brand="p",
            rank=1,
            title="t",
            url="u",
            site="",
            reason="",
            voter="ann@example.com",
        )


def vote_of(database: Database, ballot: Ballot) -> Feedback:
    with database.read() as session:
        vote = stored_vote(session, ballot.pick_id, ballot.voter)
    assert vote is not None
    return vote


def test_a_second_vote_replaces_the_first(
    database: Database, ballot: Ballot, noon: datetime
) -> None:
    later = noon + timedelta(seconds=61)
    assert record_vote(database, ballot, Press("yes", HERE), noon)
    assert record_vote(database, ballot, Press("no", HERE), later)
    vote = vote_of(database, ballot)
    assert (vote.answer, vote.counted) == ("no", True)
    assert (vote.created_at, vote.updated_at) == (noon, later)


@pytest.mark.parametrize("place", [HERE, ELSEWHERE], ids=["one place", "two places"])
def test_both_answers_within_a_minute_do_not_count(
    database: Database, ballot: Ballot, noon: datetime, place: str
) -> None:
    record_vote(database, ballot, Press("yes", HERE), noon)
    assert not record_vote(database, ballot, Press("no", place), noon + timedelta(seconds=59))
    assert not vote_of(database, ballot).counted


@pytest.mark.parametrize("changing", [False, True])
def test_a_burst_takes_no_vote_away_that_a_person_gave_before(
    database: Database, ballot: Ballot, noon: datetime, *, changing: bool
) -> None:
    if changing:
        record_vote(database, ballot, Press("no", HERE), noon - timedelta(seconds=9))
    record_vote(database, ballot, Press("yes", HERE, changing=changing), noon)
    later = noon + timedelta(hours=1)
    record_vote(database, ballot, Press("yes", ELSEWHERE), later)
    assert not record_vote(database, ballot, Press("no", ELSEWHERE), later)
    vote = vote_of(database, ballot)
    assert (vote.answer, vote.counted) == ("yes", True)


def test_a_burst_after_a_burst_counts_as_little(
    database: Database, ballot: Ballot, noon: datetime
) -> None:
    for at in (noon, noon + timedelta(hours=1)):
        record_vote(database, ballot, Press("yes", HERE), at)
        record_vote(database, ballot, Press("no", HERE), at)
    assert not vote_of(database, ballot).counted


def test_the_same_answer_twice_counts(database: Database, ballot: Ballot, noon: datetime) -> None:
    record_vote(database, ballot, Press("yes", HERE), noon)
    assert record_vote(database, ballot, Press("yes", HERE), noon)


def test_a_person_who_answers_after_the_burst_counts(
    database: Database, ballot: Ballot, noon: datetime
) -> None:
    record_vote(database, ballot, Press("yes", HERE), noon)
    record_vote(database, ballot, Press("no", HERE), noon)
    assert record_vote(database, ballot, Press("yes", ELSEWHERE), noon + timedelta(seconds=61))
    assert vote_of(database, ballot).counted


def test_a_change_of_mind_counts_within_the_minute(
    database: Database, ballot: Ballot, noon: datetime
) -> None:
    record_vote(database, ballot, Press("yes", HERE), noon)
    soon = noon + timedelta(seconds=3)
    assert record_vote(database, ballot, Press("no", HERE, changing=True), soon)


def test_a_change_of_mind_that_no_person_is_fast_enough_for_does_not_count(
    database: Database, ballot: Ballot, noon: datetime
) -> None:
    record_vote(database, ballot, Press("yes", HERE), noon)
    at_once = noon + timedelta(seconds=1)
    assert not record_vote(database, ballot, Press("no", HERE, changing=True), at_once)


def test_of_two_changes_of_mind_within_a_minute_neither_counts(
    database: Database, ballot: Ballot, noon: datetime
) -> None:
    """Whatever presses every button presses those of a change of mind, too."""
    soon, later = noon + timedelta(seconds=59), noon + timedelta(seconds=120)
    assert record_vote(database, ballot, Press("yes", HERE, changing=True), noon)
    assert not record_vote(database, ballot, Press("no", HERE, changing=True), soon)
    assert not vote_of(database, ballot).counted
    assert record_vote(database, ballot, Press("no", HERE, changing=True), later)


def test_a_change_of_mind_counts_after_both_answers_came_without_saying_so(
    database: Database, ballot: Ballot, noon: datetime
) -> None:
    record_vote(database, ballot, Press("yes", HERE), noon)
    record_vote(database, ballot, Press("no", HERE), noon)
    soon = noon + timedelta(seconds=3)
    assert record_vote(database, ballot, Press("yes", HERE, changing=True), soon)


def test_the_page_of_a_vote_names_the_find_as_the_mail_did(
    database: Database, noon: datetime
) -> None:
    """Its first page was gone, and the mail had the same story from another site."""
    add_sites(database)
    claim = claimed_run(database)
    [article] = add_articles(
        database, claim, [Told("As judged", url="https://a.example/1", score=80)]
    )
    add_votes(database, claim, [article], {})
    mailed = TopFind(
        rank=1,
        title="As mailed",
        url="https://b.example/2",
        site="B",
        published_at=None,
        score=80,
        reason="",
        angle="",
    )
    with database.write() as session:
        run = session.get_one(AgentRun, claim.run_id)
        run.result = RunResult(
            brand="p",
            top=(mailed,),
            sites=(),
            counts=Counts(),
            usage=UsageResult(scorer="keyword"),
            email=EmailResult(status="sent"),
        ).model_dump(mode="json")
        session.add(run)
        mail = Mail(
            run_id=claim.run_id,
            recipient="ann@example.com",
            message_id="<1@example.com>",
            created_at=noon,
            next_try_at=noon,
            give_up_at=noon,
            changed_at=noon,
        )
        session.add(mail)
        session.flush()
        pick = session.exec(select(Pick)).one()
        mail_id, pick_id = mail.id or 0, pick.id or 0
    ballot = find_ballot(database, mail_id, pick_id, noon)
    assert ballot is not None
    assert (ballot.title, ballot.url, ballot.site) == ("As mailed", "https://b.example/2", "B")
    assert find_ballot(database, mail_id, pick_id, noon + LINKS_LAST) is None
    with database.write() as session:
        session.get_one(AgentRun, ballot.run_id).result = {"top": [{"of": "long ago"}]}
    ballot = find_ballot(database, mail_id, pick_id, noon)
    assert ballot is not None
    assert ballot.title == "As judged"
