"""The text that is for the reader, told from what the model thinks aloud before."""

import pytest

from app.parts.model.visible_text import LONGEST_MARK, VisibleText, visible_text


@pytest.mark.parametrize(
    ("written", "visible"),
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
def test_thoughts_before_the_text_are_not_visible_however_the_pieces_are_cut(
    written: str, visible: str, size: int
) -> None:
    text = VisibleText()
    pieces = [written[start : start + size] for start in range(0, len(written), size)]
    assert "".join(text.add(piece) for piece in pieces) + text.end() == visible
    assert visible_text(written) == visible


def test_text_is_visible_as_soon_as_it_can_be_no_mark() -> None:
    text = VisibleText()
    assert [text.add(piece) for piece in ("It", " is", " <warm>")] == ["It", " is", " <warm>"]
    list_ = VisibleText()
    assert list_.add("[") == ""
    assert list_.add("x" * LONGEST_MARK) == "[" + "x" * LONGEST_MARK


def test_thousands_of_thoughts_are_skipped_in_one_go() -> None:
    assert visible_text("<think></think>\n" * 60_000 + "It is warm.") == "It is warm."
