"""How fast this machine is today: `python -m benchmarks.yardstick`.

The machines that measure this project differ by 3.5 times from day to day. The yardstick is a fixed
piece of work, half of it pure Python, half of it lxml, in about the shares of reading a page. Its
processor time was 1.0 s on the machine of 21 November 2026, on which the crawl took 33 ms a page
(docs/figures.md); a floor in seconds is multiplied by it.
"""

import time
from collections import Counter
from functools import cache
from itertools import pairwise

from lxml import html

ROUNDS = 3
PAGES = 245
"""Calibrated: a machine whose crawl takes 37.9 ms of processor time a page needs 1.15 s."""
PARAGRAPHS = 400
WORDS = ("pizza", "oven", "delivery", "street", "cheese", "family", "match", "evening", "price")


@cache
def page() -> bytes:
    paragraphs = "".join(
        f'<div class="c{n % 7}"><p id="p{n}">{" ".join(words_of(n))} '
        f'<a href="/story/{n}">more</a></p></div>'
        for n in range(PARAGRAPHS)
    )
    return f"<html><head><title>t</title></head><body>{paragraphs}</body></html>".encode()


def words_of(number: int) -> list[str]:
    return [f"{WORDS[(number * k) % len(WORDS)]}{(number + k) % 5}" for k in range(1, 31)]


def read_page(content: bytes) -> int:
    """Parse, walk, count the word pairs: what an extraction does, without its rules."""
    root = html.document_fromstring(content)
    pairs: Counter[tuple[str, str]] = Counter()
    for element in root.iter("p"):
        words = str(element.xpath("string()")).lower().split()
        pairs.update(pairwise(words))
    links = [link for link in root.iter("a") if (link.get("href") or "").startswith("/story/")]
    return sum(pairs.values()) + len(links)


def work() -> float:
    """The processor seconds of the fixed piece of work."""
    content = page()
    began = time.process_time()
    for _ in range(PAGES):
        read_page(content)
    return time.process_time() - began


def yardstick() -> float:
    """1.0 on the machine of 21 November 2026, 2.0 on one that is half as fast; the best of three:
    whatever else runs beside only slows down.
    """
    return min(work() for _ in range(ROUNDS))


if __name__ == "__main__":
    print(f"yardstick {yardstick():.2f} (1.00 on the machine of 21 November 2026)")
