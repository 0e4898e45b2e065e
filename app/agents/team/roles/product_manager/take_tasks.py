"""The tasks of the model's answer: in an order in which they can be done. Pure."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from app.agents.team.grounding.grounding import Ground
from app.agents.team.grounding.supported_words import supported_words
from app.agents.team.roles.product_manager.question import TaskReply
from app.agents.team.roles.product_manager.role import TeamTask

MOST_TASKS = 20
TITLE, WHY = 120, 400
"""Characters."""
EFFORTS: Mapping[str, Literal["S", "M", "L"]] = {"S": "S", "M": "M", "L": "L"}


def take_tasks(
    replies: Sequence[TaskReply], ground: Ground, problems: list[str]
) -> tuple[TeamTask, ...]:
    """What is depended on stands first, else as the model has them; named T1, T2 … in that order.
    Where tasks wait for each other, what they depend on is dropped."""
    tasks = {
        task.id: task for task in (taken(reply, ground, problems) for reply in replies) if task
    }
    if len(tasks) > MOST_TASKS:
        problems.append(f"There are more than {MOST_TASKS} tasks.")
        tasks = dict(list(tasks.items())[:MOST_TASKS])
    needs = {id_: known_needs(task, tasks, problems) for id_, task in tasks.items()}
    order = ordered(needs, problems)
    numbered = {id_: f"T{number}" for number, id_ in enumerate(order, start=1)}
    return tuple(
        tasks[id_].model_copy(
            update={
                "id": numbered[id_],
                "depends_on": tuple(numbered[one] for one in order if one in needs[id_]),
            }
        )
        for id_ in order
    )


def taken(reply: TaskReply, ground: Ground, problems: list[str]) -> TeamTask | None:
    id_ = (reply.id or "").strip()[:20]
    name = f"Task {id_}" if id_.isalnum() else "A task without an id"
    effort = EFFORTS.get((reply.effort or "").strip().upper()[:1])
    title = supported_words(name, reply.title, TITLE, ground, problems)
    why = supported_words(f"The reason of {name.lower()}", reply.why, WHY, ground, problems)
    if effort is None:
        problems.append(f"{name} has no effort of S, M or L.")
    if not id_.isalnum() or effort is None or not title or not why:
        return None
    return TeamTask(
        id=id_,
        title=title,
        why=why,
        effort=effort,
        depends_on=tuple(dict.fromkeys(reply.depends_on)),
    )


def known_needs(task: TeamTask, tasks: Mapping[str, TeamTask], problems: list[str]) -> set[str]:
    named = {one.strip() for one in task.depends_on}
    known = {one for one in named if one in tasks and one != task.id}
    if known != named:
        problems.append(f"Task {task.id} depends on itself or on a task that is not there.")
    return known


def ordered(needs: dict[str, set[str]], problems: list[str]) -> list[str]:
    """Of those that could be next always the first. Empties `needs` where they go in a circle."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError:
        problems.append("Tasks wait for each other in a circle.")
        for needed in needs.values():
            needed.clear()
    order: list[str] = []
    while len(order) < len(needs):
        order.append(next(one for one in needs if one not in order and needs[one] <= set(order)))
    return order
