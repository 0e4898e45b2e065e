"""What a model says, told from what it thinks aloud before."""

import pytest

from app.model.spoken import LONGEST_MARK, Spoken, spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It is warm.", "It is warm."),
        ("", ""),
        ("\n It is warm. \n", "It is warm. \n"),
        ("<think>Hm.</think>It is warm.", "It is warm."),
        ("\n<think>\nHm.\n</think>\n\nIt is <b>warm</b>.", "It is <b>warm</b>."),
        ("[THINK]Hm.[/THINK]It is warm.", "It is warm."),
        ("<think>a</think><think>b</think>It is warm.", "It is warm."),
        ("<|channel|>analysis<|message|>Hm.<|channel|>final<|message|>Warm.", "Warm."),
        ("<think>Hm.", ""),
        ("<think>" + "Hm. " * 1_000 + "</think>It is warm.", "It is warm."),
        ("<b>It is warm.</b>", "<b>It is warm.</b>"),
        ("<th", "<th"),
        ("[1] It is warm.", "[1] It is warm."),
        ("It is warm, </think> or <think> not.", "It is warm, </think> or <think> not."),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
def test_thoughts_before_the_words_are_not_said_however_the_pieces_are_cut(
    written: str, said: str, size: int
) -> None:
    words = Spoken()
    pieces = [written[start : start + size] for start in range(0, len(written), size)]
    assert "".join(words.add(piece) for piece in pieces) + words.end() == said
    assert spoken(written) == said


def test_words_are_said_as_soon_as_they_can_be_no_mark() -> None:
    words = Spoken()
    assert [words.add(piece) for piece in ("It", " is", " <warm>")] == ["It", " is", " <warm>"]
    list_ = Spoken()
    assert list_.add("[") == ""
    assert list_.add("x" * LONGEST_MARK) == "[" + "x" * LONGEST_MARK
