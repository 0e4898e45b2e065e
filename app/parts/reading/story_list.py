"""Is a page a list of stories rather than one? By what is on it, whatever it calls itself.

The figures were chosen on 162 front and section pages of 20 sites and 1,833 articles of 800: 4
articles are taken for lists and 11 lists for articles. Chosen without the sites they are tried
on, in five parts, it is 9 and 12.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from lxml.html import HtmlElement

from app.parts.reading.blocks import Anchor, Block, read_blocks, reads_the_same_alone
from app.parts.reading.embedded import embedded_text
from app.parts.reading.same_site import same_site
from app.parts.reading.story import is_story
from app.parts.reading.structured import Structured
from app.parts.reading.tracking import SURE, words_of_story
from app.parts.reading.urls import absolute_url, normal_url, path_of

FEWEST_STORIES: Final = 3
FEWEST_UNDER_A_HEADLINE: Final = 10
"""A gallery or a clip has a headline, hardly any text and a few links to others."""
TEXT_OF_AN_ARTICLE: Final = 700
"""Characters in a row with no headline of another story between; teasers are shorter."""
TEXT_A_STORY: Final = 40
"""The longest such piece, for each other story: short news stand among many links, too."""
_PARAGRAPH: Final = 80
_SHARE_OF_LINKS: Final = 0.3
_LEAD: Final = 100
_LEAD_SHARE: Final = 0.25
_HEADLINE: Final = 25
"""Characters: the name of a section is shorter."""
_BELOW_THE_HEADLINE: Final = 2
_MEDIA: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif|pdf|mp[34])$", re.IGNORECASE)


def lists_stories(tree: HtmlElement, structured: Structured, url: str) -> bool:
    """An article that a script would draw has its text elsewhere, and only links to others."""
    if not _shows_stories(tree, structured.base, url):
        return False
    return len(embedded_text(tree, structured)) < TEXT_OF_AN_ARTICLE


def _shows_stories(tree: HtmlElement, base: str, url: str) -> bool:
    own = normal_url(url)
    place = _most_paragraphs(tree)
    if place is not None and _read(place, _Seen(base, url, own)).is_an_article:
        return False
    seen = _read(tree, _Seen(base, url, own))
    return not (seen.is_an_article or seen.has_lead) and seen.are_mostly_stories


def _most_paragraphs(tree: HtmlElement) -> HtmlElement | None:
    """Where an article is, if there is one: then all that stands around it need not be read."""
    places = Counter(paragraph.getparent() for paragraph in tree.iter("p"))
    place = max(places, key=places.__getitem__, default=None)
    return place if place is not None and reads_the_same_alone(place) else None


def _read(tree: HtmlElement, seen: "_Seen") -> "_Seen":
    for block in read_blocks(tree):
        seen.add(block)
        if seen.is_an_article:
            break
    return seen


@dataclass(slots=True)
class _Seen:
    """`run` is the running text since the last headline of another story of the site.

    `own` is the normal form of `url`.
    """

    base: str
    url: str
    own: str
    run: int = 0
    longest: int = 0
    all_text: int = 0
    lead: int = 0
    stories: set[str] = field(default_factory=set)
    _below: int | None = None

    @property
    def is_an_article(self) -> bool:
        return self.longest >= TEXT_OF_AN_ARTICLE

    @property
    def has_lead(self) -> bool:
        """Is the text under the headline a good part of all? A section has a line there."""
        return self.lead >= max(_LEAD, _LEAD_SHARE * self.all_text)

    @property
    def are_mostly_stories(self) -> bool:
        fewest = FEWEST_STORIES if self._below is None else FEWEST_UNDER_A_HEADLINE
        stories = len(self.stories)
        return stories >= fewest and self.longest < TEXT_A_STORY * stories

    def add(self, block: Block) -> None:
        stories = {self._story(anchor) for anchor in block.headline_links} - {""}
        if stories:
            self.stories |= stories
            self.run = 0
            if self._below is not None:
                self._below += 1
        elif block.tag == "h1":
            self._below = 0 if block.text_length >= _HEADLINE else self._below
        elif (
            block.text_length >= _PARAGRAPH
            and block.link_length < _SHARE_OF_LINKS * block.text_length
        ):
            self._add_text(block.text_length)

    def _story(self, anchor: Anchor) -> str:
        """The normal address of the other story that a link leads to, or ""."""
        address = absolute_url(self.base, anchor.href)
        if address is None or _MEDIA.search(address) or not same_site(address, self.url):
            return ""
        normal = normal_url(address) if _has_headline(anchor, address) else ""
        return "" if normal == self.own else normal

    def _add_text(self, length: int) -> None:
        self.run += length
        self.all_text += length
        self.longest = max(self.longest, self.run)
        if self._below is not None and self._below <= _BELOW_THE_HEADLINE:
            self.lead += length


def _has_headline(anchor: Anchor, address: str) -> bool:
    """Of a story, or of what a site lists like stories: tests, offers, games."""
    is_long = anchor.length >= _HEADLINE and words_of_story(path_of(address)) >= SURE
    return is_long or is_story(address, anchor.text)
