"""How well articles are grouped into stories, on real ones: `python -m benchmarks.quality_group`.

Pairs, each file one pool: recall over the gold pairs, precision over all pairs put together. The
data lies beside the project (BRAND_SCOUT_DATA); its README says where it comes from.
"""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from app.parts.reading.group import Fingerprint, Stories, StoryItem, fingerprint, group
from benchmarks import corrections, fit_story, model_answers, one_town
from benchmarks.figures import IN_SAMPLE, Figures
from benchmarks.story_data import (
    Quality,
    lines,
    quality,
    replay_items,
    row_of,
    rows_of,
    story_item,
)
from benchmarks.story_pairs import event_item

Positions = tuple[int, int]
GoldPair = tuple[str, str, float]
"""Two addresses, and the Jaccard likeness of their 4-word phrases."""

SURELY_SAME = 0.5
HALVINGS = 3
KNOWN, NEW = 10_000, 60
SAME_BY_EYE = ((35, 172), (54, 147))
"""Lines of the wire pairs that tell one story in other words; their gold only knows copies."""


def pairs(labels: Sequence[object]) -> set[Positions]:
    """The positions of all pairs with one label."""
    members = defaultdict(list)
    for position, label in enumerate(labels):
        members[label].append(position)
    return {pair for together in members.values() for pair in combinations(together, 2)}


def two_outlets() -> Figures:
    """Identical republications: all must be together."""
    items: list[StoryItem] = []
    gold: list[int] = []
    for number, line in enumerate(lines("neardup/same_story_two_outlets")):
        for row in rows_of(line["items"]):
            items.append(story_item(row, str(row["id"])))
            gold.append(number)
    found = quality(group(items), gold)
    return {"two outlets recall": found.recall, "two outlets precision": found.precision}


def wire(*, with_text: bool = True) -> Figures:
    """Wire copies. What gold pairs connect is one story: a pair inside it is never wrong."""
    items, gold = wire_articles(with_text=with_text)
    place = {url: position for position, url in enumerate(items)}
    labels = group(list(items.values()))
    sure = [(one, other) for one, other, likeness in gold if likeness >= SURELY_SAME]
    links = [(place[one], place[other]) for one, other, _ in gold]
    copies = _connected(len(items), links)
    links += [(links[one][0], links[other][0]) for one, other in SAME_BY_EYE]
    connected = _connected(len(items), links)
    together, copied = {True: 0, False: 0}, 0
    for a, b in pairs(labels):
        together[connected[a] == connected[b]] += 1
        copied += copies[a] == copies[b]
    joined = [labels[place[one]] == labels[place[other]] for one, other in sure]
    anyhow = [labels[place[one]] == labels[place[other]] for one, other, _ in gold]
    name = "wire" if with_text else "wire without text"
    return {
        f"{name} recall": sum(joined) / len(joined),
        f"{name} recall of all pairs": sum(anyhow) / len(anyhow),
        f"{name} precision": together[True] / max(1, sum(together.values())),
        f"{name} precision by the gold alone": copied / max(1, sum(together.values())),
    }


def wire_articles(*, with_text: bool) -> tuple[dict[str, StoryItem], list[GoldPair]]:
    items: dict[str, StoryItem] = {}
    gold: list[GoldPair] = []
    for line in lines("neardup/wire_pairs"):
        for row in map(row_of, (line["a"], line["b"])):
            text = str(row["snippet"] or "") if with_text else ""
            items[str(row["url"])] = story_item(row, str(row["url"]), text)
        one, other = (str(row_of(line[side])["url"]) for side in ("a", "b"))
        gold.append((one, other, float(str(line["jaccard4"]))))
    return items, gold


def _connected(size: int, links: Iterable[Positions]) -> list[int]:
    """The component each position is in."""
    component = list(range(size))
    for one, other in links:
        old, new = component[one], component[other]
        component = [new if value == old else value for value in component]
    return component


def events() -> Figures:
    """Full texts of events in sample: the whole file and, as a check on tuning, halves of it."""
    rows = list(lines("neardup/events_fulltext"))
    items = [event_item(row) for row in rows]
    gold = [str(row["event"]) for row in rows]
    whole = quality(group(items), gold)
    halves = [_part(items, gold, kept) for kept in _halves(sorted(set(gold)))]
    return {
        f"events by fold F1{IN_SAMPLE}": whole.f1,
        f"events by fold precision{IN_SAMPLE}": whole.precision,
        "events F1 by halves": sum(half.f1 for half in halves) / len(halves),
        "events precision worst half": min(half.precision for half in halves),
    }


def _halves(names: Sequence[str]) -> Iterator[frozenset[str]]:
    for seed in range(HALVINGS):
        shuffled = list(names)
        random.Random(seed).shuffle(shuffled)
        middle = len(shuffled) // 2
        yield frozenset(shuffled[:middle])
        yield frozenset(shuffled[middle:])


def _part(items: Sequence[StoryItem], gold: Sequence[str], kept: frozenset[str]) -> Quality:
    chosen = [(item, name) for item, name in zip(items, gold, strict=True) if name in kept]
    return quality(group([item for item, _ in chosen]), [name for _, name in chosen])


def towns() -> Figures:
    """Different stories of one town, that share its people and places."""
    stories = [group(town) for town in one_town.towns()]
    told = Counter((number, story) for number, town in enumerate(stories) for story in town)
    joined = sum(count for count in told.values() if count > 1)
    return {"stories of one town joined": joined / told.total()}


def google_clusters() -> Figures:
    """Noisy (same or related): how far what we put together is together there too."""
    items: list[StoryItem] = []
    gold: list[str] = []
    for number, line in enumerate(lines("neardup/google_clusters")):
        for position, row in enumerate(rows_of(line["members"])):
            whole = {**row, "summary": "", "published": line["published"]}
            items.append(story_item(whole, f"{number}-{position}"))
            gold.append(str(number))
    labels = group(items)
    titles = [fingerprint(item).headline.telling for item in items]
    other = [(a, b) for a, b in pairs(labels) if gold[a] != gold[b] and titles[a] != titles[b]]
    return {"clusters pairs under unlike headlines": len(other) / len(pairs(labels))}


def replay() -> Figures:
    """Five months of feeds as daily runs against the last 30 days, and all at once."""
    items = sorted(replay_items(), key=lambda item: str(item.published_at))
    started = time.perf_counter()
    by_day = daily(items)
    seconds = time.perf_counter() - started
    together = pairs(by_day)
    at_once = pairs(group(items))
    return {
        "replay seconds": seconds,
        "replay pairs": len(together),
        "replay same pairs by day and at once": len(together & at_once) / len(together | at_once),
    }


def daily(items: Sequence[StoryItem]) -> list[str]:
    """The stories of items in order of time, each day a run that knows the 30 days before."""
    labels: list[str] = []
    known: list[tuple[Fingerprint, str]] = []
    by_day: defaultdict[object, list[StoryItem]] = defaultdict(list)
    for item in items:
        assert item.published_at is not None
        by_day[item.published_at.date()].append(item)
    for today in by_day.values():
        assert today[0].published_at is not None
        oldest = (today[0].published_at - timedelta(days=30)).timestamp()
        known = [(print_, story) for print_, story in known if (print_.at or 0) >= oldest]
        prints = [fingerprint(item) for item in today]
        stories = Stories(known).add_all(prints)
        known += zip(prints, stories, strict=True)
        labels += stories
    return labels


def speed() -> Figures:
    """Processor seconds for stored articles and some new ones, made of real sentences."""
    prints = [fingerprint(item) for item in made_up_articles(KNOWN + NEW)]
    kept = [print_.to_json() for print_ in prints]
    started = time.process_time()
    known = [Fingerprint.from_json(text) for text in kept[:KNOWN]]
    stories = Stories((print_, print_.id) for print_ in known)
    built = time.process_time()
    stories.add_all(prints[KNOWN:])
    ended = time.process_time()
    return {
        "fingerprint bytes at most": max(len(text.encode()) for text in kept),
        "10000 stored s": built - started,
        "60 new s": ended - built,
        "10000 stored with 60 new s": ended - started,
    }


def made_up_articles(count: int) -> Iterator[StoryItem]:
    """Headlines and summaries of the replay, over texts put together from the events'."""
    rng = random.Random(0)
    texts = [str(row["text"]) for row in lines("neardup/events_fulltext")]
    sentences = [line for text in texts for line in text.split(". ") if len(line) > 40]
    seen = replay_items()
    for number in range(count):
        own = " ".join(f"{rng.randrange(36**4):x}word" for _ in range(12))
        base = seen[number % len(seen)]
        text = ". ".join([*rng.sample(sentences, 9), own])
        yield StoryItem(
            str(number), base.title, base.summary, text, "", base.site, base.published_at
        )


def figures() -> Figures:
    """Figures of the weights in use, by name; those of folds left out are in fit_story."""
    measured = (
        two_outlets(),
        wire(),
        wire(with_text=False),
        events(),
        towns(),
        google_clusters(),
        replay(),
        speed(),
    )
    return {name: value for part in measured for name, value in part.items()}


def held_figures() -> Figures:
    """The figures that benchmarks/floors.csv holds."""
    of_parts = (two_outlets(), wire(), events(), towns(), speed())
    of_folds = (fit_story.figures(), model_answers.figures(), corrections.figures())
    return {name: value for part in (*of_parts, *of_folds) for name, value in part.items()}


def main() -> None:
    """Prints the figures as a table."""
    for name, value in figures().items():
        print(f"{name:45} {value:10.4f}")


if __name__ == "__main__":
    main()
