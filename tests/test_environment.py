"""`.env` as people's editors leave it: what can be read is read, what cannot be is told by line."""

from pathlib import Path

import pytest

from app.lib.errors import MisconfiguredError
from app.lib.settings.environment import read_dotenv
from app.lib.settings.settings import load_settings
from tests.test_settings import COMPLETE

TEXT = (
    'LOG_LEVEL=DEBUG\nexport EMAIL_MIN_SCORE="70" # of 100\n\nEMAIL_FROM=\'"A, B" <a@b.example>\'\n'
)
READ = {"LOG_LEVEL": "DEBUG", "EMAIL_MIN_SCORE": "70", "EMAIL_FROM": '"A, B" <a@b.example>'}


def problem(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(MisconfiguredError) as caught:
        read_dotenv(path, {})
    [line] = caught.value.problems
    return line


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".env"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_line_ends_of_any_system_do_not_matter(
    path: Path, mark: str, end: str
) -> None:
    path.write_bytes((mark + TEXT.replace("\n", end)).encode())
    assert read_dotenv(path, {}) == READ


def test_the_first_setting_after_a_byte_order_mark_counts(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfEMAIL_MIN_SCORE=77\r\nLOG_LEVEL=DEBUG\r\n")
    read = load_settings(COMPLETE, path)
    assert (read.email_min_score, read.log_level) == (77, "DEBUG")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('EMAIL_FROM="Acme, Inc." <scout@example.com>\n', "line 1 cannot be read (EMAIL_FROM)"),
        ("# about\n\n\r\nSMTP_HOST: smtp.example.com\n", "line 4 cannot be read (SMTP_HOST)"),
        ("A=1\nSMTP_HOST smtp.example.com\nB=2\n", "line 2 cannot be read: "),
        ("A=1\nexport TIMEZONE='Africa/Johannesburg\nB=2\n", "line 2 cannot be read (TIMEZONE)"),
        ("A=1\n\n  =value\n", "line 3 cannot be read: "),
        ('SECRET_KEY="never closed\nSMTP_HOST="\n', "line 1 cannot be read (SECRET_KEY)"),
        ("A=1\rB='it''s'\r", "line 2 cannot be read (B)"),
    ],
)
def test_a_line_that_cannot_be_parsed_is_told_by_its_number(
    path: Path, content: str, line: str
) -> None:
    assert problem(path, content.encode()).startswith(f"{path} {line}")


def test_a_quote_that_swallows_the_next_setting_is_told(path: Path) -> None:
    told = problem(path, b'A="open\nSMTP_HOST=smtp.example.com\nB="\nC=1\n')
    assert "line 1 cannot be read (A)" in told


def test_a_value_of_several_lines_that_another_program_needs_is_left_alone(path: Path) -> None:
    path.write_text('KEY="-----BEGIN KEY-----\nMII\n-----END KEY-----"\nLOG_LEVEL=DEBUG\n')
    assert read_dotenv(path, {})["LOG_LEVEL"] == "DEBUG"


@pytest.mark.parametrize(
    "content",
    [b"SMTP_PASSWORD='hunter2\n", b"HUNTER2HUNTER2 hunter2\n", b"hunter2: x\n", b"=hunter2\n"],
)
def test_what_stands_on_the_line_is_not_repeated(path: Path, content: bytes) -> None:
    assert "hunter2" not in problem(path, content).lower()


@pytest.mark.parametrize("content", [TEXT.encode("utf-16"), b"A=\xff\n", b"A\0=\x001\0\n\0"])
def test_a_file_in_another_encoding_is_told(path: Path, content: bytes) -> None:
    assert problem(path, content) == f"{path} is not UTF-8 text: save the file as UTF-8"


def test_a_folder_in_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(MisconfiguredError, match="cannot be read: Is a directory"):
        read_dotenv(path, {})


def test_an_endless_file_is_not_read_to_its_end() -> None:
    with pytest.raises(MisconfiguredError, match="larger than 1000 KB"):
        read_dotenv(Path("/dev/zero"), {})


def test_no_file_sets_nothing(path: Path) -> None:
    assert read_dotenv(path, {}) == {}


def test_a_setting_may_be_made_of_others(path: Path) -> None:
    path.write_text("PASSWORD=pw\nREDIS_URL=redis://:${PASSWORD}@${HOST:-cache}:6379/0\n")
    assert read_dotenv(path, {})["REDIS_URL"] == "redis://:pw@cache:6379/0"


@pytest.mark.parametrize("value", ["pa${ss}word", "'pa${ss}word'", '"${}"', "${LATER}"])
def test_a_value_that_would_silently_lose_a_part_is_told(path: Path, value: str) -> None:
    told = problem(path, f"# a line\nSMTP_PASSWORD={value}\nLATER=1\n".encode())
    assert "line 2 cannot be read (SMTP_PASSWORD)" in told
    assert "word" not in told


def test_what_the_environment_sets_may_be_named(path: Path) -> None:
    path.write_text("LOG_FILE=${SCOUT_LOGS}/scout.log\n")
    read_dotenv(path, {"SCOUT_LOGS": "/var/log"})
    with pytest.raises(MisconfiguredError, match="there is none of that name"):
        read_dotenv(path, {})
