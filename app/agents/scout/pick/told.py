"""Has a mail of the last days told what a find tells?

What grouping leaves apart may be one story even so: another outlet told it in other words, or the
same one once more. By its words alone a find is compared with those that were mailed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.agents.scout import stored_stories
from app.agents.scout.pick.rule import Find
from app.agents.scout.tables import Pick
from app.agents.scout.votes.corrections import is_different, labelled_pairs
from app.agents.scout.votes.votes import LINKS_LAST
from app.parts.reading.group import Resemblance

LOOKED_BACK = timedelta(days=7)
UNLIKELY = 0.3
"""What is less like all that was mailed is other news, be it of the same people or places."""
MAILED_AT_MOST = 200
"""The latest: with as many finds to compare it takes half a second."""


def with_told(
    session: Session, brand: str, run_id: int, finds: Sequence[Find], now: datetime
) -> list[Find]:
    """Each with what it is compared by, and how likely it was told. What people say is another
    story than a find was not."""
    before = mailed_articles(session, brand, run_id, now)
    mailed = Resemblance(stored_stories.fingerprints_in(session, before).values())
    known = stored_stories.fingerprints_in(session, [find.id for find in finds])
    parted = parted_by_people(session, now)
    return [
        replace(
            find,
            fingerprint=print_,
            told=0.0 if find.id in parted else likely(mailed.of(print_)),
        )
        if (print_ := known.get(find.id))
        else find
        for find in finds
    ]


def likely(chance: float) -> float:
    return chance if chance >= UNLIKELY else 0.0


def mailed_articles(session: Session, brand: str, run_id: int, now: datetime) -> list[int]:
    latest = (
        select(Pick.article_id)
        .where(
            Pick.brand == brand,
            Pick.run_id != run_id,
            col(Pick.released_at).is_(None),
            col(Pick.created_at) >= now - LOOKED_BACK,
        )
        .order_by(col(Pick.id).desc())
        .limit(MAILED_AT_MOST)
    )
    return list(session.exec(latest))


def parted_by_people(session: Session, now: datetime) -> frozenset[int]:
    said = labelled_pairs(session, now - LINKS_LAST).items()
    return frozenset(other for (_, other), labels in said if is_different(labels))
