"""What the page after a correction tells: what becomes of the two articles."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article
from app.agents.scout.judge.verdicts import JUDGED
from app.agents.scout.pick.rule import STALE_AFTER
from app.agents.scout.tables import Pick, VerdictRow
from app.agents.scout.votes.corrections import TwoArticles, labelled_pairs
from app.agents.scout.votes.votes import LINKS_LAST
from app.lib.printable import one_line
from app.parts.store.database import Database


@dataclass(frozen=True, slots=True)
class Outlook:
    """`different`, `same`: how many people say so. `are_apart`: they are two stories already.
    Of the article told beside the find: `score` by itself, None when nobody judged it; `mailed`
    as a find of its own; `is_old`: too old to be one.
    """

    different: int
    same: int
    are_apart: bool
    score: int | None = None
    is_safe: bool = True
    mailed: bool = False
    is_old: bool = False

    @property
    def will_be_apart(self) -> bool:
        return self.different > self.same


def outlook_of(database: Database, about: TwoArticles, now: datetime) -> Outlook:
    pair = (about.find.article_id, about.other.article_id)
    with database.read() as session:
        said = labelled_pairs(session, now - LINKS_LAST).get(pair, Counter())
        find, other = (session.get_one(Article, id_) for id_ in pair)
        verdict = verdict_on(session, about)
        return Outlook(
            different=said["different"],
            same=said["same"],
            are_apart=find.story != other.story,
            score=verdict.score if verdict else None,
            is_safe=bool(verdict.safe) if verdict else True,
            mailed=is_mailed(session, about),
            is_old=now - (other.published_at or other.found_at) > STALE_AFTER,
        )


def verdict_on(session: Session, about: TwoArticles) -> VerdictRow | None:
    """On the article told beside the find."""
    query = select(VerdictRow).where(
        VerdictRow.article_id == about.other.article_id,
        VerdictRow.brand == about.brand,
        VerdictRow.outcome == JUDGED,
    )
    return session.exec(query).first()


def is_mailed(session: Session, about: TwoArticles) -> bool:
    query = select(Pick.id).where(
        Pick.article_id == about.other.article_id,
        Pick.brand == about.brand,
        col(Pick.released_at).is_(None),
    )
    return session.exec(query.limit(1)).first() is not None


def outlook_in_words(outlook: Outlook, title: str) -> tuple[str, ...]:
    """A sentence or two each; `title` of the article told beside the find."""
    changes = parted_words(outlook, title) if outlook.will_be_apart else joined_words(outlook)
    return tuple(filter(None, (disagreement(outlook), *changes)))


def disagreement(outlook: Outlook) -> str:
    if not (outlook.different and outlook.same):
        return ""
    stay = "two stories" if outlook.will_be_apart else "one story"
    return (
        f"People disagree ({outlook.different} for two stories, {outlook.same} for one), so they "
        f"are {stay}."
    )


def joined_words(outlook: Outlook) -> tuple[str, ...]:
    if outlook.are_apart:
        return ("The next run makes them one story again. What was mailed is not mailed again.",)
    return ("They stay one story.",)


def parted_words(outlook: Outlook, title: str) -> tuple[str, ...]:
    when = "They are two stories now." if outlook.are_apart else "The next run makes them two."
    kept = "No run puts them together again, and what copies one of them goes with that one."
    return f"{when} {kept}", chances(outlook, f"“{one_line(title, 80)}”")


def chances(outlook: Outlook, name: str) -> str:
    """Of the article told beside the find, to be one itself."""
    if outlook.mailed:
        return f"{name} was mailed as a find of its own."
    if outlook.is_old:
        return f"{name} is older than a week, so it is not mailed any more."
    if outlook.score is None:
        return f"{name} is judged by itself in the next run, and mailed if it is among the best."
    if not outlook.is_safe:
        return f"{name} was judged not safe for the brand, so it stays held back."
    return f"{name} scored {outlook.score} of 100 by itself and competes in the next run."
