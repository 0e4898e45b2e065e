"""What the triage puts behind a dozen that the reviews turn down is not lost."""

import json
from typing import Any

from tests.scout.evaluating import candidate, evaluate, mixed, verdict
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.scoring_brain import sensible


def test_good_finds_behind_a_dozen_that_disappoint_are_reviewed_too() -> None:
    """In the triage, clickbait looks better than what is worth something."""

    def fooled(body: dict[str, Any]) -> str:
        reply = json.loads(sensible(body))
        for one in reply.get("items", []):
            one["score"] = 95 if one["score"] < 50 else 84
        return json.dumps(reply)

    stories = [candidate(n, "worth 10" if n < 15 else "worth 90") for n in range(17)]
    with ModelEndpoint(fooled) as endpoint:
        judged = {id_: verdict(one) for id_, one in evaluate(endpoint, stories).items()}
    assert [(judged[f"c{n}"].step, judged[f"c{n}"].score) for n in (15, 16)] == [("review", 90)] * 2
    assert len(judged) == 17


def test_on_a_good_day_a_dozen_reviews_are_all() -> None:
    with ModelEndpoint(sensible) as endpoint:
        judged = [verdict(one) for one in evaluate(endpoint, mixed(120)).values()]
    assert sum(one.step == "review" for one in judged) == 12
    assert len(judged) == 120
