"""Which query parameters only say how a reader came, and which may name the story."""

import re
from typing import Final
from urllib.parse import unquote

_ALWAYS: Final = re.compile(
    r"(?:utm|itm|mtm|oly|vero|hsa|guce|amp)_.*|mc_[ce]id|mkt_tok|trk_(?:contact|msg|module|sid)"
    r"|(?:pk|ga|at|ns|wt|sc|ml|dc|piano|icid)_(?:z?mc|campaign|source|medium|channel|mchannel|content"
    r"|term|keyword|kwd|linkname|fee|format|creation|custom\d*|link|subscriber(?:_hash)?)"
    r"|_ga|_gl|_hs.*|.{0,8}clid|gbraid|wbraid|igshid?|mkwid|srsltid|wtmc|wt\.mc.*|smtyp"
    r"|ref_?(?:src|url)|referr?er|traffic_source|fromrss|guccounter|soc_(?:src|trk)|sr_share"
    r"|sharetype|__twitter_impression|amp|isamp|jsessionid|phpsessid|sessionid",
    re.IGNORECASE,
)
# Trackers use these names, and so do small content systems for the number of a story.
_PERHAPS: Final = re.compile(
    r"(?:pk|ga|at|ns|wt|sc|ml|dc|mc|trk|mkt|piano|icid)_.*|xtor|spm|mbid|cmp|cmpid|cid|ncid|ocid"
    r"|icid|smid|sid|xid|taid|tpcc|ref_?|source|src|campaign|partner|rss|feed|recirc|ftag|sh|share"
    r"|shared|sref|origin|output(?:type)?",
    re.IGNORECASE,
)
_SCRIPT: Final = re.compile(r"\.(?:php\d?|aspx?|jspx?|cfm|cgi|pl|do|dll|exe)$", re.IGNORECASE)
_PAGE: Final = re.compile(r"\.[sx]?html?$", re.IGNORECASE)
_WORD_BREAK: Final = re.compile(r"[-_+.\s]+")
_NUMBER_OF_A_STORY: Final = re.compile(r"\d{5}")
SURE: Final = 3
LIKELY: Final = 2
"""Words of a path that name a story beyond doubt, and probably."""


def is_tracking(name: str, value: str, path: str) -> bool:
    """May the parameter be left out of the address with this path?

    A wrongly kept one has a story read twice, a wrongly dropped one loses all stories but one:
    a name that trackers share with stories goes only where the path names the story by itself,
    and a value with a number only where it does so beyond doubt.
    """
    if _ALWAYS.fullmatch(name):
        return True
    if not _PERHAPS.fullmatch(name):
        return False
    needed = SURE if any(map(str.isdigit, value)) else LIKELY
    return words_of_story(path) >= needed


def words_of_story(path: str) -> int:
    """How many words name the story at the end of a path: 0 for a script, several for a slug."""
    end = unquote(path.rstrip("/").rpartition("/")[2])
    if _SCRIPT.search(end):
        return 0
    end = _PAGE.sub("", end)
    if _NUMBER_OF_A_STORY.search(end):
        return SURE
    words = [word for word in _WORD_BREAK.split(end) if word]
    return len(words) + any(map(str.isdigit, end))
