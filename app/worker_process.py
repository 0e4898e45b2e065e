"""A worker from start to stop: look at everything, put right what a crash left, then work."""

from importlib import import_module

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
        import_what_runs_need(with_model=parts.settings.openai_api_key is not None)
        work(parts.redis_url)
    finally:
        parts.close()


def import_what_runs_need(*, with_model: bool) -> None:
    """Once, before the work processes fork: each run would spend half a second of CPU on it."""
    import_module("app.scout.evaluate" if with_model else "app.scout.keyword")


def reconcile_once(reconciler: Reconciler) -> None:
    try:
        reconciler.reconcile()
    except TransientError:
        return  # the API process does the same every 15 seconds


if __name__ == "__main__":
    main()
