"""What a request to a model has cost, over all its tries."""

from app.parts.model.loop_clock import loop_seconds
from app.parts.model.usage import ModelUsage


class Bill:
    """Adds up what one request has cost, over all its tries.

    A try whose answer never arrived may well be billed: it counts with the most it can cost.
    The seconds are those that the endpoint had: waiting for a turn or a rate limit is not among
    them.
    """

    def __init__(self) -> None:
        self._paid = ModelUsage()
        self._unanswered = ModelUsage()
        self._began = 0.0

    def sent(self, most: ModelUsage) -> None:
        self._paid += self._unanswered
        self._unanswered = most
        self._began = loop_seconds()

    def ended(self) -> None:
        """The try is over, with or without an answer."""
        self._paid += ModelUsage(seconds=loop_seconds() - self._began)

    def answered(self, usage: ModelUsage) -> None:
        self._paid += usage
        self._unanswered = ModelUsage()

    def total(self) -> ModelUsage:
        return self._paid + self._unanswered
