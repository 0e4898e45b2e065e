"""Many sites that fail for one reason: it is said once, with their number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

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


def reasons(failures: Iterable[SiteFailure]) -> str:
    return "; ".join(by_reason(failures))


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
