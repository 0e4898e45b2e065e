import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest

from app.parts.reading import extraction_pool, extraction_process, extraction_worker
from app.parts.reading.extract import extract
from app.parts.reading.extraction_pool import ExtractionPool
from app.parts.reading.types import BrokenError, Extract, Page, UnreadableError
from app.parts.reading.worker_protocol import ExtractionLimits, Job, Unreadable, read_answer
from tests.reading.pages import SENTENCES, article, page, paragraphs, rss
from tests.reading.stopping_worker import STOPPED
from tests.timing import takes

Result = TypeVar("Result")

STORY = page(article())
# libxml2 compares each attribute with all before it: half a minute of C that Python cannot stop.
ENDLESS = page("<html><body " + " ".join(f"a{n}=1" for n in range(200_000)) + ">" + paragraphs())
HUGE = page(f"<html><body>{'<p>x</p>' * 300_000}</body></html>")
STOPS_ITS_READER = page(article(title=STOPPED))
STRICT = ExtractionLimits(cpu_seconds=0.5, wall_seconds=2.0)
ROOT = Path(__file__).parents[2]


def in_pool(
    use: Callable[[ExtractionPool], Coroutine[None, None, Result]],
    processes: int = 1,
    limits: ExtractionLimits | None = None,
) -> Result:
    async def run() -> Result:
        async with ExtractionPool(processes, limits) as pool:
            return await use(pool)

    return asyncio.run(run())


def worker_ids(pool: ExtractionPool) -> list[int]:
    return [worker._process.pid for worker in pool._workers if worker._process]


def state_of(process_id: int) -> str:
    """By the kernel: T for stopped, Z for one that has ended; "" for one that is gone."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def is_running(process_id: int) -> bool:
    return state_of(process_id) not in {"Z", ""}


def wait_until_stopped(pool: ExtractionPool) -> int:
    """Until the process of a pool of one is stopped, or has ended."""
    while not worker_ids(pool):
        time.sleep(0.01)
    [process_id] = worker_ids(pool)
    while state_of(process_id) not in {"T", "Z", ""}:
        time.sleep(0.01)
    return process_id


@pytest.fixture
def stopping_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction_process, "_WORKER", "tests.reading.stopping_worker")


def environment_of(process_id: int) -> bytes:
    return Path(f"/proc/{process_id}/environ").read_bytes()


def wait_until_gone(process_ids: list[int], seconds: float = 5.0) -> None:
    limit = time.monotonic() + seconds
    while any(map(is_running, process_ids)):
        assert time.monotonic() < limit, f"still there: {process_ids}"
        time.sleep(0.01)


def test_the_pool_reads_what_the_plain_function_reads() -> None:
    assert in_pool(lambda pool: pool.extract(STORY)) == extract(STORY)


def test_the_pool_discovers_too(noon: datetime) -> None:
    feed = page(rss("<title>x</title><link>https://a.example/1</link>"))
    found = in_pool(lambda pool: pool.discover(feed, now=noon))
    assert (found.kind, found.links[0].url) == ("feed", "https://a.example/1")


def test_a_named_kind_and_selector_reach_the_worker(noon: datetime) -> None:
    front = page("<b class='x'><a href='/1'>One</a></b><a href='/2'>Two</a>")
    found = in_pool(lambda pool: pool.discover(front, kind="page", link_selector=".x a", now=noon))
    assert [link.title for link in found.links] == ["One"]


def test_a_pool_that_reads_nothing_starts_no_process() -> None:
    async def use(pool: ExtractionPool) -> list[int]:
        return worker_ids(pool)

    assert in_pool(use, processes=2) == []


def test_a_process_that_was_started_ahead_reads_the_first_documents() -> None:
    async def use(pool: ExtractionPool) -> tuple[list[int], list[int]]:
        await pool.start()
        before = worker_ids(pool)
        for _ in range(2):
            await pool.extract(STORY)
        await pool.start()
        return before, worker_ids(pool)

    before, after = in_pool(use, processes=2)
    assert len(before) == 1
    assert after == before, "and is not joined by another"


def test_a_document_that_comes_while_one_is_started_waits_for_it(noon: datetime) -> None:
    feed = page(rss("<title>x</title><link>https://a.example/1</link>"))

    async def use(pool: ExtractionPool) -> tuple[int, int]:
        starting = asyncio.create_task(pool.start())
        await asyncio.sleep(0)
        found = await pool.discover(feed, now=noon)
        await starting
        return len(found.links), len(worker_ids(pool))

    assert in_pool(use, processes=2) == (1, 1)


def test_lists_of_links_and_few_articles_are_read_by_one_process_and_many_articles_by_all(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as the one keeps up, which it may not while a busy machine starts it."""
    monkeypatch.setattr(extraction_pool, "_WAITS_SECONDS", 600.0)
    feed = page(rss("<title>x</title><link>https://a.example/1</link>"))

    async def use(pool: ExtractionPool) -> tuple[int, int, int]:
        await asyncio.gather(*(pool.discover(feed, now=noon) for _ in range(20)))
        for_lists = len(worker_ids(pool))
        await asyncio.gather(*(pool.extract(STORY) for _ in range(8)))
        for_few = len(worker_ids(pool))
        await asyncio.gather(*(pool.extract(STORY) for _ in range(24)))
        return for_lists, for_few, len(worker_ids(pool))

    assert in_pool(use, processes=3) == (1, 1, 3)


def test_a_list_that_takes_long_does_not_hold_up_the_others(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction_pool, "_WAITS_SECONDS", 0.01)
    feed = page(rss("<title>x</title><link>https://a.example/1</link>"))

    async def use(pool: ExtractionPool) -> str:
        slow = asyncio.create_task(pool.discover(ENDLESS, now=noon))
        await asyncio.sleep(0)
        found = await pool.discover(feed, now=noon)
        assert not slow.done()
        slow.cancel()
        await asyncio.wait([slow])
        return found.kind

    limits = ExtractionLimits(cpu_seconds=60.0)
    assert in_pool(use, processes=2, limits=limits) == "feed"


def test_a_process_that_cannot_be_started_ahead_is_told_with_the_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    async def use(pool: ExtractionPool) -> None:
        await pool.start()
        await pool.extract(STORY)

    with pytest.raises(BrokenError, match="No process could be started"):
        in_pool(use, processes=2)


def test_half_a_character_in_an_answer_costs_its_document_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        extraction_worker, "extract", lambda page, **_: replace(extract(page), text="\ud83d")
    )
    answer = read_answer(extraction_worker.answer_to(Job(STORY)))
    assert isinstance(answer.result, Unreadable)


def test_why_a_page_is_unreadable_comes_back() -> None:
    with pytest.raises(UnreadableError, match="The page is empty"):
        in_pool(lambda pool: pool.extract(page("")))


@pytest.mark.timed
def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    async def use(pool: ExtractionPool) -> Extract:
        with pytest.raises(UnreadableError, match="too complicated"):
            await pool.extract(ENDLESS)
        return await pool.extract(STORY)

    with takes(30):  # ENDLESS alone would take minutes
        assert in_pool(use, limits=STRICT).text.split("\n") == list(SENTENCES)


@pytest.mark.usefixtures("stopping_worker")
def test_a_page_whose_reader_gets_no_processor_for_a_while_is_read_all_the_same() -> None:
    """Stopped for longer than the page may take of the processor, as on a machine that is busy."""
    usual = ExtractionLimits()
    assert usual.wall_seconds >= 10 * usual.cpu_seconds
    limits = ExtractionLimits(cpu_seconds=2.0)

    async def use(pool: ExtractionPool) -> Extract:
        reading = asyncio.create_task(pool.extract(STOPS_ITS_READER))
        process_id = await asyncio.to_thread(wait_until_stopped, pool)
        await asyncio.sleep(limits.cpu_seconds + 0.2)
        assert not reading.done()
        os.kill(process_id, signal.SIGCONT)
        return await reading

    assert in_pool(use, limits=limits).title == STOPPED


def test_a_page_that_takes_too_much_of_the_processor_is_given_up_whatever_the_clock_says() -> None:
    limits = ExtractionLimits(cpu_seconds=0.5, wall_seconds=600.0)
    with pytest.raises(UnreadableError, match="too complicated"):
        in_pool(lambda pool: pool.extract(ENDLESS), limits=limits)


@pytest.mark.usefixtures("stopping_worker")
def test_a_reader_that_waits_for_ever_is_given_up_by_the_clock() -> None:
    limits = ExtractionLimits(cpu_seconds=60.0, wall_seconds=1.0)

    async def use(pool: ExtractionPool) -> Extract:
        reading = asyncio.create_task(pool.extract(STOPS_ITS_READER))
        process_id = await asyncio.to_thread(wait_until_stopped, pool)
        await asyncio.sleep(limits.wall_seconds)
        with suppress(ProcessLookupError):
            os.kill(process_id, signal.SIGCONT)
        with pytest.raises(UnreadableError, match="more time than one page may"):
            await reading
        return await pool.extract(STORY)

    assert in_pool(use, limits=limits).title == "Pizza oven wins prize"


def test_a_page_that_takes_too_much_memory_is_given_up_and_the_next_is_read() -> None:
    async def use(pool: ExtractionPool) -> Extract:
        with pytest.raises(UnreadableError, match="too large"):
            await pool.extract(HUGE)
        return await pool.extract(STORY)

    limits = ExtractionLimits(extra_memory_bytes=32 * 1024 * 1024)
    assert in_pool(use, limits=limits).title == "Pizza oven wins prize"


@pytest.mark.parametrize("failure", [OverflowError("year"), RecursionError(), KeyError("x")])
def test_whatever_a_library_raises_is_answered_in_plain_words(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Page) -> Extract:
        raise failure

    monkeypatch.setattr(extraction_worker, "extract", fail)
    answer = read_answer(extraction_worker.answer_to(Job(STORY)))
    assert isinstance(answer.result, Unreadable)
    assert answer.result.reason.startswith("The page could not be read")


def test_more_pages_than_processes_wait_for_their_turn() -> None:
    stories = [page(article(title=f"Story number {number}")) for number in range(40)]

    async def use(pool: ExtractionPool) -> list[Extract]:
        return await asyncio.gather(*(pool.extract(story) for story in stories))

    titles = [found.title for found in in_pool(use, processes=2)]
    assert titles == [f"Story number {number}" for number in range(40)]


def test_a_cancelled_page_s_answer_is_never_taken_for_another_s() -> None:
    async def use(pool: ExtractionPool) -> Extract:
        task = asyncio.create_task(pool.extract(page(article(title="Cancelled"))))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await pool.extract(STORY)

    assert in_pool(use).title == "Pizza oven wins prize"


def test_a_worker_killed_from_outside_is_replaced_without_blaming_a_page() -> None:
    async def use(pool: ExtractionPool) -> Extract:
        await pool.extract(STORY)
        [process_id] = worker_ids(pool)
        os.kill(process_id, signal.SIGKILL)
        process = pool._workers[0]._process
        assert process is not None
        await process.wait()
        return await pool.extract(STORY)

    assert in_pool(use).title == "Pizza oven wins prize"


def test_a_worker_is_replaced_after_its_share_of_jobs() -> None:
    async def use(pool: ExtractionPool) -> list[list[int]]:
        seen = []
        for _ in range(4):
            await pool.extract(STORY)
            seen.append(worker_ids(pool))
        return seen

    first, second, third, fourth = in_pool(use, limits=ExtractionLimits(jobs_a_worker=2))
    assert first == second != third == fourth


def test_no_worker_outlives_the_pool() -> None:
    async def use(pool: ExtractionPool) -> list[int]:
        return worker_ids(pool)

    wait_until_gone(in_pool(use, processes=2), seconds=1)


def test_workers_know_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a-canary-that-must-not-fly")

    async def use(pool: ExtractionPool) -> bytes:
        await pool.extract(STORY)
        return environment_of(worker_ids(pool)[0])

    assert b"canary" not in in_pool(use)


def test_the_pool_works_beside_threads_and_outside_the_main_one() -> None:
    found: list[Extract] = []
    done = threading.Event()
    idle = threading.Thread(target=done.wait)
    reader = threading.Thread(
        target=lambda: found.append(in_pool(lambda pool: pool.extract(STORY)))
    )
    for thread in (idle, reader):
        thread.start()
    reader.join()
    done.set()
    idle.join()
    assert found == [extract(STORY)]


def test_the_pool_works_in_a_forked_process() -> None:
    """As the queue's worker forks one for each run, after the parent has used a pool itself."""
    script = """
        import asyncio, os, sys
        from app.parts.reading.extraction_pool import ExtractionPool
        from tests.reading.pages import article, page

        async def run():
            async with ExtractionPool(1) as pool:
                return (await pool.extract(page(article()))).title

        assert asyncio.run(run()) == "Pizza oven wins prize"
        child = os.fork()
        if child == 0:
            os._exit(0 if asyncio.run(run()) == "Pizza oven wins prize" else 1)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    child = _run_script(script)
    child.communicate(timeout=60)
    assert child.returncode == 0


def test_workers_end_when_their_parent_is_killed() -> None:
    script = """
        import asyncio
        from app.parts.reading.extraction_pool import ExtractionPool
        from tests.reading.pages import article, page

        async def run():
            async with ExtractionPool(2) as pool:
                await asyncio.gather(*(pool.extract(page(article())) for _ in range(12)))
                print(*(worker._process.pid for worker in pool._workers), flush=True)
                await asyncio.sleep(60)

        asyncio.run(run())
    """
    parent = _run_script(script)
    assert parent.stdout is not None
    workers = [int(word) for word in parent.stdout.readline().split()]
    parent.kill()
    parent.communicate()
    assert len(workers) == 2
    wait_until_gone(workers)


def _run_script(script: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, stdout=subprocess.PIPE
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What another room makes of a page."""

    url: str
    lengths: tuple[int, ...]


def count(page: Page) -> Counted:
    return Counted(page.url, (len(page.body),))


def lie(page: Page) -> Extract:
    return count(page)  # type: ignore[return-value]


def end_process(_page: Page) -> Counted:
    os._exit(1)


def test_the_reader_of_another_room_reads_the_page_in_a_process_too() -> None:
    counted = in_pool(lambda pool: pool.read_by(STORY, count, Counted))
    assert counted == Counted(STORY.url, (len(STORY.body),))


def test_a_page_that_ends_the_reader_of_another_room_is_unreadable() -> None:
    with pytest.raises(UnreadableError):
        in_pool(lambda pool: pool.read_by(STORY, end_process, Counted))


def test_what_the_reader_of_another_room_makes_is_not_believed_in_another_shape() -> None:
    with pytest.raises(UnreadableError):
        in_pool(lambda pool: pool.read_by(STORY, lie, Extract))
