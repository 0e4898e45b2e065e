"""Reads what people said of earlier finds. Only votes that count teach anything."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.agents.scout.gather.tables import Article
from app.agents.scout.judge.prompt import Lessons
from app.agents.scout.tables import Feedback, Pick, VerdictRow
from app.agents.scout.types import Candidate
from app.agents.scout.votes.learning.taste import Opinion, Taste
from app.agents.scout.votes.learning.traits import telling_words, traits_of

REMEMBERED = timedelta(days=365)
VOTES_AT_MOST = 2_000
"""The latest ones: what older ones add has faded, and each costs time in every run."""


@dataclass(frozen=True, slots=True)
class VotedFind:
    """A find with the answers of all who voted on it."""

    article_id: int
    title: str
    summary: str
    site_id: int
    site: str
    subject: str
    yes: int
    no: int
    voted_at: datetime

    @property
    def opinion(self) -> Opinion:
        traits = traits_of(
            site_id=self.site_id, title=self.title, summary=self.summary, subject=self.subject
        )
        return Opinion(traits, self.yes, self.no, self.voted_at)


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's answer that counts, with what it is about."""

    pick_id: int
    voter: str
    answer: str
    at: datetime
    article_id: int
    site_id: int
    title: str
    summary: str
    subject: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """The answer that counted before: it stood when this vote came."""

    answer: str
    at: datetime


def voted_finds(
    session: Session, brand: str, site_names: Mapping[int, str], now: datetime
) -> list[VotedFind]:
    """The brand's, the latest vote first. Sites that are read no more go by a number."""
    return by_find(counted_votes(session, brand, now), site_names)


def counted_votes(
    session: Session, brand: str, now: datetime, at_most: int = VOTES_AT_MOST
) -> list[Vote]:
    """The brand's, the latest first."""
    return [Vote(*row) for row in session.execute(votes(brand, now, at_most))]


def by_find(votes: Iterable[Vote], site_names: Mapping[int, str]) -> list[VotedFind]:
    """In the order of each find's first vote here."""
    of_pick: defaultdict[int, list[Vote]] = defaultdict(list)
    for vote in votes:
        of_pick[vote.pick_id].append(vote)
    return [voted_find(own, site_names) for own in of_pick.values()]


def voted_find(votes: Sequence[Vote], site_names: Mapping[int, str]) -> VotedFind:
    latest = votes[0]
    return VotedFind(
        latest.article_id,
        latest.title,
        latest.summary,
        latest.site_id,
        site_names.get(latest.site_id, f"site {latest.site_id}"),
        latest.subject,
        sum(vote.answer == "yes" for vote in votes),
        sum(vote.answer == "no" for vote in votes),
        latest.at,
    )


def votes(
    brand: str, now: datetime, at_most: int
) -> Select[int, str, str, datetime, int | None, int, str, str, str]:
    latest = aliased(Feedback, latest_counted(brand, now, at_most).subquery())
    verdict = and_(
        col(VerdictRow.article_id) == Pick.article_id, col(VerdictRow.brand) == Pick.brand
    )
    return (
        select(
            col(latest.pick_id),
            col(latest.voter),
            col(latest.answer),
            col(latest.updated_at),
            col(Article.id),
            col(Article.site_id),
            col(Article.title),
            col(Article.summary),
            col(VerdictRow.topic),
        )
        .select_from(latest)
        .join(Pick, col(Pick.id) == latest.pick_id)
        .join(Article, col(Article.id) == Pick.article_id)
        .join(VerdictRow, verdict)
        .order_by(col(latest.updated_at).desc(), col(latest.id).desc())
    )


def latest_counted(brand: str, now: datetime, at_most: int) -> Select[Feedback]:
    """Chosen before anything is joined: SQLite would look up every pick of the brand to sort the
    votes on them, which took 60 ms of ten weeks' votes."""
    of_brand = exists().where(col(Pick.id) == Feedback.pick_id, col(Pick.brand) == brand)
    return (
        select(Feedback)
        .where(of_brand, col(Feedback.counted), col(Feedback.updated_at) >= now - REMEMBERED)
        .order_by(col(Feedback.updated_at).desc(), col(Feedback.id).desc())
        .limit(at_most)
    )


def taste_of(finds: Sequence[VotedFind], now: datetime) -> Taste:
    return Taste([find.opinion for find in finds], now)


OF_EACH_AT_MOST = 5
OF_ONE_ALONE = 2
"""Where the team only ever said yes, many examples of it would teach that all is well."""


@dataclass(frozen=True, slots=True)
class Example:
    title: str
    words: frozenset[str]


class LessonBook:
    """The voted finds, the latest first. Finds that people disagree on teach nothing."""

    def __init__(self, finds: Iterable[VotedFind] = ()) -> None:
        told = list(finds)
        self._yes = examples(find.title for find in told if find.yes > find.no)
        self._no = examples(find.title for find in told if find.no > find.yes)

    def lessons_for(self, candidates: Sequence[Candidate]) -> Lessons:
        """As many of either answer as there are of both, the most alike first, then the latest."""
        wanted: set[str] = set().union(*(telling_words(one.title) for one in candidates))
        fewer = min(len(self._yes), len(self._no))
        count = min(OF_EACH_AT_MOST, max(OF_ONE_ALONE, fewer))
        return Lessons(most_alike(self._yes, wanted, count), most_alike(self._no, wanted, count))


def examples(titles: Iterable[str]) -> list[Example]:
    """Each title once."""
    return [
        Example(title, frozenset(telling_words(title))) for title in dict.fromkeys(titles) if title
    ]


def most_alike(known: Sequence[Example], wanted: set[str], count: int) -> tuple[str, ...]:
    best = sorted(known, key=lambda example: -likeness(example, wanted))
    return tuple(example.title for example in best[:count])


def likeness(example: Example, wanted: set[str]) -> float:
    """The share of the example's words that the items have; equal ones keep their order."""
    return len(example.words & wanted) / (len(example.words) or 1)
