"""The process that reads pages, stopped amid one called STOPPED: its reader gets no processor.

Started in its place, as `python -m tests.reading.stopping_worker` with the same arguments.
"""

import os
import signal
import sys
from datetime import datetime
from unittest.mock import patch

from app.parts.reading import extraction_worker
from app.parts.reading.extract import extract
from app.parts.reading.types import Extract, Page

STOPPED = "The page at which its reader is stopped"


def extract_or_be_stopped(page: Page, *, now: datetime | None = None) -> Extract:
    if STOPPED.encode() in page.body:
        os.kill(os.getpid(), signal.SIGSTOP)
    return extract(page, now=now)


if __name__ == "__main__":
    with patch.object(extraction_worker, "extract", extract_or_be_stopped):
        extraction_worker.main(float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
