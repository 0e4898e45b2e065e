"""Which nodes of a page's JSON-LD tell of the page itself, and which of others.

By schema.org the node whose `mainEntityOfPage`, `url` or `@id` is the page is its article. Teasers
of other stories, a clip or a product's reviews stand beside it, or alone.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from app.parts.reading.json_ld import Node, references, texts, types_of
from app.parts.reading.urls import absolute_url, is_front_page, normal_url

_ARTICLE = re.compile(
    r"(?:^|[/:])(?:[A-Za-z]*Article|BlogPosting|SocialMediaPosting|LiveBlogPosting|Report|Recipe"
    r"|Review|VideoObject|AudioObject)$"
)
_PART = re.compile(r"(?:^|[/:])(?:SocialMediaPosting|Recipe|Review|VideoObject|AudioObject)$")
_CLIP = re.compile(r"(?:^|[/:])(?:VideoObject|AudioObject)$")
_PAGE = re.compile(r"(?:^|[/:])(?:Web|Item)Page$")
_WORD = re.compile(r"\w+")
ALIKE = 0.5
"""Of the words of a headline, those that the page's own titles have too."""
THE_SAME = 0.8
"""The same, for a node that has another address: related stories share words."""
_MAX_TITLE = 500
_NAMES = ("mainEntityOfPage", "url", "@id")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a page says of itself elsewhere: its addresses and its titles."""

    addresses: frozenset[str]
    titles: tuple[frozenset[str], ...]

    def agrees(self, headline: str, share: float = ALIKE) -> bool:
        """Has one of the page's titles most words of the headline, or the headline all of its?"""
        said = words_of(headline)
        return any(
            len(said & title) >= max(share * len(said), min(2, len(said)))
            or (len(title) > 1 and title <= said)
            for title in self.titles
            if said
        )


def own_words(addresses: Iterable[str | None], titles: Iterable[str]) -> OwnWords:
    normal = frozenset(normal_url(address) for address in addresses if address)
    squeezed = (words_of(title) for title in titles)
    return OwnWords(normal, tuple(words for words in squeezed if words))


def words_of(text: str) -> frozenset[str]:
    """Without case; signs of scripts without spaces count one by one."""
    return frozenset(
        word
        for part in _WORD.findall(text[:_MAX_TITLE].casefold())
        for word in ([part] if part.isascii() or len(part) < 3 else _pieces(part))
    )


def _pieces(word: str) -> Sequence[str]:
    return word if word[0] >= "\u3040" else [word]


def is_article(node: Node) -> bool:
    return any(_ARTICLE.search(name) for name in types_of(node))


def is_clip(node: Node) -> bool:
    """Its title and date are its own, and the page around it may have others."""
    kinds = types_of(node)
    return any(_CLIP.search(name) for name in kinds) and not any(
        _ARTICLE.search(name) and not _CLIP.search(name) for name in kinds
    )


def is_this_page(node: Node, own: OwnWords, base: str) -> bool:
    is_page = any(_PAGE.search(name) for name in types_of(node))
    return is_page and not own.addresses.isdisjoint(_addresses(node, base))


def own_articles(nodes: Collection[Node], own: OwnWords, base: str) -> tuple[Node, ...]:
    """The article nodes that are the page's own, best first; none when all are of others."""
    stated = [(node, _addresses(node, base)) for node in nodes]
    named = [node for node, pages in stated if not own.addresses.isdisjoint(pages)]
    whole = [node for node in named if not _is_entry(node)]
    agreeing = [node for node, pages in stated if _agrees(node, own, THE_SAME if pages else ALIKE)]
    for chosen in (whole, named, agreeing):
        if chosen:
            return tuple(sorted(chosen, key=lambda node: _order(node, own)))
    nameless = [node for node, pages in stated if not pages and not _is_part(node)]
    return tuple(nameless) if len(nameless) == 1 else ()


def headlines(node: Node) -> tuple[str, ...]:
    return (*texts(node.get("headline")), *texts(node.get("name")))


def _is_part(node: Node) -> bool:
    """Of a kind that also stands for a piece of a page or of what the page is about."""
    return all(_PART.search(name) or not _ARTICLE.search(name) for name in types_of(node))


def _agrees(node: Node, own: OwnWords, share: float = ALIKE) -> bool:
    return any(own.agrees(headline, share) for headline in headlines(node))


def _order(node: Node, own: OwnWords) -> tuple[bool, ...]:
    return _is_part(node), not _agrees(node, own), not node.get("headline")


def _is_entry(node: Node) -> bool:
    """One of many on a page, as in a live blog; an `@id` has a fragment for other reasons."""
    return any("#" in one for one in references(node.get("url")))


def _addresses(node: Node, base: str) -> list[str]:
    """What a node says it is or stands on. Careless templates name the front page for all."""
    stated = (one for key in _NAMES for one in references(node.get(key)))
    resolved = (absolute_url(base, one) for one in stated if one and one[0] not in "#_")
    return [normal_url(one) for one in resolved if one and not is_front_page(one)]
