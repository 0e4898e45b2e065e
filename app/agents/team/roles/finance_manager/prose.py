"""May these words of a model be shown beside figures? Only if they hold no number of its own. Pure.

The letters are those of English, so that no other digit and no look-alike passes; words that count,
order, multiply, divide or name money or a length of time are refused in whatever form. A true
sentence in other words is refused, too: the explanation is told so once, and else left out.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml

from app.agents.team.roles.finance_manager.computing.money import CURRENCIES

PLACEHOLDER: Final = re.compile(r"\{\{ ?([a-z][a-z_]{0,60}) ?\}\}")
LONGEST: Final = 1200
ALLOWED: Final = re.compile(r"[A-Za-z ,.;:!?'’\"“”()&/–—-]*")  # noqa: RUF001
WORD: Final = re.compile(r"[A-Za-z]+")
BEFORE: Final = " \"“'"
AFTER: Final = " .,;:!?\"”'"
STEMS: Final = re.compile(
    r"(zero|eleven|twelv|thirt|fourt|fift|sixt|sevent|eight|ninet|twent|fort(y|i)|hundred|thousand|"
    r"million|billion|trillion|gazillion|zillion|dozen|doubl|tripl|trebl|quadrupl|quintupl|sextupl|"
    r"half|halv|quarter|thrice|twice|twofold|percent|percentage|decade|centur|fortnight|gross(es)?$|"
    r"bimonth|biannual|biennial|triennial|decimal|quintil|quartil|decil|umpteen|twain|cent(s|i.*)?$|"
    r"deka|duo$|trio$|quartet|quintet|solo$|ninth|tenth|myriad|lakh|crore)",
)
FOLD: Final = re.compile(r".+(fold|teen|teenth|illion|illionth|tieth|score)")
COMPOUND: Final = re.compile(
    r"(one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|hundred|thousand|and|s|th|ly){2,}"
)
WORDS_FILE: Final = Path(__file__).with_name("number_words.yaml")
MONEY: Final = re.compile(r"(rands?|dollars?|euros?|pounds?|yen|yuan|francs?|rupees?|bucks?)")
TIME: Final = re.compile(
    r"\b(an?|another|every other|next|half|within the|in the) "
    r"([a-z]+ ){0,2}(day|week|month|year)s?\b|\b(day|week|month|year)[- ]long\b|\bper cent\b|"
    r"\bbasis points?\b|\ba score\b|\b(hour|minute|second)s?\b",
)
ROMAN: Final = re.compile(
    r"(?=[MDCLXVI])M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,4})", re.IGNORECASE
)
NO_NUMERALS: Final = frozenset({"mix", "mild", "mi", "di", "dim", "mid", "lid", "civic"})
SPELT: Final = re.compile(r"\b[A-Za-z](?:[ .\-/,'’][A-Za-z]\b){2,}")  # noqa: RUF001
BETWEEN_FIGURES: Final = re.compile(r"\{\{[^{}]*\}\}[^A-Za-z{}]*\{\{")


def problems_in(text: str, names: set[str]) -> list[str]:
    """In words for the model; nothing when the text may be shown."""
    if len(text) > LONGEST:
        return [f"A paragraph has at most {LONGEST} characters."]
    found = [f"There is no figure called {name}." for name in unknown(text, names)]
    found += misplaced(text)
    words = PLACEHOLDER.sub(" , ", text)  # what is spelt out across a figure ends there
    if not ALLOWED.fullmatch(words):
        return [*found, "Write English letters and plain punctuation alone; no digit or sign."]
    return found + [f"“{one}” is a number of your own: use a placeholder." for one in counts(words)]


def unknown(text: str, names: set[str]) -> list[str]:
    return [name for name in PLACEHOLDER.findall(text) if name not in names]


def misplaced(text: str) -> list[str]:
    """A sign, a letter or another figure right beside a figure would make it another."""
    for found in PLACEHOLDER.finditer(text):
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        if (before and before not in BEFORE) or (after and after not in AFTER):
            return ["A placeholder stands between spaces, or before a comma or full stop."]
        beyond = text[found.end() :][:2]
        if len(beyond) == 2 and beyond[0] in ".,:'" and beyond[1] not in BEFORE:
            return ["After a placeholder with a comma or full stop comes a space."]
    if BETWEEN_FIGURES.search(text):
        return ["Between two placeholders stand words."]
    return []


def counts(words: str) -> list[str]:
    """What counts, in whatever form."""
    found = [one.group() for one in SPELT.finditer(words)]
    found += [one.group() for one in TIME.finditer(" ".join(words.casefold().split()))]
    joined = re.sub(r"(?<=[A-Za-z])[-–—'’/.](?=[A-Za-z])", "", words)  # noqa: RUF001
    for text in (words, joined):
        found += [one for one in WORD.findall(text) if is_number(one)]
    return list(dict.fromkeys(found))


def is_number(word: str) -> bool:
    lower = word.casefold()
    if lower in number_words() or word in CURRENCIES:
        return True
    if STEMS.match(lower) or COMPOUND.fullmatch(lower) or MONEY.fullmatch(lower):
        return True
    if FOLD.fullmatch(lower) and lower not in {"scaffold", "unfold", "manifold", "blindfold"}:
        return True
    return bool(ROMAN.fullmatch(word)) and lower not in NO_NUMERALS


@lru_cache(maxsize=1)
def number_words() -> frozenset[str]:
    lists = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    return frozenset(str(word) for words in lists.values() for word in words)


def filled(text: str, words: dict[str, str]) -> str:
    """Of a text without problems."""
    return PLACEHOLDER.sub(lambda found: words[found[1]], text)
