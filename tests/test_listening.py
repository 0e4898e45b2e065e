"""A port that another program has is told in one plain line, and nothing says that it runs."""

import socket
from pathlib import Path

import pytest

from app.service.listening import check_port
from tests.servers.nursery import Nursery
from tests.servers.scout_service import ROOT, plain_environment

EMBEDDED = {"EMBEDDED": "1", "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml")}


def line_about(port: int, command: str) -> str:
    another = f"Stop that one, or choose another port, for example: {command}{port + 1}"
    return f"Port {port} is taken by another program. {another}"


@pytest.mark.parametrize("address", ["127.0.0.1", ""])
@pytest.mark.parametrize(
    ("function", "arguments", "command"),
    [
        ("together", [], "make run ARGS="),
        ("scout", ["serve", "--port"], "scout serve --port "),
    ],
)
def test_a_port_that_is_taken_is_told_and_nothing_is_started(
    address: str,
    function: str,
    arguments: list[str],
    command: str,
    nursery: Nursery,
    tmp_path: Path,
) -> None:
    with socket.create_server((address, 0)) as other:
        port = other.getsockname()[1]
        code = nursery.start(
            f"tests.servers.started:{function}",
            *arguments,
            port if function == "together" else str(port),
            environ=plain_environment(**EMBEDDED),
            directory=tmp_path,
            output="output.txt",
            errors="errors.txt",
        ).wait()
    assert code == 2
    assert (tmp_path / "errors.txt").read_text().splitlines() == [line_about(port, command)]
    assert (tmp_path / "output.txt").read_text() == ""
    assert not list(tmp_path.rglob("redis.*"))


def test_a_port_whose_last_connections_are_just_over_is_free() -> None:
    """Whoever restarts the service need not wait for TIME_WAIT to pass."""
    with socket.create_server(("127.0.0.1", 0)) as before:
        port = before.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            before.accept()[0].close()  # who closes first has the TIME_WAIT
            assert visitor.recv(1) == b""
    check_port("127.0.0.1", port, "")
