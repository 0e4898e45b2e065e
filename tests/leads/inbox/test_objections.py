"""Sentences that ask for no more mail, and those that have the same words and do not."""

from pathlib import Path

import pytest
import yaml

from app.agents.leads.inbox.objection import objects
from app.agents.leads.inbox.phrases import PHRASES

SENTENCES: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("sentences.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("sentence", SENTENCES["objections"])
def test_an_objection_is_one_in_any_words(sentence: str) -> None:
    assert objects(sentence, "Re: Lunch", PHRASES)
    assert objects(f"Good day.\n\n{sentence}\n\nRegards\nLerato", "Re: Lunch", PHRASES)


@pytest.mark.parametrize("sentence", SENTENCES["answers"])
def test_an_answer_objects_to_nothing(sentence: str) -> None:
    assert not objects(sentence, "Re: Lunch", PHRASES)


def test_a_subject_alone_may_object_and_the_subject_of_an_answer_is_not_the_writers() -> None:
    assert objects("", "Unsubscribe", PHRASES)
    assert not objects("Yes, please.", "Re: Unsubscribe", PHRASES)
