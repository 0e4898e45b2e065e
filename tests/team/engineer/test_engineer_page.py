"""What came of the engineer's task, on its page: code as it is written, and nothing of it acts."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from app.agents.team.roles.engineer.role import EngineerOutput, Finding, ProgramRun
from tests.servers.browser import ORIGIN, chromium, visit
from tests.team.engineer.cases import ADD, CODE, TESTS
from tests.team.house import House

HOSTILE = "<script>document.title = 'out'</script><img src=x onerror=\"document.title='out'\">"
WIDTHS = (320, 360, 768, 1280)
WIDTH = "document.documentElement.scrollWidth"
RUN = ProgramRun(what="the tests", exit_code=1, stdout=HOSTILE, stderr="x" * 900, seconds=0.31)
OUTPUTS = {
    "program": EngineerOutput(
        code=f"{ADD}# {HOSTILE}\n{'wide = 1 + ' * 40}1\n",
        tests=TESTS,
        notes=("Call add.",),
        runs=(RUN, RUN.model_copy(update={"exit_code": None, "stopped_because": "It took long."})),
        tests_passed=False,
        not_done=("1 of 1 tests did not pass.",),
    ),
    "review": EngineerOutput(
        code=CODE,
        findings=(Finding(line=3, severity="high", text=HOSTILE, quote="os.system(word)"),),
    ),
    "feasibility": EngineerOutput(feasible=True, constraints=("No network.",), notes=(HOSTILE,)),
}


def page_of(house: House, monkeypatch: pytest.MonkeyPatch, output: EngineerOutput) -> str:
    async def gives(*_: object) -> EngineerOutput:
        return output

    monkeypatch.setattr("app.agents.team.roles.engineer.role.do_engineering", gives)
    wish = {"task": "program", "description": "Add two numbers."}
    run = house.work(house.ask(wish, "/api/agents/engineer")["task_id"])
    answer = house.client.get(f"/tasks/{run.id}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def test_nothing_that_a_program_wrote_acts_on_the_page(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for output in OUTPUTS.values():
        page = page_of(house, monkeypatch, output)
        assert "<img src=x" not in page
        assert "<script>document" not in page
    assert "It can be built" in page


@pytest.mark.browser
@pytest.mark.long
def test_the_page_fits_every_screen_and_has_no_barrier(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"/{n}": page_of(house, monkeypatch, output) for n, output in OUTPUTS.items()}
    with chromium() as browser, visit(browser, pages) as opened:
        for path in pages:
            opened.page.goto(ORIGIN + path)
            found = Axe().run(opened.page).response["violations"]
            assert [one["id"] for one in found] == [], json.dumps(found)[:2000]
            assert opened.page.title() != "out"
            for width in WIDTHS:
                opened.page.set_viewport_size({"width": width, "height": 740})
                assert opened.page.evaluate(WIDTH) <= width, (path, width)
