"""How the brand could use each find of a mail: no words twice, and none where none fit.

A model writes them for each find by itself; the keyword scorer takes lines of the brand file, and
may know several that fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.clean_text import comparable
from app.agents.scout.pick.rule import Find


def with_suggestions(brand: Brand, chosen: Sequence[Find]) -> tuple[Find, ...]:
    said = shared_out(offers(brand, chosen))
    own = {comparable(line) for lines in brand.example_copy.values() for line in lines}
    return tuple(
        replace(
            find,
            verdict=replace(find.verdict, angle=said[find.id]),
            own_line=comparable(said[find.id]) in own,
        )
        for find in chosen
    )


def offers(brand: Brand, chosen: Sequence[Find]) -> dict[int, tuple[str, ...]]:
    """What could be said of each, best first."""
    by_keywords = [one for one in chosen if one.verdict.scorer == "keyword"]
    return {one.id: (one.verdict.angle,) for one in chosen} | own_lines(brand, by_keywords)


def own_lines(brand: Brand, judged: Sequence[Find]) -> dict[int, tuple[str, ...]]:
    if not judged:
        return {}
    from app.agents.scout.judge.keyword import KeywordScorer  # it takes a fifth of a second to make

    scorer = KeywordScorer(brand)
    return {one.id: scorer.lines(one.article) for one in judged}


def shared_out(offered: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Each the best that no other has; those with the least choice choose first."""
    said: dict[int, str] = {}
    taken = {""}
    for id_ in sorted(offered, key=lambda one: len(offered[one])):
        said[id_] = next((one for one in offered[id_] if comparable(one) not in taken), "")
        taken.add(comparable(said[id_]))
    return said
