"""Files that come through a page: never larger than the limit, streamed to disk, named harmlessly.

Source: reliability, rows 7 and 12; contract, section 2 (keys).
"""

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adoption_reports.domain.errors import AdoptionError
from adoption_reports.intake.workspace import workspace
from adoption_reports.metadata.limits import PAGE_UPLOAD_BYTES

FORM_BYTES = 64 * 1024
"""What the form's other fields and its own signs may add."""
NAME_BYTES = 200
HEARD_OUT = 10
"""How many times the limit is still received, and thrown away, before we hang up."""


class UploadTooLarge(AdoptionError):
    """More was sent than a page takes. Send it to the bucket instead."""


class BodyLimit:
    """Ends a request whose body grows beyond the limit, whatever its header claimed."""

    def __init__(self, app: ASGIApp, limit: int = PAGE_UPLOAD_BYTES + FORM_BYTES) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes."""
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came <= self.limit:
                return message
            # A browser shows our words only if it could send to the end, so a little more is thrown away.
            while message.get("more_body") and came < HEARD_OUT * self.limit:
                message = await receive()
                came += len(message.get("body", b""))
            raise UploadTooLarge(too_large_words())

        await self.app(scope, counted if scope["type"] == "http" else receive, send)


def too_large_words() -> str:
    """What to do with a file that is too large for a page."""
    return (
        f"The file is larger than {PAGE_UPLOAD_BYTES // 1024**2} MB, which is the most that this page takes. "
        "Check it with `adoption check` or upload it to your folder: files of up to 2 GB are read there."
    )


def harmless_name(name: str | None) -> str:
    """A file's name without folders and control characters, and not too long for any store."""
    last = re.split(r"[/\\]", name or "")[-1]
    kept = "".join(c for c in last if c.isprintable()).strip() or "file"
    return kept.encode()[-NAME_BYTES:].decode(errors="ignore").strip(". ") or "file"


@contextmanager
def on_disk(content: BinaryIO, name: str) -> Iterator[Path]:
    """The content as a file under its own name (which may say `nil-return`), gone afterwards."""
    with workspace() as folder:
        path = folder / name
        with path.open("wb") as file:
            shutil.copyfileobj(content, file, 1 << 20)
        yield path


def md5_of(path: Path) -> str:
    """The ETag that a store gives to a file written by one request."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
