"""What a program in the sandbox may not ask of the kernel (seccomp, `man 2 seccomp`).

A list of what is refused: all that makes namespaces, mounts or sockets, looks into other processes,
or takes memory that counts as nobody's. Anything newer than Linux 5.1 (number 424, the same on
every machine) is refused but for three: what the kernel gains later is refused before we know it.
"""

import platform
import struct
from dataclasses import dataclass

from app.parts.sandbox.program import NoSandboxError

ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, MACHINE, ARGUMENT_0, ARGUMENT_1 = 0, 4, 16, 24
"""Where they stand in `struct seccomp_data`; of an argument, its lower half."""

FIRST_NEW = 424
NEW_BUT_NEEDED = (436, 439, 449)
"""close_range, faccessat2, futex_waitv."""
OTHER_ABI = 0x40000000
"""x32 on x86-64: the same calls under other numbers."""
NEW_NAMESPACES = 0x7E020080
"""CLONE_NEW* in the flags of clone: time, mount, cgroup, uts, ipc, user, pid, net."""
AF_UNIX = 1
TERMINAL_INPUT = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX, which type into a terminal."""

# Number on x86-64, on ARM64 (None: it is not there).
REFUSED: dict[str, tuple[int, int | None]] = {
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "memfd_create": (319, 279),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "io_setup": (206, 0),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "vhangup": (153, 58),
    "fanotify_init": (300, 262),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "personality": (135, 92),
    "mbind": (237, 235),
    "set_mempolicy": (238, 237),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "lookup_dcookie": (212, 18),
    "uselib": (134, None),
}


@dataclass(frozen=True, slots=True)
class Machine:
    """`audit` is the kernel's own name for it (AUDIT_ARCH_*), `column` its numbers in REFUSED."""

    audit: int
    column: int
    clone: int
    socket: int
    ioctl: int


MACHINES = {
    "x86_64": Machine(0xC000003E, 0, clone=56, socket=41, ioctl=16),
    "aarch64": Machine(0xC00000B7, 1, clone=220, socket=198, ioctl=29),
}


def syscall_filter() -> bytes:
    """The filter as the kernel takes it (classic BPF). Raises NoSandboxError."""
    machine = MACHINES.get(platform.machine())
    if machine is None:
        raise NoSandboxError(
            f"The sandbox knows x86-64 and ARM64, and this machine is {platform.machine()}."
        )
    return b"".join((*of_machine(machine), *refused_calls(machine), step(RETURN, ALLOW)))


def of_machine(machine: Machine) -> tuple[bytes, ...]:
    return (
        step(LOAD, MACHINE),
        step(EQUAL, machine.audit, then=1),
        step(RETURN, KILL),
        step(LOAD, NUMBER),
        step(AT_LEAST, OTHER_ABI, otherwise=1),
        step(RETURN, KILL),
        *(piece for number in NEW_BUT_NEEDED for piece in answer(number, ALLOW)),
        step(AT_LEAST, FIRST_NEW, otherwise=1),
        step(RETURN, ERRNO | ENOSYS),
    )


def refused_calls(machine: Machine) -> tuple[bytes, ...]:
    numbers = (numbers[machine.column] for numbers in REFUSED.values())
    no = step(RETURN, ERRNO | EPERM)
    return (
        *(p for n in numbers if n is not None for p in answer(n, ERRNO | EPERM)),
        *(step(EQUAL, machine.clone, otherwise=3), step(LOAD, ARGUMENT_0)),
        *(step(ANY_BIT, NEW_NAMESPACES, otherwise=1), no, step(LOAD, NUMBER)),
        *(step(EQUAL, machine.socket, otherwise=3), step(LOAD, ARGUMENT_0)),
        *(step(EQUAL, AF_UNIX, then=1), no, step(LOAD, NUMBER)),
        *(step(EQUAL, machine.ioctl, otherwise=4), step(LOAD, ARGUMENT_1)),
        *(step(EQUAL, TERMINAL_INPUT[0], then=1), step(EQUAL, TERMINAL_INPUT[1], otherwise=1), no),
    )


def answer(number: int, what: int) -> tuple[bytes, bytes]:
    """To this call, whatever its arguments."""
    return step(EQUAL, number, otherwise=1), step(RETURN, what)


def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    """One `struct sock_filter`: so many steps are left out where it holds, or where it does not."""
    return struct.pack("=HBBI", code, then, otherwise, value)
