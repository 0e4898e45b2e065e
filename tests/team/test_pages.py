"""The team's pages: what was asked, what came of it, and a form that asks."""

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.agents.team.pages.input_form import fields_of, read_input, typed_of
from app.agents.team.pages.page import shown
from app.agents.team.role import TaskInput
from app.agents.team.roles.roles import ROLES
from app.parts.http.forms import Typed
from app.parts.runs.tables import AgentRun, RunStatus
from tests.team.house import House

HOSTILE = "<script>alert(1)</script>\u202e"


def opened(house: House, path: str, status: int = 200) -> str:
    answer = house.client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    return answer.text


def test_a_task_is_asked_for_by_a_form_once_and_looked_at(house: House) -> None:
    assert "No task yet" in opened(house, "/tasks")
    form = opened(house, "/agents/product-manager")
    form_id = re.findall(r'name="form_id" value="(\w+)"', form)[0]
    wrong = house.client.post("/agents/product-manager", data={"prompt": "", "form_id": form_id})
    assert wrong.status_code == 422
    assert 'id="prompt-wrong"' in wrong.text
    wish = {"prompt": f"What do people want? {HOSTILE}", "form_id": form_id}
    for _ in range(2):
        sent = house.client.post("/agents/product-manager", data=wish, follow_redirects=False)
        assert (sent.status_code, sent.headers["location"]) == (303, "/tasks/1")
    assert "not over yet" in opened(house, "/tasks/1")
    house.work(1)
    page = opened(house, "/tasks/1")
    assert "Not done:" in page
    assert HOSTILE not in page
    assert "What do people want?" in page
    again = house.client.post("/tasks/1/again", follow_redirects=False)
    assert again.headers["location"] == "/tasks/2"
    assert "What do people want?" in opened(house, "/agents/product-manager?like=1")
    assert "Task 1<" in opened(house, "/tasks?agent=product-manager&status=completed")
    assert "Task 1<" not in opened(house, "/tasks?status=pending")
    assert "There is no such task" in opened(house, "/tasks?status=failed")
    for path in ("/tasks/99", "/agents/nobody", "/agents/product-manager/more"):
        opened(house, path, 404)


def test_every_agent_has_a_page_with_a_form_that_says_what_it_lacks(house: House) -> None:
    page = opened(house, "/agents")
    for role in ROLES:
        assert f"/agents/{role.path}" in page
        form = opened(house, f"/agents/{role.path}")
        assert all(f'id="{field.name}"' in form for field in fields_of(role.input))
        assert ("OPENAI_API_KEY" in form) == role.asks_a_model


class Line(BaseModel):
    name: str
    amount: Decimal


class Given(TaskInput):
    """Of every kind of field."""

    wish: Annotated[str, Field(min_length=1, max_length=4000, description="In your own words.")]
    kind: Literal["short", "long"] = "short"
    amount: Decimal | None = None
    count: int = 3
    names: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    is_urgent: bool = False


def typed(**texts: str) -> Typed:
    return Typed({name: (text,) for name, text in texts.items()})


def test_a_form_is_made_of_the_input_and_read_as_it() -> None:
    kinds = {field.name: field.kind for field in fields_of(Given)}
    assert kinds == {
        "wish": "area",
        "kind": "choice",
        "amount": "line",
        "count": "line",
        "names": "lines",
        "lines": "json",
        "is_urgent": "tick",
    }
    given, form = read_input(
        Given,
        typed(
            wish=" A plan ",
            kind="long",
            amount="12.50",
            count="7",
            names="Ann\n\n Ben ",
            lines='[{"name": "rent", "amount": "9.99"}]',
            is_urgent="yes",
        ),
    )
    assert form.wrong == {}
    assert given == Given(
        wish="A plan",
        kind="long",
        amount=Decimal("12.50"),
        count=7,
        names=("Ann", "Ben"),
        lines=(Line(name="rent", amount=Decimal("9.99")),),
        is_urgent=True,
    )
    again, _ = read_input(Given, typed_of(Given, given.model_dump(mode="json")))
    assert again == given


def test_what_is_wrong_with_a_form_is_told_beside_its_field() -> None:
    given, form = read_input(
        Given, typed(count="many", kind="odd", lines="[{]", names="", amount="1e")
    )
    assert given is None
    assert form.wrong == {
        "wish": "It is missing.",
        "kind": "It must be 'short' or 'long'.",
        "amount": "It must be a number.",
        "count": "It must be a whole number.",
        "lines": "It is no JSON: look for a missing quote, comma or bracket.",
    }
    _, deep = read_input(Given, typed(wish="A plan", lines='[{"name": "rent"}]'))
    assert deep.wrong == {"lines": "0 amount: it is missing."}


def test_a_value_of_any_shape_is_readable_and_bounded() -> None:
    deep: object = "end"
    for _ in range(50):
        deep = {"in": [deep]}
    for value in (deep, list(range(10_000)), {"a": "x\n" * 10_000}, [True, None, 1.5, ""]):
        found = shown(value)  # type: ignore[arg-type]
        assert len(repr(found)) < 100_000
    assert shown([True]).items[0].lines == ["Yes"]


def test_a_result_of_another_version_is_shown_as_any_result_is(house: House) -> None:
    house.ask({"prompt": "What do people want?"})
    with house.database.write() as session:
        run = session.get_one(AgentRun, 1)
        run.status, run.result = RunStatus.COMPLETED, {"title": 7, "was_so_once": "an old word"}
    assert "an old word" in opened(house, "/tasks/1")
