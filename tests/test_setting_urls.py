"""An address that is accepted means to the libraries what it means here."""

from collections.abc import Callable
from urllib.parse import quote, unquote

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from app.lib.errors import MisconfiguredError
from app.lib.settings.urls import ENCODE, check_database_url, check_redis_url, with_password
from app.parts.queue.connection import check_options

SIGNS = st.text(st.sampled_from("aB1 /#?[]@%:+&=;,'\"\\$äß€{}|^`<>~"), min_size=1, max_size=12)
EXAMPLES: dict[Callable[[str], str], str] = {
    check_database_url: "postgresql://user:password@host:5432/name",
    check_redis_url: "redis://:password@host:6379/0",
}
HOSTS = st.sampled_from(["db", "127.0.0.1", "[::1]", "my_db.internal-net.example.com"])


def redis_password(url: str) -> object:
    with redis.Redis.from_url(url) as client:
        return client.connection_pool.connection_kwargs["password"]


@given(user=SIGNS, password=SIGNS, host=HOSTS)
def test_an_encoded_password_arrives_whole(user: str, password: str, host: str) -> None:
    info = f"{quote(user, safe='')}:{quote(password, safe='')}@{host}"
    made = make_url(check_database_url(f"postgres://{info}:5432/scout"))
    assert (made.username, made.password, made.port) == (user, password, 5432)
    assert redis_password(check_redis_url(f"redis://{info}:6379/0")) == password


def accepted(check: Callable[[str], str], url: str) -> str | None:
    """None when it was refused; what is said then has no part of the address."""
    try:
        return check(url)
    except ValueError as error:
        told = str(error)
    assert told in {ENCODE, f"it must look like {EXAMPLES[check]}"}
    return None


@given(password=SIGNS, host=HOSTS)
def test_a_raw_password_is_read_as_it_is_or_refused_without_a_word_of_it(
    password: str, host: str
) -> None:
    postgresql = accepted(check_database_url, f"postgresql://scout:{password}@{host}/scout")
    if postgresql is not None:
        assert make_url(postgresql).password == unquote(password)
        assert make_url(postgresql).host == host.strip("[]")
    address = accepted(check_redis_url, f"redis://:{password}@{host}/0")
    if address is not None:
        assert redis_password(address) == unquote(password)


@given(password=SIGNS)
def test_a_password_beside_the_address_comes_into_it_whole(password: str) -> None:
    postgresql = check_database_url(with_password("postgresql://scout@db:5432/scout", password))
    assert (make_url(postgresql).username, make_url(postgresql).password) == ("scout", password)
    assert redis_password(check_redis_url(with_password("redis://cache:6379/0", password))) == (
        password
    )


@pytest.mark.parametrize(
    "url", ["redis://:own@cache:6379/0", "unix:///run/redis.sock", "sqlite:///data/scout.db", "db"]
)
def test_an_address_that_has_a_password_or_takes_none_stays_as_it_is(url: str) -> None:
    assert with_password(url, "another") == url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql:///scout?host=/run/postgresql",
        "postgres://scout@db/scout?sslmode=require",
        "postgresql+psycopg://db:5432/my%20scout",
    ],
)
def test_the_ways_to_write_a_postgresql_address_are_known(url: str) -> None:
    assert make_url(check_database_url(url)).drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url",
    ["redis://cache", "rediss://default:abc%3D@cache:6380", "unix:///run/r.sock?db=2", "unix://"],
)
def test_the_ways_to_write_a_redis_address_are_known(url: str) -> None:
    assert check_redis_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "redis://cache/0?sentinel=hunter2",
        "redis://cache/0?socket_timeout=long",
        "rediss://cache/0?ssl_cert_reqs=maybe",
        "unix:///run/redis.sock?database=1",
    ],
)
def test_an_option_that_redis_does_not_know_is_told(url: str) -> None:
    with pytest.raises(MisconfiguredError, match="REDIS_URL is not right: what stands after") as e:
        check_options(check_redis_url(url))
    assert "hunter2" not in str(e.value)
