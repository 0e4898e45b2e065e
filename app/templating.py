"""The jinja2 environment of mails and pages. Everything is escaped, whatever a file is called."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).parent.parent / "templates"
MINUTE, HOUR, DAY = 60, 3600, 86_400


@lru_cache(maxsize=1)
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(
            enabled_extensions=(), disabled_extensions=("txt.j2",), default=True
        ),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"local": local_time, "exact": exact_time, "age": age, "web_link": web_link}
    return made


def render(template: str, **values: object) -> str:
    return environment().get_template(template).render(**values)


def local_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """ "20 Nov 2026, 14:05" where the team is."""
    return f"{moment.astimezone(zone):%-d %b %Y, %H:%M}" if moment else ""


def exact_time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else ""


def age(moment: datetime | None, now: datetime) -> str:
    """ "2 h ago"; "" when nobody said when."""
    if moment is None:
        return ""
    seconds = (now - moment).total_seconds()
    if seconds < MINUTE:
        return "just now"
    for length, unit in ((DAY, "day"), (HOUR, "h"), (MINUTE, "min")):
        count = int(seconds // length)
        if count:
            plural = "s" if unit == "day" and count > 1 else ""
            return f"{count} {unit}{plural} ago"
    return "just now"


def web_link(url: str) -> str:
    """The address if a browser may follow it, else ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    return url if usable and not any(char in url for char in "\r\n\t \"'<>`\\") else ""
