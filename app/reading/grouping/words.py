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
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]")
_NUMBER_JOINT = re.compile(r"(?<=\d)[.,\u00a0\u202f'](?=\d)")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

PHRASE_WORDS = 4

_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
_EDITIONS = {
    **{name: name[:3] for name in f"{_MONTHS} {_DAYS}".split()},
    **{name[:3]: name[:3] for name in f"{_MONTHS} {_DAYS}".split()},
    **{name: str(number) for number, name in enumerate(_NUMBERS.split())},
    **dict(sept="sep", tues="tue", thur="thu", thurs="thu"),
    **{name: name for name in ("yesterday", "today", "tonight", "tomorrow")},
}

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
    """The words of `text`, case-folded; "1,338" is "1338" and "U.S." is "us"."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    plain = _INITIALS.sub(lambda match: match[0].replace(".", ""), _NUMBER_JOINT.sub("", plain))
    found: list[str] = []
    for word in _WORD.findall(plain):
        if _UNSPACED_RUN.match(word):
            found.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            found.append(word)
    return found


def is_telling(word: str) -> bool:
    """Does the word say what a text is about?"""
    return word not in _COMMON_WORDS and (len(word) > 1 or word.isdigit())


def has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def edition(word: str) -> str | None:
    """A number, month or day in its short form: what sets one part of a series off the next."""
    return _EDITIONS.get(word) or (word if has_digit(word) else None)


def commonest(tokens: Iterable[str], limit: int) -> dict[str, int]:
    """The `limit` most frequent telling words with their counts; earlier ones win a tie."""
    return dict(Counter(filter(is_telling, tokens)).most_common(limit))


def phrases(tokens: Sequence[str]) -> frozenset[int]:
    """Hashes (32 bits) of all runs of four words: the w-shingles of Broder (1997)."""
    runs = zip(*(tokens[start:] for start in range(PHRASE_WORDS)), strict=False)
    return frozenset(_hash(" ".join(run)) for run in runs)


def _hash(phrase: str) -> int:
    # Not hash(): fingerprints are compared across processes and runs.
    return int.from_bytes(blake2b(phrase.encode(), digest_size=4).digest(), "big")
