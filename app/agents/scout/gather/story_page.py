"""Is the page at a story's address the story? Pure.

A site may lead a reader elsewhere first: to ask for consent to cookies, an account or an age; to
its front page, when the story is gone; to a page that says so. None of their words are the story's.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from app.agents.scout.gather.found_articles import part_of_page
from app.agents.scout.gather.source import Told
from app.parts.reading.link_signals import UNSPACED
from app.parts.reading.not_the_story import WORDS
from app.parts.reading.own_nodes import words_of
from app.parts.reading.same_site import same_site
from app.parts.reading.tracking import SURE, words_of_story
from app.parts.reading.types import Extract, Instead, NotTheStoryError, Page, Wall
from app.parts.reading.urls import host_of, is_front_page, normal_url, path_of
from app.parts.reading.walls import wall_of

TOLD: Final = 0.34
"""Of the words of a headline, those that its page has: 1 % of 320 real pages have fewer, and of
pages that tell something else nine in ten."""
WELL_TOLD: Final = 0.5
ENOUGH_WORDS: Final = 3
"""Of a headline; fewer say too little of what its story is about."""
_GONE: Final[frozenset[Instead]] = frozenset({"list", "missing", "closed"})
_GATES: Final[tuple[tuple[Wall, re.Pattern[str]], ...]] = (
    ("consent", re.compile(r"consent\w*|cookies?(?:-?\w+)?|gdpr|dsgvo|cmp|privacy\w*|my-?privacy")),
    ("account", re.compile(r"log-?in|sign-?in|sign-?up|subscri\w+|register|auth|sso|account|abo")),
    ("age", re.compile(r"age-?(?:gate|check|verification)|verify-?age")),
    ("robot", re.compile(r"captcha|challenge|blocked|bot-?(?:check|detection)|validate")),
    ("missing", re.compile(r"404|not-?found|page-?not-?found|error(?:-?404)?|fehler|oops")),
)
# Vowel signs of Indic, Hebrew and Arabic script are no letters to `re`.
_WORD: Final = re.compile(
    r"[\w\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u109f\u1780-\u17ff]+"
)
_STEM: Final = 5
_HANGUL: Final = "\uac00"
"""Korean has spaces, but words of two or three signs, and endings on them."""
_LONG_WORD: Final = 4


def check_is_story(article: Told, page: Page, said: Extract) -> None:
    """Raises NotTheStoryError for a page that is something else."""
    comparison = _Comparison(article, page, said)
    found = comparison.instead()
    if found is None:
        return
    is_gone = found in _GONE or (found == "other" and not same_site(page.url, article.url))
    about = said if comparison.is_well_titled and comparison.is_summed_up else None
    raise NotTheStoryError(WORDS[found], found, is_gone=is_gone, about=about)


def check_unread(article: Told, page: Page) -> None:
    """The same for a page on which there is nothing to read: its address tells, if it has moved."""
    if normal_url(page.url) == normal_url(article.url):
        return
    found: Instead | None = gate_of(page.url, article.url)
    if found is None and is_section(page.url):
        found = "list"
    if found is not None:
        raise NotTheStoryError(WORDS[found], found, is_gone=found in _GONE)


def gate_of(address: str, story: str) -> Wall | None:
    """What an address asks for by its words, where that of the story has no such words."""
    asked_before = set(_parts(story))
    for wall, words in _GATES:
        if any(words.fullmatch(part) for part in _parts(address) if part not in asked_before):
            return wall
    return None


@dataclass(frozen=True, slots=True)
class _Comparison:
    article: Told
    page: Page
    said: Extract

    def instead(self) -> Instead | None:
        """None for the story, and for what cannot be told from one."""
        if self.has_moved:
            return self.after_a_redirect() or self.by_its_words()
        if self.said.lists_stories and not self.is_well_titled:
            return "list"
        return self.by_its_words()

    def after_a_redirect(self) -> Instead | None:
        address, story = self.page.url, self.article.url
        if is_front_page(normal_url(address)) and same_site(address, story):
            return "list"
        if self.asks or self.is_well_titled:
            return self.asks
        gate = gate_of(address, story)
        if gate or carries(address, story):
            return gate or "other"
        return "list" if self.said.lists_stories or self.is_in_a_section else None

    @property
    def is_in_a_section(self) -> bool:
        """Where its title says nothing that could be compared, an address alone is no reason."""
        is_known = self.share_told(self.said.title) is not None
        address = self.page.url
        return is_known and is_section(address) and same_site(address, self.article.url)

    @property
    def is_summed_up(self) -> bool:
        """Does the page say for machines what the story is about, though it shows no text?"""
        return bool(self.said.summary) and wall_of(self.said.summary or "") is None

    @property
    def asks(self) -> Wall | None:
        """What a wall asks for. A story of such things has the words of its headline, too."""
        if self.said.asks is None:
            return None
        is_told = (self.share_told(self.said.text) or 0.0) >= WELL_TOLD
        return None if is_told else self.said.asks

    def by_its_words(self) -> Instead | None:
        if self.asks:
            return self.asks
        everything = f"{self.said.title or ''} {self.said.text}"
        if part_of_page(self.article.url) or not self.tells_nothing(everything):
            return None
        return "other" if self.has_moved or self.tells_no_summary(everything) else None

    @property
    def has_moved(self) -> bool:
        return normal_url(self.page.url) != normal_url(self.article.url)

    @property
    def is_well_titled(self) -> bool:
        return (self.share_told(self.said.title) or 0.0) >= WELL_TOLD

    def share_told(self, text: str | None) -> float | None:
        """Of what the story is about, by headline or address, what the text has; None if neither
        says anything."""
        wanted = stems(self.article.title or _slug(self.article.url))
        if len(wanted) >= ENOUGH_WORDS:
            return len(wanted & stems(text or "")) / len(wanted)
        words = words_of(self.article.title)
        return len(words & words_of(text or "")) / len(words) if words else None

    def tells_nothing(self, text: str) -> bool:
        share = self.share_told(text)
        return share is not None and share < TOLD

    def tells_no_summary(self, text: str) -> bool:
        """At its own address only what can be judged by its summary is taken for something else."""
        wanted = stems(self.article.summary)
        return len(wanted) >= ENOUGH_WORDS and len(wanted & stems(text)) < TOLD * len(wanted)


def _slug(address: str) -> str:
    """The end of the path, if it names a story and not a script."""
    path = path_of(address)
    slug = unquote(path.rstrip("/").rpartition("/")[2])
    return slug if words_of_story(path) >= SURE else ""


def stems(text: str) -> frozenset[str]:
    """The beginnings of long words; of scripts in which words are short, every two signs."""
    # Each word once: an article says most of them more often.
    words = set(_WORD.findall(text.casefold()))
    return frozenset(stem for word in words for stem in _stems(word))


def _stems(word: str) -> list[str]:
    if not word.isascii() and (UNSPACED.match(word) or word[0] >= _HANGUL):
        return [word[at : at + 2] for at in range(len(word) - 1)]
    pieces = word.split("_")
    return [one[:_STEM] for one in pieces if len(one) >= _LONG_WORD or one.isdigit()]


def carries(address: str, story: str) -> bool:
    """Does an address keep that of the story, to lead back to it?"""
    query = unquote(unquote(urlsplit(address).query))
    path = path_of(story).rstrip("/")
    return len(path) > 1 and unquote(path) in query


def is_section(address: str) -> bool:
    """Names of one word, and no number that could be a story's."""
    parts = urlsplit(address)
    names = [name for name in parts.path.split("/") if name]
    if not names:
        return True
    return not parts.query and all(
        words_of_story(name) <= 1 and not any(map(str.isdigit, name)) for name in names
    )


def _parts(address: str) -> list[str]:
    """The names in host and path that stand for something by themselves."""
    host = host_of(address).split(".")[:-1]
    return [*host, *filter(None, path_of(address).casefold().split("/"))]
