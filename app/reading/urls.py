"""Addresses: resolving them, telling sites apart, and knowing one in other clothes.

`normal_url` follows RFC 3986, section 6.2, and on top of it drops what only says how a reader
came (campaign parameters) or on what (AMP and mobile editions).
"""

import re
from functools import lru_cache
from posixpath import normpath
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

MAX_URL_LENGTH = 2_000

_TRACKING = re.compile(
    r"(?:utm|itm|mtm|pk|mc|oly|vero|ga|hsa|at|wt|ns|dc|trk|mkt|ml|icid|piano|sc|stm)_.*"
    r"|_ga|_gl|_hs.*|.{0,8}clid|gbraid|wbraid|msclkid|igshid?|mkwid|mbid|srsltid|xtor|spm"
    r"|wtmc|wt\.mc.*|cmp|cmpid|cid|ncid|ocid|icid|smid|smtyp|ref_?|ref_?src|ref_?url|referr?er"
    r"|source|src|campaign|partner|rss|feed|taid|tpcc|traffic_source|recirc|fromrss|ftag|guccounter"
    r"|guce_.*|soc_(?:src|trk)|sh|sr_share|share|shared|sharetype|sref|__twitter_impression|xid"
    r"|origin|output(?:type)?|amp|amp_.*|isamp|jsessionid|phpsessid|sessionid|sid",
    re.IGNORECASE,
)
_KEEPS_NAME = re.compile(r"(?:sid|cid|source|src|origin|output|feed|ref_?)$", re.IGNORECASE)
_EDITION_HOST = re.compile(r"^(?:www\d?|m|mobile|mobil|amp|touch|wap)\.(?=[^.]+\.[^.])")
_AMP_CACHE_HOST = re.compile(r"\.cdn\.ampproject\.org$|^cdn\.ampproject\.org$")
_AMP_CACHE_PATH = re.compile(r"^/(?:amp|c|v|wp)/(s/)?(.+)$", re.DOTALL)
_AMP_PATH = re.compile(r"/amp(?=/|$)|[./_-]amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_PATH_PARAMETER = re.compile(r";(?:jsessionid|phpsessid)=[^/;?]*", re.IGNORECASE)
# What copying an address out of running text leaves at its end, as `_path` spells it.
_TRAILING_JUNK = re.compile(r"(?:%20|%22|%3C|%3E|%5D|%7D|%5C|%E2%80%A6|[/.,;!*)'&])+$")
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_PATH_SAFE = "/:@!$&'()*+,;=~-._"


def absolute_url(base: str, href: str | None, *, keep_fragment: bool = False) -> str | None:
    """`href` resolved against `base`; None unless plain http(s) and not too long.

    Without its fragment, unless that tells entries of one page apart.
    """
    if not href or len(href) > MAX_URL_LENGTH:
        return None
    try:
        url = urljoin(base, _CONTROL.sub(_space_inside, href.strip()))
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
        _ = parts.port  # raises when it is not a number
    except ValueError:
        return None
    if not usable or len(url) > MAX_URL_LENGTH:
        return None
    return url if keep_fragment else parts._replace(fragment="").geturl()


def _space_inside(match: re.Match[str]) -> str:
    # Browsers drop tabs and newlines inside an address and escape spaces.
    return "%20" if match[0].strip("\t\r\n\x00") else ""


def normal_url(url: str) -> str:
    """The key two spellings of one address share. For comparing, not for fetching.

    Always https, without "www.", tracking, fragment and trailing slash. An address that cannot
    be taken apart is its own key.
    """
    try:
        parts = _unwrap_amp_cache(urlsplit(url.strip()))
        host, port, path = _host(parts), parts.port, _path(parts.path)
        query = _query(parts.query)
    except ValueError:
        return url.strip()
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return url.strip()
    netloc = host if port in {None, 80, 443} else f"{host}:{port}"
    return f"https://{netloc}{path}{'?' + query if query else ''}"


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    return _EDITION_HOST.sub("", host)


def _path(path: str) -> str:
    path = quote(unquote(_PATH_PARAMETER.sub("", path), errors="surrogateescape"), _PATH_SAFE)
    path = re.sub(r"/{2,}", "/", _AMP_PATH.sub("", path))
    path = _INDEX_PAGE.sub("/", normpath(path) if path else "/")
    return _TRAILING_JUNK.sub("", path) or "/"


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    return urlencode(sorted(pair for pair in pairs if not _tracks(*pair)))


def _tracks(name: str, value: str) -> bool:
    if not _TRACKING.fullmatch(name):
        return False
    # "?cid=48213" may be the article's number; "?cid=newsletter" is not.
    return not (_KEEPS_NAME.fullmatch(name) and value.isdecimal())


def _unwrap_amp_cache(parts: SplitResult) -> SplitResult:
    """The publisher's address inside one of Google's AMP viewer or cache."""
    host = parts.hostname or ""
    cached = _AMP_CACHE_HOST.search(host) or (
        host.startswith("www.google.") and parts.path.startswith("/amp/")
    )
    inner = _AMP_CACHE_PATH.match(parts.path) if cached else None
    if inner is None:
        return parts
    return urlsplit(f"https://{inner[2]}{'?' + parts.query if parts.query else ''}")


def same_site(one: str, other: str) -> bool:
    """Do both addresses belong to one registrable domain (Public Suffix List), or one host?"""
    first, second = host_of(one), host_of(other)
    if not first or not second:
        return False
    return first == second or _domain(first) == _domain(second) is not None


def host_of(url: str) -> str:
    """The host of an address in lower case, "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def _domain(host: str) -> str | None:
    from courlan import extract_domain

    domain = extract_domain(f"https://{host}/")
    return domain if isinstance(domain, str) else None


def path_of(url: str) -> str:
    """The path of an address, "" when there is none or it cannot be taken apart."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
