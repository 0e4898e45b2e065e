"""What an agent brings to `make demo`: a field of its `Agent`, and a folder `demo/` of its own."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.parts.parts import Parts

Hosts = frozenset[str]
"""Each "host:port", as FETCH_ALLOWED_PRIVATE_HOSTS has them."""


@dataclass(frozen=True, slots=True)
class DemoPart:
    """`serve` has the agent's invented sites up on loopback as long as it is open, given the moment
    at which the demo began. `settings` is what they need beside the demo's own: nothing of it may
    reach anybody outside this machine. `play` makes, before the service starts and by the agent's
    own code, what happened until now; it returns what is told of it. `look_at` says which pages to
    open, below the address that it is given."""

    serve: Callable[[datetime], AbstractContextManager[Hosts]]
    play: "Callable[[Parts], Sequence[str]]"
    settings: Mapping[str, str] = field(default_factory=dict)
    look_at: Callable[[str], Sequence[str]] = lambda _: ()


class PlayedClock:
    """Goes at its real pace from a moment of the past on, and is wound forward by hand, so that
    weeks pass in seconds and leases mean what they mean."""

    def __init__(self, start: datetime, real: Callable[[], datetime]) -> None:
        self._real = real
        self._behind = real() - start

    def __call__(self) -> datetime:
        return self._real() - self._behind

    def wind_to(self, moment: datetime) -> None:
        """Never back."""
        self._behind = min(self._behind, self._real() - moment)
