"""The jinja2 environment of mails and pages.

Everything is escaped, whatever a file is called, save in the text part of a mail; and whatever is
put into a template comes out on one line without characters that act (see app/lib/printable.py), so
that no title can reorder a page, end a line of a text mail or break its encoding.
"""

import math
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from app.lib.printable import harmless, one_line

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
LONGEST_LINK = 2_000
"""Bytes."""
MINUTE, HOUR, DAY = 60, 3_600, 86_400
FORM_FIELD = "csrf_token"
FORM_TOKEN: ContextVar[str] = ContextVar("form_token", default="")
"""What a form has to bring back to show that it stood on a page of ours; "": nothing. It belongs to
whoever asks for the page (app/parts/http/own_page.py)."""


def render(template: str, **values: object) -> str:
    return environment().get_template(template).render(**values)


@lru_cache(maxsize=1)
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "local": local_time,
        "exact": exact_time,
        "age": age,
        "until": until,
        "clock": clock_time,
        "day": day_in_words,
        "web_link": web_link,
        "brief": one_line,
        "number": number,
        "grouped": grouped,
    }
    made.globals["csrf_field"] = csrf_field
    return made


def csrf_field() -> Markup:
    """Stands in every form that changes something."""
    token = FORM_TOKEN.get()
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    return hidden.format(FORM_FIELD, token) if token else Markup("")


def printable(value: object) -> object:
    """What a template says is left as it is; what is put into it comes from anywhere."""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def local_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """ "Fri 20 Nov 2026, 14:05" where the team is; "" when nobody said when."""
    if moment is None:
        return ""
    there = moment.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M}"


def exact_time(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else ""


def age(moment: datetime | None, now: datetime) -> str:
    """ "2 h ago"; "" when nobody said when."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    for length, unit in ((DAY, "day"), (HOUR, "h"), (MINUTE, "min")):
        count = int(seconds // length)
        if count > 0:
            plural = "s" if unit == "day" and count > 1 else ""
            return f"{count} {unit}{plural} ago"
    return "just now"


def until(moment: datetime, now: datetime) -> str:
    """ "in 4 min"; "now" for what is due."""
    seconds = (moment - now).total_seconds()
    for length, unit in ((DAY, "days"), (HOUR, "h"), (MINUTE, "min")):
        if seconds > length:
            return f"in {math.ceil(seconds / length)} {unit}"
    return "in less than a minute" if seconds > 0 else "now"


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """ "14:05" where the team is."""
    return f"{moment.astimezone(zone):%H:%M}"


def day_in_words(day: date) -> str:
    """ "Friday, 20 November 2026"."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def number(value: float) -> str:
    """1234567 as "1,234,567"."""
    return f"{value:,}"


def grouped(amount: str) -> str:
    """A decimal as text, "-1234567.80", as "-1 234 567.80" with spaces that break no line."""
    return f"{Decimal(amount):,f}".replace(",", "\u00a0")


def web_link(url: str, longest: int = LONGEST_LINK) -> str:
    """The address if a person may be sent there, else ""; `longest` in bytes."""
    if url != one_line(url[: longest + 1]) or set(url) & set(' "<>`\\'):
        return ""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    # A user name in front of the host makes one site look like another.
    usable = usable and "@" not in parts.netloc and len(url.encode()) <= longest
    return url if usable else ""
