"""Tasks that end together: the first failure ends the others and is raised as itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def side_by_side() -> AsyncIterator[asyncio.TaskGroup]:
    """A TaskGroup that raises no group of exceptions: whoever calls tells failures apart by kind,
    and one cause is enough to tell."""
    failure: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except BaseExceptionGroup as errors:
        failure = first_of(errors)
    if failure is not None:
        raise failure


def first_of(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """Tasks fail in groups, in groups of groups."""
    first = errors.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first
