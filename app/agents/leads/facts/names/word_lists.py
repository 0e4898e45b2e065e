"""The lists of words beside this file: names, what is none, roles, and what stands beside them."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml

_HERE: Final = Path(__file__).parent
NameList = Literal["given_names", "surnames"]


def plain(word: str) -> str:
    """In lower case without accents, as names are listed: "José" and "Jose" are one."""
    if word.isascii():
        return word.lower()
    marks = unicodedata.normalize("NFKD", word.lower())
    return "".join(one for one in marks if not unicodedata.combining(one))


@cache
def names(which: NameList) -> frozenset[str]:
    lines = (_HERE / f"{which}.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def no_names() -> frozenset[str]:
    return frozenset(word for words in _read("not_names").values() for word in words)


@cache
def role_words() -> frozenset[str]:
    return frozenset(word for words in _read("role_words").values() for word in words)


@cache
def beside_names(which: str) -> frozenset[str]:
    return frozenset(_read("people_words")[which])


@cache
def _read(name: str) -> Mapping[str, list[str]]:
    text = (_HERE / f"{name}.yaml").read_text("utf-8")
    return {key: value.split() for key, value in yaml.safe_load(text).items()}


_WORD: Final = re.compile(r"[^\W\d_][\w'\u2019.&-]*")


def words_in(text: str) -> list[str]:
    """In lower case, without the points that end them."""
    return [word.strip(".'\u2019-&").lower() for word in _WORD.findall(text)]


def has_role(text: str) -> bool:
    return any(word in role_words() for word in words_in(text[:300]))
