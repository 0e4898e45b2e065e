"""What a run came to, in words: the same in the mail and on the pages. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.agents.scout.report.result_schema import Counts, DigestResult, SiteResult, UsageResult
from app.lib.templating import local_time
from app.parts.model.prices import dollars
from app.parts.reading.not_the_story import led_elsewhere

SITE_TROUBLE = {"blocked": "blocked", "failed": "broken", "skipped": "not visited"}
TROUBLE_SINCE = {**SITE_TROUBLE, "skipped": "not read"}
"""A site that is left alone for now because it failed before has been visited since then."""


OWN_LINE = "Your own line, from the brand file."
"""Where the keyword scorer has its suggestion from: it writes none."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with what it counts."""

    label: str
    count: int


def count_facts(counts: Counts, min_score: int | None = None) -> tuple[Fact, ...]:
    """From what was found to what was left, in the order in which it happens. What was evaluated is
    the sum of what became of it."""
    mark = f"scored below {min_score}" if min_score is not None else "scored below the mark"
    archive = Fact("in an archive, from before our first visit", counts.passed_over)
    return (
        Fact("links found", counts.found),
        Fact("seen before", max(0, counts.found - counts.new - counts.passed_over)),
        *([archive] if counts.passed_over else []),
        Fact("new", counts.new),
        Fact("told a story we had", counts.duplicates),
        Fact("evaluated", counts.evaluated),
        Fact("held back as unsafe", counts.unsafe),
        Fact(mark, counts.below_threshold),
        *places(counts),
        Fact("waiting for the next run", counts.waiting),
    )


def places(counts: Counts) -> tuple[Fact, ...]:
    """What became of the good enough. A run that collects for a digest picks nothing."""
    if counts.picked is None:
        return ()
    left = Fact("good enough, but without a place", counts.without_place)
    return (
        *([Fact("kept for the next digest", counts.collected)] if counts.collected else []),
        *([] if counts.collected else [Fact("picked", counts.picked)]),
        *([left] if counts.without_place else []),
    )


def unread_sites(sites: Sequence[SiteResult]) -> tuple[SiteResult, ...]:
    return tuple(site for site in sites if site.status in SITE_TROUBLE)


def read_sites(sites: Sequence[SiteResult]) -> tuple[SiteResult, ...]:
    return tuple(site for site in sites if site.status not in SITE_TROUBLE)


def trouble(site: SiteResult, zone: ZoneInfo | None = None) -> str:
    """ "blocked since Thu 19 Nov 2026, 08:10: example.com does not let this service read it (403
    Forbidden)."; without `zone`, or when it began in this run, it does not say since when."""
    word = SITE_TROUBLE.get(site.status, site.status)
    if zone and site.since:
        word = f"{TROUBLE_SINCE.get(site.status, word)} since {local_time(site.since, zone)}"
    return f"{word}: {site.error}" if site.error else word


def elsewhere_sites(sites: Sequence[SiteResult]) -> tuple[SiteResult, ...]:
    """Those with stories whose page was something else."""
    return tuple(site for site in sites if site.instead)


def elsewhere(site: SiteResult) -> str:
    """ "3 stories lead to a page that asks for consent"; "" where all led to the story."""
    return led_elsewhere(site.instead)


def since_in_words(digest: DigestResult, zone: ZoneInfo) -> str:
    """ "Since Fri 20 Nov 2026, 08:00, over 14 runs"."""
    runs = "one run" if digest.runs == 1 else f"{digest.runs:,} runs"
    return f"Since {local_time(digest.since, zone)}, over {runs}"


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


def today_in_words(
    usage: UsageResult, usd_today: float | None, usd_a_day: float | None = None
) -> str:
    """ "Today so far: $0.0312 of $1.00."; "" where no model is used, and for runs of long ago."""
    if usd_today is None or (usage.scorer == "keyword" and not usd_today):
        return ""
    ceiling = f" of {dollars(usd_a_day)}" if usd_a_day is not None else ""
    return f"Today so far: {dollars(usd_today)}{ceiling}."
