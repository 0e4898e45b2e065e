"""How well articles are grouped into stories, on real ones: `python -m benchmarks.quality_group`.

Pairs, each file one pool: recall over the gold pairs, precision over all pairs put together. The
data lies beside the project (BRAND_SCOUT_DATA); its README says where it comes from.
"""

import gzip
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import combinations

from app.parts.reading.group import Fingerprint, Stories, StoryItem, fingerprint, group
from benchmarks.given_data import given_data

Figures = Mapping[str, float]
Positions = tuple[int, int]

SURELY_SAME = 0.5
HALVINGS = 3
KNOWN, NEW = 20_000, 500


@dataclass(frozen=True, slots=True)
class Quality:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def _lines(name: str) -> Iterator[dict[str, object]]:
    with gzip.open(given_data(f"{name}.jsonl.gz"), "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def pairs(labels: Sequence[object]) -> set[Positions]:
    """The positions of all pairs with one label."""
    members = defaultdict(list)
    for position, label in enumerate(labels):
        members[label].append(position)
    return {pair for together in members.values() for pair in combinations(together, 2)}


def quality(found: Sequence[object], gold: Sequence[object]) -> Quality:
    """Pairwise precision and recall of labels against labels."""
    right, put, wanted = (
        sum(n * (n - 1) for n in Counter(labels).values())
        for labels in (zip(found, gold, strict=True), found, gold)
    )
    return Quality(right / put if put else 1.0, right / wanted if wanted else 1.0)


def moment(date: object) -> datetime | None:
    """The data's three ways to write a time; without a zone it is UTC."""
    text = str(date or "").replace(" (SAST)", " +0200")
    if not text:
        return None
    if text[0].isdigit():
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    elif ":" in text.split()[-2] and text.count(":") == 1:
        at = datetime.strptime(text, "%a, %d %b %Y %H:%M %z")
    else:
        at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def story_item(row: Mapping[str, object], id_: str, text: str = "") -> StoryItem:
    return StoryItem(
        id=id_,
        title=str(row["title"] or ""),
        summary=str(row["summary"] or ""),
        text=text,
        url=str(row.get("url") or ""),
        site=str(row["source"] or ""),
        published_at=moment(row["published"]),
    )


def two_outlets() -> Figures:
    """Identical republications: all must be together."""
    items: list[StoryItem] = []
    gold: list[int] = []
    for number, line in enumerate(_lines("neardup/same_story_two_outlets")):
        for row in _rows(line["items"]):
            items.append(story_item(row, str(row["id"])))
            gold.append(number)
    found = quality(group(items), gold)
    return {"two outlets recall": found.recall, "two outlets precision": found.precision}


def _rows(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


def _row(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


def wire(*, with_text: bool = True) -> Figures:
    """Wire copies. What gold pairs connect is one story: a pair inside it is never wrong."""
    items: dict[str, StoryItem] = {}
    gold: list[tuple[str, str, float]] = []
    for line in _lines("neardup/wire_pairs"):
        for row in map(_row, (line["a"], line["b"])):
            text = str(row["snippet"] or "") if with_text else ""
            items[str(row["url"])] = story_item(row, str(row["url"]), text)
        one, other = (str(_row(line[side])["url"]) for side in ("a", "b"))
        gold.append((one, other, float(str(line["jaccard4"]))))
    place = {url: position for position, url in enumerate(items)}
    labels = group(list(items.values()))
    sure = [(one, other) for one, other, likeness in gold if likeness >= SURELY_SAME]
    connected = _connected(len(items), [(place[one], place[other]) for one, other, _ in gold])
    together = {True: 0, False: 0}
    for a, b in pairs(labels):
        together[connected[a] == connected[b]] += 1
    joined = [labels[place[one]] == labels[place[other]] for one, other in sure]
    anyhow = [labels[place[one]] == labels[place[other]] for one, other, _ in gold]
    name = "wire" if with_text else "wire without text"
    return {
        f"{name} recall": sum(joined) / len(joined),
        f"{name} recall of all pairs": sum(anyhow) / len(anyhow),
        f"{name} precision": together[True] / max(1, sum(together.values())),
    }


def _connected(size: int, links: Iterable[Positions]) -> list[int]:
    """The component each position is in."""
    component = list(range(size))
    for one, other in links:
        old, new = component[one], component[other]
        component = [new if value == old else value for value in component]
    return component


def events() -> Figures:
    """Full texts of events, the whole file and, as a check on tuning, its halves by event."""
    rows = list(_lines("neardup/events_fulltext"))
    items = [StoryItem(id=str(row["id"]), title="", text=str(row["text"])) for row in rows]
    gold = [str(row["event"]) for row in rows]
    whole = quality(group(items), gold)
    halves = [_part(items, gold, kept) for kept in _halves(sorted(set(gold)))]
    return {
        "events F1": whole.f1,
        "events precision": whole.precision,
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


def google_clusters() -> Figures:
    """Noisy (same or related): how far what we put together is together there too."""
    items: list[StoryItem] = []
    gold: list[str] = []
    for number, line in enumerate(_lines("neardup/google_clusters")):
        for position, row in enumerate(_rows(line["members"])):
            whole = {**row, "summary": "", "published": line["published"]}
            items.append(story_item(whole, f"{number}-{position}"))
            gold.append(str(number))
    labels = group(items)
    titles = [fingerprint(item).headline.telling for item in items]
    other = [(a, b) for a, b in pairs(labels) if gold[a] != gold[b] and titles[a] != titles[b]]
    return {"clusters pairs under unlike headlines": len(other) / len(pairs(labels))}


def replay_items() -> list[StoryItem]:
    return [story_item(row, str(row["id"])) for row in _lines("replay/items")]


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
    """Seconds for an index of 20,000 and for 500 more; articles made of real sentences."""
    prints = [fingerprint(item) for item in made_up_articles(KNOWN + NEW)]
    kept = [print_.to_json() for print_ in prints]
    started = time.perf_counter()
    known = [Fingerprint.from_json(text) for text in kept[:KNOWN]]
    stories = Stories((print_, print_.id) for print_ in known)
    built = time.perf_counter()
    stories.add_all(prints[KNOWN:])
    ended = time.perf_counter()
    return {
        "fingerprint bytes at most": max(len(text.encode()) for text in kept),
        "20000 known s": built - started,
        "500 new s": ended - built,
    }


def made_up_articles(count: int) -> Iterator[StoryItem]:
    """Headlines and summaries of the replay, over texts put together from the events'."""
    rng = random.Random(0)
    texts = [str(row["text"]) for row in _lines("neardup/events_fulltext")]
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
    """All figures of grouping, by name."""
    measured = (
        two_outlets(),
        wire(),
        wire(with_text=False),
        events(),
        google_clusters(),
        replay(),
        speed(),
    )
    return {name: value for part in measured for name, value in part.items()}


def held_figures() -> Figures:
    """The figures that benchmarks/floors.csv holds."""
    return {**two_outlets(), **wire(), **events()}


def main() -> None:
    """Prints the figures as a table."""
    for name, value in figures().items():
        print(f"{name:45} {value:10.4f}")


if __name__ == "__main__":
    main()
