"""The rows of Brand Scout's own tables and of the mails, as dictionaries."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.report.summary_mail import build_mail
from app.parts.mail.message import MailContent
from app.parts.mail.tables import TEAM_LIST, MailKind
from benchmarks.page_times import words
from benchmarks.page_times.bulk import Row
from benchmarks.page_times.results import MODELS, RECIPIENTS, url_of
from benchmarks.page_times.shape import SLOT, Past, PastArticle, PastRun
from tests.scout.sample_report import sample_report

VOTERS = (*RECIPIENTS, "cleo@example.com")
REPORTED = timedelta(seconds=90)
SHORT = MailContent("A find for the brand", "It was short.", "<p>It was short.</p>")


def verdicts(past: Past) -> Iterator[Row]:
    for run in past.runs:
        ranks = {article.id: rank for rank, article in enumerate(run.picked, start=1)}
        for article in run.read:
            if article.id in ranks or article.id % 30:  # the others wait to be judged
                yield verdict_row(past.brand, run, article, ranks.get(article.id))


def verdict_row(brand: Brand, run: PastRun, article: PastArticle, rank: int | None) -> Row:
    is_safe = rank is not None or article.id % 20 != 0
    return {
        "brand": brand.id,
        "article_id": article.id,
        "run_id": run.id,
        "ranked_by_run_id": None if run.outcome == "running" else run.id,
        "evaluator": words.digest(0)[:16],
        "content_hash": words.digest(article.id),
        "outcome": "judged",
        "detail": "",
        "tries": 0,
        "score": 96 - rank * 5 if rank else article.id * 37 % 60,
        "reason": words.reason(article.id),
        "angle": "Somebody said pizza. We heard our name." if rank else "",
        "safe": is_safe,
        "rule": None if is_safe else brand.no_go_topics[0],
        "quote": None if is_safe else words.text(article.id, 120),
        "topic": words.topic(article.id),
        "scorer": "model",
        "step": "review" if rank else "triage",
        "model": MODELS[0],
        "prompt_version": "p7",
        "calls": 1,
        "input_tokens": 900,
        "output_tokens": 120,
        "usd": 0.0002,
        "seconds": 1.4,
        "created_at": run.at + timedelta(seconds=60),
    }


def picks(past: Past) -> Iterator[Row]:
    for number, run, rank, article in past.picks():
        yield {
            "id": number,
            "brand": past.brand.id,
            "run_id": run.id,
            "rank": rank,
            "article_id": article.id,
            "story": article.id,
            "site_id": article.site,
            "topic": words.topic(article.id),
            "created_at": run.at + REPORTED,
            "released_at": None,
        }


def votes(past: Past) -> Iterator[Row]:
    for pick, run, rank, article, voter in voted(past):
        voted_at = run.at + timedelta(minutes=20)
        yield {
            "pick_id": pick,
            "run_id": run.id,
            "rank": rank,
            "url": url_of(past.brand, article),
            "title": words.title(article.id),
            "voter": voter,
            "answer": answer_to(article),
            "counted": True,
            "created_at": voted_at,
            "updated_at": voted_at,
        }


def vote_events(past: Past) -> Iterator[Row]:
    for pick, run, _, article, voter in voted(past):
        yield {
            "pick_id": pick,
            "voter": voter,
            "answer": answer_to(article),
            "source": words.digest(len(voter))[:16],
            "changing": False,
            "created_at": run.at + timedelta(minutes=20),
        }


def voted(past: Past) -> Iterator[tuple[int, PastRun, int, PastArticle, str]]:
    found = list(past.picks())
    ballots = len(found) * len(VOTERS)
    for ballot in random.Random("votes").sample(range(ballots), min(past.shape.votes, ballots)):
        pick, voter = divmod(ballot, len(VOTERS))
        yield *found[pick], VOTERS[voter]


def answer_to(article: PastArticle) -> str:
    return "no" if article.id % 3 == 0 else "yes"


def mails(past: Past) -> Iterator[Row]:
    long = long_content()
    first_long = len(past.mailed) - past.shape.long_mails
    number = 0
    for place, run in enumerate(past.mailed):
        for recipient in RECIPIENTS:
            number += 1
            yield mail_row(number, run, recipient, long if place >= first_long else SHORT)


def long_content() -> MailContent:
    """About 30 KB of HTML, as life has it."""
    return build_mail(sample_report())


def mail_row(number: int, run: PastRun, recipient: str, content: MailContent) -> Row:
    sent_at: datetime = run.at + REPORTED
    return {
        "id": number,
        "run_id": run.id,
        "kind": MailKind.SUMMARY,
        "list_name": TEAM_LIST,
        "auto_submitted": True,
        "recipient": recipient,
        "message_id": f"<{words.digest(number)[:24]}@localhost>",
        "subject": content.subject,
        "text": content.text,
        "html": content.html,
        "unsubscribe_url": f"http://localhost:8000/pause/{words.digest(number)}",
        "phase": "sent",
        "owner": None,
        "tries": 1,
        "created_at": sent_at,
        "next_try_at": sent_at,
        "give_up_at": run.at + timedelta(minutes=14),
        "changed_at": sent_at + timedelta(seconds=2),
        "error": None,
    }


def digests(past: Past) -> Iterator[Row]:
    """One a day; the first row only says from when on they collect."""
    for run in past.runs[:: timedelta(days=1) // SLOT]:
        yield {
            "brand": past.brand.id,
            "due_at": run.at,
            "run_id": None if run.id == 1 else run.id,
            "created_at": run.at,
        }


def paused(past: Past) -> Iterator[Row]:
    yield {
        "list_name": TEAM_LIST,
        "recipient": "dana@example.com",
        "paused_at": past.now - timedelta(days=3),
    }
