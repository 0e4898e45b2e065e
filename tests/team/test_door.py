"""The one door to the team: a task is asked for once however often it is sent, done once, and seen
by whoever asked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi import HTTPException
from starlette.requests import Request

from app.agents.team.roles.roles import role_named
from app.agents.team.tables import Alert, ProductInsight
from app.agents.team.tasks import Asked, add_task
from app.jobs import claim_in_turn
from app.lib.clock import utc_now
from app.parts.people.person import Person
from app.parts.people.tables import User, UserRole
from app.parts.people.whose import Whose, whose
from app.parts.runs import runs
from app.parts.runs.tables import RunStatus
from app.service.agents import models_of_nobody
from tests.team.house import MANAGER, House, settings_for

WISH = {"prompt": "What do people want?"}


def test_a_task_sent_again_is_the_same_and_is_done_once(house: House) -> None:
    first = house.ask(WISH, external_id="plan-1")
    assert first == {"task_id": 1, "status": "pending", "url": "/api/tasks/1"}
    assert house.ask(WISH, external_id="plan-1") == first | {"already": True}
    assert house.ask({**WISH, "context_summaries": []}, external_id="plan-1")["already"]
    other = house.client.post(MANAGER, json={"external_id": "plan-1", "input": {"prompt": "No"}})
    assert (other.status_code, "another input" in other.json()["detail"]) == (409, True)
    assert house.ask(WISH)["task_id"] == 2
    assert house.work(1).status == RunStatus.COMPLETED
    again = house.ask(WISH, external_id="plan-1")
    assert again == first | {"status": "completed", "already": True}
    task = house.get("/api/tasks/1")
    assert (task["agent"], task["input"], task["attempt"]) == ("product-manager", WISH, 1)
    assert "OPENAI_API_KEY" in task["result"]["not_done"][0]
    house.get("/api/tasks/99", 404)


def test_eight_who_send_the_same_at_once_get_one_task_each_name(house: House) -> None:
    def send(number: int) -> tuple[str, int]:
        name = f"plan-{number % 5}"
        return name, house.ask(WISH, external_id=name)["task_id"]

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(40)))
    assert len(answers) == len({task_id for _, task_id in answers}) == 5
    tasks = house.get("/api/users/me/tasks?limit=100")["tasks"]
    assert sorted(task["external_id"] for task in tasks) == [f"plan-{n}" for n in range(5)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"input": {}}, "prompt is missing"),
        ({"input": {"prompt": 7}}, "prompt must be text"),
        ({"input": {"prompt": ""}}, "prompt must not be empty"),
        ({"input": {**WISH, "more": 1}}, "more is not known here"),
        ({"input": WISH, "name": "x"}, "name is not known here"),
        ({"input": WISH, "external_id": ""}, "external_id must not be empty"),
        ({"input": WISH, "not_before": "2026-11-30T10:00:00"}, "not_before must name its zone"),
        ({"input": [WISH]}, "input must be an object"),
        ({}, "input is missing"),
    ],
)
def test_what_is_wrong_with_a_task_is_told_in_plain_words(
    house: House, body: dict[str, object], words: str
) -> None:
    answer = house.client.post(MANAGER, json=body)
    told = [f"{one['loc'][-1]} {one['msg']}" for one in answer.json()["detail"]]
    assert (answer.status_code, told[0][: len(words)]) == (422, words)
    assert house.get("/api/users/me/tasks") == {"tasks": []}


def test_what_cannot_be_kept_or_does_not_exist_is_refused(house: House) -> None:
    for body in ({"input": {"prompt": "a\0b"}}, {"input": WISH, "external_id": "a\u200bb"}):
        assert house.client.post(MANAGER, json=body).status_code == 422
    assert house.client.post("/api/agents/nobody", json={"input": WISH}).status_code == 404
    assert house.client.post(MANAGER, content=b"{").status_code == 422
    large = {"input": {"prompt": "x" * 300_000}}
    assert house.client.post(MANAGER, json=large).status_code == 413


def test_a_task_for_later_waits_until_it_is_due(house: House) -> None:
    now = utc_now()
    later = house.ask(WISH, not_before=(now + timedelta(hours=1)).isoformat())
    assert claim_in_turn(house.parts, later["task_id"]) is None
    assert runs.waiting_runs(house.database, now, now) == []
    after = now + timedelta(hours=2)
    assert runs.waiting_runs(house.database, after, now) == [(1, "product_manager")]


def test_a_task_of_another_run_names_it(house: House) -> None:
    manager = role_named("product_manager")
    assert manager is not None
    parent = house.ask(WISH)["task_id"]
    given = manager.input.model_validate(WISH)
    child, _ = add_task(house.parts, manager, given, Asked(parent_run_id=parent))
    assert house.get(f"/api/tasks/{parent}")["child_task_ids"] == [child.id]
    assert house.get(f"/api/tasks/{child.id}")["parent_task_id"] == parent


def test_users_see_tasks_insights_and_alerts_newest_first(house: House) -> None:
    for _ in range(3):
        house.ask(WISH)
    now = utc_now()
    with house.database.write() as session:
        session.add_all(
            ProductInsight(run_id=1, created_at=now, title=f"t{n}", insight="i", sources=[])
            for n in range(3)
        )
        session.add(
            Alert(
                fingerprint="f", created_at=now, starts_at=now, status="firing", name="Down",
                labels={},
            )
        )  # fmt: skip

    def ids(path: str, what: str, key: str = "id") -> list[int]:
        return [one[key] for one in house.get(f"/api/users/{path}")[what]]

    assert ids("me/tasks?limit=2", "tasks", "task_id") == [3, 2]
    assert ids("me/tasks?before=2", "tasks", "task_id") == [1]
    assert ids("1/insights?limit=2", "insights") == [3, 2]
    assert ids("me/insights?before=2", "insights") == [1]
    assert ids("me/alerts", "alerts") == [1]
    assert house.get("/api/users/me/leads") == {"leads": []}
    assert house.get("/api/users/me/campaigns") == {"campaigns": []}
    for path in ("you/tasks", "me/tasks?limit=101", "me/tasks?limit=0", "-1/alerts"):
        house.get(f"/api/users/{path}", 422)


def test_a_model_for_an_agent_that_is_not_there_is_told(house: House) -> None:
    given = {"MODEL_ENGINEER": "gpt-4o-mini", "MODEL_ENGINER": "gpt-4o", "MODEL_PATH": "/models"}
    settings = settings_for(house.database, house.folder, **given)
    told = [words.partition(" ")[0] for words in models_of_nobody(settings)]
    assert told == ["MODEL_ENGINER", "MODEL_PATH"]
    assert settings.model_of("engineer") == "gpt-4o-mini"


def test_what_belongs_to_whom_where_people_sign_in(house: House) -> None:
    """What nobody signed in for is the first owner's; an id of nobody is told as such."""
    house.more |= {"SIGN_IN_BY_MAIL": "1", "OWNER_EMAIL": "ann@example.com"}
    now = utc_now()
    with house.database.write() as session:
        for name, role in (("ann", "owner"), ("ben", "editor")):
            session.add(User(email=f"{name}@example.com", role=role, created_at=now))
            session.flush()
    with house:
        asked = Request({"type": "http", "state": {"person": Person(2, "ben", UserRole.EDITOR)}})
        token = Request({"type": "http", "state": {}})
        assert whose(house.parts, asked, "me") == Whose(2, is_first_owner=False)
        assert whose(house.parts, asked, "1") == Whose(1, is_first_owner=True)
        assert whose(house.parts, token, "me") == Whose(1, is_first_owner=True)
        with pytest.raises(HTTPException, match="no user 7"):
            whose(house.parts, asked, "7")
