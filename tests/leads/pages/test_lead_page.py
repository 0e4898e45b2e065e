"""One lead's page: each fact beside its words, what contradicts it, and nothing that acts."""

from dataclasses import replace

from app.agents.leads.intake.stored_leads import WholeLead
from app.agents.leads.pages.lead import view_of
from app.agents.leads.pages.lead_facts import fields_of
from app.agents.leads.pages.page import html
from app.agents.leads.tables import LeadFact
from tests.conftest import NOON
from tests.dashboard.reading import shape, soup_of, words_of
from tests.leads.pages.sample_lead import (
    CAMPAIGNS,
    LEAD,
    SITE,
    THANDI,
    WHOLE,
    event,
    fact,
    mail,
    way,
)
from tests.leads.pages.samples import AROUND, HOSTILE


def test_each_fact_stands_beside_the_words_of_its_page_and_a_link_there() -> None:
    page = soup_of(html("lead", LEAD, AROUND))
    quotes = [quote.get_text(" ", strip=True) for quote in page.select("#facts ~ * blockquote")]
    assert any("We have organised 140 company days since 2019." in quote for quote in quotes)
    links = page.select("blockquote a")
    assert {link["href"] for link in links} >= {"https://karoo-events.example/news"}
    assert {" ".join(link["rel"]) for link in links} == {"noopener noreferrer"}


def test_facts_that_contradict_each_other_stand_side_by_side() -> None:
    pair = soup_of(html("lead", LEAD, AROUND)).select_one(".contradiction .pair")
    assert pair is not None
    assert [one.strong.text for one in pair.select(".told") if one.strong] == [
        "+27 21 555 0134",
        "+27 44 555 0178",
    ]


def test_what_several_pages_say_stands_once_and_two_pieces_of_news_are_no_contradiction() -> None:
    def of(field: str, value: str, page: str) -> LeadFact:
        url = f"{SITE}/{page}"
        return LeadFact(lead_id=9, field=field, value=value, quote=value, url=url, fetched_at=NOON)

    company = [of("company", name, page) for name, page in (("Acme", "a"), ("ACME", "b"))]
    news = [of("recent_activity", told, "c") for told in ("A shop opens", "A shop closes")]
    named, told = fields_of([*company, *news])
    assert [(one.url, one.also) for one in named.facts] == [(f"{SITE}/b", (f"{SITE}/a",))]
    assert not named.contradicts
    assert len(told.facts) == 2
    assert not told.contradicts
    other = [*company, of("company", "Bolt", "d")]
    assert fields_of(other)[0].contradicts


def test_a_site_that_the_latest_research_could_not_read_is_told_beside_the_score() -> None:
    why = "karoo-events.example asks programs not to read this page (robots.txt)."
    blocked = way("company_site", "blocked", f"{SITE}/", why)
    view = view_of(replace(WHOLE, research=[blocked, *WHOLE.research]), CAMPAIGNS, None)
    problems = [
        one.get_text(" ", strip=True)
        for one in soup_of(html("lead", view, AROUND)).select(".problem")
    ]
    assert f"The company's site was not read. {SITE}/ : {why}" in problems
    blocked.run_id = 4
    later = [way("company_site", "found"), blocked]
    later[0].run_id = 5
    assert view_of(replace(WHOLE, research=later), CAMPAIGNS, None).unread_sites == ()


def test_points_that_were_found_name_the_words_they_rest_on() -> None:
    words = words_of(html("lead", LEAD, AROUND))
    assert "What is new there : Opened an office in George found In October we opened" in words
    assert "0 of 10 Role not known" in words


def test_texts_of_strangers_change_nothing_of_the_page() -> None:
    assert shape(page_about(HOSTILE)) == shape(page_about(("Harmless",) * len(HOSTILE)))


def page_about(texts: tuple[str, ...]) -> str:
    """All that comes from elsewhere says these; each fact has a field of its own."""
    rows = list(enumerate(texts))
    whole = WholeLead(
        lead=THANDI.model_copy(update={"name": texts[0], "tags": list(texts), "missing": texts}),
        facts=tuple(fact(at, f"field {at:03}", text, text) for at, text in rows),
        research=tuple(way("search", "found", text, text) for text in texts),
        mails=tuple(mail(at, "introduction", subject=one, refusal=one) for at, one in rows),
        events=tuple(event("replied", 1, text) for text in texts),
        costs=(),
        likely_doubles=(),
        suppressed=texts[0],
    )
    return html("lead", view_of(whole, CAMPAIGNS, None), AROUND)


def test_an_address_that_is_no_web_page_is_shown_and_not_linked() -> None:
    told = fact(1, "phone", "1", "Call 1")
    told.url = "javascript:alert(1)"
    page = soup_of(html("lead", view_of(replace(WHOLE, facts=(told,)), CAMPAIGNS, None), AROUND))
    assert "javascript:alert(1)" in page.text
    assert not page.select('a[href^="javascript"]')


def test_a_country_that_nobody_knows_is_said_to_have_the_strictest_law() -> None:
    given = {**LEAD.given, "country": "Atlantis"}
    strictest = "No country of that name is known, so the strictest law holds"
    assert f"Atlantis {strictest}" in words_of(html("lead", replace(LEAD, given=given), AROUND))
    assert strictest not in words_of(html("lead", replace(LEAD, given={"country": "ZA"}), AROUND))
