"""Invented sites as their page shows them."""

from dataclasses import replace
from datetime import timedelta

from app.agents.scout.pages.brand_choice import Choice
from app.agents.scout.pages.sites_view import SitesView, SiteView
from app.agents.scout.votes.precision import Precision
from tests.api.sample_views import NOW

READ = SiteView(
    name="Kasi Table",
    url="https://kasi-table.example/",
    status="ok",
    reads_from="https://kasi-table.example/feed",
    succeeded_at=NOW - timedelta(minutes=4),
    articles=1_204,
    precision=Precision("", mailed=31, voted=20, liked=14),
)
BLOCKED = SiteView(
    name="Pepperoni Post",
    url="https://pepperoni-post.example/",
    status="blocked",
    error="pepperoni-post.example does not let this service read it (403 Forbidden).",
    succeeded_at=NOW - timedelta(days=9, hours=3),
    failing_since=NOW - timedelta(days=9),
    next_at=NOW + timedelta(hours=5),
    precision=Precision("", mailed=3),
)
FAILED = replace(
    BLOCKED,
    name="Byte & Bumper",
    url="https://byte-and-bumper.example/rss",
    status="failed",
    error="byte-and-bumper.example did not take the connection within 10 seconds.",
    succeeded_at=None,
    failing_since=NOW - timedelta(hours=2),
    precision=None,
)
RESTING = replace(
    BLOCKED,
    name="Jacaranda Courier",
    url="https://jacaranda.example/",
    error="jacaranda.example was asked too often (429 Too Many Requests).",
    failing_since=NOW - timedelta(minutes=24),
    rests_until=NOW + timedelta(minutes=36),
    articles=12,
)
SILENT = replace(READ, name="Old Gazette", status="not_modified", articles=0, precision=None)
UNVISITED = SiteView(name="Two Oceans Dispatch", url="https://two-oceans.example/")
SITES_FULL = SitesView(
    (READ, replace(READ, name="Cape Crust", articles=7, precision=Precision("", 2, 1, 1)), SILENT),
    weeks=4,
)
SITES_EMPTY = SitesView((UNVISITED, replace(UNVISITED, name="Kasi Table")), weeks=4)
SITES_TROUBLED = SitesView(
    (READ, UNVISITED, SILENT, FAILED, RESTING, BLOCKED),
    weeks=4,
    choices=(Choice("debonairs", "Debonairs Pizza", True), Choice("other", "Other", False)),
    is_file_broken=True,
)
