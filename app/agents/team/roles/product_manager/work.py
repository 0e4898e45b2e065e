"""The product manager's work, top to bottom:

sources -> the model's answer, checked against them -> the engineer's word on it
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import JsonValue, ValidationError
from sqlmodel import Session

from app.agents.team.asking.asking import Asking
from app.agents.team.brand import BrandSaid, read_brand
from app.agents.team.desk import AtEnd, Desk
from app.agents.team.handing_over import NotHandedOverError, done_by
from app.agents.team.role import TaskOutput
from app.agents.team.roles.product_manager.question import question_about
from app.agents.team.roles.product_manager.role import (
    Feasibility,
    Insight,
    ProductManagerInput,
    ProductManagerOutput,
)
from app.agents.team.roles.product_manager.take_answer import Taken, take_answer
from app.agents.team.sources import (
    Gathered,
    Given,
    Source,
    gather_finds,
    gather_pages,
    gather_request,
    gather_texts,
)
from app.agents.team.tables import ProductInsight
from app.lib.errors import TransientError
from app.lib.printable import one_line
from app.parts.model.errors import ModelError
from app.parts.model.untrusted.fence import random_mark

NEEDS_A_MODEL = "Insights, a roadmap and tasks need a language model: set OPENAI_API_KEY."
NO_FEASIBILITY = "Whether it can be built was not asked: there is nothing to build yet."
LONGEST_DESCRIPTION = 4_000
PURPOSE = "feasibility"


async def manage_product(desk: Desk, given: ProductManagerInput) -> ProductManagerOutput:
    """Raises ModelTransientError, LeaseLostError, DatabaseAwayError."""
    desk.store_at_end(keeping(desk))
    desk.enter("sources")
    gathered = await gather(desk, given)
    output = ProductManagerOutput(
        sources=tuple(one.source for one in gathered.given), not_done=gathered.not_read
    )
    if desk.asking is None:
        return with_not_done(output, NEEDS_A_MODEL)
    desk.enter("insights")
    brand = await read_brand(desk, given.brand)
    names = brand.names if isinstance(brand, BrandSaid) else ()
    try:
        taken = await answered(desk.asking, gathered.given, names)
    except ModelError as error:
        if isinstance(error, TransientError):
            raise
        return with_not_done(output, f"There are no insights: {error}")
    output = with_answer(output, taken)
    if not given.require_feasibility_check:
        return output
    if not output.insights:
        return with_not_done(output, NO_FEASIBILITY)
    desk.enter(PURPOSE)
    return await with_feasibility(desk, output)


async def gather(desk: Desk, given: ProductManagerInput) -> Gathered:
    gathered = gather_request(given.prompt) + gather_texts(given.context_summaries, "summary")
    gathered += await gather_pages(desk, given.pages)
    if given.use_finds:
        gathered += await gather_finds(desk, given.weeks, given.brand)
    return gathered


async def answered(asking: Asking, sources: Sequence[Given], names: tuple[str, ...]) -> Taken:
    """Raises ModelError."""
    asked = question_about(sources, random_mark())
    return await asking.ask_for_best(
        asked.question, lambda reply: take_answer(reply, asked.given, names)
    )


def with_answer(output: ProductManagerOutput, taken: Taken) -> ProductManagerOutput:
    left_out = tuple(f"Left out of the model's answer: {problem}" for problem in taken.problems)
    return output.model_copy(
        update={
            "title": taken.title,
            "summary": taken.summary,
            "insights": taken.insights,
            "roadmap": taken.roadmap,
            "tasks": taken.tasks,
            "not_done": output.not_done + left_out,
        }
    )


async def with_feasibility(desk: Desk, output: ProductManagerOutput) -> ProductManagerOutput:
    """What goes wrong in the engineer's run is its own trouble: here it is said."""
    asked = {"task": PURPOSE, "description": described(output)}
    try:
        child = await done_by("engineer", desk, asked, PURPOSE)
    except NotHandedOverError as error:
        return with_not_done(output, f"Whether it can be built is not known: {error}")
    try:
        said = Feasibility.model_validate({**child.result, "task_id": child.id})
    except ValidationError:
        return with_not_done(output, f"The engineer's word (task {child.id}) cannot be read.")
    not_done = child.result.get("not_done", ())
    return with_not_done(output.model_copy(update={"feasibility": said}), *map(str, not_done))


def described(output: ProductManagerOutput) -> str:
    """For the engineer, who knows none of the sources."""
    planned = [f"{item.horizon}: {item.title} ({item.reason})" for item in output.roadmap]
    tasks = [f"{task.id}: {task.title}" for task in output.tasks]
    insights = [insight.text for insight in output.insights]
    lines = [output.title, output.summary, *planned, *tasks, *insights]
    return one_line(" / ".join(line for line in lines if line), LONGEST_DESCRIPTION)


def with_not_done(output: ProductManagerOutput, *words: str) -> ProductManagerOutput:
    return output.model_copy(update={"not_done": output.not_done + words})


def keeping(desk: Desk) -> AtEnd:
    """For the transaction that ends the run: an attempt that lost it stores none."""
    run_id, now = desk.claim.run_id, desk.parts.clock()

    def keep(session: Session, output: TaskOutput) -> TaskOutput:
        told = ProductManagerOutput.model_validate(output)
        by_id = {source.id: source for source in told.sources}
        session.add_all(row(run_id, insight, by_id, now) for insight in told.insights)
        return output

    return keep


def row(run_id: int, insight: Insight, by_id: dict[str, Source], now: datetime) -> ProductInsight:
    return ProductInsight(
        run_id=run_id,
        created_at=now,
        title=insight.title,
        insight=insight.text,
        sources=[address_of(by_id[source]) for source in insight.sources],
    )


def address_of(source: Source) -> JsonValue:
    return {"id": source.id, "title": source.title, "url": source.url}
