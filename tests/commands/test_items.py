"""Files of items as they come: from our own output, from other programs and from Windows."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.agents.scout.commands.items import as_line, read_items
from app.lib.errors import PermanentError
from tests.commands.calling import command_line


def written(folder: Path, content: str) -> Path:
    path = folder / "items.jsonl"
    path.write_bytes(content.encode())
    return path


def grouped(path: Path) -> list[dict[str, object]]:
    done = CliRunner().invoke(command_line(), ["group", str(path)], catch_exceptions=False)
    return [json.loads(line) for line in done.stdout.rstrip("\n").split("\n")]


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\u0085", "\u000b", "\u000c", "\u001c"])
def test_our_own_output_can_be_fed_back_whatever_line_ends_are_in_the_text(
    tmp_path: Path, end: str
) -> None:
    item = {"id": "1", "title": f"Rain{end}in Durban"}
    once = grouped(written(tmp_path, json.dumps(item) + "\n"))
    fed_back = written(tmp_path, "".join(as_line(line) + "\n" for line in once))
    assert grouped(fed_back) == once == [{**item, "story": "1"}]


def test_a_file_from_windows_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, '\ufeff{"id": 1, "title": "Rain"}\r\n{"id": 2, "title": "Sun"}\r\n')
    assert [item.title for _, item in read_items(path)] == ["Rain", "Sun"]


@pytest.mark.parametrize("key", ["id", "note"])
def test_a_number_too_long_to_be_read_is_named_with_its_line(tmp_path: Path, key: str) -> None:
    line = json.dumps({"id": 1, "title": "Rain", key: "N"}).replace('"N"', "9" * 5_000)
    path = written(tmp_path, f'{{"id": 0, "title": "Sun"}}\n{line}\n')
    with pytest.raises(PermanentError, match="line 2: a number has too many digits to be read"):
        list(read_items(path))


@pytest.mark.parametrize("key", ["id", "title", "text", "url", "note", "half \\udc00"])
def test_half_a_surrogate_pair_is_handed_back_as_it_came(tmp_path: Path, key: str) -> None:
    line = f'{{"id": "1", "title": "Rain", "{key}": "half \\ud800"}}'
    (found,) = grouped(written(tmp_path, line))
    story = found.pop("story")
    assert found == json.loads(line)
    assert isinstance(story, str)
    assert story.isascii()


def test_other_letters_are_written_as_they_are() -> None:
    assert as_line({"title": "Crème 🍕"}) == '{"title": "Crème 🍕"}'
