"""Files and options that cannot be used are told in one plain line, whatever is wrong with them."""

import os
from pathlib import Path

import pytest

from app.agents.scout.brand.brand_file import load_brands
from app.lib.errors import MisconfiguredError
from tests.commands.calling import scout
from tests.servers.scout_service import ROOT
from tests.test_setting_messages import NOT_PLAIN

CONTENTS = {
    "broken.jsonl": b'{"id": 1, "title": "Pizza"}\n{"id": 2, "title": "Pi',
    "list.jsonl": b'[{"id": 1}]\n',
    "latin.jsonl": b'{"id": 1, "title": "Caf\xe9"}\n',
    "wide.jsonl": '{"id": 1, "title": "x"}'.encode("utf-16"),
    "no-title.jsonl": b'{"id": 1}\n',
    "deep.jsonl": b'{"id": 1, "title": ' + b"[" * 100_000 + b"\n",
    "huge-number.jsonl": b'{"id": ' + b"9" * 5000 + b', "title": "x"}\n',
    "no-grade.jsonl": b'{"id": 1, "title": "Pizza"}\n',
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRAND_REPO_PATH", str(ROOT / "brand_repo.yaml"))
    return tmp_path


FILES = [name for name in CONTENTS if name != "no-grade.jsonl"]


@pytest.mark.parametrize("file", [*FILES, "absent", "folder", "loop", "x" * 300, "broken.jsonl/x"])
@pytest.mark.parametrize("command", [["score"], ["group"], ["backtest", "--labels"]])
def test_a_file_of_items_that_cannot_be_used_is_named(
    folder: Path, command: list[str], file: str
) -> None:
    code, shown, told = scout(*command, file)
    assert code in {1, 2}
    assert shown == ""
    [line] = told.strip().splitlines()
    assert line.startswith(file)
    assert not NOT_PLAIN.search(line), line


def test_a_label_without_a_grade_is_named_with_its_place(folder: Path) -> None:
    code, _, told = scout("backtest", "--labels", "no-grade.jsonl")
    assert (code, "no-grade.jsonl item 1: it needs a grade" in told) == (1, True)


@pytest.mark.parametrize(
    "target", ["absent.html", "folder", "loop", "ftp://example.com/a", "http://["]
)
def test_what_cannot_be_inspected_is_named(folder: Path, target: str) -> None:
    code, _, told = scout("inspect", target)
    [line] = told.strip().splitlines()
    assert code == 1
    assert target in line
    assert not NOT_PLAIN.search(line), line


@pytest.mark.parametrize("url", ["nonsense", "ftp://example.com", "http://", "http://[", "//x"])
def test_the_address_of_a_saved_page_must_be_one_of_the_web(folder: Path, url: str) -> None:
    code, _, told = scout("inspect", "no-grade.jsonl", "--url", url)
    assert (code, told.startswith("--url: ")) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["costs", "--days", "many"],
        ["costs", "--days", "0"],
        ["costs", "--days", "-1"],
        ["costs", "--days", "9" * 5000],
        ["serve", "--port", "http"],
        ["serve", "--port", "70000"],
        ["score"],
        ["nothing"],
    ],
)
def test_a_wrong_option_is_told_in_plain_words(arguments: list[str]) -> None:
    code, _, told = scout(*arguments)
    assert code == 2
    assert not NOT_PLAIN.search(told), told


@pytest.mark.parametrize("arguments", [["run", "--brand", "x"], ["score", "--brand", "x", "f"]])
def test_an_unknown_brand_names_the_option_and_the_brands_there_are(
    folder: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDDED", "1")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    code, _, told = scout(*arguments)
    assert code
    assert told.startswith("--brand: there is no brand 'x' in the brand file")
    assert "debonairs" in told


BRAND = """brands:
  - id: a
    display_name: A
    sites:
      - url: https://a.example/
"""
BAD_BRANDS = {
    "a list for a number": BRAND + "        max_articles: [1]\n",
    "a huge number": BRAND + f"        max_articles: {'9' * 5000}\n",
    "a mapping for text": BRAND + "    language: {a: b}\n",
    "a text for a mapping": BRAND + "    tone: warm\n",
    "a tab": "brands:\n\t- id: a\n",
    "a control character": BRAND + "    language: \x01\n",
    "only a list": "- a\n- b\n",
    "only a word": "brands\n",
    "nothing": "",
    "two documents": BRAND + "---\n" + BRAND,
    "a key of several words": "? [a, b]\n: c\n",
}


@pytest.mark.parametrize("mistake", BAD_BRANDS)
def test_a_mistake_in_the_brand_file_is_told_in_plain_words(tmp_path: Path, mistake: str) -> None:
    path = tmp_path / "brands.yaml"
    path.write_text(BAD_BRANDS[mistake])
    with pytest.raises(MisconfiguredError) as caught:
        load_brands(path)
    for line in caught.value.problems:
        assert line.startswith("brands.yaml line ")
        assert len(line.splitlines()) == 1
        assert not NOT_PLAIN.search(line), line


@pytest.mark.parametrize("path", ["absent.yaml", ".", "loop"])
def test_a_brand_file_that_cannot_be_read_names_its_setting(folder: Path, path: str) -> None:
    with pytest.raises(MisconfiguredError) as caught:
        load_brands(Path(path))
    [line] = caught.value.problems
    assert "BRAND_REPO_PATH" in line
    assert not NOT_PLAIN.search(line), line


def test_a_file_without_permission_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root every file can be read: the system's refusal stands in for it."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13), "items.jsonl")

    monkeypatch.setattr(Path, "read_text", refuse)
    _, _, told = scout("group", "items.jsonl")
    assert told.strip() == ("items.jsonl cannot be read: Permission denied")
