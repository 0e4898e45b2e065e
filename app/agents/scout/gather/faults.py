"""The border at which a mistake of ours in one document stops spreading."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from app.lib.errors import ScoutError
from app.parts.reading.types import BrokenError

log = structlog.get_logger("gather")


@contextmanager
def faults_kept_to(url: str) -> Iterator[None]:
    """Asking for and reading one document of a stranger: whatever bug it brings out in us, the
    other sites are still read. Named failures pass; among them a lost lease, a database away."""
    try:
        yield
    except ScoutError:
        raise
    except Exception as error:
        log.exception("gather.fault", url=url)
        raise BrokenError(
            "Reading it brought out a fault of this service. The log has the details."
        ) from error
