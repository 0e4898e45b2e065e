from pathlib import Path

import pytest

from app.lib.errors import MisconfiguredError
from app.parts.model.prices import price_of, unknown_price


def test_a_small_model_costs_what_the_table_says() -> None:
    price = price_of("gpt-4o-mini")
    assert price.usd(1_000_000, 1_000_000) == pytest.approx(0.75)
    assert not price.assumed


@pytest.mark.parametrize(
    "name",
    [
        "gpt-4o-mini-2024-07-18",
        "openai/gpt-4o-mini",
        "GPT-4o-mini ",
        "openai/gpt-4o-mini:nitro",
        "gpt-4o-mini-latest",
    ],
)
def test_dated_and_prefixed_names_cost_the_same(name: str) -> None:
    assert price_of(name).listed_as == "gpt-4o-mini"


def test_an_unknown_model_costs_a_cautious_default_that_is_named_as_such() -> None:
    price = price_of("somebody/new-model-7b")
    assert price.assumed
    assert price.listed_as == "any other model"
    assert price.input_usd >= 1


def test_what_openrouter_calls_free_costs_nothing() -> None:
    price = price_of("meta-llama/llama-3.3-70b-instruct:free")
    assert price.usd(1_000_000, 1_000_000) == 0
    assert not price.assumed
    assert price_of("openai/gpt-5-mini:free").thinking == "minimal"


def test_who_sets_a_model_of_unknown_price_is_told_how_it_is_counted_and_what_to_do() -> None:
    told = unknown_price("llama3.1:8b") or ""
    assert "llama3.1:8b is not known, so it is counted with $2.50" in told
    assert "add a line for it to app/parts/model/prices.csv" in told
    assert unknown_price("gpt-4o-mini") is None


def test_usage_carries_the_list_price() -> None:
    usage = price_of("gpt-4o-mini").usage(2, 2_000_000, 500_000)
    assert usage.calls == 2
    assert usage.usd == pytest.approx(0.60)


def test_a_user_may_write_a_table_of_their_own(tmp_path: Path) -> None:
    table = tmp_path / "prices.csv"
    table.write_text("model,input_usd,output_usd\n# ours\nllama3,0,0\nany other model,1,2\n")
    assert price_of("llama3:8b", table).usd(1_000_000, 1_000_000) == 0
    assert price_of("else", table).output_usd == 2


@pytest.mark.parametrize(
    "line", ["llama3,zero,0", "llama3,1", "llama3,-1,1", "llama3,nan,1", "llama3"]
)
def test_a_mistake_in_the_table_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    table = tmp_path / "prices.csv"
    table.write_text(f"model,input_usd,output_usd\nany other model,1,2\n{line}\n")
    with pytest.raises(MisconfiguredError, match="line 3"):
        price_of("llama3", table)


def test_a_table_without_the_default_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "prices.csv"
    table.write_text("model,input_usd,output_usd\nllama3,1,2\n")
    with pytest.raises(MisconfiguredError, match="any other model"):
        price_of("llama3", table)


def test_a_table_that_is_gone_is_told_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError, match="cannot be read"):
        price_of("llama3", tmp_path / "none.csv")


def test_models_that_think_are_asked_for_the_least_effort() -> None:
    assert price_of("gpt-6-luna").thinking == "none"
    assert price_of("gpt-5-nano").thinking == "minimal"
    assert price_of("gpt-4o-mini").thinking == ""
    assert price_of("unheard-of").thinking == ""
