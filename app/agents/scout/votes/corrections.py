"""Corrections: one person's word on whether an article tells the story of the find it was told
beside. Saying it again replaces it. The next run changes the stories (corrected_stories.py)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article
from app.agents.scout.report.result_schema import stored_result
from app.agents.scout.tables import Pick, StoryCorrection
from app.agents.scout.votes.presses import Press, Question, answer_before, is_burst, record_press
from app.agents.scout.votes.votes import LINKS_LAST
from app.parts.mail.tables import Mail
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database

Label = Literal["different", "same"]
LOOKED_AT_AGAIN = timedelta(days=7)
"""What is parted later is too old for a mail anyway."""
Pair = tuple[int, int]
"""Ids of the find's article and of one that was told beside it."""
DASHBOARD = "dashboard"
"""Who said so, when it was on a run's page: its links name no mail."""
NO_MAIL = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One of two articles, as it is shown beside the other."""

    article_id: int
    title: str
    url: str
    site: str
    summary: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class TwoArticles:
    """What a link is about that says "not the same story": the find of a mail, an article told
    beside it, and who was asked. `label` is theirs so far, if it counts."""

    mail_id: int
    pick_id: int
    run_id: int
    rank: int
    brand: str
    find: Told
    other: Told
    voter: str
    label: str | None = None

    @property
    def question(self) -> Question:
        return Question(self.pick_id, self.voter, self.other.article_id)


def find_two_articles(
    database: Database, mail_id: int, pick_id: int, article_id: int, now: datetime
) -> TwoArticles | None:
    """None when they were not told together in that mail, or it is too old."""
    with database.read() as session:
        pick = session.get(Pick, pick_id)
        voter = voter_of(session, mail_id, pick, now) if pick else None
        if pick is None or voter is None:
            return None
        find, other = told_in_mail(session, pick, article_id)
        if find is None or other is None:
            return None
        said = stored_correction(session, Question(pick_id, voter, article_id))
        return TwoArticles(
            mail_id=mail_id,
            pick_id=pick_id,
            run_id=pick.run_id,
            rank=pick.rank,
            brand=pick.brand,
            find=find,
            other=other,
            voter=voter,
            label=said.label if said and said.counted else None,
        )


def voter_of(session: Session, mail_id: int, pick: Pick, now: datetime) -> str | None:
    """The recipient of that mail of the pick's run. None when it is not, or too old."""
    if mail_id == NO_MAIL:
        return DASHBOARD if pick.created_at > now - LINKS_LAST else None
    query = select(Mail.recipient).where(
        Mail.id == mail_id, Mail.run_id == pick.run_id, col(Mail.created_at) > now - LINKS_LAST
    )
    return session.exec(query).first()


def told_in_mail(
    session: Session, pick: Pick, article_id: int
) -> tuple[Told, Told] | tuple[None, None]:
    """The find and the article beside it, with the names that the mail had for their sites."""
    result = stored_result(session.get_one(AgentRun, pick.run_id).result)
    find = next((one for one in result.top if one.rank == pick.rank), None) if result else None
    if find is None or article_id not in find.beside:
        return None, None
    sites = {other.article_id: other.site for other in find.also_in}
    other = as_told(session.get_one(Article, article_id), sites[article_id])
    return as_told(session.get_one(Article, find.article_id), find.site), other


def as_told(article: Article, site: str) -> Told:
    return Told(
        article_id=article.id or 0,
        title=article.title,
        url=article.url,
        site=site,
        summary=article.summary or article.text,
        published_at=article.published_at,
    )


def record_correction(database: Database, about: TwoArticles, press: Press, now: datetime) -> bool:
    """Store the label, or replace the person's earlier one; whether the press counts."""
    with database.write() as session:
        in_burst = is_burst(session, about.run_id, about.voter, now)
        standing = record_press(session, about.question, press, now, in_burst=in_burst)
        said = stored_correction(session, about.question) or new_correction(about, now)
        said.label, said.counted = standing.answer, standing.counted
        if standing.press_counts or not standing.counted:
            said.updated_at = now  # else an earlier word stands, which is as old as it is
        session.add(said)
    return standing.press_counts


def leave_out_bursts(session: Session, now: datetime) -> None:
    """What a machine pressed may only be known by what it pressed afterwards."""
    since = now - LOOKED_AT_AGAIN
    recent = select(StoryCorrection).where(
        col(StoryCorrection.counted), col(StoryCorrection.updated_at) >= since
    )
    for said in session.exec(recent):
        if is_burst(session, said.run_id, said.voter, said.updated_at):
            question = Question(said.pick_id, said.voter, said.article_id)
            given = answer_before(session, question, said.updated_at)
            said.label, said.counted = given or said.label, given is not None
            session.add(said)


def labelled_pairs(session: Session, since: datetime) -> dict[Pair, Counter[str]]:
    """By pair, how many people say "different" and how many "same": of each person the latest word.
    None do where nothing counts."""
    recent = select(StoryCorrection).where(col(StoryCorrection.updated_at) >= since)
    latest: dict[tuple[Pair, str], str] = {}
    pairs: dict[Pair, Counter[str]] = {}
    for said in session.exec(recent.order_by(col(StoryCorrection.updated_at))):
        pair = (said.find_article_id, said.article_id)
        pairs[pair] = Counter()
        if said.counted:
            latest[pair, said.voter] = said.label
    for (pair, _), label in latest.items():
        pairs[pair][label] += 1
    return pairs


def is_different(said: Counter[str]) -> bool:
    """More people say so than say the opposite."""
    return said["different"] > said["same"]


def stored_correction(session: Session, question: Question) -> StoryCorrection | None:
    return session.exec(
        select(StoryCorrection).where(
            StoryCorrection.pick_id == question.pick_id,
            StoryCorrection.article_id == question.article_id,
            StoryCorrection.voter == question.voter,
        )
    ).first()


def new_correction(about: TwoArticles, now: datetime) -> StoryCorrection:
    return StoryCorrection(
        pick_id=about.pick_id,
        run_id=about.run_id,
        rank=about.rank,
        find_article_id=about.find.article_id,
        article_id=about.other.article_id,
        voter=about.voter,
        label="",
        created_at=now,
        updated_at=now,
    )
