"""The list of leads: what is found, in which order, page by page; and that it only shows."""

from collections.abc import Sequence
from typing import Any

import pytest

from app.agents.leads.pages.leads import ON_A_PAGE, LeadsView, Listed, read_leads
from app.agents.leads.pages.page import html
from app.agents.leads.tables import Lead, LeadStatus
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.dashboard.reading import shape, soup_of, words_of
from tests.leads.pages.samples import AROUND, HOSTILE, NO_LEADS, lead_line


def add(database: Database, *leads: Lead) -> None:
    with database.write() as session:
        session.add_all(leads)


def lead(number: int, **known: Any) -> Lead:
    given: dict[str, Any] = {
        "email": f"lead{number}@acme.example",
        "email_key": f"lead{number}@acme.example",
    }
    return Lead(created_at=NOON, updated_at=NOON, **(given | known))


def ids(view: LeadsView) -> list[int]:
    return [line.id for line in view.lines]


def test_leads_are_found_by_status_words_and_least_score(database: Database) -> None:
    add(
        database,
        lead(1, name="Ann Author", company="Bakery & Sons", score=70, status="researched"),
        lead(2, name="Ben Baker", company="100% Pure", score=40, status="unqualified"),
        lead(3, name="JÖRG Klein", company="Bakery 24", score=90, status="researched"),
    )

    def found(**wanted: object) -> list[int]:
        return ids(read_leads(database, Listed(**wanted)))  # type: ignore[arg-type]

    assert found() == [3, 2, 1]
    assert found(sort="best") == [3, 1, 2]
    assert found(least_score=70) == [3, 1]
    assert found(status=LeadStatus.UNQUALIFIED) == [2]
    assert found(words="bakery") == [3, 1]
    assert found(words="BAKERY author") == [1]
    assert found(words="jörg") == [3]
    assert found(words="lead2@acme") == [2]
    assert found(words="100%") == [2]
    assert found(words="0%p") == []
    assert found(words="bakery", status=LeadStatus.RESEARCHED, least_score=80) == [3]


@pytest.mark.parametrize("sort", ["newest", "best"])
def test_every_lead_is_on_one_page_and_no_other(database: Database, sort: str) -> None:
    count = 2 * ON_A_PAGE + 7
    add(database, *(lead(number, score=number % 5) for number in range(count)))
    seen, wanted = [], Listed(sort=sort)  # type: ignore[arg-type]
    while True:
        view = read_leads(database, wanted)
        seen += ids(view)
        if not view.has_more:
            break
        wanted = Listed(sort=sort, before=view.lines[-1].id)  # type: ignore[arg-type]
    assert len(seen) == count
    assert set(seen) == set(range(1, count + 1))


def test_a_page_without_leads_says_what_a_lead_is_and_how_to_begin() -> None:
    words = words_of(html("leads", NO_LEADS, AROUND))
    assert "A lead is a company or person that may become a customer." in words
    assert "Add leads : one by hand, or a list from a file" in words


def test_texts_of_strangers_change_nothing_of_the_page() -> None:
    def shown(texts: Sequence[str]) -> str:
        lines = (
            lead_line(name=text, company=text, title=text, email=text, missing=(text,))
            for text in texts
        )
        wanted = Listed(words=texts[0])
        return html("leads", LeadsView(tuple(lines), wanted, {"new": 1}, has_more=False), AROUND)

    assert shape(shown(HOSTILE)) == shape(shown(["Harmless"] * len(HOSTILE)))


def test_the_next_page_keeps_what_was_asked_for() -> None:
    wanted = Listed(LeadStatus.NEW, "a&b", 40)
    view = LeadsView((lead_line(),), wanted, {"new": 60}, has_more=True)
    links = [link["href"] for link in soup_of(html("leads", view, AROUND)).select(".pages a")]
    assert links == ["/leads?status=new&q=a%26b&min_score=40&before=1"]
