"""The pick step: the five best of what competes, each looked at once more before it is mailed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.agents.scout import stored_stories
from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.pick import candidates
from app.agents.scout.pick.link_check import LinkChecker, Look, Seen
from app.agents.scout.pick.rule import PLACES, Find, is_eligible, places_per_site
from app.agents.scout.pick.told import with_told
from app.agents.scout.types import Candidate
from app.parts.parts import Parts
from app.parts.runs.lease import Claim

ROUNDS = 4
"""So often the next best take the places of finds whose address is no good any more."""
BAD_FINDS = 2
"""After so many bad ones its site is likely in trouble: finds of other sites come first then."""
COPIES = 2
"""So many other articles of a story are looked at when the judged one is bad."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What competed, the chosen best first, and the finds left out for their address.

    `waiting`: the articles that were not looked at and that no good find beat.
    """

    judged: tuple[Find, ...] = ()
    chosen: tuple[Find, ...] = ()
    bad: Mapping[int, Look] = field(default_factory=dict)
    waiting: frozenset[int] = frozenset()

    def left_out(self, seen: Seen) -> list[Find]:
        ids = {article_id for article_id, look in self.bad.items() if look.seen is seen}
        return [one for one in self.judged if one.id in ids]

    @property
    def competing_again(self) -> frozenset[int]:
        """The articles for which this run was not the last."""
        return self.waiting | {one.id for one in self.left_out(Seen.AWAY)}


async def pick(
    parts: Parts, claim: Claim, brand: Brand, names: Mapping[int, str], link_checker: LinkChecker
) -> Picked:
    """Stores nothing: a second attempt ranks and looks anew."""
    judged = {one.id: one for one in competing(parts, claim, brand, names)}
    judged |= {one.id: one for one in compared(parts, claim, brand, list(judged.values()))}
    picking = Picking(parts, brand, names, link_checker, judged)
    await picking.look_at_the_best()
    return picking.picked()


def collect(parts: Parts, claim: Claim, brand: Brand, names: Mapping[int, str]) -> Picked:
    """What competes so far, and none of it chosen: that is left to the run of the digest."""
    return Picked(tuple(competing(parts, claim, brand, names)))


def competing(parts: Parts, claim: Claim, brand: Brand, names: Mapping[int, str]) -> list[Find]:
    with parts.database.read() as session:
        return candidates.competing_finds(session, brand.id, claim.run_id, names, parts.clock())


def compared(parts: Parts, claim: Claim, brand: Brand, judged: Sequence[Find]) -> list[Find]:
    """Those that may be mailed, with what is known of their stories having been told."""
    now, min_score = parts.clock(), parts.settings.email_min_score
    good = [one for one in judged if one.may_be_mailed and is_eligible(one, now, min_score)]
    with parts.database.read() as session:
        return with_told(session, brand.id, claim.run_id, good, now)


@dataclass(slots=True)
class Picking:
    """One run's choice, while addresses are looked at."""

    parts: Parts
    brand: Brand
    names: Mapping[int, str]
    link_checker: LinkChecker
    judged: dict[int, Find]
    looks: dict[int, Look] = field(default_factory=dict)
    bad_of_site: Counter[int] = field(default_factory=Counter)

    async def look_at_the_best(self) -> None:
        for _ in range(ROUNDS):
            if not await self.look_at(self.choose(self.without_bad_sites())):
                break
        if len(self.good()) < PLACES:
            await self.look_at(self.choose(self.not_bad()))

    async def look_at(self, chosen: Sequence[Find]) -> bool:
        """Was there one that had not been looked at?"""
        unseen = [one for one in chosen if one.id not in self.looks]
        looks = await self.link_checker.look_at([one.article for one in unseen])
        for one, look in zip(unseen, looks, strict=True):
            self.looks[one.id] = look
            if look.seen is not Seen.GOOD:
                self.bad_of_site[one.site_id] += 1
                await self.use_a_copy(one)
        return bool(unseen)

    async def use_a_copy(self, one: Find) -> None:
        """The same story lies at other addresses, too, if other sites ran it."""
        copies = self.copies(one)
        looks = await self.link_checker.look_at(copies)
        for copy, look in zip(copies, looks, strict=True):
            if look.seen is Seen.GOOD:
                self.looks[one.id] = look
                self.judged[one.id] = replace(one, copy=copy)
                return

    def copies(self, one: Find) -> list[Candidate]:
        with self.parts.database.read() as session:
            same = stored_stories.articles_of_stories(session, [one.story], list(self.names))
        others = [other for other in same if other.id != one.id][:COPIES]
        return [candidates.as_shown(other, self.names[other.site_id]) for other in others]

    def choose(self, judged: Sequence[Find]) -> list[Find]:
        return candidates.choose(
            judged,
            now=self.parts.clock(),
            min_score=self.parts.settings.email_min_score,
            sites=len(self.brand.sites),
        )

    def not_bad(self) -> list[Find]:
        return [one for one in self.judged.values() if one.id not in self.looks or self.opens(one)]

    def without_bad_sites(self) -> list[Find]:
        return [one for one in self.not_bad() if self.opens(one) or not self.is_of_bad_site(one)]

    def good(self) -> list[Find]:
        return [one for one in self.choose(self.without_bad_sites()) if self.opens(one)]

    def opens(self, one: Find) -> bool:
        look = self.looks.get(one.id)
        return look is not None and look.seen is Seen.GOOD

    def is_of_bad_site(self, one: Find) -> bool:
        return self.bad_of_site[one.site_id] >= BAD_FINDS

    def picked(self) -> Picked:
        chosen = self.good()
        bad = {id_: look for id_, look in self.looks.items() if look.seen is not Seen.GOOD}
        waiting = frozenset(one.id for one in self.not_bad() if self.waits(one, chosen))
        return Picked(tuple(self.judged.values()), tuple(chosen), bad, waiting)

    def waits(self, one: Find, chosen: Sequence[Find]) -> bool:
        """It is good enough, and only bad addresses of other finds kept it from being looked at."""
        if one.id in self.looks or not one.may_be_mailed or not self.is_good_enough(one):
            return False
        of_site = sum(other.site_id == one.site_id for other in chosen)
        is_beaten = len(chosen) == PLACES or of_site >= places_per_site(len(self.brand.sites))
        return self.is_of_bad_site(one) or (bool(self.bad_of_site) and not is_beaten)

    def is_good_enough(self, one: Find) -> bool:
        return is_eligible(one, self.parts.clock(), self.parts.settings.email_min_score)
