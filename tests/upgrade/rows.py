"""The rows of the tables that any agent uses, as the version of 21 November wrote them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from tests.servers.small_site import text_of, title_of
from tests.upgrade.past import AGENT, ANN, BRAND, Ending, Past, PastRun
from tests.upgrade.results import REFUSED, UNREADABLE, error_of, mail_status, result_of

Row = dict[str, Any]
SITE = 1
SPENT_LINES = 3
TOOK = timedelta(seconds=95)
REPORTED = timedelta(seconds=90)
STATUSES = {
    Ending.REACHED_NOBODY: "failed",
    Ending.FAILED: "failed",
    Ending.SKIPPED: "skipped",
}
PROBLEMS = {
    Ending.REACHED_NOBODY: f"The mail reached nobody: {REFUSED}",
    Ending.FAILED: "No site could be read.",
    Ending.SKIPPED: "The run before it was still working.",
}
OTHER_STATES = ("read", "duplicate", "failed", "passed_over", "found")
"""Of a run's last article, by turns; its others were read."""
COUNTED: Mapping[str, int] = {"calls": 1, "input_tokens": 800, "output_tokens": 100}


def digest(what: object) -> str:
    return hashlib.sha256(str(what).encode()).hexdigest()


def runs(past: Past) -> Iterator[Row]:
    for run in past.runs:
        began = run.ending is not Ending.SKIPPED
        asked_for = run.id % 25 == 0
        yield {
            "id": run.id,
            "agent": AGENT,
            "profile": BRAND,
            "slot": None if asked_for else run.at,
            "trigger": "request" if asked_for else "schedule",
            "status": STATUSES.get(run.ending, "completed"),
            "created_at": run.at,
            "started_at": run.at if began else None,
            "completed_at": run.at + TOOK,
            "attempt": 1 + (run.id % 7 == 0) if began else 0,
            "owner": digest(run.id)[:32] if began else None,
            "heartbeat_at": run.at + TOOK if began else None,
            "stage": None,
            "result": result_of(past, run),
            "error_message": PROBLEMS.get(run.ending),
            "mail_status": mail_status(run),
            "idempotency_key": None,
        }


def request_keys(past: Past) -> Iterator[Row]:
    for run in past.runs[24::25]:
        yield {
            "key_digest": f"{run.id:08}{digest(run.id)[8:]}",  # in the order of the runs
            "request_digest": digest("request"),
            "run_id": run.id,
            "created_at": run.at,
        }


def sites(past: Past) -> Iterator[Row]:
    yield {
        "id": SITE,
        "url": f"http://{past.site}/feed.xml",
        "kind": "feed",
        "read_as": "feed",
        "reads_from": None,
        "etag": '"of-the-version-before"',
        "last_modified": None,
        "failures": 0,
        "next_allowed_at": None,
        "status": "ok",
        "error": None,
        "last_read_at": past.last.at,
        "last_success_at": past.last.at,
        "failing_since": None,
    }


def host_rests(past: Past) -> Iterator[Row]:
    until = past.now + timedelta(hours=2)
    yield {"host": "resting.example", "until": until, "reason": "It asked to be left alone."}


def site_visits(past: Past) -> Iterator[Row]:
    for run in past.runs:
        if run.ending is Ending.SKIPPED:
            continue
        failed = run.ending is Ending.FAILED
        yield {
            "id": run.id,
            "run_id": run.id,
            "site_id": SITE,
            "status": "failed" if failed else "ok",
            "found": len(run.articles),
            "new": len(run.articles),
            "error": UNREADABLE if failed else None,
            "visited_at": run.at + timedelta(seconds=1),
        }


def state_of(run: PastRun, article: int) -> str:
    return OTHER_STATES[run.id % 5] if article == run.articles[-1] else "read"


def articles(past: Past) -> Iterator[Row]:
    for run in past.runs:
        for article in run.articles:
            yield article_row(past, run, article)


def article_row(past: Past, run: PastRun, article: int) -> Row:
    state = state_of(run, article)
    url = past.url(article)
    is_read = state == "read"
    return {
        "id": article,
        "site_id": SITE,
        "address": url.replace("http:", "https:"),
        "url": url,
        "state": state,
        "found_at": run.at,
        "found_by_run_id": run.id,
        "title": title_of(article),
        "summary": "",
        "published_at": run.at - timedelta(minutes=article % 60),
        "tries": 5 if state == "failed" else 0,
        "next_try_at": past.now + timedelta(hours=1) if state == "found" else None,
        "error": "It answered 404." if state == "failed" else None,
        "read_at": run.at + timedelta(seconds=9) if is_read else None,
        "canonical_address": url.replace("http:", "https:") if is_read else None,
        "language": "en" if is_read else None,
        "authors": ["Ann Author", "Zoë"] if is_read else [],
        "text": text_of(article) if is_read else "",
        "content_hash": digest(article) if is_read else None,
        "fingerprint": fingerprint(run, article) if is_read else None,
        "story": article if is_read else None,
    }


def fingerprint(run: PastRun, article: int) -> str:
    words = title_of(article).lower()
    told = {"id": str(article), "site": str(SITE), "at": int(run.at.timestamp())}
    as_told = {"headline": words, "label": "", "tail": "", "language": "en"}
    rest = {"terms": words, "counts": [1] * len(words.split()), "lead": "", "length": 90}
    return json.dumps(told | as_told | rest, separators=(",", ":"))


def mails(past: Past) -> Iterator[Row]:
    for run in past.mailed():
        for recipient, phase in run.phases.items():
            yield mail_row(run, run.mail_id(recipient), recipient, phase)
    yield alert(past)


def mail_row(run: PastRun, mail_id: int, recipient: str, phase: str) -> Row:
    reported = run.at + REPORTED
    told = digest(recipient)[:16]
    return {
        "id": mail_id,
        "run_id": run.id,
        "recipient": recipient,
        "message_id": f"run-{run.id}.{told}@example.com",
        "subject": f"{title_of(run.picked[0])} + 1 more for Debonairs Pizza",
        "text": f"Two finds of run {run.id}.",
        "html": f"<p>Two finds of run {run.id}.</p>",
        "unsubscribe_url": f"http://localhost:8000/pause/{told}",
        "phase": phase,
        "owner": None,
        "tries": 1,
        "created_at": reported,
        "next_try_at": reported,
        "give_up_at": run.at + timedelta(minutes=14),
        "changed_at": reported + timedelta(seconds=2),
        "error": "The mail server is away." if phase == "open" else error_of(phase),
    }


def alert(past: Past) -> Row:
    """Of no run, and long sent."""
    last = past.last
    of_run = mail_row(last, last.mail_id(ANN) + 10, ANN, "sent")
    about = {"message_id": "alert-1@example.com", "subject": "Brand Scout stands still"}
    return of_run | about | {"run_id": None, "unsubscribe_url": None}


def spending(past: Past) -> Iterator[Row]:
    for run in past.runs:
        for line in range(SPENT_LINES):
            number = run.id * SPENT_LINES + line
            yield {
                "id": number,
                "run_id": None if number % 11 == 0 else run.id,
                "spent_at": run.at + timedelta(seconds=line),
                "model": ("gpt-6-luna", "gpt-6-luna-mini")[number % 2],
                "prompt_version": f"p{number % 7}",
                **COUNTED,
                "usd": number % 97 / 10_000,
                "seconds": number % 500 / 8,
            }


def paused_recipients(past: Past) -> Iterator[Row]:
    yield {"recipient": "dana@example.com", "paused_at": past.runs[0].at}


def silences(past: Past) -> Iterator[Row]:
    seen = past.runs[0].at
    times = {"since": seen - timedelta(minutes=21), "seen_at": seen, "over_at": past.runs[1].at}
    yield {"id": 1, "agent": AGENT, "profile": BRAND, **times}
