"""`adoption check`: the same verdict and findings as a submission, offline.

No store and no database: the registry comes from the project's own files, and rules that look at
other submissions are left out. Source: contract, sections 5, 8 and 12.
"""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adoption_reports.domain.findings import Finding, FindingList
from adoption_reports.domain.judgement import Circumstances, Judgement
from adoption_reports.domain.periods import Period, parse_period
from adoption_reports.domain.reading import Reading
from adoption_reports.domain.submissions import REJECTED, read_address
from adoption_reports.feedback.receipt import SubmissionFacts, receipt_document
from adoption_reports.intake.sandbox import Sandbox
from adoption_reports.settings import Settings
from adoption_reports.storage.reference import read_registry

if TYPE_CHECKING:
    from adoption_reports.validation.validator import Validator


@dataclass(frozen=True)
class Answer:
    """One file's judgement, and the receipt that a submission of it would get."""

    judgement: Judgement
    receipt: dict[str, Any]


@dataclass(frozen=True)
class Unread:
    """A file that is not there or may not be read, and why: it gets no answer, and others do."""

    name: str
    why: str


def check(
    files: Sequence[str], *, network: str, period: str, at: datetime, settings: Settings
) -> Iterator[Answer | Unread]:
    """Judge files as if each were uploaded at `at`; answers come in the order given."""
    registry = read_registry(settings.reference_folder)
    # Periods with slashes are understood in files and options; a key can't hold them.
    read = parse_period(period)
    address = read_address(f"{network}/{read.code if read else period}/file", registry.networks)
    if address.network_code is None or address.period is None:
        for name in files:
            why = _unreadable(name)
            yield Unread(name, why) if why else _answer(name, _refusal(address.findings), None, at, None)
        return
    for name, found in _readings(files, network_code=address.network_code, period=address.period):
        if isinstance(found, Unread):
            yield found
            continue
        reading, sha256 = found
        circumstances = Circumstances(name, address.network_code, address.period, at)
        judgement = _validator().judge(reading, circumstances, registry).of_bytes(sha256)
        yield _answer(name, judgement, address.network_code, at, address.period.code)


@cache
def _validator() -> "Validator":
    # Imported here: it takes seconds, which commands that judge nothing need not spend.
    from adoption_reports.validation.validator import Validator

    return Validator()


def _readings(
    files: Sequence[str], *, network_code: str, period: Period
) -> Iterator[tuple[str, tuple[Reading, str] | Unread]]:
    """Each file as read, with its hash; the next one is read while its predecessor is judged."""
    with Sandbox() as sandbox, ThreadPoolExecutor(1) as beside:

        def read(name: str) -> tuple[Reading, str] | Unread:
            if why := _unreadable(name):
                return Unread(name, why)
            path = Path(name)
            try:
                return sandbox.read(path, network_code=network_code, period=period), _sha256(path)
            except OSError as error:
                return Unread(name, _in_words(error))

        waiting = beside.submit(read, files[0]) if files else None
        for name, following in zip(files, [*files[1:], None], strict=True):
            assert waiting is not None
            found = waiting.result()
            waiting = beside.submit(read, following) if following is not None else None
            yield name, found


def _unreadable(name: str) -> str | None:
    """Why there is nothing to read at a path, in words; None where a file is."""
    path = Path(name)
    try:
        if path.is_dir():
            return "it is a folder; name the files in it"
        if path.exists() and not path.is_file():
            return "it is a pipe or a device; save it as a file first"
        with path.open("rb"):
            return None
    except OSError as error:
        return _in_words(error)


def _in_words(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "you are not allowed to read it"
    return (error.strerror or str(error)).lower()


def _refusal(found: Sequence[Finding]) -> Judgement:
    findings = FindingList()
    findings.add(*found)
    return Judgement(REJECTED, findings, ())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _answer(name: str, judgement: Judgement, network: str | None, at: datetime, period: str | None) -> Answer:
    facts = SubmissionFacts(
        submission_id=None,
        network_code=network,
        reporting_period=period,
        object_key=name,
        etag=None,
        content_sha256=judgement.content_sha256 or None,
        size_bytes=Path(name).stat().st_size,
        uploaded_at=at,
        received_at=None,
        recorded_at=None,
    )
    return Answer(judgement, receipt_document(submission=facts, judgement=judgement, supersedes={}))
