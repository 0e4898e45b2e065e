"""News text cut into words, phrases and numbers that can be compared across outlets. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b

# Scripts that write no spaces (Thai, Lao, Khmer, kana, Han): two characters stand for a word.
_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
# Python's \w leaves out the vowel signs of Indic scripts and the marks of Arabic and Hebrew.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"[{_UNSPACED}]+|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")
_NUMBER_JOINT = re.compile(r"(?<=\d)[.,\u00a0\u202f'](?=\d)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]")

PHRASE_WORDS = 4

_DATE_WORDS = frozenset(
    word
    for line in (
        "january february march april may june july august september october november december",
        "jan feb mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday",
        "friday saturday sunday mon tue tues wed thu thur thurs fri sat sun today tomorrow",
        "tonight",
    )
    for word in line.split()
)

_COMMON_WORDS = frozenset(
    word
    for line in (
        "a about above according after again against all also am among an and any are aren as",
        "at back be became because been before being below between both but by call came can",
        "cannot come could couldn day days did didn do does doesn doing don down during each",
        "even every few first following for former from further get gets give given go going",
        "got had hadn has hasn have haven having he her here hers herself him himself his how",
        "however i if in into is isn it its itself just know last late later least less let",
        "like ll long look made make makes making man many may me might more most much must my",
        "myself need new news next no nor not now of off old on once one only or other our ours",
        "ourselves out over own part people per put re read report reported reportedly reports",
        "right said same saw say saying says see seen set she should shouldn since so some",
        "still such take taken than that the their theirs them themselves then there these they",
        "thing things think this those three through time times to told too took two under",
        "until up upon us use used ve very want was wasn way we week weeks well went were weren",
        "what when where whether which while who whole whom whose why will with within without",
        "won work would wouldn year years yes yet you your yours yourself",
    )
    for word in line.split()
)


def words(text: str) -> list[str]:
    """The words of `text`, case-folded; numbers in one piece ("1,338" is "1338")."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    found: list[str] = []
    for word in _WORD.findall(_NUMBER_JOINT.sub("", plain)):
        if _UNSPACED_RUN.match(word):
            found.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            found.append(word)
    return found


def is_telling(word: str) -> bool:
    """Does the word say what a text is about?"""
    return word not in _COMMON_WORDS and (len(word) > 1 or word.isdigit())


def is_number(word: str) -> bool:
    return any(character.isdigit() for character in word)


def is_edition(word: str) -> bool:
    """A number, a month or a day: what sets one part of a series apart from the next."""
    return word in _DATE_WORDS or is_number(word)


def commonest(tokens: Iterable[str], limit: int) -> dict[str, int]:
    """The `limit` most frequent telling words with their counts; earlier ones win a tie."""
    return dict(Counter(filter(is_telling, tokens)).most_common(limit))


def phrases(tokens: Sequence[str]) -> frozenset[int]:
    """Hashes (32 bits) of all runs of four words: the w-shingles of Broder (1997)."""
    return frozenset(
        _hash(" ".join(tokens[i : i + PHRASE_WORDS])) for i in range(len(tokens) - PHRASE_WORDS + 1)
    )


def _hash(phrase: str) -> int:
    # Not hash(): fingerprints are compared across processes and runs.
    return int.from_bytes(blake2b(phrase.encode(), digest_size=4).digest(), "big")
