"""The first process inside the sandbox. Runs by itself there: it imports nothing of the service.

It gives up root for a user that owns nothing, takes its limits, starts the program as its child,
and ends with it or with the service: when the first process of a namespace of processes ends, the
kernel kills all the others, whatever they ignore. Arguments: the user's number or 0 to stay, the
descriptor of the report, one that is closed when all has to end, limits as JSON, and the program's
command.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import threading

REPORT = 3
NOBODY = 65534
ENDED = 137
STARTED = b"started\n"
CAPABILITIES = (0x20080522, 0)
"""The version of the question in three parts, and oneself (`man 2 capset`)."""


def main() -> None:
    user, report, held, limits = (json.loads(word) for word in sys.argv[1:5])
    os.chdir("/scratch")
    try:
        if user:
            become(user)
    except OSError:
        sys.exit("root cannot become a user without rights here")
    # All other signals it does not handle: the kernel does not end the first process by them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.write(report, STARTED)
    child = os.fork()
    if child == 0:
        be_the_program(report, limits, sys.argv[5:])
    os.close(report)
    threading.Thread(target=end_with_the_service, args=(held,), daemon=True).start()
    os._exit(ending_of(child))


def become(user: int) -> None:
    """A user that nobody else is, so that its processes can be counted; where the host itself has
    few users, the last of them."""
    os.setgroups([])
    try:
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    except OSError:
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    header, none = (ctypes.c_uint32 * 2)(*CAPABILITIES), (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None).capset(header, none) != 0:
        os._exit(ENDED)


def end_with_the_service(held: int) -> None:
    """It has the other end, and writes to it or closes it, or the kernel does when it dies."""
    os.read(held, 1)
    os._exit(ENDED)


def be_the_program(report: int, limits: dict[str, tuple[int, int]], command: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.dup2(report, REPORT)
    os.closerange(REPORT + 1, 1024)
    os.nice(10)
    os.setsid()
    for name, (soft, hard) in limits.items():
        resource.setrlimit(getattr(resource, name), (soft, hard))
    os.execv(command[0], command)  # noqa: S606 (the point of it)


def ending_of(child: int) -> int:
    """All others become children of the first process: they are reaped until the program ends."""
    while True:
        ended, status = os.wait()
        if ended == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


main()
