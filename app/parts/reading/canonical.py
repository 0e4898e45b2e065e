"""The address a page names for itself, where that can be believed.

Careless templates give every story the address of the script that draws it or of its section:
believed, all of them but the first would be taken for copies.
"""

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from app.parts.reading.same_site import same_site
from app.parts.reading.structured import Structured
from app.parts.reading.tracking import LIKELY, SURE, words_of_story
from app.parts.reading.urls import absolute_url, normal_url

# What only says how the story is shown.
_SHOWN_AS: Final = re.compile(
    r"(?:print(?:able|er|view)?|view|mode|format|layout|theme|m|mobile|single|full|showall"
    r"|display|lang|hl|replytocom|comments?)=.*|(?:page|pg|paged)=\d{0,2}",
    re.IGNORECASE,
)
_OTHER_FORM: Final = re.compile(
    r"/(?:amp|m|mobile|print(?:able|er)?|single|full|all|comments)", re.IGNORECASE
)
_PAGE_NUMBER: Final = re.compile(r"(?:/(?:page|seite|pagina))?[/-]?\d{1,2}", re.IGNORECASE)


def canonical_address(structured: Structured, url: str) -> str:
    """What <link rel=canonical>, else og:url says; the page's own address where both mislead."""
    for href in (*structured.elements.canonical, structured.first("og:url")):
        address = absolute_url(structured.base, href)
        if address and same_site(address, url) and _is_of_this_page(address, url):
            return address
    return absolute_url(url, url) or url


def _is_of_this_page(address: str, url: str) -> bool:
    """An address beside the page's own is taken at its word; one that has less of it, seldom."""
    named, own = urlsplit(normal_url(address)), urlsplit(normal_url(url))
    above, below = named.path.rstrip("/"), own.path.rstrip("/")
    if not above and below:
        return False
    if not f"{below}/".startswith(f"{above}/"):
        return True
    if not _is_form_of(below.removeprefix(above), above):
        return False
    return words_of_story(above) >= SURE or not _lost(own.query, named.query)


def _is_form_of(rest: str, above: str) -> bool:
    """Is it the story above it in another form, or a further page of it?"""
    if not rest or _OTHER_FORM.fullmatch(rest):
        return True
    return bool(_PAGE_NUMBER.fullmatch(rest)) and words_of_story(above) >= LIKELY


def _lost(own: str, named: str) -> bool:
    """Has the page a parameter that tells it from others and that its stated address lacks?

    Asked where the path does not name the story; where it does, what is lost is one of the many
    trackers that only the outlet itself knows ("?ico=mosaic_politics").
    """
    kept = {name for name, _ in parse_qsl(named, keep_blank_values=True)}
    pairs = parse_qsl(own, keep_blank_values=True)
    return any(
        name not in kept and not _SHOWN_AS.fullmatch(f"{name}={value}") for name, value in pairs
    )
