"""Makes app/parts/reading/grouping/frequent_words.txt: `python -m benchmarks.frequent_words`.

Needs `pip install wordfreq==3.1.1`, which is no dependency: the table changes with the stems only,
and a background that never changes is what it is for.
"""

import importlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.parts.reading.grouping.words import FREQUENT_WORDS, OTHERS, RAREST, has_digit, stem, words

LANGUAGES = ("en", "nl", "de", "fr", "es", "pt", "it")
OTHERS_FROM = 5.5
"""Of a language whose texts are not told from others' only the words that all texts are full of."""

UNSPACED = frozenset(("zh", "ja", "ko"))
STEP = 0.25
WIDTH = 100


def zipf_of_stems(language: str) -> Mapping[str, float]:
    """The Zipf frequency (log10 of uses in a thousand million words) of each stem."""
    uses: Counter[str] = Counter()
    for word, share in importlib.import_module("wordfreq").get_frequency_dict(language).items():
        if words(word) == [word] and not has_digit(word):
            uses[stem(word)] += share
    return {word: math.log10(share) + 9 for word, share in uses.items()}


def lines(name: str, zipf: Mapping[str, float], least: float) -> Iterator[str]:
    """`language frequency word word …`, the most frequent first."""
    steps: defaultdict[float, list[str]] = defaultdict(list)
    for word, value in zipf.items():
        if value >= least:
            steps[math.floor(value / STEP) * STEP].append(word)
    for step in sorted(steps, reverse=True):
        for row in rows(sorted(steps[step])):
            yield f"{name} {step:.2f} {row}"


def rows(found: Iterable[str]) -> Iterator[str]:
    row: list[str] = []
    for word in found:
        row.append(word)
        if sum(map(len, row)) + len(row) > WIDTH:
            yield " ".join(row)
            row = []
    if row:
        yield " ".join(row)


def others() -> Mapping[str, float]:
    """The words of all other languages; one that several have counts as its most frequent."""
    found: dict[str, float] = {}
    for language in importlib.import_module("wordfreq").available_languages():
        if language not in UNSPACED and language not in LANGUAGES:
            for word, value in zipf_of_stems(language).items():
                found[word] = max(value, found.get(word, 0.0))
    return found


def main(target: Path = FREQUENT_WORDS) -> None:
    """Writes the table."""
    table = [line for name in LANGUAGES for line in lines(name, zipf_of_stems(name), RAREST)]
    table += lines(OTHERS, others(), OTHERS_FROM)
    notice = (
        "# Word frequencies of wordfreq 3.1.1 (Robyn Speer, https://doi.org/10.5281/zenodo.7199437)"
        ",\n# CC BY-SA 4.0, summed by stem; this table is under the same licence. Made by"
        " benchmarks/frequent_words.py."
    )
    target.write_text("\n".join((notice, *table, "")), encoding="utf-8")


if __name__ == "__main__":
    main()
