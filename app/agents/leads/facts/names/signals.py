"""What speaks for and against a candidate being somebody's name."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.agents.leads.facts.names.candidates import Candidate
from app.agents.leads.facts.names.word_lists import (
    beside_names,
    has_role,
    names,
    no_names,
    plain,
    role_words,
    words_in,
)
from app.agents.leads.facts.page_lines import Line

SIGNS: Final = (
    *("given_name", "given_unknown", "surname", "both", "initial_first", "initial_middle"),
    *("initial_last", "no_name", "two_no_names", "role_inside", "lower_case_elsewhere"),
    *("three", "four", "all_capitals", "line_in_capitals", "whole_run", "run_before", "run_after"),
    *("long_run", "whole_line", "starts_line", "ends_line", "heading", "short_line", "linked"),
    *("title_before", "degree_after", "said_before", "said_after", "role_before", "role_after"),
    *("role_next_line", "role_line_before", "dash_before", "given_name_alone", "surname_alone"),
    *("again", "in_mail_address", "in_site_name", "heads_many", "given_inside"),
    *("role_follows", "no_name_follows", "role_leads", "no_name_leads", "and_follows", "code_last"),
    *("linked_with_role", "given_with_role", "unknown_with_role", "among_likes"),
)
SHORT: Final = 60
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class PageWords:
    """What the page as a whole says of words: which stand in lower case, which alone."""

    lines: Sequence[Line]
    site: str
    mail_locals: frozenset[str]

    @cached_property
    def lower(self) -> frozenset[str]:
        return frozenset(
            word for line in self.lines for word in _WORD.findall(line.text) if word.islower()
        )

    @cached_property
    def capitalised(self) -> Counter[str]:
        return Counter(
            plain(word)
            for line in self.lines
            for word in _WORD.findall(line.text)
            if word[0].isupper()
        )

    @cached_property
    def roles(self) -> tuple[bool, ...]:
        """Which lines are short and have a word for what people do."""
        return tuple(len(line.text) <= 100 and has_role(line.text) for line in self.lines)

    @cached_property
    def _alone(self) -> frozenset[int]:
        """The lines that are nothing but a known given name and one to three more words."""
        return frozenset(
            at
            for at, line in enumerate(self.lines)
            if 1 < len(words := line.text.split()) < 5
            and plain(words[0]) in names("given_names")
            and not any(word.lower() in no_names() for word in words)
        )

    def names_alone(self, line: int) -> int:
        """How many of the lines around are."""
        return sum(at in self._alone for at in range(line - 12, line + 13) if at != line)

    def role_at(self, line: int) -> bool:
        return 0 <= line < len(self.lines) and self.roles[line]


def signs_of(candidate: Candidate, page: PageWords) -> frozenset[str]:
    found = {
        **_of_words(candidate, page),
        **_of_place(candidate, page),
        **_of_neighbours(candidate, page),
        **_of_page(candidate, page),
    }
    found |= _together(found)
    return frozenset(name for name, holds in found.items() if holds)


def _of_words(candidate: Candidate, page: PageWords) -> dict[str, bool]:
    tokens, words = candidate.tokens, [plain(word).strip(".") for word in candidate.words]
    full = [word for word, token in zip(words, tokens, strict=True) if not token.is_initial]
    parts = [part for word in full for part in re.split(r"['\u2019-]", word) if len(part) > 1]
    strange = sum(word in no_names() for word in full)
    given = words[0].partition("-")[0] in names("given_names")
    surname = words[-1].rpartition("-")[2] in names("surnames")
    return {
        "given_name": given,
        "given_unknown": not given and not tokens[0].is_initial,
        "surname": surname,
        "both": given and surname,
        "given_inside": any(word in names("given_names") for word in words[1:-1]),
        "initial_first": tokens[0].is_initial,
        "initial_middle": any(token.is_initial for token in tokens[1:-1]),
        "initial_last": tokens[-1].is_initial,
        "no_name": strange > 0,
        "two_no_names": strange > 1,
        "role_inside": any(word in role_words() for word in full),
        "lower_case_elsewhere": any(part in page.lower for part in parts),
        "code_last": len(tokens[-1].text) == 2 and tokens[-1].text.isupper(),
        "three": sum(not token.is_particle for token in tokens) == 3,
        "four": sum(not token.is_particle for token in tokens) == 4,
    }


def _of_place(candidate: Candidate, page: PageWords) -> dict[str, bool]:
    line = page.lines[candidate.line]
    before, after = line.text[: candidate.start], line.text[candidate.end :]
    left, right = candidate.place, candidate.run - candidate.place - len(candidate.tokens)
    all_capitals = all(word.isupper() for word in candidate.words if len(word) > 2)
    return {
        "all_capitals": all_capitals and not line.text.isupper(),
        "line_in_capitals": all_capitals and line.text.isupper(),
        "whole_run": not left and not right,
        "run_before": left > 0,
        "run_after": right > 0,
        "long_run": candidate.run > 5,
        "whole_line": not before.strip(" -\u2013—~*•·\"“'")
        and not after.strip(" :,.-\u2013—~*•·\"”'"),
        "starts_line": not before,
        "ends_line": not after,
        "heading": line.is_heading,
        "short_line": len(line.text) <= SHORT,
        "linked": any(candidate.words[-1] in link.words for link in line.links),
    }


def _of_neighbours(candidate: Candidate, page: PageWords) -> dict[str, bool]:
    text, at = page.lines[candidate.line].text, candidate.line
    before, after = text[: candidate.start], text[candidate.end :]
    last, first = words_in(before[-20:])[-1:], words_in(after[:20])[:1]
    near_before, near_after = before[-45:], after[:60]
    follows, leads = _adjoining(after[:20], before[-20:])
    return {
        "role_follows": follows in role_words(),
        "no_name_follows": follows in no_names(),
        "role_leads": leads in role_words(),
        "no_name_leads": leads in no_names(),
        "and_follows": re.match(r"\s?(?:&|and\s[A-Z])", after) is not None,
        "title_before": _any_in(last, "titles"),
        "degree_after": _any_in(first, "degrees") and after[:2].strip(" ") in {",", ""},
        "said_before": _any_in(last, "before") and not near_before.rstrip().endswith((".", "|")),
        "said_after": _any_in(first, "after") and after.startswith(" "),
        "role_before": has_role(re.split(r"[.!?;|]\s", near_before)[-1]),
        "role_after": bool(re.match(r"\s?[,(|/:\u2013—-]|\s[-\u2013—]", near_after))
        and has_role(re.split(r"[.!?;|]\s", near_after)[0]),
        "role_next_line": len(after) < 25 and page.role_at(at + 1),
        "role_line_before": len(before) < 10 and page.role_at(at - 1),
        "dash_before": before.strip()[-1:] in {"-", "\u2013", "—", "~"} and len(before) > 0,
    }


def _adjoining(after: str, before: str) -> tuple[str, str]:
    """The capitalised words right beside it, with nothing but a space between; "" without one."""
    follows = re.match(r"\s([^\W\d_][\w'\u2019-]*)", after)
    leads = re.search(r"([^\W\d_][\w'\u2019-]*)\s$", before)
    beside = (found[1] if found and found[1][0].isupper() else "" for found in (follows, leads))
    first, second = (word.lower() for word in beside)
    return first, second


def _together(found: dict[str, bool]) -> dict[str, bool]:
    role = any(found[name] for name in ("role_after", "role_follows", "role_next_line"))
    return {
        "linked_with_role": found["linked"] and role,
        "given_with_role": found["given_name"] and role,
        "unknown_with_role": found["given_unknown"] and role and not found["no_name"],
    }


def _of_page(candidate: Candidate, page: PageWords) -> dict[str, bool]:
    given, surname = plain(candidate.words[0]), plain(candidate.words[-1])
    together = min(page.capitalised[given], page.capitalised[surname])
    is_name = given in names("given_names")
    return {
        "given_name_alone": page.capitalised[given] > together and is_name,
        "surname_alone": page.capitalised[surname] > together,
        "again": together > 1,
        "heads_many": page.capitalised[given] > 4 and not is_name,
        "in_mail_address": any(
            surname in local or local in {given, given + surname[:1]} or given in local.split(".")
            for local in page.mail_locals
            if len(surname) > 2 and len(local) > 2
        ),
        "among_likes": page.names_alone(candidate.line) > 2,
        "in_site_name": surname in page.site and len(surname) > 3,
    }


def _any_in(words: Sequence[str], which: str) -> bool:
    return any(word in beside_names(which) for word in words)
