"""What a reading process may not do: reach the network, gain rights, or use memory and time without end.

Every measure is taken where the operating system allows it; limits on memory, time and output always.
Source: architecture, "Sandbox"; reliability, row 7.
"""

import contextlib
import ctypes
import resource
import signal
from dataclasses import asdict, dataclass
from pathlib import Path

from adoption_reports.metadata.limits import UNPACKED_BYTES

SMALL_FILE = 10_000_000
"""Bytes of a file that is read within the promised 512 MB; and what counts as "every started 10 MB"."""
SMALL_MEMORY = 480 << 20
"""Less than the promised 512 MB, since pages of mapped files are not counted by the limit."""
SECONDS_EACH = 30
_SPARE_SECONDS = 2
"""Kept back of the promised time for starting the child and telling the answer."""
_PATIENCE = 6
"""How often its seconds of work a child may take by the clock: on a busy machine it has to wait its turn,
and no verdict may depend on that."""
_MOST_MEMORY = 3 << 30
_MEMORY_PER_BYTE = 4
_LEAST_OUTPUT = 2 << 30
_OUTPUT_PER_BYTE = 40
"""Bytes in one file, unpacked or of tables, for each byte as sent: what people send is packed up to 20 times."""
_FILES_MAPPED = 3
"""The file as unpacked, its table, and the rows as sent."""
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may use.

    memory: bytes beyond the idle process; seconds: of work; patience: seconds by the clock, after which
    something is wrong with the machine; mapped: bytes of address space for files; output: bytes of one file.
    """

    memory: int
    seconds: int
    patience: int
    mapped: int
    output: int

    def as_mapping(self) -> dict[str, int]:
        """For the reading process."""
        return asdict(self)


def limits_for(size: int) -> Limits:
    """The limits for a file of `size` bytes."""
    tens = max(1, -(-size // SMALL_FILE))
    memory = SMALL_MEMORY + _MEMORY_PER_BYTE * max(0, size - SMALL_FILE)
    output = min(_LEAST_OUTPUT + _OUTPUT_PER_BYTE * size, UNPACKED_BYTES)
    seconds = SECONDS_EACH * tens - _SPARE_SECONDS
    return Limits(
        memory=min(memory, _MOST_MEMORY),
        seconds=seconds,
        patience=_PATIENCE * seconds,
        mapped=2 * size + _FILES_MAPPED * output,
        output=output,
    )


def isolate() -> None:
    """Give up the network and the way to new rights, for this process and its children."""
    system = ctypes.CDLL(None, use_errno=True)
    with contextlib.suppress(AttributeError):
        if system.unshare(_CLONE_NEWNET) != 0:
            system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    with contextlib.suppress(AttributeError):
        system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def confine(limits: Limits) -> None:
    """Limit this process, which is about to read one file. It dies with its parent."""
    system = ctypes.CDLL(None, use_errno=True)
    with contextlib.suppress(AttributeError):
        system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    total, data = _memory_used()
    _limit(resource.RLIMIT_DATA, data + limits.memory)
    _limit(resource.RLIMIT_AS, total + limits.memory + limits.mapped)
    _limit(resource.RLIMIT_CPU, limits.seconds, limits.seconds + 1)
    _limit(resource.RLIMIT_FSIZE, limits.output)
    _limit(resource.RLIMIT_NOFILE, 64)
    _limit(resource.RLIMIT_NPROC, 0)


def _limit(which: int, most: int, at_the_end: int | None = None) -> None:
    _, hard = resource.getrlimit(which)
    last = most if at_the_end is None else at_the_end
    if hard != resource.RLIM_INFINITY:
        last = min(last, hard)
    resource.setrlimit(which, (min(most, last), last))


def _memory_used() -> tuple[int, int]:
    """Bytes of address space, and of data, that this process has; 0 where the system doesn't tell."""
    with contextlib.suppress(OSError):
        sizes = Path("/proc/self/statm").read_text().split()
        page = resource.getpagesize()
        return int(sizes[0]) * page, int(sizes[5]) * page
    return 0, 0
