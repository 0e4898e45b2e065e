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
from app.parts.reading.group import Fingerprint, Stories, parted
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
        leave_out_bursts(session, now)
        Settling(session, labelled_pairs(session, since)).settle()


def has_any(session: Session, since: datetime) -> bool:
    said = select(StoryCorrection.id).where(col(StoryCorrection.updated_at) >= since)
    return session.exec(said.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class Settling:
    session: Session
    said: Mapping[Pair, Counter[str]]

    def settle(self) -> None:
        for find, other in self.unsettled(different=True):
            self.part(find, other)
        for find, other in self.unsettled(different=False):
            self.join(find, other)

    def unsettled(self, *, different: bool) -> list[Pair]:
        """The pairs whose stories are not what people say of them."""
        stories = stored_stories.stories_in(
            self.session, {id_ for pair in self.said for id_ in pair}
        )
        return [
            (find, other)
            for (find, other), labels in self.said.items()
            if is_different(labels) == different
            and find in stories
            and other in stories
            and (stories[find] == stories[other]) == different
        ]

    def part(self, find: int, other: int) -> None:
        """A story keeps its name with the article that it has its name of."""
        story = self.story_of(other)
        if self.story_of(find) != story:
            return  # it went with another article that people took out
        going = self.going_with(other, find, story)
        leaving = self.members(story) - going if story in going else going
        self.move(leaving, other if other in leaving else find)
        self.compete_again(going)
        self.move(going, self.story_beside(find, other, going))
        log.info("group.parted", story=story, find=find, other=other, articles=len(going))

    def join(self, find: int, other: int) -> None:
        """As far as nobody says of others of the two stories that they are different."""
        story, parted_off = self.story_of(find), self.story_of(other)
        if story == parted_off:
            return  # it came with another
        stay = self.members(story)
        for coming in (self.members(parted_off), {other}):
            if not self.are_different(coming, stay):
                self.move(coming, story)
                log.info("group.joined", story=story, other=other, articles=len(coming))
                return

    def going_with(self, other: int, find: int, story: int) -> set[int]:
        """With the article that tells another story; but what people say is the find's stays."""
        stay = {pair[1] for pair, said in self.said.items() if pair[0] == find and said["same"]}
        prints = self.prints(self.members(story))
        if {str(other), str(find)} - {print_.id for print_ in prints}:
            return {other}  # there is nothing to compare with
        going = {int(id_) for id_ in parted(prints, stays=str(find), goes=str(other))}
        return (going - stay) | {other}

    def story_beside(self, find: int, other: int, going: Collection[int]) -> int:
        """Two articles that both tell another story than the find may tell one: that of the first
        which people took out, if grouping says so. Else the story it has."""
        taken_out = {pair[1] for pair, said in self.said.items() if pair[0] == find} - {other}
        stories = {self.story_of(one) for one in taken_out} - {self.story_of(find)}
        known = [
            (print_, str(story))
            for story in stories
            if not self.are_different(going, self.members(story))
            for print_ in self.prints(self.members(story))
        ]
        told = [Stories(known).add(print_) for print_ in self.prints({other})]
        return int(told[0]) if told and told[0] != str(other) else self.story_of(other)

    def prints(self, articles: Collection[int]) -> list[Fingerprint]:
        return list(stored_stories.fingerprints_in(self.session, sorted(articles)).values())

    def are_different(self, some: Collection[int], others: Collection[int]) -> bool:
        return any(
            is_different(labels)
            and ((one in some and two in others) or (two in some and one in others))
            for (one, two), labels in self.said.items()
        )

    def story_of(self, article_id: int) -> int:
        return stored_stories.stories_in(self.session, [article_id])[article_id]

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
