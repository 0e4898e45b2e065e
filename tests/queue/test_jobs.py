"""What a worker takes from a Redis that somebody else can write to."""

import os
from datetime import timedelta

import pytest
import redis
from rq.job import Job

from app.jobs import deliver_mails, perform_run
from app.parts.queue.jobs import DELIVER_MAILS, PERFORM_RUN, ForbiddenJobError, ScoutJob


@pytest.fixture
def connection(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url)


def job(connection: redis.Redis, function: str) -> Job:
    return ScoutJob.create(function, args=("x",), connection=connection, serializer="json")


@pytest.mark.parametrize(
    "function",
    ["os.system", "subprocess.run", "builtins.eval", "app.jobs.open_parts", "perform_run", "app"],
)
def test_a_function_that_is_not_ours_is_not_found(connection: redis.Redis, function: str) -> None:
    with pytest.raises(ForbiddenJobError):
        _ = job(connection, function).func


def test_a_method_of_an_object_is_not_found(connection: redis.Redis) -> None:
    named = job(connection, PERFORM_RUN)
    named._instance = os
    with pytest.raises(ForbiddenJobError):
        _ = named.func


def test_the_two_functions_of_the_service_are_found(connection: redis.Redis) -> None:
    assert job(connection, PERFORM_RUN).func is perform_run
    assert job(connection, DELIVER_MAILS).func is deliver_mails


def test_a_job_calls_nothing_when_it_ends(connection: redis.Redis) -> None:
    named = job(connection, PERFORM_RUN)
    for place in ("success", "failure", "stopped"):
        setattr(named, f"_{place}_callback_name", "os.system")
        setattr(named, f"_{place}_callback_timeout", timedelta(seconds=1).seconds)
    assert (named.success_callback, named.failure_callback, named.stopped_callback) == (None,) * 3
