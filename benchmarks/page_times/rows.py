"""The rows of the tables that any agent uses, as dictionaries."""

from collections.abc import Iterator
from datetime import timedelta

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather.tables import ArticleState
from app.parts.store.api_usage import Service
from benchmarks.page_times import words
from benchmarks.page_times.bulk import Row
from benchmarks.page_times.results import (
    ERRORS,
    MODELS,
    address_of,
    result_of,
    url_of,
    visit_status,
)
from benchmarks.page_times.shape import Past, PastArticle, PastRun

STATUSES = {"mailed": "completed", "nothing_new": "completed"}
MAIL_STATUSES = {"mailed": "sent", "nothing_new": "nothing_new"}
PROBLEMS = {"failed": "No site could be read.", "skipped": "The run before it was still working."}
TOOK = timedelta(seconds=95)


def runs(past: Past) -> Iterator[Row]:
    for run in past.runs:
        began = run.outcome != "skipped"
        is_over = run.outcome != "running"
        yield {
            "id": run.id,
            "agent": AGENT,
            "profile": past.brand.id,
            "slot": run.at,
            "trigger": "schedule",
            "status": STATUSES.get(run.outcome, run.outcome),
            "created_at": run.at,
            "started_at": run.at if began else None,
            "completed_at": run.at + TOOK if is_over else None,
            "attempt": int(began),
            "owner": words.digest(run.id)[:32] if began else None,
            "heartbeat_at": past.now if began else None,
            "stage": None if is_over else "judge",
            "result": result_of(past.brand, run),
            "error_message": PROBLEMS.get(run.outcome),
            "mail_status": MAIL_STATUSES.get(run.outcome),
        }


def sites(past: Past) -> Iterator[Row]:
    for number, site in enumerate(past.brand.sites, start=1):
        status = visit_status(past.runs[-2], number)
        is_well = status not in ERRORS
        yield {
            "id": number,
            "url": site.url,
            "kind": "feed",
            "failures": 0 if is_well else 3,
            "status": status,
            "error": ERRORS.get(status),
            "last_read_at": past.now - timedelta(minutes=9),
            "last_success_at": past.now - timedelta(minutes=9 if is_well else 39),
            "failing_since": None if is_well else past.now - timedelta(minutes=29),
        }


def visits(past: Past) -> Iterator[Row]:
    for run in past.runs:
        if run.outcome in {"skipped", "running"}:
            continue
        new = [article.site for article in run.articles]
        for site in range(1, len(past.brand.sites) + 1):
            status = visit_status(run, site)
            yield {
                "run_id": run.id,
                "site_id": site,
                "status": status,
                "found": 20 + new.count(site) if status == "ok" else 0,
                "new": new.count(site),
                "error": ERRORS.get(status),
                "visited_at": run.at + timedelta(seconds=site),
            }


def articles(past: Past) -> Iterator[Row]:
    return (article_row(past.brand, run, one) for run in past.runs for one in run.articles)


def article_row(brand: Brand, run: PastRun, article: PastArticle) -> Row:
    address = address_of(brand, article)
    return {
        "id": article.id,
        "site_id": article.site,
        "address": address,
        "url": url_of(brand, article),
        "state": article.state,
        "found_at": run.at,
        "found_by_run_id": run.id,
        "title": words.title(article.id),
        "summary": words.text(article.id, 200),
        "published_at": run.at - timedelta(minutes=article.id % 600),
        **what_its_page_said(run, article, address),
    }


def what_its_page_said(run: PastRun, article: PastArticle, address: str) -> Row:
    was_read = article.state in {ArticleState.READ, ArticleState.DUPLICATE}
    is_kept = article.state is ArticleState.READ
    return {
        "tries": 5 if article.state is ArticleState.FAILED else 0,
        "error": "It answered 404." if article.state is ArticleState.FAILED else None,
        "read_at": run.at + timedelta(seconds=40) if was_read else None,
        "canonical_address": address if was_read else None,
        "language": "en" if was_read else None,
        "authors": ["Ann Author"] if was_read else [],
        "text": words.text(article.id) if is_kept else "",
        "content_hash": words.digest(article.id) if was_read else None,
        "fingerprint": words.digest(article.id) * 4 if is_kept else None,
        "story": story_of(run, article) if is_kept else None,
    }


def story_of(run: PastRun, article: PastArticle) -> int:
    """Each fifth tells what the run's first did, as other sites do; a pick has its own story."""
    tells_it_too = article.id % 5 == 0 and article not in run.picked
    return run.read[0].id if tells_it_too else article.id


def usage(past: Past) -> Iterator[Row]:
    for run in past.runs:
        for line in range(past.shape.usage_per_run):
            yield {
                "created_at": run.at + timedelta(seconds=30 + line),
                "service": Service.MODEL,
                "agent": AGENT,
                "run_id": run.id,
                "model": MODELS[line % 6 == 0],
                "prompt_version": "p7",
                "calls": 1,
                "input_tokens": 1_600 + line,
                "output_tokens": 200,
                "usd": 0.0004,
                "milliseconds": 1_400,
            }
