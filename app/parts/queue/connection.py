"""Connections to Redis: a hurried one with short time limits for whoever serves people, a patient
one for workers that wait for jobs.

redis-py took 57 s to give up on a Redis that accepts and never answers; whoever serves people
must not wait that long, whoever works must outlive a restart.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import redis
from redis import exceptions
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ConstantBackoff, NoBackoff
from redis.retry import Retry

from app.lib.errors import MisconfiguredError, TransientError

HURRIED_CONNECT_SECONDS = 1.0
HURRIED_ANSWER_SECONDS = 2.0
# The first that fits: redis-py's kinds of errors are kinds of each other.
WORDS: tuple[tuple[type[redis.RedisError], str], ...] = (
    (exceptions.AuthenticationError, "does not accept the user name or password"),
    (exceptions.NoPermissionError, "does not allow this user what is needed"),
    (exceptions.BusyLoadingError, "is still loading its data"),
    (exceptions.ReadOnlyError, "is a copy that takes no writes"),
    (exceptions.OutOfMemoryError, "has no memory left"),
    (exceptions.TimeoutError, "does not answer in time"),
    (exceptions.ConnectionError, "gives no connection"),
    (exceptions.InvalidResponse, "is not what answers there"),
    (exceptions.ResponseError, "refused a command"),
)
CUT_OFF = "closed the connection: if it speaks TLS, REDIS_URL must start with rediss://"
CAUSES: tuple[tuple[type[OSError], str], ...] = (
    (socket.gaierror, "is not found: no host of that name is known"),
    (ssl.SSLCertVerificationError, "shows a certificate that this machine does not trust"),
    (ssl.SSLError, "does not speak TLS there: REDIS_URL must start with redis://"),
    (ConnectionRefusedError, "does not listen at that port"),
    (ConnectionResetError, CUT_OFF),
    (FileNotFoundError, "has no socket file at that place"),
    (PermissionError, "has a socket file that this user may not use"),
)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PATIENT_TRIES = 120
"""One a second: a worker survives two minutes without Redis, and its job's outcome with it."""


class QueueAwayError(TransientError):
    """Redis cannot be reached or does not answer in time."""


def hurried(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_connect_timeout=HURRIED_CONNECT_SECONDS,
        socket_timeout=HURRIED_ANSWER_SECONDS,
    )


def hurried_in_loop(url: str) -> AsyncRedis:
    """The same for an event loop."""
    return AsyncRedis.from_url(
        url,
        retry=AsyncRetry(NoBackoff(), 0),
        socket_connect_timeout=HURRIED_CONNECT_SECONDS,
        socket_timeout=HURRIED_ANSWER_SECONDS,
    )


def patient(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        retry=Retry(ConstantBackoff(1), PATIENT_TRIES),
        **({} if url.startswith("unix:") else {"socket_keepalive": True}),
    )


@contextmanager
def translated() -> Iterator[None]:
    """redis-py's errors as ours. Its words are not passed on: they may quote an address."""
    try:
        yield
    except redis.RedisError as error:
        raise QueueAwayError(f"Redis {in_words(error)}.") from error


def in_words(error: redis.RedisError) -> str:
    cause = error.__cause__ or error.__context__
    for kind, words in CAUSES:
        if isinstance(cause, kind):
            return words
    if "closed by server" in str(error):
        return CUT_OFF
    return next((words for kind, words in WORDS if isinstance(error, kind)), "does not answer")


def check_options(url: str) -> None:
    """Raises MisconfiguredError for an option in the address that the client does not know."""
    try:
        redis.Redis.from_url(url).connection_pool.make_connection()
    except (TypeError, ValueError, redis.RedisError) as error:
        raise MisconfiguredError(
            ["REDIS_URL is not right: what stands after the ? is no option of a Redis connection"]
        ) from error


def check_not_open_to_others(url: str) -> None:
    """Refuse a Redis that anyone on the network may write to: jobs are taken from it.

    Raises MisconfiguredError.
    """
    parts = urlsplit(url)
    if parts.scheme == "unix" or parts.password or parts.hostname in LOOPBACK:
        return
    raise MisconfiguredError(
        [
            f"REDIS_URL has no password although {parts.hostname} is another machine: whoever "
            "reaches that Redis could disturb the service; set a password there and write "
            "redis://:password@host:6379/0"
        ]
    )
