"""`scout export`, as a user calls it."""

import csv
import json

from app.agents.scout.tables import StoryCorrection
from app.parts.store.database import Database
from tests.commands.calling import scout
from tests.conftest import NOON
from tests.scout.stored import Told, add_articles, add_sites, claimed_run, pick_of


def test_corrections_are_labelled_pairs_of_headlines(database: Database) -> None:
    add_sites(database)
    claim = claimed_run(database)
    told = [Told("Oven fire", "https://a.example/"), Told("=Prawns", "https://b.example/")]
    find, other = add_articles(database, claim, told)
    with database.write() as session:
        pick = pick_of(session, claim, find, 1, NOON)
        session.add(
            StoryCorrection(
                pick_id=pick.id or 0,
                run_id=claim.run_id,
                rank=1,
                find_article_id=find,
                article_id=other,
                voter="ann@example.com",
                label="different",
                created_at=NOON,
                updated_at=NOON,
            )
        )
    lines = scout("export", "corrections", "--format", "jsonl")[1].splitlines()
    (pair,) = map(json.loads, lines)
    assert (pair["find_title"], pair["title"], pair["label"]) == (
        *("Oven fire", "=Prawns"),
        "different",
    )
    (row,) = csv.DictReader(scout("export", "corrections")[1].splitlines())
    assert (row["url"], row["title"]) == ("https://b.example/", "'=Prawns")
    assert (row["voter"], row["counted"]) == ("ann@example.com", "True")
