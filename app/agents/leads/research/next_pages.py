"""Which page of a company's site is read next: by the words of the links found there, or by a model
that is asked to choose among them and no others."""

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator

from app.agents.leads.research.plan import Known
from app.agents.leads.research.site_page import SiteLink
from app.agents.leads.sequence.ask import texts_only
from app.parts.model.paid import PaidModel
from app.parts.model.prompt_files import read_prompt
from app.parts.model.untrusted.detect import speaks_to_a_machine
from app.parts.model.untrusted.fence import Fence
from app.parts.reading.urls import normal_url, path_of

PROMPT = read_prompt(Path(__file__).with_name("prompts"), "links")
SHOWN_LINKS: Final = 40
LINK_TOKENS: Final = 40
REPLY_TOKENS: Final = 120
_KINDS: Final = (
    (
        4.0,
        re.compile(
            r"\babout|who[ -]we[ -]are|our[ -]story|\bcompany\b|\bhistory\b|uber[ -]?uns|"
            r"\u00fcber uns|a[ -]propos|qui[ -]sommes|over[ -]ons|oor[ -]ons|chi[ -]siamo|quienes",
            re.IGNORECASE,
        ),
    ),
    (
        3.5,
        re.compile(
            r"\bteam\b|\bpeople\b|\bstaff\b|management|leadership|directors|\bboard\b|"
            r"mitarbeiter|equipe|ons[ -]span",
            re.IGNORECASE,
        ),
    ),
    (
        3.0,
        re.compile(
            r"\bnews|\bpress\b|\bblog\b|\bmedia\b|latest|\bevents?\b|aktuell|nuus|actualit",
            re.IGNORECASE,
        ),
    ),
    (
        2.5,
        re.compile(
            r"contact|impressum|kontakt|imprint|find[ -]us|locations?\b|branches|reach[ -]us",
            re.IGNORECASE,
        ),
    ),
)
_NO_PAGE: Final = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|docx?|xlsx?|pptx?|mp[34]|ics|vcf|xml|rss|css|js)$"
    r"|/(?:cart|basket|checkout|login|log-in|signin|register|account|wp-admin|feed|search|tag)\b",
    re.IGNORECASE,
)
_UNLIKELY: Final = re.compile(r"privacy|terms|cookie|legal|policy|sitemap|careers?\b|jobs?\b", re.I)


def candidates(links: Sequence[SiteLink], seen: Collection[str]) -> Sequence[SiteLink]:
    """Those that may be read next, the likeliest first. `seen`: normal addresses."""
    open_links = [
        link
        for link in links
        if normal_url(link.url) not in seen and not _NO_PAGE.search(path_of(link.url))
    ]
    return sorted(open_links, key=lambda link: -likelihood(link))


def one_of_each(links: Sequence[SiteLink], room: int) -> Sequence[SiteLink]:
    """The likeliest of each kind first: a site may have thirty pages of news."""
    told = [link for link in links if likelihood(link) > 0]
    firsts = [next((link for link in told if kind_of(link) == kind), None) for kind in range(4)]
    best = [link for link in firsts if link is not None]
    return [*best, *(link for link in told if link not in best)][:room]


def kind_of(link: SiteLink) -> int:
    """The place in the list of kinds; -1 for none."""
    told = f"{link.words} {urlsplit(link.url).path}"
    return next((at for at, (_, words) in enumerate(_KINDS) if words.search(told)), -1)


def likelihood(link: SiteLink) -> float:
    """Of telling something of the company; 0 or less for a page like any other."""
    kind = kind_of(link)
    score = _KINDS[kind][0] if kind >= 0 else 0.0
    path = path_of(link.url)
    return score - 0.3 * max(0, path.strip("/").count("/")) - 4.0 * bool(_UNLIKELY.search(path))


class LinksReply(BaseModel):
    """The numbers of the links that the model would follow, the most telling first."""

    links: Annotated[list[str], BeforeValidator(texts_only)]


async def ask_for_links(
    model: PaidModel, known: Known, links: Sequence[SiteLink], room: int, fence: Fence
) -> list[SiteLink]:
    """At most `room` of `links`. Raises ModelError."""
    numbered = {fence.item_id(at): link for at, link in enumerate(links[:SHOWN_LINKS], 1)}
    lines = {number: fence.inside(shown(link), LINK_TOKENS) for number, link in numbered.items()}
    answer = await model.ask(
        system=PROMPT.system.render(room=room).strip(),
        user=PROMPT.user.render(
            mark=fence.mark,
            company=fence.around("lead", {"company": fence.inside(known.company, 40)}, "lead"),
            links=fence.around("links", lines, "links"),
        ).strip(),
        reply=LinksReply,
        max_output_tokens=REPLY_TOKENS,
    )
    return list(_named(answer.value, numbered))[:room]


def shown(link: SiteLink) -> str:
    """Its words, unless they speak to a machine, and its path."""
    words = "" if speaks_to_a_machine(link.words) else link.words
    return f"{words} ({urlsplit(link.url).path})"


def _named(reply: LinksReply, numbered: dict[str, SiteLink]) -> Iterator[SiteLink]:
    for number in dict.fromkeys(one.strip("[]: ") for one in reply.links):
        if number in numbered:
            yield numbered[number]
