"""The marketing strategist, asked through the door and done by a worker, with a model that answers
rightly, wrongly and lyingly."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as with_any
from hypothesis import settings
from hypothesis import strategies as st
from icalendar import Calendar

from app.agents.team.brand import BrandSaid
from app.agents.team.roles.marketing_strategist.days import Period, chosen_days
from app.agents.team.roles.marketing_strategist.money import digits_of, split
from app.agents.team.roles.marketing_strategist.question import question_about
from app.agents.team.sources import gather_request, gather_texts
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from tests.scout.stored import BRAND
from tests.servers.model_endpoint import Handler, ModelEndpoint, cuts, fails, says
from tests.servers.scout_service import ROOT
from tests.team.given import LIKED, Shown, endpoint_that_answers, with_finds
from tests.team.house import House

GOLDEN = Path(__file__).with_name("golden")
STRATEGIST = "/api/agents/marketing-strategist"
GOAL = "Sell more boxes on match days"
FACT = "Our box feeds 12 people and costs R249."
ASKED: dict[str, Any] = {
    "goal": GOAL,
    "facts": [FACT],
    "start": "2026-12-07",
    "weeks": 3,
    "channels": ["Facebook", "Email", "Radio"],
    "budget": "1000.00",
}
NO_HOLIDAYS = {"not_on": ["2026-12-08"]}


def right(shown: Shown) -> dict[str, Any]:
    return {
        "request": shown.items[0][1],
        "audience": "People who watch the match together.",
        "message": "One box feeds the whole row.",
        "ideas": [
            {
                "title": "The long box",
                "text": "Two metres of box? Roman's Pizza has one. Ours comes with a wink.",
                "channel": "Facebook",
                "source": shown.id_of(LIKED),
            },
            {
                "title": "Feeds the row",
                "text": "Our box feeds 12 people for R249. Who carries it?",
                "channel": "email",
                "source": shown.id_of("feeds 12"),
            },
            {
                "title": "Triple the match",
                "text": "Half-time, Triple-Decker, done.",
                "channel": "Radio",
                "source": shown.id_of("Triple-Decker"),
            },
        ],
        "weights": [
            {"channel": "Facebook", "weight": 1},
            {"channel": "Email", "weight": 1},
            {"channel": "Radio", "weight": 1},
        ],
    }


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with endpoint_that_answers(CampaignReply=right) as server:
        yield server


@pytest.fixture
def house(
    sqlite_url: str, tmp_path: Path, redis_url: str, endpoint: ModelEndpoint
) -> Iterator[House]:
    more = {
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": endpoint.url,
        "OPENAI_MODEL": "gpt-4o-mini",
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
    }
    with House(Database(sqlite_url), tmp_path, more, redis_url) as opened:
        with_finds(opened.database)
        yield opened


def planned(house: House, **given: Any) -> AgentRun:
    run = house.work(house.ask({**ASKED, **given}, STRATEGIST)["task_id"])
    assert run.status == "completed", run.error_message
    return run


def test_a_campaign_rests_on_finds_and_facts_and_its_money_adds_up(house: House) -> None:
    run = planned(house, **NO_HOLIDAYS)
    result = run.result
    assert result["not_done"] == []
    assert [idea["source"].partition(":")[0] for idea in result["ideas"]] == [
        "find",
        "fact",
        "fact",
    ]
    amounts = [channel["amount"] for channel in result["channels"]]
    assert amounts == ["333.34", "333.33", "333.33"]
    assert [channel["percent"] for channel in result["channels"]] == ["33.4", "33.3", "33.3"]
    assert (result["weights_by"], result["currency"]) == ("model", "ZAR")
    days = [date.fromisoformat(entry["day"]) for entry in result["calendar"]]
    assert len(days) == 9
    assert days == sorted(set(days))
    assert all(date(2026, 12, 7) <= day <= date(2026, 12, 27) for day in days)
    without = {one["day"]: one["why"] for one in result["days_without"]}
    assert without["2026-12-08"] == "Not wanted"
    assert without["2026-12-16"] == "Day of Reconciliation (South Africa)"
    assert not {day.isoformat() for day in days} & without.keys()
    assert [entry["channel"] for entry in result["calendar"][:4]] == [
        *("Facebook", "Email", "Radio", "Facebook")
    ]


def test_its_calendar_is_a_file_that_a_calendar_reads(house: House) -> None:
    run = planned(house)
    answer = house.client.get(f"/tasks/{run.id}/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    first = run.result["calendar"][0]
    assert len(events) == len(run.result["calendar"])
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert events[0].decoded("DTSTART").isoformat() == first["day"]
    assert str(events[0]["SUMMARY"]) == "Facebook: The long box"
    assert "https://news.example/story" in str(events[0]["DESCRIPTION"])
    assert house.client.get(f"/tasks/{run.id}/calendar.ics").content == answer.content
    for no_campaign in ("999", str(house.ask({"prompt": "What next?"})["task_id"])):
        assert house.client.get(f"/tasks/{no_campaign}/calendar.ics").status_code == 404


Change = Callable[[dict[str, Any]], object]


def text_of_first(text: str) -> Change:
    return lambda answer: answer["ideas"][0].update(text=text)


LIES: Mapping[str, tuple[Change, str]] = {
    "a banned word": (text_of_first("A free box for you."), "Idea 1 uses what is banned: free"),
    "a banned word, inflected": (text_of_first("The cheapest box."), "what is banned: cheap"),
    "a banned word, set apart": (text_of_first("It is f r e e now."), "what is banned: free"),
    "banned words with a hyphen": (text_of_first("Not junk-food."), "what is banned: junk food"),
    "a topic": (text_of_first("Make it a box for the funeral."), "touches death and grief"),
    "a price": (text_of_first("A box for R99."), "Idea 1 has the number R99"),
    "a name": (text_of_first("As seen at Nando's."), "Idea 1 has the name Nando's"),
    "a source that is not there": (
        lambda answer: answer["ideas"][0].update(source="find:77"),
        "Idea 1 rests on no find or fact",
    ),
    "what was wanted is no fact": (
        lambda answer: answer["ideas"][0].update(source=answer["request"]),
        "Idea 1 rests on no find or fact",
    ),
    "a channel that is not wanted": (
        lambda answer: answer["ideas"][0].update(channel="Billboards"),
        "Idea 1 is for no channel that is wanted",
    ),
    "half of the weights": (
        lambda answer: answer.update(weights=[{"channel": "Radio", "weight": 100}]),
        "The weights are not one for each channel",
    ),
    "weights that are none": (
        lambda answer: answer["weights"][0].update(weight=-5),
        "The weights are not one for each channel",
    ),
    "an audience of its own": (
        lambda answer: answer.update(audience="The 4 million people of Soweto."),
        "The audience has the number 4",
    ),
}


def test_what_a_model_invents_or_may_not_say_is_left_out_and_told(
    house: House, endpoint: ModelEndpoint
) -> None:
    for name, (change, problem) in LIES.items():
        endpoint.brain = answering(change)
        result = planned(house, goal=f"{GOAL} ({name})").result
        assert problem in " ".join(result["not_done"]), (name, result["not_done"])
        said = " ".join([result["audience"], *(idea["text"] for idea in result["ideas"])])
        lies = ("free", "f r e e", "cheapest", "junk", "funeral", "R99", "Nando", "Soweto")
        assert not any(lie in said for lie in lies), name
        amounts = [Decimal(channel["amount"]) for channel in result["channels"]]
        assert sum(amounts) == Decimal("1000.00"), name
        assert len(result["calendar"]) == 9, name


def answering(change: Change) -> Any:
    def lie(shown: Shown) -> dict[str, Any]:
        answer = right(shown)
        change(answer)
        return answer

    return endpoint_that_answers(CampaignReply=lie).brain


USELESS: Mapping[str, Handler] = {
    "declined": says("I'm sorry, I can't help with that."),
    "cannot be used": cuts(),
    "key": fails(401),
}


def test_without_a_usable_answer_money_and_days_are_computed_all_the_same(
    house: House, endpoint: ModelEndpoint
) -> None:
    for why, handler in USELESS.items():
        endpoint.always = handler
        result = planned(house, goal=f"{GOAL} ({why})").result
        assert why in " ".join(result["not_done"]), result["not_done"]
        assert {entry["title"] for entry in result["calendar"]} == {"To be written"}
        assert [one["amount"] for one in result["channels"]] == ["333.34", "333.33", "333.33"]


def test_without_a_key_the_given_weights_share_out_the_budget(
    sqlite_url: str, tmp_path: Path
) -> None:
    more = {"BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml")}
    weighed = {"channels": ["Facebook", "Radio"], "weights": [2, "1"]}
    with House(Database(sqlite_url), tmp_path, more) as house:
        result = planned(house, **weighed, budget=100, currency="JPY").result
        refused: dict[str, dict[str, Any]] = {
            "an end before the start": {"start": "2026-12-07", "end": "2026-12-01", "weeks": None},
            "a day as a number": {"start": 0},
            "no currency": {"currency": "QQQ"},
            "a tenth of a cent": {"budget": "0.001"},
            "a channel twice": {"channels": ["Radio", "radio"]},
            "too few weights": {"weights": [1, 2]},
            "weights that are nothing": {"weights": [0, 0, 0]},
            "what is not known": {"hurry": True},
        }
        for name, given in refused.items():
            answer = house.client.post(STRATEGIST, json={"input": {**ASKED, **given}})
            assert answer.status_code == 422, name
    assert result["weights_by"] == "given"
    assert [one["amount"] for one in result["channels"]] == ["67", "33"]
    assert "OPENAI_API_KEY" in " ".join(result["not_done"])


@settings(max_examples=50)
@with_any(
    st.integers(0, 10**9),
    st.lists(st.integers(0, 1000), min_size=1, max_size=12),
    st.sampled_from(["ZAR", "JPY", "KWD"]),
)
def test_any_split_adds_up_and_each_part_is_within_a_unit_of_its_share(
    units: int, weights: list[int], currency: str
) -> None:
    digits = digits_of(currency)
    assert digits is not None
    unit = Decimal(1).scaleb(-digits)
    parts = split(units * unit, [Decimal(weight) for weight in weights], digits)
    assert sum(parts) == units * unit
    total = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        share = units * unit * weight / total if total else units * unit / len(weights)
        assert abs(part - share) < unit + Decimal("1e-12")


@settings(max_examples=50)
@with_any(
    st.integers(1, 182),
    st.integers(1, 7),
    st.sets(st.integers(0, 181)),
    st.dates(max_value=date(2099, 1, 1)),
)
def test_any_calendar_stays_within_its_days(
    length: int, per_week: int, off: set[int], start: date
) -> None:
    whole = Period(start, start).days[0]
    period = Period(whole, date.fromordinal(whole.toordinal() + length - 1))
    without = {date.fromordinal(whole.toordinal() + number): "" for number in off}
    chosen = chosen_days(period, without, per_week)
    assert list(chosen) == sorted(set(chosen))
    assert set(chosen) <= set(period.days) - without.keys()
    assert len(chosen) <= -(-length // 7) * per_week
    assert chosen or not set(period.days) - without.keys()


def test_the_prompt_is_as_it_was_when_it_was_tried() -> None:
    brand = BrandSaid(
        id=BRAND.id,
        display_name=BRAND.display_name,
        persona=BRAND.tone.persona,
        style_guide=BRAND.tone.style_guide,
        products=BRAND.keywords.products,
        banned_words=BRAND.banned_words,
        no_go_topics=BRAND.no_go_topics,
        example_copy=BRAND.example_copy,
    )
    gathered = gather_request(GOAL) + gather_texts((FACT,), "fact") + brand.facts()
    question = question_about(brand, gathered.given, ["Facebook", "Email"], "0badcafe").question
    rendered = f"{question.prompt_version}\n\n{question.system}\n\n{question.user}\n"
    assert rendered == (GOLDEN / "marketing_strategist.txt").read_text(encoding="utf-8")
