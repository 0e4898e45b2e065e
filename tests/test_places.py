"""A place that cannot be written is told when a process starts, not in its first run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.lib.errors import MisconfiguredError
from app.lib.settings.embedded import kept_secret
from app.lib.settings.places import check_places
from app.lib.settings.settings import load_settings
from tests.test_setting_messages import NOT_PLAIN
from tests.test_settings import COMPLETE

NOWHERE = "/proc/no/such/folder"


def problems(tmp_path: Path, **changes: str) -> list[str]:
    with pytest.raises(MisconfiguredError) as caught:
        check_places(load_settings(COMPLETE | changes, tmp_path / ".env"))
    for line in caught.value.problems:
        assert len(line.splitlines()) == 1
        assert not NOT_PLAIN.search(line), line
    return caught.value.problems


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("")
    return path


@pytest.mark.parametrize("place", [NOWHERE + "/scout.log", "{file}/scout.log", "{folder}"])
def test_a_log_file_that_cannot_be_written_is_told(tmp_path: Path, file: Path, place: str) -> None:
    place = place.format(file=file, folder=tmp_path)
    [line] = problems(tmp_path, LOG_FILE=place)
    assert line.startswith(f"LOG_FILE: {place} cannot be written: ")


def test_the_folder_of_a_log_file_is_made(tmp_path: Path) -> None:
    log_file = tmp_path / "logs" / "scout" / "scout.log"
    check_places(load_settings(COMPLETE | {"LOG_FILE": str(log_file)}, tmp_path / ".env"))
    assert log_file.exists()


def test_a_log_file_keeps_its_lines(tmp_path: Path, file: Path) -> None:
    file.write_text("a line\n")
    check_places(load_settings(COMPLETE | {"LOG_FILE": str(file)}, tmp_path / ".env"))
    assert file.read_text() == "a line\n"


@pytest.mark.parametrize("device", ["/dev/full", "/dev/null"])
def test_a_full_disk_under_the_log_is_no_reason_to_stay_away(tmp_path: Path, device: str) -> None:
    check_places(load_settings(COMPLETE | {"LOG_FILE": device}, tmp_path / ".env"))


def test_a_pipe_that_nobody_reads_does_not_hold_up_the_start(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert problems(tmp_path, LOG_FILE=str(pipe))[0].startswith("LOG_FILE: ")


@pytest.mark.parametrize("place", [NOWHERE + "/x.db", "{file}/x.db", "{folder}"])
def test_a_database_file_that_cannot_be_written_is_told(
    tmp_path: Path, file: Path, place: str
) -> None:
    place = place.format(file=file, folder=tmp_path)
    [line] = problems(tmp_path, DATABASE_URL=f"sqlite:///{place}")
    assert line.startswith(f"DATABASE_URL: {place} cannot be written: ")


@pytest.mark.parametrize("place", [NOWHERE, "{file}", "{file}/data"])
def test_a_data_folder_that_cannot_be_written_is_told_where_it_is_used(
    tmp_path: Path, file: Path, place: str
) -> None:
    place = place.format(file=file)
    [line] = problems(tmp_path, DATA_DIRECTORY=place, REDIS_URL="unix://")
    assert line.startswith(f"DATA_DIRECTORY: {place} cannot be written: ")
    check_places(load_settings(COMPLETE | {"DATA_DIRECTORY": place}, tmp_path / ".env"))


def test_what_is_looked_at_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    changes = {"DATA_DIRECTORY": str(folder), "DATABASE_URL": f"sqlite:///{folder}/x.db"}
    check_places(load_settings(COMPLETE | changes | {"REDIS_URL": "unix://"}, tmp_path / ".env"))
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_a_folder_of_somebody_else_is_told(tmp_path: Path) -> None:
    """As root every folder can be written, so a child goes on as nobody."""
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.stat().st_uid == os.getuid() and str(folder).startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom app.lib.settings.places "
        "import reason_against, write_in_folder, append_to_log\n"
        "os.setgid(65534)\nos.setuid(65534)\n"
        "data = Path(sys.argv[1])\nprint(reason_against(write_in_folder, data))\n"
        "print(reason_against(append_to_log, data / 'x.log'))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(data)], capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines() == ["Permission denied"] * 2


@pytest.mark.parametrize("place", [NOWHERE + "/secret_key", "{file}/secret_key", "{folder}"])
def test_a_secret_that_cannot_be_kept_is_told(tmp_path: Path, file: Path, place: str) -> None:
    with pytest.raises(MisconfiguredError) as caught:
        kept_secret(Path(place.format(file=file, folder=tmp_path)))
    [line] = caught.value.problems
    assert line.startswith("DATA_DIRECTORY: ")
    assert not NOT_PLAIN.search(line), line


def test_a_secret_that_was_lost_from_its_file_is_told(file: Path) -> None:
    with pytest.raises(MisconfiguredError, match="is empty: delete it"):
        kept_secret(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(MisconfiguredError, match="it is not text"):
        kept_secret(file)


def test_a_file_system_without_links_keeps_a_secret_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    path = tmp_path / "data" / "secret_key"
    assert kept_secret(path) == kept_secret(path)
    assert [one.name for one in path.parent.iterdir()] == ["secret_key"]


def test_a_secret_of_ones_own_needs_no_folder(tmp_path: Path) -> None:
    environ = {"EMBEDDED": "1", "SECRET_KEY": COMPLETE["SECRET_KEY"], "DATA_DIRECTORY": NOWHERE}
    assert load_settings(environ, tmp_path / ".env").secret_keys == (COMPLETE["SECRET_KEY"],)
