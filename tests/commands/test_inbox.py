"""`scout inbox` as a user calls it."""

import json
from pathlib import Path

import pytest

from tests.commands.calling import scout

BOUNCE = (
    "From: MAILER-DAEMON@mx.example.net\nTo: thandi@debonairs.example\nSubject: failure notice\n\n"
    "<lerato@vlei.example>:\nRemote host said: 550 5.1.1 User unknown\n"
)
AWAY = (
    "From: Lerato <lerato@vlei.example>\nSubject: Away\nAuto-Submitted: auto-replied\n"
    "Date: Tue, 12 May 2026 11:40:00 +0200\n\nBack on 1 June. Grüße\n"
)


@pytest.fixture
def mails(tmp_path: Path) -> tuple[str, str]:
    for name, text in (("bounce.eml", BOUNCE), ("away.eml", AWAY)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / "bounce.eml"), str(tmp_path / "away.eml")


def test_it_shows_a_line_of_json_for_each_file(mails: tuple[str, str]) -> None:
    code, shown, told = scout("inbox", *mails, "--json")
    assert (code, told) == (0, "")
    assert [json.loads(line) for line in shown.splitlines()] == [
        {
            "file": mails[0],
            "kind": "bounce",
            "hard": True,
            "status": "5.1.1",
            "recipients": ["lerato@vlei.example"],
            "text": "",
            "returns_on": None,
        },
        {
            "file": mails[1],
            "kind": "auto_reply",
            "hard": None,
            "status": None,
            "recipients": [],
            "text": "Back on 1 June. Grüße",
            "returns_on": "2026-06-01",
        },
    ]


def test_it_says_the_same_in_words(mails: tuple[str, str]) -> None:
    code, shown, _ = scout("inbox", *mails)
    bounce, away = shown.splitlines()
    assert code == 0
    assert "a mail could not be delivered, to lerato@vlei.example" in bounce
    assert "the address does not exist, status 5.1.1" in bounce
    assert 'an automatic reply, back on 2026-06-01: "Back on 1 June. Grüße"' in away


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_shown(
    mails: tuple[str, str], tmp_path: Path
) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")
    wrong = [*(str(tmp_path / name) for name in ("absent.eml", "empty.eml")), str(tmp_path)]
    code, shown, told = scout("inbox", wrong[0], mails[0], *wrong[1:], mails[1], "--json")
    assert code == 1
    assert [json.loads(line)["file"] for line in shown.splitlines()] == list(mails)
    assert [line.rpartition("/")[2] for line in told.splitlines()[:3]] == [
        "absent.eml cannot be read: No such file or directory",
        "empty.eml is empty.",
        f"{tmp_path.name} cannot be read: Is a directory",
    ]
