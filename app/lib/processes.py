"""Processes that must not outlive the one that started them."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int, how: signal.Signals) -> None:
    """Have the kernel send this process a signal when `parent` dies (prctl(2), PR_SET_PDEATHSIG).

    To be called by the child, first thing.
    """
    if os.uname().sysname == "Linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, how)
    if os.getppid() != parent:  # it died between the fork and the call above
        os._exit(1)
