"""Which requests for what a mail links to a machine sent: an image proxy, a scanner, a preview.

They are known by what they say of themselves, or leave out that a person's program says. Whoever
is not surely a person is a machine. A scanner that says all that a browser says is not known here:
when it comes, and what else it opens, tells it (whoever asks has to look at that).
"""

from collections.abc import Mapping

READERS = ("mozilla/5.0 (", "microsoft office/", "outlook-ios/", "outlook-android/")
"""What the programs that people read mails with begin with. Apple's proxy says "Mozilla/5.0" alone
(Mail Privacy Protection)."""
BROWSER = READERS[0]
MACHINES = (
    # Image proxies: Gmail's, Yahoo's, others
    *("googleimageproxy", "ggpht", "yahoomailproxy", "yahoocachesystem", "imageproxy", "proxy"),
    # Scanners of mail gateways
    *("barracuda", "mimecast", "proofpoint", "safelinks", "ironport", "ciscosecure", "fortinet"),
    *("fortimail", "sophos", "symantec", "messagelabs", "trendmicro", "tmes", "fireeye", "zscaler"),
    *("forcepoint", "cloudmark", "bitdefender", "kaspersky", "eset", "virustotal", "vade", "scan"),
    # Office looks whether a link opens before it hands it to a browser
    *("existence discovery", "protocol discovery", "ms-office", "msoffice"),
    # Previews and search engines
    *("bot", "crawl", "spider", "slurp", "preview", "prefetch", "prerender", "externalhit"),
    *("whatsapp", "telegram", "skype", "slack", "embedly", "facebook", "discord"),
    # Browsers that nobody looks at, and libraries
    *("headless", "phantom", "selenium", "webdriver", "playwright", "puppeteer", "electron"),
    *("python", "curl", "wget", "libwww", "java", "okhttp", "go-http", "node", "axios", "perl"),
    *("ruby", "php", "httpclient", "http-client", "http_request", "fetch", "monitor", "check"),
)
AHEAD_OF_TIME = ("purpose", "sec-purpose", "x-purpose", "x-moz")
FETCHED_AHEAD = ("prefetch", "preview", "prerender", "instant")


def is_machine_request(method: str, headers: Mapping[str, str], *, follows_link: bool) -> bool:
    """`headers` by names in small letters; `follows_link`: a page is asked for, not an image."""
    agent = headers.get("user-agent", "").lower()
    if method != "GET" or is_ahead_of_time(headers):
        return True
    if not agent.startswith(READERS) or any(word in agent for word in MACHINES):
        return True
    return follows_link and not is_navigation(agent, headers)


def is_ahead_of_time(headers: Mapping[str, str]) -> bool:
    """Fetched before anybody asked to see it."""
    said = " ".join(headers.get(name, "").lower() for name in AHEAD_OF_TIME)
    return any(word in said for word in FETCHED_AHEAD)


def is_navigation(agent: str, headers: Mapping[str, str]) -> bool:
    """Somebody's browser goes there: it wants a page, says in which language, and, since it tells
    (Fetch Metadata), that a page of its own is what it opens."""
    return (
        agent.startswith(BROWSER)
        and "text/html" in headers.get("accept", "").lower()
        and bool(headers.get("accept-language", "").strip())
        and headers.get("sec-fetch-mode", "navigate").lower() == "navigate"
    )
