"""Why a run sends no mail, in one sentence. Pure."""

from collections.abc import Sequence
from datetime import datetime

from app.scout.picking import Picked
from app.scout.rank import is_stale
from app.scout.ranking import Judged


def note(picked: Picked, recipients: Sequence[str], min_score: int, now: datetime) -> str | None:
    """None when a mail goes out."""
    if not picked.chosen:
        return why_nothing(picked, min_score, now)
    if not recipients:
        return "Every recipient has paused these mails."
    return None


def why_nothing(picked: Picked, min_score: int, now: datetime) -> str:
    """The reason nearest to a mail, where there are several."""
    if picked.bad:
        return "Nothing good enough is left: the pages of the best finds do not open any more."
    fit = [one for one in picked.judged if one.verdict.safe and one.may_be_mailed]
    if any(is_held_back_by_votes(one, min_score, now) for one in fit):
        return f"Votes held back what scored {min_score} or more, so no mail was sent."
    if any(one.find.voted_score >= min_score and is_stale(one.find, now) for one in fit):
        return (
            f"What scored {min_score} or more was published more than a week ago, "
            "so no mail was sent."
        )
    return f"Nothing new scored {min_score} or more, so no mail was sent."


def is_held_back_by_votes(one: Judged, min_score: int, now: datetime) -> bool:
    return one.find.score >= min_score > one.find.voted_score and not is_stale(one.find, now)
