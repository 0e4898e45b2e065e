"""The names of people in a page's lines: candidates, weighed by what speaks for and against each.

The weights are a logistic regression, fitted and judged by benchmarks/fit_names.py on pages of
sites that were left out (docs/contacts.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from app.agents.leads.facts.names.candidates import Candidate, candidates
from app.agents.leads.facts.names.signals import PageWords, signs_of

MAX_CANDIDATES: Final = 12_000
"""To be looked at. The page with the most of 240 real ones has 3,500; a hostile one has no end."""
START: Final = -2.76
THRESHOLD: Final = -1.0
WEIGHTS: Final[Mapping[str, float]] = {
    "given_name": 1.36,
    "given_unknown": -1.56,
    "surname": 1.92,
    "both": -0.84,
    "initial_first": 0.21,
    "initial_middle": 2.18,
    "initial_last": 1.26,
    "no_name": -2.99,
    "role_inside": 0.18,
    "lower_case_elsewhere": -1.00,
    "three": -1.05,
    "four": -2.79,
    "all_capitals": -0.37,
    "line_in_capitals": 0.42,
    "whole_run": 1.14,
    "run_before": -1.13,
    "run_after": -0.43,
    "long_run": 1.07,
    "whole_line": 1.31,
    "starts_line": 0.23,
    "ends_line": -0.75,
    "heading": 0.09,
    "short_line": -0.21,
    "linked": -2.55,
    "title_before": 2.01,
    "degree_after": 0.13,
    "said_before": 1.15,
    "said_after": 1.37,
    "role_before": 0.61,
    "role_after": 1.14,
    "role_next_line": 0.38,
    "role_line_before": 0.66,
    "dash_before": 0.47,
    "given_name_alone": -0.22,
    "surname_alone": -0.37,
    "again": -1.05,
    "in_mail_address": 0.98,
    "in_site_name": 1.85,
    "heads_many": 0.21,
    "given_inside": -0.32,
    "role_follows": -0.26,
    "no_name_follows": -0.64,
    "role_leads": 1.14,
    "no_name_leads": -0.02,
    "and_follows": -1.10,
    "code_last": -1.36,
    "linked_with_role": 1.50,
    "given_with_role": 1.05,
    "unknown_with_role": -1.10,
    "among_likes": 0.91,
}
_SPEAKS_FOR: Final = frozenset(
    {
        *("given_name", "initial_first", "title_before", "in_mail_address", "role_after"),
        *("role_next_line", "role_follows", "role_leads"),
    }
)


@dataclass(frozen=True, slots=True)
class FoundName:
    """`text` as it stands in line number `line`, from `start` to `end`; `odds` above THRESHOLD."""

    text: str
    line: int
    start: int
    end: int
    odds: float


Signed = tuple[Candidate, frozenset[str]]


def find_names(page: PageWords) -> Sequence[FoundName]:
    """In the page's order; no two of them share a word."""
    weighed = [(odds(signs, WEIGHTS, START), one) for one, signs in signed_candidates(page)]
    return [
        FoundName(
            page.lines[one.line].text[one.start : one.end], one.line, one.start, one.end, value
        )
        for value, one in chosen(weighed, THRESHOLD)
    ]


def signed_candidates(page: PageWords) -> Sequence[Signed]:
    """Those for which anything speaks at all."""
    found: list[Signed] = []
    in_lines = (one for at, line in enumerate(page.lines) for one in candidates(line.text, at))
    for one in islice(in_lines, MAX_CANDIDATES):
        signs = signs_of(one, page)
        if not _SPEAKS_FOR.isdisjoint(signs) and "two_no_names" not in signs:
            found.append((one, signs))
    return found


def odds(signs: Iterable[str], weights: Mapping[str, float], start: float) -> float:
    """The log odds that it is a name."""
    return start + sum(weights.get(sign, 0.0) for sign in signs)


def chosen(
    weighed: Iterable[tuple[float, Candidate]], threshold: float
) -> Sequence[tuple[float, Candidate]]:
    """The likeliest first, each that shares no word with one before; then in the page's order."""
    taken: dict[int, list[Candidate]] = defaultdict(list)
    kept: list[tuple[float, Candidate]] = []
    for value, one in sorted(weighed, key=lambda pair: -pair[0]):
        if value <= threshold:
            break
        if all(one.end <= other.start or other.end <= one.start for other in taken[one.line]):
            taken[one.line].append(one)
            kept.append((value, one))
    return sorted(kept, key=lambda pair: (pair[1].line, pair[1].start))
