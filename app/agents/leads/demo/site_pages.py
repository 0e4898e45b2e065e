"""The invented companies' sites, as pages. No network."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.agents.leads.demo.companies import Company, load_companies
from app.parts.demo.site_server import Document

NOTICE = "An invented company of the Brand Scout demo."
HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"
PATHS = {"/": "Home", "/about": "About us", "/team": "Our team", "/news": "News"}
PATHS |= {"/contact": "Contact"}
STYLE = (
    "body{font:17px/1.6 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em;color:#222}"
    "nav a{margin-right:1em}footer{margin-top:3em;color:#777;font-size:.85em}"
)


@dataclass(frozen=True, slots=True)
class CompanySites:
    """`today`: the day on which the demo's past begins, from which news is dated back."""

    today: date

    def answer(self, host: str, path: str) -> Document:
        company = next((one for one in load_companies() if one.site == host), None)
        if company is None:
            return Document(404, TEXT, b"There is no such site in the demo.")
        if path == "/robots.txt":
            return Document(200, TEXT, robots(company).encode())
        if path not in PATHS or (company.is_empty and path != "/"):
            return Document(404, TEXT, b"There is no such page.")
        return Document(200, HTML, self.page(company, path).encode())

    def page(self, company: Company, path: str) -> str:
        body = "" if company.is_empty else "\n".join(self.body(company, path))
        title = f"{PATHS[path]} | {company.company}" if body else company.company
        return (
            f"<!doctype html><html lang=en><head><title>{html.escape(title)}</title>"
            f"<style>{STYLE}</style></head><body>{body}</body></html>"
        )

    def body(self, company: Company, path: str) -> Iterator[str]:
        links = (f'<a href="{to}">{words}</a>' for to, words in PATHS.items())
        yield f"<nav>{' '.join(links)}</nav>"
        parts = {
            "/": front,
            "/about": about,
            "/team": team,
            "/news": self.news,
            "/contact": contact,
        }
        yield from parts[path](company)
        yield f"<footer><p>{html.escape(company.company)}</p><p>{NOTICE}</p></footer>"

    def news(self, company: Company) -> Iterator[str]:
        yield "<h1>News</h1>"
        for one in company.news:
            day = self.today - timedelta(days=one.days)
            yield f"<p>{day.day} {day:%B %Y}</p><h2>{html.escape(one.headline)}</h2>"


def robots(company: Company) -> str:
    return f"User-agent: *\nDisallow: {company.robots}\n"


def front(company: Company) -> Iterator[str]:
    yield f"<h1>{html.escape(company.front)}</h1>"
    yield f"<p>{html.escape(company.says[0])}</p>"
    if company.hidden:
        yield f'<p style="display:none">{html.escape(company.hidden)}</p>'


def about(company: Company) -> Iterator[str]:
    yield "<h1>About us</h1>"
    yield from (f"<p>{html.escape(one)}</p>" for one in company.says)


def team(company: Company) -> Iterator[str]:
    yield "<h1>Our team</h1>"
    for one in company.people:
        name, _, role = one.partition(", ")
        yield f"<h3>{html.escape(name)}</h3><p>{html.escape(role)}</p>"


def contact(company: Company) -> Iterator[str]:
    address = f"hello@{company.host}.example"
    yield f"<h1>Contact</h1><p>{html.escape(company.company)}<br>{html.escape(company.street)}</p>"
    yield f"<p>Tel: {html.escape(company.phone)}</p>"
    yield f'<p><a href="mailto:{address}">{address}</a></p>'
