"""The one error family: every failure the service names is permanent or transient.

An outside exception (httpx, openai, smtplib, redis, SQLAlchemy …) is translated into one of
these in the module that imports the library. Messages are plain words for the person who runs
the service: what is wrong and, where it helps, what to do.
"""

from datetime import timedelta


class ScoutError(Exception):
    """Base of all named failures. `str(error)` is fit to be shown to a user."""


class PermanentError(ScoutError):
    """Trying again without a change would fail the same way."""


class TransientError(ScoutError):
    """Trying again later may work. `retry_after` is the other side's wish, when it named one."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class MisconfiguredError(PermanentError):
    """A setting or file the operator must mend. `problems` holds one plain line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class BrandFileError(MisconfiguredError):
    """The brand file cannot be used. It is read anew by every run, so it may break at any time."""

    def in_short(self, most: int = 3) -> str:
        """The first problems in one line, with the count of the others."""
        more = len(self.problems) - most
        rest = f"; and {more} more" if more > 0 else ""
        return "; ".join(self.problems[:most]) + rest
