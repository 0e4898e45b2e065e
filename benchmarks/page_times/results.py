"""What the runs of the past came to, as `agent_runs.result` has it."""

from typing import Any

from app.agents.scout.brand.brand_file import Brand
from benchmarks.page_times import words
from benchmarks.page_times.shape import PastArticle, PastRun

RECIPIENTS = ("ann@example.com", "ben@example.com")
MODELS = ("gpt-6-luna", "gpt-6-luna-mini")
ERRORS = {"failed": "It did not answer within 20 seconds.", "blocked": "It answered 403."}
USAGE = {
    "scorer": "model",
    "model": MODELS[0],
    "calls": 15,
    "input_tokens": 24_000,
    "output_tokens": 3_000,
    "usd": 0.0061,
}
NOTE = "Nothing new was good enough: the best of {count} new finds had a score of 41."


def url_of(brand: Brand, article: PastArticle) -> str:
    host = brand.sites[article.site - 1].url.split("/")[2]
    return f"https://{host}/news/{article.id}/a-story-that-somebody-told"


def address_of(brand: Brand, article: PastArticle) -> str:
    return url_of(brand, article).removeprefix("https://")


def result_of(brand: Brand, run: PastRun) -> dict[str, Any]:
    if run.outcome in {"skipped", "running"}:
        return {}
    mailed = run.outcome == "mailed"
    return {
        "brand": brand.id,
        "top": [top_find(brand, run, rank, one) for rank, one in enumerate(run.picked, start=1)],
        "sites": site_results(brand, run),
        "counts": counts(run),
        "usage": USAGE,
        "email": email(mailed=mailed),
        "held_back": [held_back(brand, one) for one in run.read[5:7] if one.id % 5 == 0],
        "bad_links": [],
        "notice": None,
        "note": None if mailed else NOTE.format(count=len(run.read)),
    }


def top_find(brand: Brand, run: PastRun, rank: int, article: PastArticle) -> dict[str, Any]:
    return {
        "rank": rank,
        "title": words.title(article.id),
        "url": url_of(brand, article),
        "site": brand.sites[article.site - 1].name,
        "published_at": run.at.isoformat(),
        "score": 96 - rank * 5,
        "reason": words.reason(article.id),
        "angle": "Somebody said pizza. We heard our name.",
        "also_in": [{"site": brand.sites[0].name, "url": brand.sites[0].url}] * (rank % 3),
    }


def site_results(brand: Brand, run: PastRun) -> list[dict[str, Any]]:
    new = [article.site for article in run.articles]
    return [
        {
            "url": site.url,
            "name": site.name,
            "status": status,
            "new": new.count(number),
            "error": ERRORS.get(status),
        }
        for number, site in enumerate(brand.sites, start=1)
        for status in [visit_status(run, number)]
    ]


def visit_status(run: PastRun, site: int) -> str:
    """Most sites can be read, most of the time."""
    if any(one.site == site for one in run.articles):
        return "ok"
    if run.outcome == "failed" or (run.id * 31 + site * 17) % 61 == 0:
        return "failed"
    return "blocked" if site == 7 else "not_modified"


def counts(run: PastRun) -> dict[str, int]:
    return {
        "found": 600 + len(run.articles),
        "new": len(run.articles),
        "duplicates": sum(one.state == "duplicate" for one in run.articles),
        "evaluated": len(run.read),
        "unsafe": sum(one.id % 20 == 0 for one in run.read),
        "below_threshold": len(run.read) // 2,
        "waiting": 0,
    }


def email(*, mailed: bool) -> dict[str, Any]:
    if not mailed:
        return {"status": "nothing_new", "recipients": [], "deliveries": []}
    deliveries = [{"recipient": one, "status": "sent", "error": None} for one in RECIPIENTS]
    return {"status": "sent", "recipients": list(RECIPIENTS), "deliveries": deliveries}


def held_back(brand: Brand, article: PastArticle) -> dict[str, str]:
    return {
        "title": words.title(article.id),
        "url": url_of(brand, article),
        "site": brand.sites[article.site - 1].name,
        "rule": brand.no_go_topics[0],
        "quote": words.text(article.id, 120),
    }
