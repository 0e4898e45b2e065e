"""Redis answers but takes no writes, as with its memory or its disk full."""

import signal

import pytest
import redis

from app.parts.runs.tables import RunStatus
from tests.servers.drilling import OpenLanes
from tests.servers.hands import Times
from tests.servers.killing import wait_until
from tests.servers.services import redis_server

pytestmark = pytest.mark.usefixtures("quick_here")


def test_a_worker_outlives_a_redis_that_takes_no_writes_and_its_run_goes_on(
    open_lanes: OpenLanes, times: Times
) -> None:
    with redis_server() as server:
        [lane] = open_lanes(1, "sqlite", times=times, redis_url=server.url)
        worker = lane.start_worker()
        run_id = lane.ask_for_fault("long-8")
        lane.wait_at_work(run_id)
        with redis.Redis(port=server.port) as connection:
            connection.config_set("maxmemory", 1)
            stumbled = wait_until(lambda: "worker.redis_away" in lane.log(), 180)
            over = lane.wait_over(run_id)
            connection.config_set("maxmemory", 0)
        assert stumbled, lane.log()[-3000:]
        assert (over.status, over.attempt) == (RunStatus.COMPLETED, 1)
        assert lane.wait_over(lane.ask_for_fault("steady")).status == RunStatus.COMPLETED
        assert (lane.worker, worker.poll()) == (worker, None)


def test_a_worker_that_waits_for_redis_to_take_writes_can_be_stopped(
    open_lanes: OpenLanes, times: Times
) -> None:
    with redis_server() as server:
        [lane] = open_lanes(1, "sqlite", times=times, redis_url=server.url, restart_after=600)
        worker = lane.start_worker()
        assert wait_until(lambda: "worker.started" in lane.log(), 180), lane.log()
        with redis.Redis(port=server.port) as connection:
            connection.config_set("maxmemory", 1)
        assert wait_until(lambda: lane.log().count("worker.ended_by_itself") > 1, 180), lane.log()
        worker.send_signal(signal.SIGTERM)
        assert wait_until(lambda: worker.poll() is not None, 180), lane.log()[-3000:]
