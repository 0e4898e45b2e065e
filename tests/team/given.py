"""What roles are given in tests: finds with votes, and a model that answers by a table."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from app.agents.scout.tables import Feedback
from app.lib.clock import utc_now
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.scout.stored import Told, add_articles, add_sites, claimed_run, pick_of
from tests.servers.model_endpoint import ModelEndpoint

LIKED = "Roman's Pizza sells a two-metre box for match days"
DISLIKED = "Burger bars open earlier"
ITEM = re.compile(r'<(request|source)-[0-9a-f]{8} id="([0-9a-f]{8}-\d+)">\nkind: (\w+)\ntext: (.*)')
Answers = Mapping[str, Any] | Callable[["Shown"], Mapping[str, Any]]


class Shown:
    """The sources that a model was shown, in their order."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.user = str(body["messages"][1]["content"])
        self.items: list[tuple[str, str, str, str]] = ITEM.findall(self.user)

    def id_of(self, words: str) -> str:
        """Of the first source whose text has these words."""
        return next(item_id for _, item_id, _, text in self.items if words in text)


def with_finds(database: Database) -> Sequence[int]:
    """One that two people liked, one that somebody did not, of yesterday."""
    claim = claimed_run(database)
    add_sites(database)
    ids = add_articles(database, claim, [Told(LIKED, score=70), Told(DISLIKED, score=90)])
    at = utc_now() - timedelta(days=1)
    with database.write() as session:
        for rank, (article_id, voters) in enumerate(
            zip(ids, ({"ann": "yes", "ben": "yes"}, {"ann": "no"}), strict=True), start=1
        ):
            pick = pick_of(session, claim, article_id, rank, at)
            session.add_all(
                Feedback(
                    pick_id=required_id(pick.id),
                    run_id=claim.run_id,
                    rank=rank,
                    url="u",
                    title="t",
                    voter=voter,
                    answer=answer,
                    created_at=at,
                    updated_at=at,
                )
                for voter, answer in voters.items()
            )
    return ids


def endpoint_that_answers(**by_reply: Answers) -> ModelEndpoint:
    """`by_reply`: what it answers to each kind of question, by the name of the reply."""

    def brain(body: dict[str, Any]) -> str:
        name = body["response_format"]["json_schema"]["name"]
        answers = by_reply[name]
        return json.dumps(answers(Shown(body)) if callable(answers) else answers)

    return ModelEndpoint(brain)
