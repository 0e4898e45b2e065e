"""A real PgBouncer that gives each transaction whatever session of the server is free."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.servers.services import free_port, wait_until_listening

SESSIONS = 3
"""Fewer than the threads of a test: they have to share."""
START_SECONDS = 30
CONFIGURATION = """
[databases]
* = host={socket_folder} user=postgres

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {sessions}
max_client_conn = 200
log_connections = 0
log_disconnections = 0
"""


def program() -> str | None:
    """Debian puts it where only root looks."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def pgbouncer(postgresql_uri: str) -> Iterator[int]:
    """Its port on loopback, before the server of that URI."""
    path = program()
    if path is None:
        pytest.skip("PgBouncer is not installed (apt-get install pgbouncer)")
    socket_folder = str(make_url(postgresql_uri).query["host"])
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="scout-pgbouncer-"))
    folder.chmod(0o755)
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        CONFIGURATION.format(socket_folder=socket_folder, port=port, sessions=SESSIONS)
    )
    process = subprocess.Popen(
        [path, "-q", str(configuration)],
        # It does not run as root, and the socket is in a folder of the server's own user.
        user=Path(socket_folder).stat().st_uid if os.getuid() == 0 else None,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_listening(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(START_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)
