"""How asking a model can fail. Every failure carries the usage that was paid until then.

Permanent: the same question would fail the same way. Transient: later it may work.
"""

from datetime import timedelta

from app.lib.errors import PermanentError, ScoutError, TransientError
from app.parts.model.usage import ModelUsage


class ModelError(ScoutError):
    """Base of all failures of a model call."""

    usage: ModelUsage = ModelUsage()

    def paid(self, usage: ModelUsage) -> "ModelError":
        """The same failure with what it has cost."""
        self.usage = usage
        return self


class ModelRefusedError(ModelError, PermanentError):
    """The model declined to answer."""


class ModelFilteredError(ModelError, PermanentError):
    """The provider's content filter withheld the answer or refused the question."""


class ModelTruncatedError(ModelError, PermanentError):
    """The answer stopped at the token limit: what came is cut."""


class ModelInvalidError(ModelError, PermanentError):
    """An answer came, but not one of the shape that was asked for; or the endpoint does not take
    the question. `too_long`: it would take a shorter one; `is_answer`: it is the model's own word,
    not an error of the endpoint's.
    """

    too_long: bool = False
    is_answer: bool = True


class ModelDeniedError(ModelError, PermanentError):
    """The endpoint does not let us in: key, model name or address. Names the setting to mend."""


class ModelWithoutToolsError(ModelError, PermanentError):
    """The model, or its endpoint, takes no tools. Names the setting to mend."""


class ModelBudgetSpentError(ModelError, PermanentError):
    """The money for today is spent: the model was not asked."""


class ModelTransientError(ModelError, TransientError):
    """Base of the failures that may pass."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        TransientError.__init__(self, message, retry_after=retry_after)


class ModelTimedOutError(ModelTransientError):
    """No whole answer within the time limit of a call."""


class ModelUnavailableError(ModelTransientError):
    """The endpoint is overloaded, broken or out of reach. `has_begun`: some of the answer was
    handed on before, so it is not asked for again."""

    has_begun: bool = False


class ModelRateLimitedError(ModelUnavailableError):
    """The endpoint has had as many questions as it takes in a time; later it takes more."""
