"""The rank step: the five best of what competes, each looked at once more before it is mailed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.parts import Parts
from app.scout import ranking
from app.scout.brand import Brand
from app.scout.last_look import Look, Onlooker, Seen
from app.scout.ranking import Judged
from app.store.runs import Claim

ROUNDS = 4
"""So often the next best take the places of finds whose address is no good any more."""


@dataclass(frozen=True, slots=True)
class Picked:
    """What competed, the chosen best first, and the finds left out for their address."""

    judged: tuple[Judged, ...] = ()
    chosen: tuple[Judged, ...] = ()
    bad: Mapping[int, Look] = field(default_factory=dict)

    def left_out(self, seen: Seen) -> list[Judged]:
        ids = {article_id for article_id, look in self.bad.items() if look.seen is seen}
        return [one for one in self.judged if one.article.id in ids]


async def pick(
    parts: Parts, claim: Claim, brand: Brand, names: Mapping[int, str], onlooker: Onlooker
) -> Picked:
    """Stores nothing: a second attempt ranks and looks anew."""
    now = parts.clock()
    with parts.database.read() as session:
        judged = ranking.judged_finds(session, brand.id, claim.run_id, names, now)
    looks: dict[int, Look] = {}
    for _ in range(ROUNDS):
        chosen = choose(parts, brand, without_bad(judged, looks))
        unseen = [one.article for one in chosen if one.article.id not in looks]
        if not unseen:
            break
        seen = await onlooker.look_at(unseen)
        looks |= {article.id or 0: look for article, look in zip(unseen, seen, strict=True)}
    good = [one for one in chosen if is_good(looks.get(one.article.id or 0))]
    bad = {article_id: look for article_id, look in looks.items() if not is_good(look)}
    return Picked(tuple(judged), tuple(good), bad)


def choose(parts: Parts, brand: Brand, judged: Sequence[Judged]) -> list[Judged]:
    return ranking.choose(
        judged,
        now=parts.clock(),
        min_score=parts.settings.email_min_score,
        sites=len(brand.sites),
    )


def without_bad(judged: Sequence[Judged], looks: Mapping[int, Look]) -> list[Judged]:
    return [one for one in judged if is_good(looks.get(one.article.id or 0, Look(Seen.GOOD)))]


def is_good(look: Look | None) -> bool:
    return look is not None and look.seen is Seen.GOOD
