"""What a triage asks besides: which of the texts it shows tell one story. Pure.

Its answer may be nonsense, or steered by a page that talks the model into it. So for each text in
doubt the model is also asked about a pair with another that has nothing to do with it: an answer
that makes one story of those is believed in nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.agents.scout.judge.doubts import Doubt
from app.agents.scout.judge.replies import PairReply, pair_name
from app.agents.scout.judge.shortlist import is_suspect
from app.agents.scout.story_item import as_story_item
from app.agents.scout.types import Candidate
from app.parts.reading.group import PairKey, fingerprint, how_likely_one_story, pair_key

SURELY_APART = 0.05
"""Below what a model's answer can join (`ANSWER_LOG_ODDS`). But 0 may be two parts of a series,
which a model need not tell apart."""


@dataclass(frozen=True, slots=True)
class PairQuestion:
    """`shown`: the texts that are no items of the question; their numbers follow the items'.
    `doubts` and `controls` go by what a pair is called: "3+7" are the third text and the seventh.
    """

    shown: tuple[Candidate, ...] = ()
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    controls: frozenset[str] = frozenset()

    @property
    def names(self) -> list[str]:
        """In an order that does not tell which is which."""
        return sorted(self.doubts.keys() | self.controls)

    def answers(self, reply: PairReply) -> dict[PairKey, bool]:
        """Of the doubts, as far as the reply can be believed."""
        one_story, apart = set(reply.one_story or ()), set(reply.apart or ())
        if one_story & self.controls:
            return {}
        return {
            doubt.key: name in one_story
            for name, doubt in self.doubts.items()
            if (name in one_story) != (name in apart)
        }


def pair_question(
    batch: Sequence[Candidate], doubts: Sequence[Doubt], spare: Sequence[Candidate] = ()
) -> PairQuestion:
    """Without the doubts whose answer nothing here could check."""
    if not doubts:
        return PairQuestion()
    in_doubt = [one for doubt in doubts for one in (doubt.one, doubt.other)]
    # Of what was mailed an article may speak to a machine: it could answer for all the others.
    harmless = [one for one in spare if not is_suspect(one)]
    texts = {one.id: one for one in (*in_doubt, *batch, *harmless)}
    controls = control_pairs([doubt.key for doubt in doubts], texts)
    checked = {id_ for pair in controls for id_ in pair}
    asked = {doubt.key: doubt for doubt in doubts if checked.issuperset(doubt.key)}
    used = {id_ for key in asked for id_ in key}
    kept = [pair for pair in controls if not used.isdisjoint(pair)]
    names = named([one.id for one in batch], [*asked, *kept])
    shown = dict.fromkeys(id_ for pair in names for id_ in pair)
    items = {one.id for one in batch}
    return PairQuestion(
        tuple(texts[id_] for id_ in shown if id_ not in items),
        {names[key]: doubt for key, doubt in asked.items()},
        frozenset(names[pair] for pair in kept),
    )


def named(items: Sequence[str], pairs: Sequence[PairKey]) -> dict[PairKey, str]:
    """What each pair is called: the items are numbered first, then the others as they come."""
    numbers = {id_: number for number, id_ in enumerate(items, 1)}
    for id_ in (id_ for pair in pairs for id_ in pair):
        numbers.setdefault(id_, len(numbers) + 1)
    return {pair: pair_name(numbers[pair[0]], numbers[pair[1]]) for pair in pairs}


def control_pairs(doubts: Sequence[PairKey], texts: Mapping[str, Candidate]) -> list[PairKey]:
    """For each article in doubt a pair with the one that is the least like it, if that surely tells
    something else; two that are both in doubt may check each other."""
    prints = {id_: fingerprint(as_story_item(one)) for id_, one in texts.items()}
    pairs: list[PairKey] = []
    checked: set[str] = set()
    for one in dict.fromkeys(id_ for doubt in doubts for id_ in doubt):
        if one in checked:
            continue
        likely = {
            other: how_likely_one_story(prints[one], prints[other])
            for other in texts
            if other != one and pair_key(one, other) not in doubts
        }
        unlike = [other for other in likely if 0 < likely[other] < SURELY_APART]
        if unlike:
            least = min(unlike, key=lambda other: (other in checked, likely[other]))
            pairs.append(pair_key(one, least))
            checked |= {one, least}
    return pairs
