"""How the brand could use each find of a mail: no words twice, and none where none fit.

A model writes them for each find by itself; the keyword scorer takes lines of the brand file, and
may know several that fit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge import verdicts
from app.agents.scout.judge.clean_text import comparable
from app.agents.scout.pick.candidates import Judged
from app.agents.scout.report.result_schema import TopFind


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`words` may be ""; `is_own_line`: they stand in the brand file."""

    words: str = ""
    is_own_line: bool = False


def suggestions(brand: Brand, chosen: Sequence[Judged]) -> dict[int, Suggestion]:
    """By the id of the article that was judged."""
    words = shared_out(offers(brand, chosen))
    own = {comparable(line) for lines in brand.example_copy.values() for line in lines}
    return {id_: Suggestion(said, comparable(said) in own) for id_, said in words.items()}


def with_suggestions(
    top: Iterable[TopFind], chosen: Iterable[Judged], suggested: Mapping[int, Suggestion]
) -> tuple[TopFind, ...]:
    """`top` are the finds of `chosen`, in the same order."""
    given = [suggested[one.id] for one in chosen]
    return tuple(
        find.model_copy(update={"angle": one.words, "own_line": one.is_own_line})
        for find, one in zip(top, given, strict=True)
    )


def offers(brand: Brand, chosen: Sequence[Judged]) -> dict[int, tuple[str, ...]]:
    """What could be said of each, best first."""
    by_keywords = [one for one in chosen if one.verdict.scorer == "keyword"]
    return {one.id: (one.verdict.angle,) for one in chosen} | own_lines(brand, by_keywords)


def own_lines(brand: Brand, judged: Sequence[Judged]) -> dict[int, tuple[str, ...]]:
    if not judged:
        return {}
    from app.agents.scout.judge.keyword import KeywordScorer  # it takes a fifth of a second to make

    scorer = KeywordScorer(brand)
    return {one.id: scorer.lines(verdicts.as_candidate(one.article, one.site)) for one in judged}


def shared_out(offered: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Each the best that no other has; those with the least choice choose first."""
    said: dict[int, str] = {}
    taken = {""}
    for id_ in sorted(offered, key=lambda one: len(offered[one])):
        said[id_] = next((one for one in offered[id_] if comparable(one) not in taken), "")
        taken.add(comparable(said[id_]))
    return said
