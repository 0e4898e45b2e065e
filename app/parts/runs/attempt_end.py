"""An attempt ends in the database, whatever happens in it: for whoever carries out a run."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from app.lib.clock import Clock
from app.lib.errors import PermanentError, TransientError
from app.parts.runs import endings
from app.parts.runs.lease import Claim, LeaseLostError
from app.parts.store.database import Database

CRASHED = "A fault of this service ended it: the log has it as run.crashed."

log = structlog.get_logger("run")


@contextmanager
def ends_in_the_database(database: Database, claim: Claim, clock: Clock) -> Iterator[None]:
    """Around the work of an attempt, which ends its run by itself when all is well.

    One of the service's catch-all boundaries: a bug must not leave a run `running`.
    """
    try:
        yield
    except LeaseLostError as error:
        log.warning("run.taken_over", reason=str(error))
    except TransientError as error:
        hand_back(database, claim, clock, str(error))
    except PermanentError as error:
        close_as_failed(database, claim, clock, str(error))
    except MemoryError:
        hand_back(database, claim, clock, "It needed more memory than a run may take.")
    except Exception:
        log.exception("run.crashed")
        hand_back(database, claim, clock, CRASHED)


def hand_back(database: Database, claim: Claim, clock: Clock, reason: str) -> None:
    """For another attempt. If even that cannot be written, the lease runs out by itself."""
    log.warning("run.handed_back", reason=reason)
    try:
        endings.release_run(database, claim, clock(), reason)
    except TransientError as error:
        log.warning("run.not_recorded", reason=str(error))


def close_as_failed(database: Database, claim: Claim, clock: Clock, reason: str) -> None:
    log.warning("run.failed", reason=reason)
    try:
        endings.fail_run(database, claim, clock(), reason)
    except (TransientError, LeaseLostError) as error:
        log.warning("run.not_recorded", reason=str(error))
