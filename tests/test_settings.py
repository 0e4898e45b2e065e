import re
from datetime import time
from pathlib import Path

import pytest

from app.lib.errors import MisconfiguredError
from app.lib.settings.kinds import EACH_AGENT
from app.lib.settings.settings import REQUIRED_UNLESS_EMBEDDED, Settings, load_settings
from app.service.agents import agent_names, check_agents

ROOT = Path(__file__).parent.parent
COMPLETE = {
    "DATABASE_URL": "postgresql://scout:pw@db/scout",
    "REDIS_URL": "redis://cache:6379/0",
    "OPENAI_API_KEY": "sk-test",
    "SMTP_HOST": "smtp.example.com",
    "EMAIL_FROM": "Scout <scout@example.com>",
    "EMAIL_TO": "ann@example.com, ben@example.com",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
}


def settings(tmp_path: Path, **changes: str) -> Settings:
    return load_settings({**COMPLETE, **changes}, tmp_path / ".env")


def problems(tmp_path: Path, **changes: str) -> list[str]:
    with pytest.raises(MisconfiguredError) as caught:
        settings(tmp_path, **changes)
    return caught.value.problems


def test_a_complete_configuration_is_read(tmp_path: Path) -> None:
    read = settings(tmp_path)
    assert read.email_to == ("ann@example.com", "ben@example.com")
    assert read.database_url == "postgresql+psycopg://scout:pw@db/scout"
    assert read.interval_minutes == 10


def test_every_missing_setting_gets_one_plain_line(tmp_path: Path) -> None:
    with pytest.raises(MisconfiguredError) as caught:
        load_settings({}, tmp_path / ".env")
    lines = caught.value.problems
    assert len(lines) == len(REQUIRED_UNLESS_EMBEDDED) == 7
    assert (
        "SMTP_HOST is missing: the mail server that sends the summary, "
        "for example smtp.example.com" in lines
    )


def test_a_blank_setting_counts_as_missing(tmp_path: Path) -> None:
    assert problems(tmp_path, SMTP_HOST="  ")[0].startswith("SMTP_HOST is missing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db"),
        ("REDIS_URL", "localhost:6379"),
        ("OPENAI_BASE_URL", "api.example.com"),
        ("SMTP_PORT", "many"),
        ("SMTP_PORT", "70000"),
        ("SMTP_SECURITY", "ssl"),
        ("EMAIL_FROM", "scout"),
        ("EMAIL_TO", "ann@example.com,ben"),
        ("EMAIL_TO", ","),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "change-me-change-me-change-me-change-me"),
        ("SECRET_KEY", "x" * 40),
        ("PUBLIC_URL", "scout.example.com"),
        ("PUBLIC_URL", "https://example.com/scout?from=mail"),
        ("PUBLIC_URL", "https://example.com/scout#top"),
        ("PUBLIC_URL", "https://ann@example.com/scout"),
        ("PUBLIC_URL", "https://example.com/team//scout"),
        ("PUBLIC_URL", "https://example.com/../scout"),
        ("PUBLIC_URL", "https://example.com/%2e%2e/scout"),
        ("PUBLIC_URL", "https://example.com/team%2Fscout"),
        ("PUBLIC_URL", "https://example.com/our scout"),
        ("PUBLIC_URL", 'https://example.com/scout"'),
        ("PUBLIC_URL", "https://example.com/runs"),
        ("PUBLIC_URL", "https://example.com/feedback/scout"),
        ("AGENT_RUN_INTERVAL_MINUTES", "0"),
        ("EMAIL_MIN_SCORE", "101"),
        ("EMAIL_DIGEST_TIMES", "8 o'clock"),
        ("EMAIL_DIGEST_TIMES", "08:00,25:00"),
        ("EMAIL_DIGEST_TIMES", "08:60"),
        ("EMAIL_DIGEST_TIMES", "8"),
        ("EMAIL_DIGEST_TIMES", "08:00Z"),
        ("EMAIL_DIGEST_TIMES", "08:00+02:00"),
        ("TIMEZONE", "Jozi"),
        ("LLM_DAILY_BUDGET_USD", "-1"),
        ("LOG_LEVEL", "loud"),
        ("BRAND_ID", ","),
    ],
)
def test_a_malformed_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    lines = problems(tmp_path, **{name: value})
    assert len(lines) == 1
    assert lines[0].startswith(f"{name} is not right: ")


def test_digest_times_are_times_of_day(tmp_path: Path) -> None:
    times = settings(tmp_path, EMAIL_DIGEST_TIMES="8:00, 16:30").email_digest_times
    assert times == (time(8, 0), time(16, 30))
    assert settings(tmp_path, EMAIL_DIGEST_TIMES="").email_digest_times == ()


def test_a_digest_time_with_a_zone_of_its_own_is_refused_in_plain_words(tmp_path: Path) -> None:
    assert problems(tmp_path, EMAIL_DIGEST_TIMES="08:00,16:00Z") == [
        "EMAIL_DIGEST_TIMES is not right: '16:00Z' is not a time of day such as 08:00 "
        "(in TIMEZONE, without a zone of its own)"
    ]


def test_a_bad_secret_is_not_repeated(tmp_path: Path) -> None:
    assert "hunter2" not in "".join(problems(tmp_path, SECRET_KEY="hunter2"))


def test_a_public_address_needs_a_token(tmp_path: Path) -> None:
    assert problems(tmp_path, PUBLIC_URL="https://scout.example.com")[0].startswith("API_TOKEN is")
    with_token = settings(tmp_path, PUBLIC_URL="https://scout.example.com", API_TOKEN="t")
    assert with_token.public_url == "https://scout.example.com"


def test_embedded_needs_nothing_and_keeps_its_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = load_settings({"EMBEDDED": "1"})
    second = load_settings({"EMBEDDED": "1"})
    assert first.database_url == "sqlite:///data/scout.db"
    assert first.secret_key == second.secret_key
    assert first.openai_api_key is None
    assert first.smtp_host is None


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("EMAIL_MIN_SCORE=10\nLOG_LEVEL=DEBUG\n")
    read = settings(tmp_path, EMAIL_MIN_SCORE="70")
    assert (read.email_min_score, read.log_level) == (70, "DEBUG")


def test_the_example_file_names_every_setting_once_with_a_line_on_it() -> None:
    text = (ROOT / ".env.example").read_text()
    named = re.findall(r"^# .+\n([A-Z_]+)=", text, re.M)
    of_fields = [str(field.alias) for name in named if (field := Settings.field_of(name))]
    assert sorted(of_fields) == sorted(str(f.alias) for f in Settings.model_fields.values())
    assert len(re.findall(r"^[A-Z_]+=", text, re.M)) == len(named) == len(of_fields)


def test_the_example_file_shows_what_may_be_set_for_each_agent_with_one_that_there_is() -> None:
    text = (ROOT / ".env.example").read_text()
    for alias in (str(f.alias) for f in Settings.model_fields.values()):
        if alias.endswith(EACH_AGENT):
            [shown] = re.findall(f"^{alias.removesuffix(EACH_AGENT)}([A-Z_]+)=", text, re.M)
            assert shown.lower() in agent_names()


def test_an_agent_may_have_a_ceiling_of_its_own(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LLM_DAILY_BUDGET_USD_LEAD_RESEARCH='0.25'\n")
    read = settings(tmp_path, LLM_DAILY_BUDGET_USD_BRAND_SCOUT="0.50")
    assert read.llm_daily_budget_usd == 1.0
    assert read.daily_budget_usd_of("brand_scout") == 0.5
    assert read.daily_budget_usd_of("lead_research") == 0.25
    assert read.daily_budget_usd_of("assistant") is None
    assert read.lowest_daily_budget_usd("brand_scout") == 0.5
    assert read.lowest_daily_budget_usd("assistant") == 1.0


def test_an_agents_ceiling_that_is_blank_is_none(tmp_path: Path) -> None:
    read = settings(tmp_path, LLM_DAILY_BUDGET_USD_BRAND_SCOUT=" ")
    assert read.daily_budget_usd_of("brand_scout") is None


@pytest.mark.parametrize("name", ["SCOUT", "BRAND_SCOUTS", "brand_scout", ""])
def test_a_ceiling_of_an_agent_that_there_is_not_is_refused(tmp_path: Path, name: str) -> None:
    read = settings(tmp_path, **{f"LLM_DAILY_BUDGET_USD_{name}": "0.5"})
    with pytest.raises(MisconfiguredError) as caught:
        check_agents(read)
    *others, last = (f"LLM_DAILY_BUDGET_USD_{known.upper()}" for known in agent_names())
    assert caught.value.problems == [
        f"LLM_DAILY_BUDGET_USD_{name} is not right: there is no agent of that name; "
        f"there is {', '.join(others)} and {last}"
    ]


def test_the_example_file_shows_the_defaults() -> None:
    shown = dict(
        line.split("=", 1)
        for line in (ROOT / ".env.example").read_text().splitlines()
        if re.match(r"[A-Z_]+=.+", line)
    )
    filled = {**COMPLETE, **shown}
    assert load_settings(filled, Path("none")) == load_settings(COMPLETE, Path("none"))


def test_a_password_for_another_machine_needs_an_encrypted_connection(tmp_path: Path) -> None:
    [line] = problems(tmp_path, SMTP_PASSWORD="pw", SMTP_SECURITY="none")
    assert line.startswith("SMTP_SECURITY is none although smtp.example.com is another machine")
    here = settings(tmp_path, SMTP_HOST="127.0.0.1", SMTP_PASSWORD="pw", SMTP_SECURITY="none")
    assert here.smtp_security == "none"


MAILBOX = {"IMAP_HOST": "imap.example.com", "IMAP_USERNAME": "ann", "IMAP_PASSWORD": "pw"}


@pytest.mark.parametrize(
    ("security", "port"), [("tls", 993), ("ssl", 993), ("SSL", 993), ("starttls", 143)]
)
def test_a_mailbox_has_the_port_that_goes_with_its_protection(
    tmp_path: Path, security: str, port: int
) -> None:
    assert settings(tmp_path, **MAILBOX, IMAP_SECURITY=security).imap_port == port
    assert settings(tmp_path, **MAILBOX, IMAP_SECURITY=security, IMAP_PORT="10993").imap_port == (
        10993
    )


def test_a_mailbox_elsewhere_is_not_read_unprotected(tmp_path: Path) -> None:
    [line] = problems(tmp_path, **MAILBOX, IMAP_SECURITY="none")
    assert line.startswith("IMAP_SECURITY is none although imap.example.com is another machine")
    here = {**MAILBOX, "IMAP_HOST": "127.0.0.1", "IMAP_SECURITY": "none"}
    assert settings(tmp_path, **here).imap_port == 143


@pytest.mark.parametrize("missing", ["IMAP_USERNAME", "IMAP_PASSWORD"])
def test_a_mailbox_without_a_login_is_told(tmp_path: Path, missing: str) -> None:
    [line] = problems(tmp_path, **{**MAILBOX, missing: ""})
    assert line.startswith(f"{missing} is missing: IMAP_HOST is set")


def test_quotes_that_a_container_leaves_around_a_value_do_not_matter(tmp_path: Path) -> None:
    """`docker run --env-file` passes them on."""
    recipients = '"ann@example.com, ben@example.com"'
    read = settings(tmp_path, EMAIL_TO=recipients, SMTP_PORT="'2525'", LOG_LEVEL='"info"')
    assert read.email_to == ("ann@example.com", "ben@example.com")
    assert (read.smtp_port, read.log_level) == (2525, "INFO")


def test_quotes_that_belong_to_a_value_stay(tmp_path: Path) -> None:
    named = settings(tmp_path, EMAIL_FROM='"Acme, Inc." <scout@example.com>', SMTP_PASSWORD='"pw"')
    assert named.email_from == '"Acme, Inc." <scout@example.com>'
    assert named.smtp_password is not None
    assert named.smtp_password.get_secret_value() == '"pw"'


@pytest.mark.parametrize("value", ["starttls", "STARTTLS", "StartTLS"])
def test_the_words_of_a_choice_may_be_written_in_capitals(tmp_path: Path, value: str) -> None:
    assert settings(tmp_path, SMTP_SECURITY=value).smtp_security == "starttls"
    assert settings(tmp_path, LOG_LEVEL="debug").log_level == "DEBUG"
    assert settings(tmp_path, ON_UNKNOWN="Resend").on_unknown == "resend"


@pytest.mark.parametrize("switch", ["1", "true", "True", "YES", "on"])
def test_the_switch_to_stand_ins_may_be_written_as_people_write_it(
    tmp_path: Path, switch: str
) -> None:
    environ = {"EMBEDDED": switch, "DATA_DIRECTORY": str(tmp_path / "data")}
    assert load_settings(environ, tmp_path / ".env").smtp_host is None


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("[::1]", "::1"),
        ("2001:db8::25", "2001:db8::25"),
        ("smtp.example.com.", "smtp.example.com"),
        ("mail_server", "mail_server"),
        ("mail.m\u00fcnchen.example", "mail.xn--mnchen-3ya.example"),
        ("192.0.2.25", "192.0.2.25"),
    ],
)
def test_a_mail_server_is_named_as_connections_need_it(
    tmp_path: Path, written: str, host: str
) -> None:
    assert settings(tmp_path, SMTP_HOST=written).smtp_host == host
