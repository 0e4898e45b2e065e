"""What a run came to, in words: the same in the mail and on the pages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.scout.result import Counts, SiteResult, UsageResult

SITE_TROUBLE = {"blocked": "blocked", "failed": "broken", "skipped": "not visited"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with what it counts."""

    label: str
    count: int


def count_facts(counts: Counts, min_score: int | None = None) -> tuple[Fact, ...]:
    """From what was found to what was left, in the order in which it happens."""
    mark = f"scored below {min_score}" if min_score is not None else "scored below the mark"
    return (
        Fact("links found", counts.found),
        Fact("new", counts.new),
        Fact("told a story we had", counts.duplicates),
        Fact("evaluated", counts.evaluated),
        Fact("held back as unsafe", counts.unsafe),
        Fact(mark, counts.below_threshold),
        Fact("waiting for the next run", counts.waiting),
    )


def unread_sites(sites: Sequence[SiteResult]) -> tuple[SiteResult, ...]:
    return tuple(site for site in sites if site.status in SITE_TROUBLE)


def read_sites(sites: Sequence[SiteResult]) -> tuple[SiteResult, ...]:
    return tuple(site for site in sites if site.status not in SITE_TROUBLE)


def trouble(site: SiteResult) -> str:
    """ "blocked: example.com does not let this service read it (403 Forbidden)."."""
    word = SITE_TROUBLE.get(site.status, site.status)
    return f"{word}: {site.error}" if site.error else word


def usage_in_words(usage: UsageResult) -> str:
    """Who scored, and what it cost."""
    if usage.scorer == "keyword":
        return "Scored by the keyword scorer: no language model was asked, so it cost nothing."
    if not usage.calls:
        return f"Scored by {usage.model}: no call was needed, so it cost nothing."
    calls = "1 call" if usage.calls == 1 else f"{usage.calls:,} calls"
    return (
        f"Scored by {usage.model}: {calls}, {usage.input_tokens:,} tokens read and "
        f"{usage.output_tokens:,} written, {dollars(usage.usd)}."
    )


def scorer_in_short(usage: UsageResult) -> str:
    if usage.scorer == "keyword":
        return "Scored by the keyword scorer"
    return f"Scored by {usage.model} for {dollars(usage.usd)}"


def dollars(usd: float) -> str:
    """Cents where there are any; small sums to a hundredth of a cent."""
    if 0 < usd < 0.0001:
        return "less than $0.0001"
    return f"${usd:.2f}" if usd == 0 or usd >= 1 else f"${usd:.4f}"
