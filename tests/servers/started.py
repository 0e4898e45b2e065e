"""Each process of the service by the function that its command line ends up in.

For `tests.servers.nursery`: a process that is started as a user starts it imports for two seconds.
"""

import sys

import uvicorn

import app.cli
import app.together
import app.worker_process


def api(port: int) -> None:
    uvicorn.main(["app.main:app", "--port", str(port)])


def worker() -> None:
    app.worker_process.main()


def scout(*arguments: str) -> None:
    sys.argv = ["scout", *arguments]
    app.cli.main()


def together(port: int) -> None:
    app.together.main(port)
