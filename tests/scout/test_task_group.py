import asyncio

from app.agents.scout.judge.task_group import Crew


def test_a_crew_gives_results_as_they_are_done_and_takes_new_work_meanwhile() -> None:
    async def after(seconds: float, name: str) -> str:
        await asyncio.sleep(seconds)
        return name

    async def run() -> list[tuple[str, str]]:
        given = []
        async with Crew[str]() as crew:
            crew.start("slow", after(0.05, "a"))
            crew.start("quick", after(0.0, "b"))
            async for kind, result in crew.results():
                given.append((kind, result))
                if kind == "quick":
                    assert crew.is_busy_with("slow")
                    assert not crew.is_busy_with("quick")
                    crew.start("late", after(0.0, "c"))
        return given

    assert asyncio.run(run()) == [("quick", "b"), ("late", "c"), ("slow", "a")]


def test_a_crew_that_is_left_stops_its_work() -> None:
    stopped = []

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            stopped.append(True)
            raise

    async def run() -> None:
        async with Crew[None]() as crew:
            crew.start("endless", endless())
            await asyncio.sleep(0)

    asyncio.run(run())
    assert stopped == [True]
