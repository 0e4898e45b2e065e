"""The summary mail of a run: from what was found to subject, text and HTML. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.mail.message import MailContent
from app.mail.text import header_text
from app.scout.result import Counts, HeldBackFind, SiteResult, TopFind, UsageResult
from app.templating import render

MAX_HELD_BACK = 10
DARK_TEXT, LIGHT_TEXT = "#111111", "#FFFFFF"


@dataclass(frozen=True, slots=True)
class ReportedFind:
    """One of the five with its two links."""

    find: TopFind
    published_at: datetime | None
    scorer: str
    yes_url: str
    no_url: str


@dataclass(frozen=True, slots=True)
class RunReport:
    """Everything a summary mail says, for one recipient."""

    brand_name: str
    primary: str
    secondary: str
    now: datetime
    zone: ZoneInfo
    finds: tuple[ReportedFind, ...]
    sites: tuple[SiteResult, ...]
    counts: Counts
    usage: UsageResult
    held_back: tuple[HeldBackFind, ...]
    run_url: str
    pause_url: str

    @property
    def failed_sites(self) -> tuple[SiteResult, ...]:
        return tuple(s for s in self.sites if s.status in {"blocked", "failed", "skipped"})

    @property
    def read_sites(self) -> int:
        return len(self.sites) - len(self.failed_sites)


def build_mail(report: RunReport) -> MailContent:
    """Text and HTML hold the same facts; styles are inlined, as mail programs need it."""
    import css_inline

    values = {
        "report": report,
        "held_back": report.held_back[:MAX_HELD_BACK],
        "on_primary": text_colour_on(report.primary),
        "accent": readable_on_white(report.primary),
    }
    html = css_inline.inline(render("mail/summary.html.j2", **values), keep_style_tags=True)
    text = render("mail/summary.txt.j2", **values)
    return MailContent(subject_of(report), re.sub(r"\n{3,}", "\n\n", text), html)


def subject_of(report: RunReport) -> str:
    """The best find's headline, and how many more."""
    more = len(report.finds) - 1
    tail = f" + {more} more" if more else ""
    headline = header_text(report.finds[0].find.title)
    room = 130 - len(tail) - len(report.brand_name)
    if len(headline) > room:
        headline = headline[: room - 1].rstrip() + "…"
    return f"{report.brand_name}: {headline}{tail}"


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour (WCAG 2.2)."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(char * 2 for char in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two hex colours (WCAG 2.2), 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_colour_on(background: str) -> str:
    """Black or white, whichever is read more easily."""
    return max((LIGHT_TEXT, DARK_TEXT), key=lambda text: contrast(text, background))


def readable_on_white(colour: str) -> str:
    """The brand's colour where it is dark enough for text on white, else nearly black."""
    return colour if contrast(colour, "#FFFFFF") >= 4.5 else DARK_TEXT
