"""Many sites that fail for one reason: it is said once, with their number."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.parts.reading.types import may_be_offline

NAMED = 3


@dataclass(frozen=True, slots=True)
class SiteFailure:
    """`error` may name the site's own host, which makes no difference here."""

    name: str
    url: str
    error: str

    @property
    def reason(self) -> str:
        host = urlsplit(self.url).hostname
        return self.error.replace(host, "its host") if host else self.error


def told_once(failures: Iterable[SiteFailure]) -> Iterator[str]:
    """A line for each reason, with the sites it holds for."""
    for reason, alike in by_reason(failures).items():
        if len(alike) == 1:
            yield f"site {alike[0].name}: {reason}"
        else:
            yield f"{len(alike)} sites ({named(alike)}), each: {reason}"


def are_all_offline(failures: Collection[SiteFailure], asked: int) -> bool:
    """Not one of several sites was found by its name: hardly the sites' own fault."""
    offline = [failure for failure in failures if may_be_offline(failure.error)]
    return len(offline) == asked > 1


def reasons(failures: Iterable[SiteFailure]) -> str:
    """As a sentence of its own."""
    told = "; ".join(by_reason(failures))
    return f"I{told[1:]}" if told.startswith("its host") else told


def by_reason(failures: Iterable[SiteFailure]) -> dict[str, list[SiteFailure]]:
    """In the order in which the reasons first come; that of one site as it is."""
    grouped: dict[str, list[SiteFailure]] = {}
    for failure in failures:
        grouped.setdefault(failure.reason, []).append(failure)
    return {
        alike[0].error if len(alike) == 1 else reason: alike for reason, alike in grouped.items()
    }


def named(failures: list[SiteFailure]) -> str:
    names = ", ".join(failure.name for failure in failures[:NAMED])
    more = len(failures) - NAMED
    return f"{names} and {more} more" if more > 0 else names
