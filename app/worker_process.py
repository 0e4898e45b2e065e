"""A worker from start to stop: look at everything, put right what a crash left, then work."""

from app.errors import MisconfiguredError, TransientError
from app.parts import exit_in_plain_words, open_parts
from app.queue.worker import work
from app.reconcile import Reconciler


def main() -> None:
    """Exits with 2 and plain lines when misconfigured; returns after SIGTERM or SIGINT."""
    try:
        parts = open_parts()
    except MisconfiguredError as error:
        exit_in_plain_words(error)
    try:
        reconcile_once(
            Reconciler(parts.database, parts.doorbell, parts.clock, parts.settings.on_unknown)
        )
        # The work processes are forks: they must not share a connection with this one.
        parts.database.close()
        parts.doorbell.close()
        work(parts.redis_url)
    finally:
        parts.close()


def reconcile_once(reconciler: Reconciler) -> None:
    try:
        reconciler.reconcile()
    except TransientError:
        return  # the API process does the same every 15 seconds


if __name__ == "__main__":
    main()
