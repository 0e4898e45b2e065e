"""What the scout offers to other agents, asked for as they ask: by name."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from pydantic import BaseModel

from app.agents.scout.agent import BRAND_SCOUT
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.tables import Pick
from app.agents.scout.tools.brand import BrandAsked, BrandSaid
from app.agents.scout.tools.check_copy import CopyAllChecked, CopyAsked
from app.agents.scout.tools.finds import FindsAsked, FindsFound
from app.agents.scout.tools.read_page import PageAsked, PageRead
from app.lib.errors import PermanentError
from app.parts.reading.types import GoneError, RefusedAddressError, RobotsForbidError
from app.parts.store.database import Database
from app.parts.tools.tool import Caller, use
from tests.conftest import NOON
from tests.reading.pages import SENTENCES, article
from tests.scout.stored import Told, add_articles, add_sites, add_votes, claimed_run, parts_for
from tests.servers.news_web import NewsWeb, Shown

Output = TypeVar("Output", bound=BaseModel)
SOMEBODY = Caller("product_manager", 1, "product_manager:1:x")


def asked(parts: ScoutParts, tool: str, given: BaseModel, output: type[Output]) -> Output:
    offered = {one.name: one for one in BRAND_SCOUT.tools()}
    return asyncio.run(use(replace(parts, tools=offered), SOMEBODY, tool, given, output))


def test_finds_are_those_that_were_mailed_with_the_votes_that_count(
    database: Database, tmp_path: Path
) -> None:
    parts = parts_for(database, tmp_path)
    claim = claimed_run(database)
    add_sites(database)
    liked, old, released = add_articles(
        database,
        claim,
        [Told("Pizza day", score=91), Told("Long ago", score=80), Told("Taken back", score=70)],
    )
    add_votes(database, claim, [liked], {"ann": "yes", "ben": "yes", "cy": "no"}, days_ago=3)
    with database.write() as session:
        for article_id, days, rank in ((old, 40, 2), (released, 1, 3)):
            session.add(
                Pick(
                    brand="debonairs",
                    run_id=claim.run_id,
                    rank=rank,
                    article_id=article_id,
                    story=article_id,
                    created_at=NOON - timedelta(days=days),
                    released_at=NOON if article_id == released else None,
                )
            )
    found = asked(parts, "scout_finds", FindsAsked(weeks=4), FindsFound)
    [find] = found.finds
    assert (find.article_id, find.title, find.score) == (liked, "Pizza day", 91)
    assert (find.yes, find.no) == (2, 1)
    assert len(asked(parts, "scout_finds", FindsAsked(weeks=8), FindsFound).finds) == 2
    assert len(asked(parts, "scout_finds", FindsAsked(weeks=8, most=1), FindsFound).finds) == 1


def test_a_brand_is_told_as_its_file_has_it_and_another_is_refused_by_name(
    sqlite_url: str, tmp_path: Path
) -> None:
    parts = parts_for(Database(sqlite_url), tmp_path)
    said = asked(parts, "brand", BrandAsked(), BrandSaid)
    assert said.display_name == "Debonairs Pizza"
    assert "junk food" in said.banned_words
    assert "crime" in said.no_go_topics
    assert "Triple-Decker" in said.products
    with pytest.raises(PermanentError, match=r"no brand 'another'.*works for: debonairs"):
        asked(parts, "brand", BrandAsked(brand="another"), BrandSaid)


COPY = {
    "The box that feeds the whole row.": ((), ()),
    "Cheapest box in town": (("cheap",), ()),
    "No junk-food here, only junk  foods": (("junk food",), ()),
    "It is f r e e tonight": (("free",), ()),
    "A dis-count for all": (("discount",), ()),
    "A dis\u00adcount for all": (("discount",), ()),
    "F.R.E.E slices": (("free",), ()),
    "Freedom to choose": ((), ()),
    "A slice for the funeral": ((), ("death and grief",)),
    "Stop the murders, have a slice": ((), ("violence and abuse",)),
    "A killer deal": ((), ()),
}


def test_copy_is_held_to_banned_words_in_any_form_and_to_no_go_topics(
    sqlite_url: str, tmp_path: Path
) -> None:
    parts = parts_for(Database(sqlite_url), tmp_path)
    said = asked(parts, "check_copy", CopyAsked(texts=tuple(COPY)), CopyAllChecked)
    topics = [(one.banned, tuple(no_go.topic for no_go in one.no_go)) for one in said.checked]
    assert dict(zip(COPY, topics, strict=True)) == COPY


def test_a_named_page_is_read_and_one_that_must_not_be_is_not(
    sqlite_url: str, tmp_path: Path
) -> None:
    with NewsWeb() as web:
        web.shows["/story"] = Shown(article())
        web.shows["/robots.txt"] = Shown("User-agent: *\nDisallow: /closed", "text/plain")
        allowed = parts_for(
            Database(sqlite_url), tmp_path, FETCH_ALLOWED_PRIVATE_HOSTS=web.address()
        )
        said = asked(allowed, "read_page", PageAsked(url=web.url("/story")), PageRead)
        assert SENTENCES[0] in said.text
        assert said.url == web.url("/story")
        for path, refusal in {"/closed": RobotsForbidError, "/gone": GoneError}.items():
            with pytest.raises(refusal):
                asked(allowed, "read_page", PageAsked(url=web.url(path)), PageRead)
        closed = parts_for(Database(sqlite_url), tmp_path)
        with pytest.raises(RefusedAddressError):
            asked(closed, "read_page", PageAsked(url=web.url("/story")), PageRead)
        assert web.asked() == ["/story", "/gone"]
