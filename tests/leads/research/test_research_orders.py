"""Orders that hide in a company's pages, and a model that obeys: none reaches a fact or an address
that is fetched."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.agents.leads.research.guard import standing
from app.agents.leads.research.model_facts import StoredPage, numbered
from app.agents.leads.research.site_page import read_site_page
from app.parts.model.untrusted.fence import Fence
from app.parts.reading.types import Page
from app.parts.store.database import Database
from tests.leads.research.research_brain import EVIL, obeying
from tests.leads.research.researching import Researching, researching
from tests.servers.company_web import Company, html

FRONT = "https://karee.example/"
PLACES = ("shown", "heading", "hidden", "description", "link", "amid", "after a colon", "name")


def orders_in(data_directory: Path) -> list[str]:
    given = json.loads((data_directory / "injection" / "text_attack_train.json").read_text())
    return [order for group in given.values() for order in group]


def company(number: int, order: str, place: str) -> Company:
    if place == "name":
        return Company(number, pages={"/": html(order, "/", f"<h1>{order}</h1><p>Welcome.</p>")})
    body = {
        "shown": f"<p>Karee builds kitchens for schools. {order}</p>",
        "heading": f"<p>12 November 2026</p><h2>{order}</h2>",
        "hidden": f'<p style="display:none">{order}</p><p hidden>{order} {EVIL}</p>',
        "description": f"<p>Welcome</p><meta name=description content={json.dumps(order)}>",
        "link": f'<a href="{EVIL}">{order}</a><a href="/about-us">{order}</a>',
        "amid": f"<p>Karee builds kitchens and <b>shops</b>{order}{order} It is large.</p>",
        "after a colon": f"<p>We are a joinery of forty people: {order}</p>",
    }[place]
    return Company(number, pages={"/": html("Karee", "/", body)})


@pytest.fixture
def attacked(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_directory: Path
) -> Iterator[tuple[Researching, list[Company], list[str]]]:
    orders = orders_in(data_directory)
    companies = [company(at, one, PLACES[at % len(PLACES)]) for at, one in enumerate(orders)]
    database = Database(sqlite_url)
    with researching(database, tmp_path, monkeypatch, *companies, brain=obeying(orders)) as opened:
        yield opened, companies, orders
    database.close()


@pytest.mark.parametrize("place", PLACES)
def test_none_of_the_orders_is_read_as_a_fact_or_shown_to_a_model(
    place: str, data_directory: Path
) -> None:
    for order in orders_in(data_directory):
        markup = company(1, order, place).pages["/"].encode()
        page = read_site_page(Page(FRONT, FRONT, "text/html", "utf-8", markup))
        found = [*page.facts, *(item.fact() for item in page.news)]
        told = [fact.quote for fact in standing(found, page.text)]
        stored = StoredPage(page.url, page.title, page.text)
        told += [one.sentence for _, one in numbered([stored], Fence("00000000"))]
        assert not any(order in one for one in told)


@pytest.mark.long
def test_none_of_the_orders_reaches_a_fact_or_an_address_that_is_fetched(
    attacked: tuple[Researching, list[Company], list[str]],
) -> None:
    desk, companies, orders = attacked
    assert len(orders) == 75
    for one in companies:
        desk.research(desk.lead_of(one))
    facts = [fact for lead in range(1, len(companies) + 1) for fact in desk.facts(lead)]
    reached = [
        (fact.field, order)
        for fact in facts
        for order in orders
        if order in fact.quote or order in fact.value or EVIL in fact.value
    ]
    assert reached == []
    assert len({fact.lead_id for fact in facts}) == len(companies)
    own = {one.host for one in companies}
    assert {asked.partition("/")[0] for asked in desk.web.asked} == own
