"""URLs: resolving them, and recognising one in its different spellings (`normal_url`).

`normal_url` follows RFC 3986, section 6.2, and on top of it drops what only says how a reader
came (campaign parameters) or on what (AMP and mobile editions).
"""

import re
from posixpath import normpath
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from app.parts.reading.tracking import is_tracking

MAX_URL_LENGTH = 2_000

_EDITION_HOST = re.compile(r"^(?:www\d?|m|mobile|mobil|amp|touch|wap)\.(?=[^.]+\.[^.])")
_AMP_CACHE_HOST = re.compile(r"\.cdn\.ampproject\.org$|^cdn\.ampproject\.org$")
_AMP_CACHE_PATH = re.compile(r"^/(?:amp|c|v|wp)/(s/)?(.+)$", re.DOTALL)
_AMP_PATH = re.compile(r"/amp(?=/|$)|[./_-]amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_PATH_PARAMETER = re.compile(r";(?:jsessionid|phpsessid)=[^/;?]*", re.IGNORECASE)
# What copying an address out of running text leaves at its end, as `_path` spells it.
_TRAILING_JUNK = re.compile(r"(?:%20|%22|%3C|%3E|%5D|%7D|%5C|%E2%80%A6|[/.,;!*)'&])+$")
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_ESCAPED_SLASH = re.compile("%2f", re.IGNORECASE)
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
    if keep_fragment:
        return url
    return parts._replace(fragment="").geturl() + _script_page(parts.fragment)


def _script_page(fragment: str) -> str:
    """Sites that a script draws name their pages `#!/story/1`."""
    return f"#{fragment}" if fragment.startswith("!/") else ""


def _space_inside(match: re.Match[str]) -> str:
    # Browsers drop tabs and newlines inside an address and escape spaces.
    return "%20" if match[0].strip("\t\r\n\x00") else ""


def normal_url(url: str) -> str:
    """The key two spellings of one address share. For comparing, not for fetching.

    Always https, without "www.", tracking, trailing slash and fragment (save a script's page). An
    address that cannot be taken apart is its own key.
    """
    try:
        parts = _unwrap_amp_cache(urlsplit(url.strip()))
        host, port, path = _host(parts), parts.port, _path(parts.path)
        query = _query(parts.query, path)
    except ValueError:
        return url.strip()
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return url.strip()
    netloc = host if port in {None, 80, 443} else f"{host}:{port}"
    page = _script_page(parts.fragment)
    return f"https://{netloc}{path}{'?' + query if query else ''}{page}"


def _host(parts: SplitResult) -> str:
    return _EDITION_HOST.sub("", _ascii((parts.hostname or "").rstrip(".")))


def _ascii(host: str) -> str:
    """Raises ValueError for what cannot be a host."""
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _path(path: str) -> str:
    # An escaped slash is part of a name; every other escape is but a way of writing.
    names = _ESCAPED_SLASH.split(_PATH_PARAMETER.sub("", path))
    plain = (unquote(name, errors="surrogateescape") for name in names)
    path = "%2F".join(quote(name, _PATH_SAFE, errors="surrogateescape") for name in plain)
    path = re.sub(r"/{2,}", "/", _AMP_PATH.sub("", path))
    path = _INDEX_PAGE.sub("/", normpath(path) if path else "/")
    return _TRAILING_JUNK.sub("", path) or "/"


def _query(query: str, path: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100, errors="surrogateescape")
    kept = sorted(pair for pair in pairs if not is_tracking(*pair, path))
    return urlencode(kept, errors="surrogateescape")


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


def path_of(url: str) -> str:
    """The path of an address, "" when there is none or it cannot be taken apart."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def is_front_page(url: str) -> bool:
    """Is it the root of its host, with nothing asked for?"""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in {"", "/"} and not parts.query and not _script_page(parts.fragment)


def host_of(url: str) -> str:
    """The host of an address in lower case, "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def ascii_host_of(url: str) -> str:
    """The same as the network spells it: xn--… for one in another script."""
    try:
        return _ascii(host_of(url))
    except ValueError:
        return ""
