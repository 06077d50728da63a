"""A layer between the steps and their servers: counts every call, and can break any one of them.

It wraps what really talks to the servers: botocore's HTTP session and psycopg's waiting for an answer. The
servers themselves are real, so what a broken call leaves behind is what it leaves behind in production.
Source: reliability, rows 1 and 2.
"""

import io
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import botocore.awsrequest
import botocore.endpoint
import botocore.exceptions
import botocore.httpsession
import psycopg

S3, POSTGRES = "S3", "PostgreSQL"
SLOW_SECONDS = 0.02
COMMIT = "commit"
PING = ";"
"""What the pool asks before it hands out a connection that it kept."""
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|COPY|TRUNCATE|CREATE)\b")
_WITHOUT_SERVER = ("set_autocommit", "set_isolation_level", "enter", "copy_to")
"""What psycopg does without an answer from the server: no call."""

NO_ROOM = "no room"
"""The server's disk is full: what writes fails, what reads does not."""
NO_ROOM_HERE = "no room here"
"""The worker's own disk is full: a file of more than no bytes cannot be written."""
KILLS = ("killed before", "killed after")
FAILURES = {
    S3: ("500", "503", "timeout before", "timeout after", "reset before", "reset after", "truncated", "slow"),
    POSTGRES: ("reset before", "reset after", "timeout", "slow"),
}
"""How a call of each server may fail; "after": the server did it, and its answer was lost."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a server, in words that say which."""

    server: str
    name: str
    changes_something: bool = False
    """Whether it may leave something behind for others to see: a PUT, the COMMIT of what wrote."""
    writes: bool = False
    """Whether it needs room on the server's disk."""

    def can(self, how: str) -> bool:
        """Whether it can fail so: only an answer with a body can be cut, and a COMMIT has no time limit."""
        if how == "truncated":
            return self.name.startswith("GET")
        if how == NO_ROOM:
            return self.writes
        return how != "timeout" or self.name not in (COMMIT, "commit of nothing", "rollback", "connect")


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at the `at`-th call, from 0; `lasts`: and at every later call of the same server.

    act: what happens before the call instead.
    """

    at: int
    how: str
    lasts: bool = False
    act: Callable[[], object] | None = None


@dataclass
class Layer:
    """The calls of one process so far, and the fault that one of them is to meet."""

    fault: Fault | None = None
    calls: list[Call] = field(default_factory=list)
    struck: str | None = None
    later_calls: int = 0
    """How many calls of the struck server came after the fault: none, and it lasting would be no other run."""
    after_effect: Callable[[int], object] | None = None
    """What happens after each call that changes something, given its number; its own calls are not counted."""

    _watcher: int | None = None
    _on: tuple[str, Callable[[], object]] | None = None

    def pass_through(self, call: Call, do: Callable[[], Any], fail: Callable[[str, Callable[[], Any]], Any]) -> Any:
        """Do a call, or what the fault makes of it. fail: how this server's client sees a failure."""
        if self._watcher == threading.get_ident():
            return do()
        number = len(self.calls)
        self.calls.append(call)
        self.later_calls += call.server == self.struck
        fault = self.fault
        if self.after_effect is not None and call.changes_something:
            done = do()
            self._watcher = threading.get_ident()
            self.after_effect(number)
            self._watcher = None
            return done
        if self._on is not None and call.name.startswith(self._on[0]):
            (_, act), self._on = self._on, None
            done = do()
            act()
            return done
        if (
            fault is None
            or number < fault.at
            or (number > fault.at and not (fault.lasts and (fault.how == "slow" or call.server == self.struck)))
        ):
            return do()
        self.struck = call.server
        if fault.act is not None:
            fault.act()
            return do()
        if fault.how == NO_ROOM_HERE:
            return do()
        if fault.how == "slow":
            time.sleep(SLOW_SECONDS)
        if fault.how == "slow" or (number > fault.at and not call.can(fault.how)):
            return do()
        if fault.how in KILLS:
            if fault.how == "killed after":
                do()
            os.kill(os.getpid(), signal.SIGKILL)
        return fail(fault.how, do)

    def act_on(self, name: str, act: Callable[[], object]) -> None:
        """Once: do something after the first call whose name begins so, before its answer is looked at."""
        self._on = (name, act)


@contextmanager
def installed(layer: Layer) -> Iterator[Layer]:
    """Within the block, every call of a server in this process goes through the layer."""
    send, wait, connect = botocore.httpsession.URLLib3Session.send, psycopg.Connection.wait, psycopg.Connection.connect
    statement, writing, wrote = [""], [False], [False]
    execute, copy = psycopg.Cursor.execute, psycopg.Cursor.copy

    def counted_send(self: Any, request: Any) -> Any:
        path = request.url.split("/", 3)[-1]
        return layer.pass_through(
            Call(S3, f"{request.method} {path}", request.method != "GET", request.method == "PUT"),
            lambda: send(self, request),
            lambda how, do: _fail_s3(how, do, request),
        )

    def counted_wait(self: Any, gen: Any, *args: Any, **options: Any) -> Any:
        name = getattr(gen, "__name__", "answer").removeprefix("_").removesuffix("_gen")
        is_idle = self.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE
        if name in _WITHOUT_SERVER or (is_idle and name in (COMMIT, "rollback")):
            return wait(self, gen, *args, **options)
        changes = name == COMMIT and wrote[0]
        if name in (COMMIT, "rollback"):
            wrote[0] = False
        writes = name in ("execute", "start_copy") and writing[0]
        if name in ("execute", "start_copy"):
            name = statement[0]
        elif name == COMMIT and not changes:
            name = "commit of nothing"
        return layer.pass_through(
            Call(POSTGRES, name, changes, writes),
            lambda: wait(self, gen, *args, **options),
            lambda how, do: _fail_postgres(how, do, self),
        )

    def counted_connect(*args: Any, **options: Any) -> Any:
        return layer.pass_through(
            Call(POSTGRES, "connect"), lambda: connect(*args, **options), lambda how, do: _fail_postgres(how, do, None)
        )

    def named(original: Callable[..., Any]) -> Callable[..., Any]:
        def run(self: Any, query: Any, *args: Any, **options: Any) -> Any:
            text = str(query).strip()
            statement[0] = text.splitlines()[0][:90]
            writing[0] = bool(_WRITES.search(text.removeprefix(statement[0])) or _WRITES.match(text))
            wrote[0] = wrote[0] or writing[0]
            return original(self, query, *args, **options)

        return run

    with (
        mock.patch.object(botocore.httpsession.URLLib3Session, "send", counted_send),
        mock.patch.object(psycopg.Connection, "wait", counted_wait),
        mock.patch.object(psycopg.Connection, "connect", counted_connect),
        mock.patch.object(psycopg.Cursor, "execute", named(execute)),
        mock.patch.object(psycopg.Cursor, "copy", named(copy)),
        # The client waits between its own three tries; the laboratory has thousands of runs to do.
        mock.patch.object(botocore.endpoint, "time", mock.Mock(sleep=lambda _: None)),
    ):
        yield layer


def _fail_s3(how: str, do: Callable[[], Any], request: Any) -> Any:
    if how.endswith("after"):
        do()
    if how.startswith("timeout"):
        raise botocore.exceptions.ReadTimeoutError(endpoint_url=request.url, error="made to fail")
    if how.startswith("reset"):
        raise botocore.exceptions.ConnectionClosedError(endpoint_url=request.url, error="made to fail", request=request)
    if how == "truncated":
        answer = do()
        body = answer.content
        return _answer(request, answer.status_code, dict(answer.headers), body[: len(body) // 2])
    status, word = _REFUSALS[how]
    body = f"<Error><Code>{word}</Code><Message>made to fail</Message></Error>".encode()
    return _answer(request, status, {"Content-Length": str(len(body)), "Content-Type": "application/xml"}, body)


_REFUSALS = {"500": (500, "InternalError"), "503": (503, "SlowDown"), NO_ROOM: (507, "InsufficientStorage")}


def _answer(request: Any, status: int, headers: dict[str, str], body: bytes) -> Any:
    raw = _Raw(body)
    answer = botocore.awsrequest.AWSResponse(request.url, status, headers, raw)
    if not request.stream_output:
        _ = answer.content
    return answer


class _Raw(io.BytesIO):
    """A body as urllib3 hands it out."""

    def stream(self, amount: int = 65536, **_: Any) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk

    def read(self, amount: int | None = None, **_: Any) -> bytes:
        return super().read(amount)


def _fail_postgres(how: str, do: Callable[[], Any], connection: Any) -> Any:
    if how.endswith("after"):
        done = do()
        connection = connection or done
    if how == "timeout":
        raise psycopg.errors.QueryCanceled("canceling statement due to statement timeout (made to fail)")
    if how == NO_ROOM:
        raise psycopg.errors.DiskFull("could not extend file: No space left on device (made to fail)")
    if connection is not None:
        connection.pgconn.finish()
    raise psycopg.OperationalError("server closed the connection unexpectedly (made to fail)")
