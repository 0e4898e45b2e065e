"""`agent_runs.result` as the version of 21 November wrote it."""

from typing import Any

from tests.servers.small_site import title_of
from tests.upgrade.past import ANN, BEN, BRAND, Ending, Past, PastRun

FEED_NAME = "Small News"
REFUSED = "The mail server refused it: 550 no such person"
UNREADABLE = "It answered 503."
MAIL_STATUSES = {
    Ending.REACHED_NOBODY: "failed",
    Ending.UNKNOWN: "unknown",
    Ending.ON_ITS_WAY: "waiting",
    Ending.NOTHING_NEW: "nothing_new",
    Ending.FAILED: "nothing_new",
    Ending.SKIPPED: None,
}


def mail_status(run: PastRun) -> str | None:
    return MAIL_STATUSES.get(run.ending, "sent")


def result_of(past: Past, run: PastRun) -> dict[str, Any]:
    if run.ending is Ending.SKIPPED:
        return {}
    return {
        "brand": BRAND,
        "top": [top_find(past, run, rank, one) for rank, one in enumerate(run.picked, start=1)],
        "sites": [site_result(past, run)],
        "counts": counts(run),
        "usage": usage(run),
        "email": email(run),
        "held_back": [held_back(past, run)] if run.articles and run.id % 2 else [],
        "bad_links": [],
        "notice": None,
        "note": None if run.is_mailed else "No new story was found, so no mail was sent.",
        "usd_today": 0.0125,
        "digest": None,
    }


def top_find(past: Past, run: PastRun, rank: int, article: int) -> dict[str, Any]:
    return {
        "rank": rank,
        "title": title_of(article),
        "url": past.url(article),
        "site": FEED_NAME,
        "published_at": run.at.isoformat(),
        "score": 96 - rank,
        "reason": f"It names pizza, as story {article} does.",
        "angle": "That is us!",
        "also_in": [{"site": "Daily Slice", "url": past.url(article)}] if rank == 1 else [],
    }


def site_result(past: Past, run: PastRun) -> dict[str, Any]:
    failed = run.ending is Ending.FAILED
    return {
        "url": f"http://{past.site}/feed.xml",
        "status": "failed" if failed else "ok",
        "new": len(run.articles),
        "error": UNREADABLE if failed else None,
        "name": FEED_NAME,
        "since": None,
    }


def counts(run: PastRun) -> dict[str, int]:
    new = len(run.articles)
    return {
        "found": new,
        "new": new,
        "duplicates": 0,
        "evaluated": new,
        "unsafe": 0,
        "below_threshold": new - len(run.picked),
        "waiting": 0,
        "passed_over": 0,
    }


def usage(run: PastRun) -> dict[str, Any]:
    return {
        "scorer": "model",
        "model": "gpt-6-luna",
        "calls": 2,
        "input_tokens": 1_600,
        "output_tokens": 200,
        "usd": 0.0008,
    }


def email(run: PastRun) -> dict[str, Any]:
    """Noted when all mails were through; until then it names the recipients alone."""
    settled = run.ending is not Ending.ON_ITS_WAY
    return {
        "status": mail_status(run) or "nothing_new",
        "recipients": [ANN, BEN] if run.is_mailed else [],
        "deliveries": [delivery(*one) for one in run.phases.items()] if settled else [],
    }


def delivery(recipient: str, phase: str) -> dict[str, Any]:
    return {"recipient": recipient, "status": phase, "error": error_of(phase)}


def error_of(phase: str) -> str | None:
    unknown = "The connection ended before the mail server confirmed the mail; it may have arrived."
    return {"failed": REFUSED, "unknown": unknown}.get(phase)


def held_back(past: Past, run: PastRun) -> dict[str, str]:
    article = run.articles[-1]
    return {
        "title": title_of(article),
        "url": past.url(article),
        "site": FEED_NAME,
        "rule": "illness and food poisoning",
        "quote": "fall ill",
    }
