"""Builds what the model is asked, for a sorting of many items and for a review of one. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.prompts import load_prompt
from app.agents.scout.types import Candidate
from app.parts.model.untrusted.detect import speaks_to_a_machine
from app.parts.model.untrusted.fence import Fence

TITLE_TOKENS = 100
SITE_TOKENS = 20
OPENING_TOKENS = 110
COMPARED_TOKENS = 60
"""Of the opening of a text that is only there to be compared."""
TEXT_TOKENS = 1_200
LESSON_TOKENS = 50
LESSONS_AT_MOST = 8
"""Of each kind, the first ones."""

PROMPT_VERSION = f"{load_prompt('triage').version}+{load_prompt('review').version}"


@dataclass(frozen=True, slots=True)
class Lessons:
    """Titles of earlier finds that people said yes or no to, the most telling first."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


Teach = Callable[[Sequence[Candidate]], Lessons]
"""Finds the lessons that fit the candidates of one question."""


def no_lessons(_candidates: Sequence[Candidate]) -> Lessons:
    return Lessons()


@dataclass(frozen=True, slots=True)
class Asked:
    """The two messages of a call, and which candidate each item id stands for."""

    system: str
    user: str
    candidates: dict[str, Candidate]


def triage_prompt(
    brand: Brand,
    candidates: Sequence[Candidate],
    lessons: Lessons,
    fence: Fence,
    now: datetime,
    pairs: Sequence[str] = (),
    compared: Sequence[Candidate] = (),
) -> Asked:
    """Title, site, age and opening lines of each candidate. `pairs` of numbers: which are to be
    compared, also with those of `compared`, whose numbers follow."""
    by_id = {fence.item_id(number): item for number, item in enumerate(candidates, 1)}
    items = [
        fence.around(item_id, in_short(item, fence, now, OPENING_TOKENS))
        for item_id, item in by_id.items()
    ]
    texts = [
        fence.around(fence.item_id(number), in_short(one, fence, now, COMPARED_TOKENS), "text")
        for number, one in enumerate(compared, len(candidates) + 1)
    ]
    user = load_prompt("triage").user.render(
        mark=fence.mark,
        items=items,
        lessons=told(lessons, fence),
        compared=texts,
        pairs=pairs,
    )
    return Asked(system_part("triage", brand), user.strip(), by_id)


def review_prompt(
    brand: Brand,
    candidate: Candidate,
    lessons: Lessons,
    fence: Fence,
    now: datetime,
    text_tokens: int = TEXT_TOKENS,
) -> Asked:
    """One candidate with its text, so that no other can be touched by what it says."""
    item_id = fence.item_id(1)
    text = candidate.text or candidate.summary
    item = fence.around(
        item_id, {**headline(candidate, fence, now), "text": fence.inside(text, text_tokens)}
    )
    user = load_prompt("review").user.render(
        mark=fence.mark, item=item, lessons=told(lessons, fence)
    )
    return Asked(system_part("review", brand), user.strip(), {item_id: candidate})


def system_part(name: Literal["triage", "review"], brand: Brand) -> str:
    """The same for all calls of a run, so that a provider can cache it."""
    also = f" (also written {', '.join(brand.aliases)})" if brand.aliases else ""
    return load_prompt(name).system.render(brand=brand, also=also).strip()


def in_short(candidate: Candidate, fence: Fence, now: datetime, tokens: int) -> dict[str, str]:
    return {
        **headline(candidate, fence, now),
        "opening": fence.inside(opening(candidate), tokens),
    }


def headline(candidate: Candidate, fence: Fence, now: datetime) -> dict[str, str]:
    return {
        "title": fence.inside(candidate.title, TITLE_TOKENS),
        "site": fence.inside(candidate.site, SITE_TOKENS),
        "age": age(candidate.published_at, now),
    }


def opening(candidate: Candidate) -> str:
    return candidate.summary or candidate.text


def age(published_at: datetime | None, now: datetime) -> str:
    """In whole hours, from two days on in whole days; "" when unknown."""
    if published_at is None:
        return ""
    hours = max(0, round((now - published_at).total_seconds() / 3600))
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"


def told(lessons: Lessons, fence: Fence) -> str:
    """The lessons behind a fence of their own: titles are strangers' text like any other."""
    lines = [
        f"{answer}: {fence.inside(title, LESSON_TOKENS)}"
        for answer, titles in (("yes", lessons.yes), ("no", lessons.no))
        for title in [title for title in titles if not speaks_to_a_machine(title)][:LESSONS_AT_MOST]
    ]
    if not lines:
        return ""
    inside = "\n".join(lines)
    return f"<earlier-{fence.mark}>\n{inside}\n</earlier-{fence.mark}>"
