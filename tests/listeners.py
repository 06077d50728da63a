"""Servers of this process that keep what they are sent: a mailbox, a chat room and a collector of metrics."""

import email
import email.policy
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class Mailbox:
    """Keeps what comes in; or refuses it with `answer`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.messages: list[tuple[list[str], EmailMessage]] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            message = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self.messages.append((envelope.rcpt_tos, message))
        return self.answer

    @contextmanager
    def open(self) -> Iterator[None]:
        """The server answers inside the block."""
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()


class ChatRoom:
    """A chat's webhook that keeps what comes in, or answers with another status than 200."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.status = 200
        self.url = ""

    @contextmanager
    def open(self) -> Iterator[None]:
        """The room answers at `url` inside the block."""
        room = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if room.status == 200:
                    room.texts.append(body["text"])
                self.send_response(room.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Keep silent."""

        with _serving(Handler) as address:
            self.url = f"{address}/hooks/a-secret-token"
            yield


@contextmanager
def answering(answers: Mapping[str, Any]) -> Iterator[str]:
    """The address of a server that answers each path with JSON, whatever is asked of it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers[self.path.split("?")[0]]).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Keep silent."""

    with _serving(Handler) as address:
        yield address


@contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def metrics() -> Iterator[tuple[int, list[str]]]:
    """A StatsD server's port, and the lines that it is sent inside the block."""
    lines: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0.2)
        yield server.getsockname()[1], lines
        while True:
            try:
                lines += server.recv(65536).decode().splitlines()
            except TimeoutError:
                break
