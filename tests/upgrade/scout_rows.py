"""The rows of Brand Scout's own tables, as the version of 21 November wrote them."""

from collections.abc import Iterator
from datetime import timedelta

from tests.servers.small_site import title_of
from tests.upgrade.past import ANN, BRAND, Ending, Past, PastRun
from tests.upgrade.rows import COUNTED, REPORTED, SITE, Row, digest, state_of

TOPIC = "fast food"
VOTED = timedelta(minutes=5)


def verdicts(past: Past) -> Iterator[Row]:
    for run in past.runs:
        for article in run.articles:
            if state_of(run, article) == "read":
                yield verdict_row(run, article)


def verdict_row(run: PastRun, article: int) -> Row:
    is_pick = article in run.picked
    free_again = is_pick and run.ending is Ending.REACHED_NOBODY
    return {
        "id": article,
        "brand": BRAND,
        "article_id": article,
        "run_id": run.id,
        "ranked_by_run_id": None if free_again else run.id,
        "evaluator": "05328dd07072fbb6",
        "content_hash": digest(article),
        "outcome": "judged",
        "detail": "",
        "tries": 0,
        "score": 95 if is_pick else 12,
        "reason": f"It names pizza, as story {article} does.",
        "angle": "That is us!" if is_pick else "",
        "safe": True,
        "rule": None,
        "quote": None,
        "topic": TOPIC,
        "scorer": "model",
        "step": "review" if is_pick else "triage",
        "model": "gpt-6-luna",
        "prompt_version": "p6",
        **COUNTED,
        "usd": 0.0002,
        "seconds": 1.5,
        "created_at": run.at + timedelta(seconds=60),
    }


def picks(past: Past) -> Iterator[Row]:
    for run in past.mailed():
        for rank, article in enumerate(run.picked, start=1):
            freed = run.ending is Ending.REACHED_NOBODY
            yield {
                "id": run.pick_id(rank),
                "brand": BRAND,
                "run_id": run.id,
                "rank": rank,
                "article_id": article,
                "story": article,
                "site_id": SITE,
                "topic": TOPIC,
                "created_at": run.at + REPORTED,
                "released_at": run.at + REPORTED if freed else None,
            }


def voted(past: Past) -> Iterator[tuple[PastRun, int, int]]:
    """Ann says what she thinks of all finds that she got; each with its rank and article."""
    for run in past.mailed():
        if run.phases[ANN] == "sent":
            for rank, article in enumerate(run.picked, start=1):
                yield run, rank, article


def answer_to(article: int) -> str:
    return "no" if article % 3 == 0 else "yes"


def vote_events(past: Past) -> Iterator[Row]:
    for run, rank, article in voted(past):
        yield {
            "id": run.pick_id(rank),
            "pick_id": run.pick_id(rank),
            "voter": ANN,
            "answer": answer_to(article),
            "source": digest("her office")[:16],
            "changing": article % 9 == 0,
            "created_at": run.at + VOTED,
        }


def feedback(past: Past) -> Iterator[Row]:
    for run, rank, article in voted(past):
        yield {
            "id": run.pick_id(rank),
            "pick_id": run.pick_id(rank),
            "run_id": run.id,
            "rank": rank,
            "url": past.url(article),
            "title": title_of(article),
            "voter": ANN,
            "answer": answer_to(article),
            "counted": article % 13 != 0,
            "created_at": run.at + VOTED,
            "updated_at": run.at + VOTED,
        }


def digests(past: Past) -> Iterator[Row]:
    for run in past.runs[::144]:
        of_run = None if run.id == 1 else run.id
        moments = {"due_at": run.at, "created_at": run.at}
        yield {"id": run.id, "brand": BRAND, "run_id": of_run, **moments}
