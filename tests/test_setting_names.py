"""Names in `.env` that somebody misspelt."""

from pathlib import Path

import pytest

from app.lib.settings.problems import misspelt
from app.lib.settings.settings import Settings


def told(folder: Path, *lines: str) -> list[str]:
    dotenv = folder / ".env"
    dotenv.write_text("\n".join(lines))
    return [line.replace(str(dotenv), ".env") for line in misspelt(Settings, dotenv)]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("EMIAL_TO", "EMAIL_TO"),
        ("EMAIL_MINSCORE", "EMAIL_MIN_SCORE"),
        ("SMTP_USER", "SMTP_USERNAME"),
        ("smtp_host", "SMTP_HOST"),
        ("EMBEDED", "EMBEDDED"),
    ],
)
def test_a_name_that_is_nearly_a_setting_is_told_of(tmp_path: Path, name: str, meant: str) -> None:
    assert told(tmp_path, f"{name}=x") == [f"{name} in .env is no setting: did you mean {meant}?"]


def test_what_others_read_is_their_own(tmp_path: Path) -> None:
    others = ("COMPOSE_PROJECT_NAME", "HTTPS_PROXY", "TZ", "POSTGRES_USER", "REDIS_ARGS", "DEBUG")
    ours = ("SMTP_HOST", "POSTGRES_PASSWORD", "LLM_DAILY_BUDGET_USD_BRAND_SCOUT")
    assert told(tmp_path, *(f"{name}=x" for name in (*others, *ours))) == []
