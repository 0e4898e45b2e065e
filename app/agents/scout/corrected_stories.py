"""The stored stories as people corrected them: which articles are one story, a run's group step
guesses and people know better. Done before a run groups, in its worker.

Stories that are known are never joined by grouping, so what was parted here stays parted.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import Session, col, exists, select, update

from app.agents.scout import stored_stories
from app.agents.scout.gather.tables import Article
from app.agents.scout.tables import Pick, StoryCorrection, VerdictRow
from app.agents.scout.votes.corrections import (
    Pair,
    is_different,
    labelled_pairs,
    leave_out_bursts,
)
from app.agents.scout.votes.votes import LINKS_LAST
from app.parts.reading.group import Fingerprint, parted
from app.parts.runs.lease import Claim, guard
from app.parts.store.database import Database

log = structlog.get_logger("group")


def settle(database: Database, claim: Claim, now: datetime) -> None:
    """Parts the stories of articles that people say are two, and joins those again of which they
    say so no more. Raises LeaseLostError."""
    since = now - LINKS_LAST
    with database.read() as session:
        if not has_any(session, since):
            return
    with database.write() as session:
        guard(session, claim, now)
        leave_out_bursts(session, since)
        Settling(session, labelled_pairs(session, since)).settle()


def has_any(session: Session, since: datetime) -> bool:
    said = select(StoryCorrection.id).where(col(StoryCorrection.updated_at) >= since)
    return session.exec(said.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class Settling:
    session: Session
    said: Mapping[Pair, Counter[str]]

    def settle(self) -> None:
        for pair, labels in self.said.items():
            if is_different(labels):
                self.part(*pair)
        for pair, labels in self.said.items():
            if not is_different(labels):
                self.join(*pair)

    def part(self, find: int, other: int) -> None:
        """A story keeps its name with the article that it has its name of."""
        story = self.story_of(other)
        if story is None or self.story_of(find) != story:
            return
        going = self.going_with(other, find, story)
        leaving = self.members(story) - going if story in going else going
        name = other if other in leaving else find
        self.move(leaving, name)
        self.compete_again(going)
        log.info("group.parted", story=story, find=find, other=other, articles=len(going))

    def join(self, find: int, other: int) -> None:
        """As far as nobody says of others of the two stories that they are different."""
        story, parted_off = self.story_of(find), self.story_of(other)
        if story is None or parted_off is None or story == parted_off:
            return
        stay = self.members(story)
        for coming in (self.members(parted_off), {other}):
            if not self.are_different(coming, stay):
                self.move(coming, story)
                log.info("group.joined", story=story, other=other, articles=len(coming))
                return

    def going_with(self, other: int, find: int, story: int) -> set[int]:
        """With the article that tells another story; but what people say is the find's stays."""
        stay = {pair[1] for pair, said in self.said.items() if pair[0] == find and said["same"]}
        prints = stored_stories.fingerprints_in(self.session, sorted(self.members(story)))
        known = [Fingerprint.from_json(print_) for print_ in prints.values()]
        if {other, find} - prints.keys():
            return {other}  # there is nothing to compare with
        going = {int(id_) for id_ in parted(known, stays=str(find), goes=str(other))}
        return (going - stay) | {other}

    def are_different(self, some: Collection[int], others: Collection[int]) -> bool:
        return any(
            is_different(labels)
            and ((one in some and two in others) or (two in some and one in others))
            for (one, two), labels in self.said.items()
        )

    def story_of(self, article_id: int) -> int | None:
        return self.session.exec(select(Article.story).where(Article.id == article_id)).first()

    def members(self, story: int) -> set[int]:
        told = select(Article.id).where(Article.story == story)
        return {id_ for id_ in self.session.exec(told) if id_ is not None}

    def move(self, articles: Collection[int], story: int) -> None:
        """A pick tells the story of its article: what was mailed is not mailed again."""
        self.session.execute(
            update(Article).where(col(Article.id).in_(articles)).values(story=story)
        )
        mine = (col(Pick.article_id).in_(articles), col(Pick.released_at).is_(None))
        for pick in self.session.exec(select(Pick).where(*mine, Pick.story != story)):
            if not self.is_picked(pick.brand, story):
                pick.story = story
                self.session.add(pick)
                self.session.flush()

    def is_picked(self, brand: str, story: int) -> bool:
        told = (Pick.brand == brand, Pick.story == story, col(Pick.released_at).is_(None))
        return self.session.exec(select(Pick.id).where(*told)).first() is not None

    def compete_again(self, articles: Collection[int]) -> None:
        """A verdict of its own lost its place to the other story's: it competes as what it is."""
        picked = exists().where(
            col(Pick.article_id) == VerdictRow.article_id,
            col(Pick.brand) == VerdictRow.brand,
            col(Pick.released_at).is_(None),
        )
        self.session.execute(
            update(VerdictRow)
            .where(col(VerdictRow.article_id).in_(articles), ~picked)
            .values(ranked_by_run_id=None)
        )
