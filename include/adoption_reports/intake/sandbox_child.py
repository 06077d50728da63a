"""The reading process: started once, clean; it forks one confined child for every file.

Speaks lines of JSON over the socket whose number is its argument. For every request it answers how the
child ended; the reading itself is in the request's folder. Ends when the socket is closed.
Source: architecture, "Sandbox".
"""

import contextlib
import errno
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from adoption_reports.intake.confinement import Limits, confine, isolate

READ, OUT_OF_MEMORY, OUT_OF_TIME, STOPPED, OUR_FAULT = "read", "memory", "time", "stopped", "ours"
FAILURE_FILE = "failure.txt"
_EXIT_STATUS = {0: READ, 3: OUT_OF_MEMORY, 4: OUR_FAULT, 5: STOPPED}
_MEMORY_SIGNALS = (signal.SIGABRT, signal.SIGKILL, signal.SIGBUS)
"""How a process ends that asked for more memory in C++, or was ended for it by the system."""


def main() -> None:
    """Serve requests until the other side closes the socket."""
    isolate()
    connection = socket.socket(fileno=int(sys.argv[1]))
    _preload()
    connection.sendall(b'{"ready": true}\n')
    pending = b""
    while received := connection.recv(65536):
        pending += received
        while b"\n" in pending:
            line, pending = pending.split(b"\n", 1)
            request = json.loads(line)
            outcome, used = _read_in_child(request, connection)
            answer = {
                "folder": request["folder"],
                "outcome": outcome,
                "seconds": used.ru_utime + used.ru_stime,
                "peak_bytes": used.ru_maxrss * 1024,
            }
            connection.sendall(json.dumps(answer).encode() + b"\n")


def _preload() -> None:
    """Import and use everything once, so that children start warm; then keep it out of collections."""
    import pyarrow as pa

    from adoption_reports.domain.periods import parse_period
    from adoption_reports.intake import reader  # noqa: F401 (everything that reading a file needs)
    from adoption_reports.intake.rows import Key
    from adoption_reports.intake.spool import Spool
    from adoption_reports.intake.text_file import read_text_file
    from adoption_reports.metadata.datasets import DATASETS

    period = parse_period("2017-18-Q3")
    assert period is not None
    for dataset in DATASETS.values():
        text = ",".join(dataset.columns) + "\n" + ",".join("x" for _ in dataset.columns) + "\n"
        read_text_file(pa.py_buffer(text.encode()), key=Key("X", period), spool=Spool())
    gc.collect()
    gc.freeze()


def _read_in_child(request: dict[str, Any], connection: socket.socket) -> tuple[str, resource.struct_rusage]:
    """Fork a child that reads one file; how it ended, and what it used."""
    alive, held_by_child = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        connection.close()
        os.close(alive)
        _read_and_exit(request)
    os.close(held_by_child)
    limits = Limits(**request["limits"])
    is_stalled = _wait(alive, connection, started + limits.patience)
    os.close(alive)
    if is_stalled:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    if os.WIFEXITED(status):
        return _EXIT_STATUS.get(os.WEXITSTATUS(status), STOPPED), used
    if os.WTERMSIG(status) == signal.SIGXCPU or used.ru_utime + used.ru_stime >= limits.seconds:
        return OUT_OF_TIME, used
    if is_stalled:
        return OUR_FAULT, used
    return OUT_OF_MEMORY if os.WTERMSIG(status) in _MEMORY_SIGNALS else STOPPED, used


def _wait(alive: int, connection: socket.socket, deadline: float) -> bool:
    """Wait until the child ends; True where it stalls, or nobody waits for its answer."""
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([alive, connection.fileno()], [], [], left)
        if alive in ready:
            return False
        if connection.fileno() in ready and not connection.recv(1, socket.MSG_PEEK):
            return True
    return True


def _read_and_exit(request: dict[str, Any]) -> NoReturn:
    """In the child: read the file, leave the reading, or its cells, in the folder, end. Never returns."""
    status = 4
    folder = Path(request["folder"])
    try:
        confine(Limits(**request["limits"]))
        _read(request, folder)
        status = 0
    except MemoryError:
        status = 3
    except OSError as error:
        status = 3 if error.errno in (errno.ENOMEM, errno.EFBIG) else 4
        _tell_failure(folder)
    except Exception:
        status = 5
        _tell_failure(folder)
    finally:
        os._exit(status)


def _read(request: dict[str, Any], folder: Path) -> None:
    from adoption_reports.domain.periods import parse_period
    from adoption_reports.intake.exchange import write_cells, write_reading
    from adoption_reports.intake.reader import read_cells, read_file
    from adoption_reports.intake.spool import Spool

    spool, path = Spool(folder), Path(request["path"])
    if "rows" in request:
        write_cells(read_cells(path, dict(request["rows"]), spool), spool)
        return
    period = parse_period(request["reporting_period"])
    assert period is not None
    reading = read_file(path, network_code=request["network_code"], period=period, spool=spool)
    write_reading(reading, spool)


def _tell_failure(folder: Path) -> None:
    with contextlib.suppress(OSError, MemoryError):
        kind, _, frames = sys.exc_info()
        # Not what it says: that may quote the file, and ends in our logs.
        (folder / FAILURE_FILE).write_text(f"{kind.__name__ if kind else ''}\n{''.join(traceback.format_tb(frames))}")


if __name__ == "__main__":
    main()
