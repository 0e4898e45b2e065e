"""Why a run sends no mail, in one sentence. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.pick.rule import Find, is_eligible, is_stale
from app.lib.templating import local_time
from app.parts.reading.not_the_story import led_elsewhere


def note(
    picked: Picked, recipients: Sequence[str], min_score: int, now: datetime, unjudged: str = ""
) -> str | None:
    """None when a mail goes out. `unjudged`: what became of new stories that were not judged."""
    if not picked.chosen:
        return why_nothing(picked, min_score, now, unjudged)
    if not recipients:
        return "Every recipient has paused these mails."
    return None


def why_nothing(picked: Picked, min_score: int, now: datetime, unjudged: str) -> str:
    """The reason nearest to a mail, where there are several."""
    if picked.bad:
        return "Nothing good enough is left: the pages of the best finds do not open any more."
    fit = [one for one in picked.judged if one.safe and one.may_be_mailed]
    if any(is_held_back_by_votes(one, min_score, now) for one in fit):
        return f"Votes held back what scored {min_score} or more, so no mail was sent."
    if any(one.voted_score >= min_score and is_stale(one, now) for one in fit):
        return (
            f"What scored {min_score} or more was published more than a week ago, "
            "so no mail was sent."
        )
    if unjudged:
        return why_nothing_yet(picked, min_score, unjudged)
    if not picked.judged:
        return "No new story was found, so no mail was sent."
    return f"Nothing new scored {min_score} or more, so no mail was sent."


def why_nothing_yet(picked: Picked, min_score: int, unjudged: str) -> str:
    """What was not judged may be good: nobody knows. The run's notice says why it was not."""
    found = (
        f"Of what could be judged nothing new scored {min_score} or more"
        if picked.judged
        else "Nothing new could be judged"
    )
    return f"{found}, so no mail was sent: {unjudged}."


def with_stories_elsewhere(said: str, counts: Iterable[Mapping[str, int]]) -> str:
    """What stories lead to, of all sites: there may have been a find among them."""
    total = Counter[str]()
    for of_site in counts:
        total.update(of_site)
    led = led_elsewhere(total)
    return f"{said} {led}." if led else said


def is_held_back_by_votes(one: Find, min_score: int, now: datetime) -> bool:
    return one.score >= min_score > one.voted_score and not is_stale(one, now)


def good_enough(judged: Sequence[Find], min_score: int, now: datetime) -> int:
    """How many stories could be mailed."""
    good = [one.story for one in judged if one.may_be_mailed and is_eligible(one, now, min_score)]
    return len(set(good))


def collected(good: int, digest_at: datetime, zone: ZoneInfo) -> str:
    """What a run says that mails nothing because it is between two digests."""
    finds = {0: "no find is", 1: "1 find is"}.get(good, f"{good} finds are")
    return f"Collected for the digest at {local_time(digest_at, zone)}: {finds} good enough so far."


def of_digest(said: str, due_at: datetime, zone: ZoneInfo) -> str:
    return f"The digest of {local_time(due_at, zone)}: {said[0].lower()}{said[1:]}"
