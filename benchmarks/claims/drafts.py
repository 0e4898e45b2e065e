"""Invented companies, what honest mails say to them, and mails put together of that."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import TypedDict, cast

import yaml

from app.agents.leads.sequence.types import Brief, Draft, Fact, Foot, Lead, Offer, Sentence, Step

FOLDER = Path(__file__).parent
FOOT = "Sipho Dube, Lunch Kitchen, {address}. You get this because of your work."
UNSUBSCRIBE = "No more mails: https://lunch.example/unsubscribe/abc"
BODY_WORDS = 75


class FactLines(TypedDict):
    quote: str
    claims: list[str]


class Company(TypedDict):
    lead: dict[str, str]
    url: str
    page: str
    facts: list[FactLines]
    false: list[str]


class Sentences(TypedDict):
    subjects: list[str]
    offers: list[str]
    closers: list[str]
    requests: list[str]
    postscripts: list[str]


@cache
def companies(fold: str) -> list[Company]:
    return cast("list[Company]", loaded("companies.yaml")[fold])


@cache
def sentences(fold: str) -> Sentences:
    return cast("Sentences", loaded("sentences.yaml")[fold])


@cache
def loaded(name: str) -> dict[str, object]:
    return cast("dict[str, object]", yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")))


@cache
def the_offer() -> Offer:
    written = cast("dict[str, object]", loaded("sentences.yaml")["offer"])
    return Offer(
        what=str(written["what"]),
        call_to_action=str(written["call_to_action"]),
        sender_name=str(written["sender_name"]),
        postal_address=str(written["postal_address"]),
        own_claims=tuple(cast("list[str]", written["own_claims"])),
        banned_words=tuple(cast("list[str]", written["banned_words"])),
    )


def brief_of(company: Company, step: Step = Step.INTRODUCTION) -> Brief:
    facts = tuple(
        Fact(
            f"f{number}",
            "company_info",
            one["quote"],
            one["quote"],
            company["url"],
            company["page"],
        )
        for number, one in enumerate(company["facts"], 1)
    )
    offer = the_offer()
    foot = Foot(FOOT.format(address=offer.postal_address), UNSUBSCRIBE)
    return Brief(Lead(**company["lead"]), facts, offer, step, foot)


def honest_draft(company: Company, fold: str, random: Random) -> Draft:
    """One or two claims, then offers and courtesies until it is long enough."""
    words, lead = sentences(fold), dict(company["lead"])
    lead["title"] = lead["title"] or "Manager"

    def one_of(name: str) -> Sentence:
        return Sentence(random.choice(cast("dict[str, list[str]]", words)[name]).format(**lead))

    numbered = list(enumerate(company["facts"], 1))
    body = [
        Sentence(random.choice(fact["claims"]), (f"f{number}",))
        for number, fact in random.sample(numbered, random.choice((1, 1, 2)))
    ]
    rest = [*random.sample(words["offers"], 4), *random.sample(words["closers"], 4)]
    if not company["lead"]["title"]:
        rest = [one for one in rest if "{title}" not in one]
    for text in rest:
        if sum(len(one.text.split()) for one in body) < BODY_WORDS:
            body.append(Sentence(text.format(**lead)))
    subject = one_of("subjects").text
    return Draft(subject, tuple(body), one_of("requests"), one_of("postscripts"))


def honest_drafts(fold: str, count: int, seed: int = 1) -> Iterator[tuple[Brief, Draft]]:
    random = Random(seed)
    for _ in range(count):
        company = random.choice(companies(fold))
        yield brief_of(company), honest_draft(company, fold, random)
