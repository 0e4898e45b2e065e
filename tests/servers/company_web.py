"""A small web of invented companies, each on a loopback address of its own, and a search that
knows them (in the shape of SearXNG's JSON). It writes down what it was asked for."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.servers.small_site import Server, reply
from tests.servers.threaded import Threaded

FIRST = ("Thandi", "Pieter", "Aisha", "Sipho", "Nomsa", "Johan", "Lerato", "Dirk", "Zanele", "Ruth")
LAST = ("Mokoena", "Botha", "Khan", "Nkosi", "Dlamini", "Snyers", "Booysen", "Mthembu", "Pillay")
NAMES = ("Karee", "Protea", "Baobab", "Marula", "Fynbos", "Kiepersol", "Aloe", "Yellowwood")
TRADES = {
    "Joinery": "builds kitchens and shop counters from local timber",
    "Logistics": "moves chilled goods between Gauteng and the coast",
    "Bookkeepers": "keeps the books of small firms in three provinces",
    "Events": "plans conferences and year-end functions for companies",
    "Nurseries": "grows indigenous trees for parks and private gardens",
}
TOWNS = ("Paarl", "Ermelo", "Knysna", "Upington", "Cradock", "Musina", "Parys")


@dataclass(frozen=True, slots=True)
class Company:
    """`extra` are further lines of its front page, `pages` take the place of its own ones."""

    number: int
    extra: str = ""
    pages: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{_of(NAMES, self.number)} {self.trade} {self.number}"

    @property
    def trade(self) -> str:
        return _of(tuple(TRADES), self.number // len(NAMES) + self.number)

    @property
    def town(self) -> str:
        return _of(TOWNS, self.number)

    @property
    def host(self) -> str:
        return f"127.3.{self.number // 250}.{self.number % 250 + 1}"

    @property
    def director(self) -> str:
        return f"{_of(FIRST, self.number)} {_of(LAST, self.number * 7 + 1)}"

    @property
    def about(self) -> str:
        return f"{self.name} {TRADES[self.trade]}."

    @property
    def headline(self) -> str:
        return f"New workshop opens in {_of(TOWNS, self.number + 3)}"

    def page(self, path: str) -> str | None:
        if path in self.pages:
            return self.pages[path]
        body = {
            "/": f"<p>Welcome.</p>{self.extra}<p>Call us on 021 555 {self.number:04d}.</p>",
            "/about-us": f"<h1>About us</h1><p>{self.about} It was founded in 2009.</p>",
            "/our-team": f"<h2>{self.director}</h2><p>Managing Director</p>",
            "/news": f"<p>12 November 2026</p><h2>{self.headline}</h2><p>3 May 2019</p>"
            "<h2>An old story of long ago</h2>",
            "/contact": f"<p>Tel: 021 555 {self.number:04d}</p><p>info@{self.host}.example</p>",
            "/shop": "<p>Our shop is closed.</p>",
            "/privacy": "<p>We keep few data.</p>",
        }.get(path)
        return html(self.name, path, body) if body is not None else None


def html(name: str, path: str, body: str) -> str:
    links = "".join(
        f'<li><a href="{to}">{words}</a></li>'
        for to, words in (
            *(("/", "Home"), ("/about-us", "About us"), ("/our-team", "Our team")),
            *(("/shop", "Shop"), ("/news", "News"), ("/contact", "Contact")),
            ("/privacy", "Privacy"),
        )
    )
    return (
        f"<!doctype html><html lang=en><head><title>{path.strip('/-') or 'Home'} | {name}</title>"
        f"</head><body><ul>{links}</ul>"
        f'<a href="https://www.linkedin.com/company/{path[1:] or "x"}">LinkedIn</a>'
        f"{body}<footer>© 2026 {name}</footer></body></html>"
    )


def _of(choices: Sequence[str], number: int) -> str:
    return choices[number % len(choices)]


class CompanyWeb(Threaded):
    """`seconds`: how long each page takes. `results`: what the search finds, else the companies
    that the query names. `refused`: the status with which a host refuses each page;
    `robots`: the robots.txt of a host. `hands_out_json`: as SearXNG's settings have it."""

    server: Server

    def __init__(self, companies: Sequence[Company], seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.companies = {company.host: company for company in companies}
        self.results: list[dict[str, str]] | None = None
        self.redirects: dict[str, str] = {}
        self.refused: dict[str, int] = {}
        self.robots: dict[str, str] = {}
        self.hands_out_json = True
        self.asked: list[str] = []
        self.queries: list[str] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                web.answer(self)

            def log_message(self, *_: object) -> None:
                return

        self.server = Server(("0.0.0.0", 0), Handler)

    @property
    def port(self) -> int:
        return int(self.server.server_port)

    @property
    def search_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def allowed(self) -> str:
        """As FETCH_ALLOWED_PRIVATE_HOSTS has it."""
        return ",".join(f"{host}:{self.port}" for host in self.companies)

    def site(self, company: Company) -> str:
        return f"http://{company.host}:{self.port}/"

    def pages_asked(self) -> list[str]:
        """Host and path, without robots.txt."""
        return [one for one in self.asked if not one.endswith("/robots.txt")]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        if parts.path == "/search":
            self._find(request, parse_qs(parts.query).get("q", [""])[0])
            return
        host = (request.headers.get("Host") or "").rpartition(":")[0]
        self.asked.append(f"{host}{request.path}")
        if parts.path == "/robots.txt":
            robots = self.robots.get(host)
            reply(request, 200 if robots else 404, (robots or "").encode(), "text/plain")
            return
        if host in self.refused:
            reply(request, self.refused[host], b"<p>No entry.</p>", "text/html")
            return
        time.sleep(self.seconds)
        self._show(request, host, parts.path)

    def _show(self, request: BaseHTTPRequestHandler, host: str, path: str) -> None:
        to = self.redirects.get(f"{host}{path}")
        if to is not None:
            request.send_response(302)
            request.send_header("Location", to)
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        company = self.companies.get(host)
        page = company.page(path) if company else None
        body = (page or "<p>There is no such page.</p>").encode()
        reply(request, 200 if page else 404, body, "text/html; charset=utf-8")

    def _find(self, request: BaseHTTPRequestHandler, query: str) -> None:
        self.queries.append(query)
        time.sleep(self.seconds)
        if not self.hands_out_json:
            reply(request, 403, b"<title>403 Forbidden</title>", "text/html")
            return
        found = self.results
        if found is None:
            named = (one for one in self.companies.values() if one.name in query)
            found = [
                {"url": self.site(one), "title": one.name, "content": one.about} for one in named
            ]
        body = json.dumps({"query": query, "results": found}).encode()
        reply(request, 200, body, "application/json")
