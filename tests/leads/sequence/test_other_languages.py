"""Campaigns in languages that the guard does not know: nothing is put together anew there, of the
team's words or a page's; what was written is repeated whole or not at all."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from app.agents.leads.sequence.guard.guard import check
from app.agents.leads.sequence.guard.languages import is_english
from app.agents.leads.sequence.templates import MailTemplate, Templates
from app.agents.leads.sequence.types import Brief, Checked, Draft, Fact, Offer, Sentence
from app.agents.leads.sequence.write import Written, write
from app.parts.model.client import ModelClient
from app.parts.model.paid import PaidModel
from app.parts.model.purse import Purse
from benchmarks.claims.writers import as_reply
from benchmarks.quality_claims import holds
from tests.leads.sequence.acme import BRIEF, OFFER, URL
from tests.servers.model_endpoint import ModelEndpoint

CAMPAIGNS = yaml.safe_load(Path(__file__).with_name("other_languages.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Campaign:
    """In one of the languages. `draft` is made of the team's statements alone."""

    brief: Brief
    draft: Draft

    def saying(self, *more: str) -> Draft:
        invented = tuple(Sentence(one, ("f1",)) for one in more)
        return replace(self.draft, sentences=(*self.draft.sentences, *invented))


def campaign(language: str) -> Campaign:
    written = CAMPAIGNS[language]
    asks = written["offer"]["call_to_action"]
    claims = tuple(written["offer"]["own_claims"])
    offer = replace(OFFER, what=written["offer"]["what"], call_to_action=asks, own_claims=claims)
    name, *lines = written["page"].strip().splitlines()
    facts = (
        Fact(f"f{number}", "company_info", line, line, URL, written["page"])
        for number, line in enumerate(lines, 1)
    )
    lead = replace(BRIEF.lead, company=name)
    brief = replace(BRIEF, lead=lead, facts=tuple(facts), offer=offer)
    body = tuple(Sentence(one) for one in (offer.what, *claims))
    return Campaign(brief, Draft(asks, body, Sentence(asks), Sentence(claims[-1])))


def test_there_are_sixty_inventions_in_six_languages() -> None:
    assert [len(one["inventions"]) for one in CAMPAIGNS.values()] == [10] * 6


@pytest.mark.parametrize("language", CAMPAIGNS)
def test_the_team_s_statements_may_be_repeated_whole(language: str) -> None:
    one = campaign(language)
    assert check(one.draft, one.brief).problems == ()


@pytest.mark.parametrize("offer", ["its own offer", "an English offer"])
@pytest.mark.parametrize("language", CAMPAIGNS)
def test_no_invention_passes_in_a_language_that_the_guard_does_not_know(
    language: str, offer: str
) -> None:
    one, inventions = campaign(language), CAMPAIGNS[language]["inventions"]
    brief = one.brief if offer == "its own offer" else replace(one.brief, offer=OFFER)
    refused = {sentence.text for sentence in check(one.saying(*inventions), brief).refused}
    assert [text for text in inventions if text not in refused] == []


@pytest.mark.parametrize("language", CAMPAIGNS)
def test_no_invention_of_an_endpoint_gets_into_a_mail(language: str) -> None:
    one, inventions = campaign(language), CAMPAIGNS[language]["inventions"]
    only_inventions = replace(one.saying(*inventions), subject=inventions[0])
    for draft in (one.saying(*inventions), only_inventions):
        mail = written(one.brief, draft)
        assert not [text for text in inventions if holds(mail, text)]
    assert mail.writer == "template"


def written(brief: Brief, draft: Draft) -> Written:
    """What comes of an endpoint that gives that draft, whatever it is told."""

    async def ask(url: str) -> Written:
        async with ModelClient(api_key="k", base_url=url, model="m") as client:
            return await write(brief, PaidModel(client, Purse(None)))

    with ModelEndpoint(lambda _body: as_reply(draft)) as endpoint:
        return asyncio.run(ask(endpoint.url))


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("I read on your site: \u201cWir verwenden keinen gefrorenen Teig.\u201d", True),
        ("I read on your site: \u201cgefrorenen Teig\u201d", False),
        ("I read on your site: \u201cziehen wir nach Berlin\u201d", False),
        ("You verwenden gefrorenen Teig.", False),
        ("You ziehen nach Berlin.", False),
    ],
)
def test_of_a_page_that_the_guard_cannot_read_whole_sentences_are_quoted(
    text: str, *, passes: bool
) -> None:
    brief = replace(campaign("de").brief, offer=OFFER)
    checked = said(text, brief)
    assert bool(checked.claims) is passes
    assert (text in {one.text for one in checked.refused}) is not passes


def said(text: str, brief: Brief) -> Checked:
    return check(replace(campaign("de").draft, sentences=(Sentence(text),)), brief)


GERMAN = MailTemplate(
    subject="Eine Frage an {{ company }}",
    body="Mein Name ist {{ offer.sender_name }}.\n"
    "Auf {{ site }} steht: \u201e{{ quote }}\u201c\n{{ offer.what }}\n"
    "Wenn das nichts für Sie ist, sagen Sie es mir bitte, und ich schreibe Ihnen nicht mehr.",
    call_to_action="{{ offer.call_to_action }}",
    postscript="Wer ist sonst die richtige Person bei {{ company }}?",
)


def test_the_team_s_own_template_in_its_language_is_the_mail() -> None:
    one = campaign("de")
    templates = Templates("german.yaml", {one.brief.step: GERMAN})
    mail = asyncio.run(write(one.brief, None, templates))
    assert mail.subject == "Eine Frage an Acme Küchen"
    assert [claim["quote"] for claim in mail.claims] == [one.brief.facts[0].quote]


def test_a_person_who_adds_to_such_a_template_adds_a_claim() -> None:
    one = campaign("de")
    added = "Wenn das nichts für Acme ist, sagen Sie es mir bitte."
    draft = replace(one.saying(added), own_words=GERMAN.own_words())
    assert [sentence.text for sentence in check(draft, one.brief).refused] == [added]


def test_a_text_is_english_by_itself_or_by_what_stands_around_it() -> None:
    english, german = "We bring lunch to your team in the office.", "Wir sind für Sie da."
    assert is_english("Fresh lunches", english)
    assert is_english("Fresh lunches", "Fresh lunches")
    assert not is_english(german, f"{english} {english} {english} {german}")
    assert not is_english("Acme Pizza Durban", f"{german} {german}")
    assert not is_english("Nasza firma robi obiady", "Nasza firma robi obiady dla biur w Durbanie")
    czech = "Přivezeme horkou pizzu týmům do 300 lidí, do 30 minut od objednávky."
    assert not is_english(czech, czech)


def test_an_offer_without_small_words_is_the_team_s_all_the_same() -> None:
    offer = Offer("Hot pizza lunches", "A call?", "Sipho Dube", OFFER.postal_address)
    draft = replace(campaign("de").draft, sentences=(Sentence("We bring hot pizza lunches."),))
    assert not check(draft, replace(BRIEF, offer=offer)).refused
