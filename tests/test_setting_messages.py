"""What is said about each setting that is malformed: one plain line that names it."""

import re
from pathlib import Path

import pytest

from app.lib.errors import MisconfiguredError
from app.lib.settings.settings import Settings, load_settings
from tests.test_settings import COMPLETE

NOT_PLAIN = re.compile(
    r"traceback|exception|\w+Error\b|validat|NoneType|\btuple|str type|pydantic|sqlalchemy|psycopg"
    r"|python|input should|value error|codec|errno|parse|literal|frozenset|integer",
    re.IGNORECASE,
)
MALFORMED = {
    "EMBEDDED": ["maybe", "2", "ja"],
    "DATABASE_URL": [
        "mysql://db/scout",
        "scout.db",
        "sqlite://scout.db",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///x.db?timeout=abc",
        "sqlite:///file:x.db",
        "postgresql+psycopg2://scout:hunter2@db/scout",
        "postgresql://scout:hunter2@db:many/scout",
        "postgresql://scout:hunter2@db:70000/scout",
        "postgresql://scout:hunter2@db one/scout",
    ],
    "REDIS_URL": [
        "localhost:6379",
        "http://cache:6379",
        "redis://",
        "redis://cache:many/0",
        "redis://:hunter2@cache:0/0",
        "redis://:hunter2@cache:6379/scout",
        "redis://:hunter2@cache one/0",
    ],
    "OPENAI_API_KEY": [
        "sk-hunter2 and more",
        "sk-hünter2",
        "\u201csk-hunter2\u201d",
        "sk\nhunter2",
    ],
    "OPENAI_BASE_URL": [
        "api.example.com",
        "ftp://api.example.com",
        "http://",
        "http://[::1",
        "http://api:many/v1",
    ],
    "SMTP_HOST": [
        "smtp://smtp.example.com",
        "smtp.example.com:587",
        "smtp..example.com",
        "smtp example com",
        "ann@example.com",
        "s" * 64 + ".example.com",
        "smtp.example.com/",
    ],
    "SMTP_PORT": ["many", "0", "70000", "58.7", "-1", "9" * 5000],
    "SMTP_SECURITY": ["ssl", "yes"],
    "IMAP_HOST": [
        "imaps://imap.example.com",
        "imap.example.com:993",
        "imap example com",
        "ann@example.com",
    ],
    "IMAP_PORT": ["many", "0", "70000", "-1"],
    "IMAP_SECURITY": ["yes", "tls1.3"],
    "IMAP_FOLDER": ["IN\nBOX", "INBOX\u200b"],
    "EMAIL_FROM": [
        "scout",
        "a..b@example.com",
        "Scout scout@example.com",
        "Scout <scout@example.com",
        "Scout <scout@example.com>, Ann <ann@example.com>",
        "Scout <jürgen@example.com>",
        "scout@example..com",
        "scout@-example.com",
        "scout@[192.0.2.1]",
        '"scout"@example.com',
        "Line\nBreak <scout@example.com>",
        "x" * 151 + " <scout@example.com>",
        "x" * 65 + "@example.com",
    ],
    "EMAIL_TO": [
        "ann@example.com,ben",
        "ben",
        ",",
        "Ann <ann@example.com>",
        "ann@example.com;ben@example.com",
        "ann@example.com ben@example.com",
        "ann@@example.com",
        "ann@example.com\u200b",
        "\ufeffann@example.com",
        ".ann@example.com",
        "ann@" + "a." * 130 + "com",
    ],
    "PUBLIC_URL": ["scout.example.com", "http://[scout", "http://localhost:many", "http://a b"],
    "SECRET_KEY": ["short", "change-me-change-me-change-me-change-me", "x" * 40],
    "BRAND_ID": [",", " , "],
    "AGENT_RUN_INTERVAL_MINUTES": ["0", "ten", "10 minutes", "nan", "inf", "1441", "0,5"],
    "EMAIL_MIN_SCORE": ["101", "-1", "sixty", "60.5"],
    "EMAIL_DIGEST_TIMES": ["8", "08:00,25:00", "08:60", "08:00Z", "08:00+02:00"],
    "TIMEZONE": ["Jozi", "../../etc/passwd", "Africa", "GMT+99"],
    "LLM_TIMEOUT_SECONDS": ["0", "a minute", "301", "nan"],
    "LLM_DAILY_BUDGET_USD": ["-1", "one", "1,50", "nan", "inf", "$1"],
    "LLM_DAILY_BUDGET_USD_BRAND_SCOUT": ["-1", "one", "1,50", "nan", "inf", "$1"],
    "FETCH_ALLOWED_PRIVATE_HOSTS": [
        "nas.example.com",
        "nas:many",
        "nas:0",
        "http://nas:80",
        "nas:80/feed",
        "::1:80",
    ],
    "ON_UNKNOWN": ["ask", "1"],
    "SEARCH_PROVIDER": ["google", "bing", "searx"],
    "SEARCH_URL": ["localhost:8080", "ftp://search.example.com", "http://"],
    "BROWSER": ["maybe", "2", "chrome"],
    "SEARCH_API_KEY": ["hunter2 and more", "hunter2\u00fc"],
    "APIFY_API_TOKEN": ["hunter2 and more", "hunter2\u00fc"],
    "APIFY_DAILY_BUDGET_USD": ["-1", "one", "1,50", "nan", "inf", "$1"],
    "LOG_LEVEL": ["loud", "7"],
    "OUTREACH_FROM": ["ann", "Ann ann@example.com", "Line\nBreak <ann@example.com>"],
    "OUTREACH_REPLY_TO": ["ann", "a..b@example.com"],
    "OUTREACH_DAILY_CAP": ["0", "many", "2001"],
    "OUTREACH_WINDOW": ["daily", "Mon-Fri 17:00-09:00", "Mon-Fri 9-17", "Caturday 09:00-10:00"],
    "POSTAL_ADDRESS": ["here", "Main Road, Cape Town"],
    "SENDER_COUNTRY": ["South Africa", "ZAF", "27"],
    "TRACKING": ["maybe", "2", "pixels"],
    "LEAD_RETENTION_DAYS": ["0", "a year", "3651"],
    "OIDC_ISSUER": ["accounts.example.com", "ftp://accounts.example.com"],
    "SIGN_IN_BY_MAIL": ["maybe", "2"],
    "OWNER_EMAIL": ["ann", "a..b@example.com"],
    "USERS_ALLOWED": ["example.com", "ben@example.com:boss", "@", "@a b", "Ben <b@example.com>"],
    "RATE_LIMIT_PER_MINUTE": ["0", "many", "100001"],
    "MAX_CONCURRENT_MODEL_CALLS": ["0", "three"],
    "MAX_CONCURRENT_SCRAPES": ["0", "four"],
    "MAIL_PER_MINUTE": ["0", "10001"],
    "CODE_SANDBOX": ["docker", "1"],
    "PUBSUB_SERVICE_ACCOUNT": ["google"],
    "INTERNAL_SIGNING_KEY": ["short", "change-me-change-me-change-me-change-me"],
    "GMAIL_CLIENT_ID": ["hunter2 and more"],
    "GMAIL_CLIENT_SECRET": ["hunter2 and more"],
    "CALDAV_URL": ["calendar.example.com", "ftp://calendar.example.com"],
}
ANY_TEXT = {
    "OPENAI_MODEL",
    "MODEL_PRODUCT_MANAGER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "WEBHOOK_SECRET",
    "PUBSUB_AUDIENCE",
    "CALDAV_USERNAME",
    "CALDAV_PASSWORD",
    "SMTP_USERNAME",
    "SMTP_PASSWORD",
    "IMAP_USERNAME",
    "IMAP_PASSWORD",
    "API_TOKEN",
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "BRAND_REPO_PATH",  # the places are looked at when a process starts
    "DATA_DIRECTORY",
    "LOG_FILE",
}


def problems(tmp_path: Path, **changes: str) -> list[str]:
    with pytest.raises(MisconfiguredError) as caught:
        load_settings({**COMPLETE, **changes}, tmp_path / ".env")
    return caught.value.problems


def test_each_setting_is_in_the_table() -> None:
    in_table = [Settings.field_of(name) for name in MALFORMED.keys() | ANY_TEXT]
    assert all(field in in_table for field in Settings.model_fields.values())
    assert len(in_table) == len(Settings.model_fields)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in MALFORMED for value in MALFORMED[name]]
)
def test_a_malformed_setting_gets_one_plain_line_that_names_it(
    tmp_path: Path, name: str, value: str
) -> None:
    [line] = problems(tmp_path, **{name: value})
    assert line.startswith(f"{name} is not right: ")
    assert len(line.splitlines()) == 1
    assert not NOT_PLAIN.search(line.removeprefix(name)), line
    assert "hunter2" not in line


def test_each_recipient_that_is_wrong_is_named_and_nothing_else(tmp_path: Path) -> None:
    lines = problems(tmp_path, EMAIL_TO="ann,ben@example.com,a..b@example.com")
    assert len(lines) == 2
    assert "'ann'" in lines[0]
    assert "'a..b@example.com'" in lines[1]


def test_settings_that_are_wrong_in_several_places_get_a_line_for_each(tmp_path: Path) -> None:
    lines = problems(tmp_path, SMTP_PORT="many", LOG_LEVEL="loud", REDIS_URL="cache")
    assert sorted(line.partition(" ")[0] for line in lines) == [
        "LOG_LEVEL",
        "REDIS_URL",
        "SMTP_PORT",
    ]


@pytest.mark.parametrize(
    "secret", ["Hunter2/b", "Hunter2#b", "Hunter2?b", "Hunter2[b", "Hunter2]b"]
)
@pytest.mark.parametrize("before", ["", "12", "12/", "scout:12/"])
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("REDIS_URL", "redis://:{}@127.0.0.1:6379/0"),
        ("REDIS_URL", "rediss://scout:{}@cache.example.com:6379/0"),
        ("REDIS_URL", "unix://:{}@/run/redis.sock"),
        ("DATABASE_URL", "postgresql://scout:{}@127.0.0.1:5432/scout"),
        ("DATABASE_URL", "postgres://{}@/scout?host=/run/postgresql"),
    ],
)
def test_a_password_that_cuts_its_address_in_two_is_told_and_no_part_of_it_shown(
    tmp_path: Path, name: str, address: str, before: str, secret: str
) -> None:
    [line] = problems(tmp_path, **{name: address.format(before + secret)})
    assert line.startswith(f"{name} is not right: ")
    assert "percent-encoded" in line
    assert "Hunter2" not in line
    assert "12" not in line


@pytest.mark.parametrize("password", ["Hunter2@b", "Hunter2%", "Hunter2%zz", "%2", "Hunter2:b"])
@pytest.mark.parametrize("name", ["REDIS_URL", "DATABASE_URL"])
def test_a_sign_that_would_be_read_as_another_password_is_told(
    tmp_path: Path, name: str, password: str
) -> None:
    scheme = "redis" if name == "REDIS_URL" else "postgresql"
    [line] = problems(tmp_path, **{name: f"{scheme}://scout:{password}@127.0.0.1/0"})
    assert "percent-encoded" in line
    assert "Hunter2" not in line
