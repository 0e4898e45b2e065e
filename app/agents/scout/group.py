"""The group step: which articles tell the same story, while others are still read.

A story is judged as soon as its first article is read. What is stored is found out once all are
read and judged, from all of them: it does not depend on the order in which the sites answered.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import cached_property

import structlog

from app.agents.scout import corrected_stories, stored_stories
from app.agents.scout.gather.tables import Article
from app.agents.scout.judge.doubts import Doubt, Doubts
from app.agents.scout.judge.waiting import SETTLED, articles_to_judge, outcomes_of, settled_stories
from app.agents.scout.story_item import as_story_item
from app.agents.scout.stream import Stream
from app.agents.scout.uncertain_stories import UncertainStories
from app.parts.parts import Parts
from app.parts.reading.group import Fingerprint, Stories, fingerprint
from app.parts.runs.lease import Claim, guard
from app.parts.store.statements import required_id

REMEMBERED = timedelta(days=30)
COLLECT_SECONDS = 0.25
"""Thirty sites give thirty articles a second, which are looked up in the database together."""

log = structlog.get_logger("group")


async def group_as_read(grouping: "Grouping", read: Stream[int], stories: Stream[Article]) -> None:
    """Puts one article of each story that needs a judgement into `stories`, and ends it as soon as
    all are read. What is in doubt about them is known before.

    In a thread: three hundred articles take a second, in which no site would be asked.
    """
    found = await asyncio.to_thread(grouping.begin)
    grouping.raise_doubts()
    stories.put(found)
    async for ids in read.batches(COLLECT_SECONDS):
        found = await asyncio.to_thread(grouping.add, ids)
        grouping.raise_doubts()
        stories.put(found)
    stories.end()


class Grouping:
    """The new articles of one run, as they come.

    What is thought of their stories before all are read and judged may be wrong: what seemed two
    stories may be one. So it only decides what is judged early; `finish` stores what holds.
    `doubts` are what a model is to be asked about them, and its answers.
    """

    def __init__(self, parts: Parts, claim: Claim, site_ids: Sequence[int]) -> None:
        self._parts, self._claim, self._site_ids = parts, claim, site_ids
        self._database, self._brand = parts.database, claim.profile
        self._so_far: Stories | None = None
        self._known_prints: dict[int, Fingerprint] = {}
        self._prints: dict[int, Fingerprint] = {}
        self._tried: frozenset[int] = frozenset()
        self._given: set[int] = set()
        self._done_with: set[str] = set()
        self._opened: set[str] = set()
        self.doubts = Doubts()
        self._new_doubts: list[Doubt] = []

    def begin(self) -> list[Article]:
        """What earlier runs left to be judged, and what an earlier attempt of this one read.

        People may have said since which articles tell two stories: that comes first.
        """
        corrected_stories.settle(self._database, self._claim, self._parts.clock())
        left = self._to_judge()
        self._given |= ids_of(left)
        self._opened |= {str(article.story) for article in left}
        self._done_with |= self._opened
        unfinished = stored_stories.articles_without_story(self._database, self._site_ids)
        outcomes = outcomes_of(self._database, self._brand, sorted(ids_of(unfinished)))
        self._tried = frozenset(outcomes)
        unfinished.sort(key=lambda article: article.id not in outcomes)
        settled = {id_ for id_, outcome in outcomes.items() if outcome in SETTLED}
        return left + self._first_of_each(unfinished, settled)

    def add(self, ids: Sequence[int]) -> list[Article]:
        """Of these articles the first of each story that nobody has judged, as far as is known."""
        found = stored_stories.articles_without_story(self._database, self._site_ids, ids)
        return self._first_of_each([one for one in found if one.id not in self._prints])

    def raise_doubts(self) -> None:
        """Not from a thread: questions are formed from them meanwhile."""
        self.doubts.put(self._new_doubts)
        self._new_doubts.clear()

    def finish(self) -> list[Article]:
        """Stores the stories of all that was read; what is to be judged and was not given yet."""
        new = stored_stories.articles_without_story(self._database, self._site_ids)
        if not new:
            return []
        self._store(new)
        given = stored_stories.stories_of(self._database, sorted(self._given))
        return [article for article in self._to_judge() if article.story not in given]

    def _to_judge(self) -> list[Article]:
        now = self._parts.clock()
        return articles_to_judge(self._database, self._brand, self._site_ids, now)

    def _first_of_each(
        self, new: Sequence[Article], settled: Collection[int] = ()
    ) -> list[Article]:
        if not new:
            return []
        self._so_far = self._so_far or Stories(self._known())
        stories = self._so_far.add_all([self._print_of(article) for article in new])
        told = list(zip(new, stories, strict=True))
        self._done_with |= {story for article, story in told if article.id in settled}
        self._done_with |= self._settled_before(stories)
        first = []
        for article, story in told:
            if story not in self._done_with:
                self._done_with.add(story)
                first.append(article)
                self._opened.add(story)
        self._given |= ids_of(first)
        self._new_doubts += self._doubts_about(self._so_far, new)
        return first

    def _doubts_about(self, stories: Stories, new: Sequence[Article]) -> list[Doubt]:
        if self._uncertain is None:
            return []
        given = {str(id_) for id_ in self._given}
        ids = [str(article.id) for article in new]
        return self._uncertain.doubts(stories, ids, given, self._opened)

    @cached_property
    def _uncertain(self) -> UncertainStories | None:
        """None without a model."""
        if self._parts.settings.openai_api_key is None:
            return None
        since = self._parts.clock() - REMEMBERED
        uncertain = UncertainStories(self._database, self._brand, since)
        self.doubts.spare = uncertain.spare()
        return uncertain

    def _settled_before(self, stories: Sequence[str]) -> set[str]:
        """Those of an earlier run that have a verdict. A new one is named after a new article."""
        known = {int(story) for story in stories} - self._prints.keys()
        return set(map(str, settled_stories(self._database, self._brand, sorted(known))))

    def _store(self, new: Sequence[Article]) -> None:
        self._so_far = None  # for 18,000 known articles each takes 27 MB
        known = self._known()
        prints = [self._print_of(article) for article in new]
        asked = {str(id_) for id_ in self._given | self._tried}
        answers = self.doubts.answers
        stories = Stories(known, answers=answers).add_all(prints, before_others=asked)
        with self._database.write() as session:
            guard(session, self._claim, self._parts.clock())
            for article, print_, story in zip(new, prints, stories, strict=True):
                stored_stories.set_story(
                    session, required_id(article.id), print_.to_json(), int(story)
                )
        log.info("group.done", articles=len(new), stories=len(set(stories)), known=len(known))
        log.info("group.answered", pairs=len(answers))

    def _known(self) -> list[tuple[Fingerprint, str]]:
        """The last thirty days' articles with their stories; each is looked up and parsed once."""
        since = self._parts.clock() - REMEMBERED
        rows = stored_stories.known_stories(self._database, since)
        unseen = [id_ for id_, _ in rows if id_ not in self._known_prints]
        self._known_prints |= stored_stories.fingerprints_of(self._database, unseen)
        return [(self._known_prints[id_], str(story)) for id_, story in rows]

    def _print_of(self, article: Article) -> Fingerprint:
        id_ = required_id(article.id)
        if id_ not in self._prints:
            self._prints[id_] = fingerprint(as_story_item(article))
        return self._prints[id_]


def ids_of(found: Sequence[Article]) -> set[int]:
    return {required_id(article.id) for article in found}
