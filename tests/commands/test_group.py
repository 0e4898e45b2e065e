"""`scout group` as a user runs it."""

import json
import subprocess
import sys
from pathlib import Path

STORY = (
    "Debonairs Pizza opens a new store in Soweto on Friday, the owner said. The store employs 24 "
    "people and brings deliveries to Diepkloof and Orlando for the first time."
)
ITEMS = [
    {"id": 1, "title": "Debonairs opens a store in Soweto", "text": STORY, "note": "kept"},
    {"id": "b", "title": "Rain in Durban", "url": "http://["},
    {"id": "c", "title": "Soweto gets a Debonairs store", "text": STORY, "summary": None},
]


def group(path: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", "group", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_items_that_tell_the_same_story_get_the_same_story_in_the_same_order(
    tmp_path: Path,
) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in ITEMS) + "\n\n")
    done = group(path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [{name: line[name] for name in line if name != "story"} for line in lines] == ITEMS
    first, second, third = (line["story"] for line in lines)
    assert first == third != second
    assert done.stderr == ""


def test_a_line_that_is_no_item_is_named(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text('{"id": 1, "title": "a"}\n{"id": 2}\n')
    done = group(path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "line 2: not a JSON object with at least id and title" in done.stderr


def test_a_file_that_is_not_there_is_a_misconfiguration(tmp_path: Path) -> None:
    done = group(tmp_path / "none.jsonl")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
