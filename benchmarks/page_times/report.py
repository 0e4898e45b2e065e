"""The measured times and plans as docs/page-times.md."""

from collections.abc import Sequence

from benchmarks.page_times.lane import Lane
from benchmarks.page_times.pages import PAGES, Page
from benchmarks.page_times.shape import Shape
from benchmarks.page_times.statements import Plan

GOAL_MILLISECONDS = 100
HEAD = """# How long the pages take

Measured by `make page-times` on {machine}, on databases with a past of {runs:,} runs;
ten thousand are ten weeks, with some 300,000 visits, 200,000 articles, 120,000 verdicts,
15,000 picks, 10,000 votes, 6,000 mails and 150,000 lines of usage, beside {leads:,} leads with
five events each, 200,000 facts and 100,000 mails of sequences. In milliseconds,
median / worst: at the server of 20 requests, and in Chromium of 10 visits from the click until
the page has loaded; of three rounds in turn the best. The goal is at most {goal} ms from the
click, by the median{missed}

"""
PLANS = """
## How the databases carry out each statement

One entry for each statement that a page runs, without the columns it reads, slowest first;
with the pages that run it, and how often if more than once. The times are those of the quickest
of three executions, with all rows fetched; PostgreSQL's own, in the plan, are of a fourth.
"""


def document(lanes: Sequence[Lane], machine: str, shape: Shape) -> str:
    head = HEAD.format(
        machine=machine,
        runs=shape.runs,
        leads=shape.leads,
        goal=GOAL_MILLISECONDS,
        missed=missed(lanes),
    )
    return head + table(lanes) + PLANS + "".join(entry(lanes, one) for one in slowest_first(lanes))


def missed(lanes: Sequence[Lane]) -> str:
    """The end of the sentence that tells the goal."""
    slow = "".join(f"\n- {one}" for one in too_slow(lanes))
    return f"; missed by\n{slow}" if slow else "; every page meets it."


def table(lanes: Sequence[Lane]) -> str:
    titles = [f"{lane.name}: {what}" for lane in lanes for what in ("server", "click to page")]
    lines = [("page", "address", *titles), ("---", "---", *("---:" for _ in titles))]
    lines += [row(lanes, page) for page in PAGES]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def row(lanes: Sequence[Lane], page: Page) -> tuple[str, ...]:
    times = [lane_times[page.name] for lane in lanes for lane_times in (lane.server, lane.browser)]
    shown = [str(one) for one in times]
    method = "" if page.method == "GET" else f"{page.method} "
    return page.name, f"`{method}{page.path}`", *shown


def too_slow(lanes: Sequence[Lane]) -> list[str]:
    return [
        f"{name} on {lane.name}: {times.median:.0f} ms"
        for lane in lanes
        for name, times in lane.browser.items()
        if times.median > GOAL_MILLISECONDS
    ]


def slowest_first(lanes: Sequence[Lane]) -> list[str]:
    statements = {short for lane in lanes for short in lane.plans}
    return sorted(statements, key=lambda short: (-slowest(lanes, short), short))


def slowest(lanes: Sequence[Lane], short: str) -> float:
    return max(lane.plans[short].milliseconds for lane in lanes if short in lane.plans)


def entry(lanes: Sequence[Lane], short: str) -> str:
    plans = "".join(plan_of(lane.name, lane.plans[short]) for lane in lanes if short in lane.plans)
    return f"\n```sql\n{short}\n```\n\nOn {pages_with(lanes, short)}.\n{plans}"


def pages_with(lanes: Sequence[Lane], short: str) -> str:
    often = {
        page: counts[short]
        for lane in lanes
        for page, counts in lane.statements.items()
        if counts[short]
    }
    return "; ".join(
        f"{page} ({count} times)" if count > 1 else page for page, count in often.items()
    )


def plan_of(name: str, plan: Plan) -> str:
    lines = "\n".join(plan.lines)
    return f"\n{name}, {plan.milliseconds:.1f} ms:\n\n```\n{lines}\n```\n"
