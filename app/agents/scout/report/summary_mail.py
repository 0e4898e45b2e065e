"""The summary mail of a run: from what was found to subject, text and HTML. Pure."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.agents.scout.report import mail_lines, phrases
from app.agents.scout.report.links import VoteLinks
from app.agents.scout.report.mail_lines import Moment, find_lines
from app.agents.scout.report.result_schema import (
    BadLink,
    Counts,
    DigestResult,
    HeldBackFind,
    SiteResult,
    TopFind,
    UsageResult,
)
from app.lib import colours
from app.parts.mail.compose import compose
from app.parts.mail.message import MailContent
from app.parts.mail.text import header_text

GMAIL_CUTS_AT = 102 * 1024
"""Bytes of HTML."""
SUBJECT_CHARACTERS = 130
CARD_LIGHT, CARD_DARK = "#FFFFFF", "#242120"
"""What the finds stand on, in light and in dark; the template's style sheet has the same two."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """Everything a summary mail says, for one recipient; `finds` holds at least one, and `votes`
    the links for each.

    `primary` and `secondary` are the brand's colours ("#RRGGBB"), `now` the moment that ages are
    counted to. `notice` is what the reader should know first, for example that the day's money
    for the model is spent. `usd_today` is what the model cost since midnight, `usd_a_day` its
    ceiling. `digest` is set when the finds are the best of several runs.
    """

    brand_name: str
    primary: str
    secondary: str
    now: datetime
    zone: ZoneInfo
    finds: tuple[TopFind, ...]
    votes: tuple[VoteLinks, ...]
    sites: tuple[SiteResult, ...]
    counts: Counts
    usage: UsageResult
    held_back: tuple[HeldBackFind, ...]
    run_url: str
    pause_url: str
    min_score: int | None = None
    notice: str | None = None
    bad_links: tuple[BadLink, ...] = ()
    usd_today: float | None = None
    usd_a_day: float | None = None
    digest: DigestResult | None = None


@dataclass(frozen=True, slots=True)
class Palette:
    """The brand's colours, and what can be read on them and in them."""

    primary: str
    on_primary: str
    secondary: str
    on_secondary: str
    link_light: str
    link_dark: str


def build_mail(report: RunReport) -> MailContent:
    """Subject, text and HTML; text and HTML hold the same facts."""
    content = composed(report, mail_lines.OTHER_OUTLETS)
    if len(content.html.encode()) < GMAIL_CUTS_AT:
        return content
    return composed(report, mail_lines.FEWER_OUTLETS)


def composed(report: RunReport, outlets: int) -> MailContent:
    moment = Moment(report.now, report.zone)
    return compose(
        subject_of(report),
        "summary",
        report=report,
        sent=moment.local,
        headline=headline_of(len(report.finds)),
        since=phrases.since_in_words(report.digest, report.zone) if report.digest else "",
        foot_title="How these runs went" if report.digest else "How this run went",
        palette=palette_of(report.primary, report.secondary),
        finds=[
            find_lines(find, votes, moment, outlets)
            for find, votes in zip(report.finds, report.votes, strict=True)
        ],
        read=mail_lines.read_names(report.sites),
        unread=mail_lines.unread_lines(report.sites, report.zone),
        elsewhere=mail_lines.elsewhere_lines(report.sites),
        bad_links=mail_lines.bad_link_lines(report.bad_links, "digest" if report.digest else "run"),
        held_back=mail_lines.held_back_lines(report.held_back, report.counts.unsafe),
        counts=phrases.count_facts(report.counts, report.min_score),
        usage=usage_of(report),
    )


def subject_of(report: RunReport) -> str:
    """The best find's headline, and how many more: phones show little more than its start."""
    more = len(report.finds) - 1
    brand = header_text(report.brand_name, 40)
    tail = f" + {more} more for {brand}" if more else f", a find for {brand}"
    title = header_text(report.finds[0].title, SUBJECT_CHARACTERS - len(tail))
    return f"{title or 'A find without a title'}{tail}"


def usage_of(report: RunReport) -> str:
    words = phrases.usage_in_words(report.usage)
    stood_in = any(find.scorer == "keyword" for find in report.finds)
    if report.usage.scorer == "model" and stood_in:
        words += " The keyword scorer stood in where a find says so."
    today = phrases.today_in_words(report.usage, report.usd_today, report.usd_a_day)
    return f"{words} {today}".strip()


def headline_of(count: int) -> str:
    return "One find worth reacting to" if count == 1 else f"{count} finds worth reacting to"


def palette_of(primary: str, secondary: str) -> Palette:
    return Palette(
        primary=primary,
        on_primary=colours.text_on(primary),
        secondary=secondary,
        on_secondary=colours.text_on(secondary),
        link_light=colours.readable_on(primary, CARD_LIGHT),
        link_dark=colours.readable_on(primary, CARD_DARK),
    )
