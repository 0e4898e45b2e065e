import threading

from app.lib.errors import TransientError
from app.service.readiness import Probes


def well() -> None:
    return


def broken() -> None:
    raise TransientError("Redis does not answer.")


def test_each_part_is_told_with_its_own_words() -> None:
    assert Probes({"database": well, "redis": broken}).look() == {
        "database": "ok",
        "redis": "Redis does not answer.",
    }


def test_a_part_that_hangs_is_named_in_time_and_asked_once_until_it_answers() -> None:
    released, asked = threading.Event(), []

    def hanging() -> None:
        asked.append(1)
        released.wait(60)

    probes = Probes({"database": hanging, "redis": well}, seconds=0.2)
    for _ in range(3):
        told = probes.look()
        assert told["redis"] == "ok"
        assert told["database"] == "The check of the database got no answer within 0.2 seconds."
    assert len(asked) == 1
    assert "within 0.01 seconds" in probes.look(0.01)["database"]
    released.set()
    patient = Probes(probes.checks, seconds=30)
    patient.running = probes.running
    assert patient.look()["database"] == "ok"
