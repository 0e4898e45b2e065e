"""The main job on real saved pages: many publishers on loopback, real PostgreSQL, Redis and SMTP.

`python -m benchmarks.real_pages` serves every page of the test data's `articles` from a site of
its publisher (small publishers share one), runs the job once, and prints what came of it.
"""

import gzip
import json
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from sqlalchemy import create_engine, text

from benchmarks.given_data import given_data
from tests.servers.scout_service import ROOT, SECRET, scout_service
from tests.servers.services import SmtpServer, postgresql_server, redis_server

SITES = 24


@dataclass(frozen=True, slots=True)
class SavedPage:
    path: str
    title: str
    html: bytes


def saved_pages(articles: Path) -> dict[str, list[SavedPage]]:
    """The pages by site name; at least twenty sites."""
    by_host: defaultdict[str, list[SavedPage]] = defaultdict(list)
    with (articles / "gold.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            gold: dict[str, Any] = json.loads(line)
            packed = (articles / gold["file"]).read_bytes()
            number = f"/{len(by_host)}-{len(packed)}-{Path(gold['file']).stem}"
            host = urlsplit(gold["url"]).hostname or "unknown"
            by_host[host].append(SavedPage(number, gold["title"], gzip.decompress(packed)))
    sites: dict[str, list[SavedPage]] = {}
    for position, (host, pages) in enumerate(sorted(by_host.items())):
        name = host if position < SITES else f"shared-{position % SITES}"
        sites.setdefault(name, []).extend(pages)
    return sites


def handler_for(pages: list[SavedPage]) -> type[BaseHTTPRequestHandler]:
    by_path = {page.path: page for page in pages}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/":
                self.answer(200, front_page(pages))
            elif self.path in by_path:
                self.answer(200, by_path[self.path].html)
            else:
                self.answer(404, b"")

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002, ARG002
            return

    return Handler


def front_page(pages: list[SavedPage]) -> bytes:
    links = "".join(f'<li><a href="{page.path}">{escape(page.title)}</a></li>' for page in pages)
    return f"<!doctype html><meta charset=utf-8><title>News</title><ul>{links}</ul>".encode()


@contextmanager
def served(pages: list[SavedPage]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(pages))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    sites = saved_pages(given_data("articles"))
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        hosts = {name: stack.enter_context(served(pages)) for name, pages in sites.items()}
        smtp = stack.enter_context(SmtpServer())
        redis = stack.enter_context(redis_server())
        postgresql = stack.enter_context(postgresql_server())
        service = stack.enter_context(
            scout_service(
                directory,
                EMBEDDED="1",
                DATABASE_URL=postgresql,
                REDIS_URL=redis.url,
                SMTP_HOST="127.0.0.1",
                SMTP_PORT=str(smtp.port),
                SMTP_SECURITY="none",
                EMAIL_FROM="scout@example.com",
                EMAIL_TO="ann@example.com",
                EMAIL_MIN_SCORE="1",  # general news: at the default mark nothing is mailed
                SECRET_KEY=SECRET,
                BRAND_REPO_PATH=str(brand_file(directory, hosts)),
                AGENT_RUN_INTERVAL_MINUTES="1440",
                FETCH_ALLOWED_PRIVATE_HOSTS=",".join(hosts.values()),
            )
        )
        service.start_api()
        service.start_worker()
        started = time.monotonic()
        accepted = service.ask("POST", "/run-agent").json()
        run = service.wait_for_run(accepted["run_id"], 300)
        seconds = time.monotonic() - started
        tell(sites, run, seconds, len(smtp.mailbox.received))
        tell_articles(postgresql)


def brand_file(directory: Path, hosts: dict[str, str]) -> Path:
    content = yaml.safe_load((ROOT / "brand_repo.yaml").read_text())
    content["brands"][0]["sites"] = [
        {"name": name, "url": f"http://{host}/", "kind": "page", "link_selector": "li a"}
        for name, host in hosts.items()
    ]
    path = directory / "brand_repo.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


def tell(
    sites: dict[str, list[SavedPage]], run: dict[str, Any], seconds: float, mails: int
) -> None:
    pages = sum(len(pages) for pages in sites.values())
    print(f"{len(sites)} sites, {pages} pages; run {run['status']} in {seconds:.1f} s")
    print(f"counts: {run['result']['counts']}; mails: {mails}")
    for find in run["result"]["top"]:
        print(
            f"{find['rank']}. {find['title']} ({find['site']}, {find['score']}): {find['reason']}"
        )
    for held in run["result"]["held_back"][:5]:
        print(f"held back: {held['title']}: {held['rule']} {held['quote']!r}")


def tell_articles(uri: str) -> None:
    engine = create_engine(uri.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT state, coalesce(error, ''), count(*) FROM articles GROUP BY 1, 2 ORDER BY 3"
            )
        )
        for state, error, count in rows:
            print(f"articles {state}: {count} {error}")
    engine.dispose()


if __name__ == "__main__":
    main()
