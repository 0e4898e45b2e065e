import asyncio

from app.agents.scout.judge.task_group import TaskGroup


def test_a_task_group_gives_results_as_they_are_done_and_takes_new_work_meanwhile() -> None:
    async def after(seconds: float, name: str) -> str:
        await asyncio.sleep(seconds)
        return name

    async def run() -> list[tuple[str, str]]:
        given = []
        async with TaskGroup[str]() as tasks:
            tasks.start("slow", after(0.05, "a"))
            tasks.start("quick", after(0.0, "b"))
            async for kind, result in tasks.results():
                given.append((kind, result))
                if kind == "quick":
                    assert tasks.is_busy_with("slow")
                    assert not tasks.is_busy_with("quick")
                    tasks.start("late", after(0.0, "c"))
        return given

    assert asyncio.run(run()) == [("quick", "b"), ("late", "c"), ("slow", "a")]


def test_a_task_group_that_is_left_stops_its_work() -> None:
    stopped = []

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            stopped.append(True)
            raise

    async def run() -> None:
        async with TaskGroup[None]() as tasks:
            tasks.start("endless", endless())
            await asyncio.sleep(0)

    asyncio.run(run())
    assert stopped == [True]
