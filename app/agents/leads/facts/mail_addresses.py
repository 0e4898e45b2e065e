"""Addresses of mail in a page: in links, in text, and in the ways people keep them from robots."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from lxml.html import HtmlElement

from app.agents.leads.facts.page_lines import Line

MAX_ADDRESSES: Final = 300
_LOCAL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9._%+'-]{0,62}[A-Za-z0-9_+-])?"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LAST_LABEL: Final = r"(?:[a-z]{2,18}(?![a-z0-9_@-]|\.[a-z])|[A-Za-z]{2,18}(?![\w@-]|\.\w))"
"""In small letters one ends before a capital: pages run "info@acme.co.za" and "Tel" together."""
_PLAIN: Final = re.compile(rf"(?<![\w.%+'=-]){_LOCAL}\s?@\s?(?:{_LABEL}\.){{1,5}}{_LAST_LABEL}")
_AT: Final = r"\s{0,2}(?:[\[({<]\s?(?:at|ät|a|arroba|@)\s?[\])}>]|\s(?:at|AT|\(@\))\s)\s{0,2}"
_DOT: Final = r"(?:\s{0,2}[\[({<]\s?(?:dot|punkt|punto|point|\.)\s?[\])}>]\s{0,2}|\s(?:dot|DOT)\s)"
_SPELT: Final = re.compile(
    rf"(?<![\w.%+'/=-])({_LOCAL}(?:{_DOT}[A-Za-z0-9-]{{1,30}})?){_AT}"
    rf"((?:{_LABEL}(?:\.|{_DOT})){{1,4}}[A-Za-z]{{2,10}})(?![\w@-])"
)
_AT_BRACKETED: Final = re.compile(r"[\[({<]\s?(?:at|ät|a|arroba|@)\s?[\])}>]")
_A_DOT: Final = re.compile(_DOT)
_NO_DOMAINS: Final = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|avif|ico|css|js|php|html?|pdf|docx?|mp[34]|zip)$", re.IGNORECASE
)
_SPECIMENS: Final = frozenset(
    {
        *("example.com", "example.org", "example.net", "domain.com", "yourdomain.com", "email.com"),
        *("yoursite.com", "mysite.com", "site.com", "company.com", "yourcompany.com"),
        *("sentry.io", "sentry.wixpress.com", "wixpress.com"),
    }
)
"""Of forms that show how an address looks, and of tools that count their own errors."""


@dataclass(frozen=True, slots=True)
class Address:
    """`value` in lower case, `quote` as the page has it; `line`: where, or None in no line."""

    value: str
    quote: str
    line: int | None


def find_addresses(lines: Sequence[Line]) -> Sequence[Address]:
    """In the page's order, each as often as it stands there."""
    found: list[Address] = []
    for at, line in enumerate(lines):
        found += [*_in_text(line.text, at), *_in_links(line, at)]
        if len(found) >= MAX_ADDRESSES:
            break
    return found[:MAX_ADDRESSES]


def shielded_addresses(tree: HtmlElement) -> Sequence[Address]:
    """Those that Cloudflare put into `data-cfemail` or into a link to its own page."""
    found: list[Address] = []
    for element in tree.iter("*"):
        href = element.get("href") or ""
        code = element.get("data-cfemail") or href.partition("/cdn-cgi/l/email-protection#")[2]
        value = checked(unshielded(code)) if code else None
        if value:
            found.append(Address(value, code[:300], None))
        if len(found) == MAX_ADDRESSES:
            break
    return found


def unshielded(code: str) -> str:
    """Cloudflare's: hexadecimal bytes, each but the first exclusive-or the first."""
    try:
        key, *rest = bytes.fromhex(code[:600])
    except ValueError:
        return ""
    return bytes(byte ^ key for byte in rest).decode("utf-8", "replace").partition("?")[0]


def checked(text: str) -> str | None:
    """The address in lower case; None when it is none, or only shows how one looks."""
    plain = "".join(text.split()).strip(".,;:<>\"'").lower()
    domain = plain.rpartition("@")[2]
    if not _PLAIN.fullmatch(plain) or ".." in plain or len(plain) > 254:
        return None
    return None if _NO_DOMAINS.search(domain) or domain in _SPECIMENS else plain


def _in_text(text: str, at: int) -> Iterator[Address]:
    if "@" in text:
        for match in _PLAIN.finditer(text):
            value = checked(match[0])
            if value:
                yield Address(value, match[0], at)
    for match in _SPELT.finditer(text):
        value = checked(f"{_A_DOT.sub('.', match[1])}@{_A_DOT.sub('.', match[2])}")
        if value and _is_spelt_out(match):
            yield Address(value, match[0], at)


def _is_spelt_out(match: re.Match[str]) -> bool:
    """ "meet us at acme.com" is no address; "info [at] acme.com" and "info at acme dot com" are."""
    return bool(_AT_BRACKETED.search(match[0]) or _A_DOT.search(match[2]))


def _in_links(line: Line, at: int) -> Iterator[Address]:
    for link in line.links:
        scheme, _, rest = link.href.strip()[:2_000].partition(":")
        if scheme.lower() != "mailto":
            continue
        for one in unquote(rest.partition("?")[0]).split(",")[:20]:
            value = checked(one.replace("mailto:", ""))
            if value:
                yield Address(value, link.words if value in link.words.lower() else link.href, at)
