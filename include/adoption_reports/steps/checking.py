"""`adoption check`: the same verdict and findings as a submission, offline.

No store and no database: the registry comes from the project's own files, and rules that look at
other submissions are left out. Source: contract, sections 5, 8 and 12.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from adoption_reports.domain.findings import Finding, FindingList
from adoption_reports.domain.judgement import Circumstances, Judgement
from adoption_reports.domain.periods import parse_period
from adoption_reports.domain.submissions import REJECTED, read_address
from adoption_reports.feedback.receipt import SubmissionFacts, receipt_document
from adoption_reports.intake.sandbox import Sandbox
from adoption_reports.settings import Settings
from adoption_reports.storage.reference import read_registry


@dataclass(frozen=True)
class Answer:
    """One file's judgement, and the receipt that a submission of it would get."""

    judgement: Judgement
    receipt: dict[str, Any]


def check(files: Sequence[str], *, network: str, period: str, at: datetime, settings: Settings) -> Iterator[Answer]:
    """Judge files as if each were uploaded at `at`; answers come in the order given."""
    registry = read_registry(settings.reference_folder)
    # Periods with slashes are understood in files and options; a key can't hold them.
    read = parse_period(period)
    address = read_address(f"{network}/{read.code if read else period}/file", registry.networks)
    if address.network_code is None or address.period is None:
        for name in files:
            yield _answer(name, _refusal(address.findings), None, at, None)
        return
    # Imported here: it takes seconds, which commands that judge nothing need not spend.
    from adoption_reports.validation.validator import Validator

    validator = Validator()
    with Sandbox() as sandbox:
        for name in files:
            path = Path(name)
            reading = sandbox.read(path, network_code=address.network_code, period=address.period)
            circumstances = Circumstances(name, address.network_code, address.period, at)
            judgement = validator.judge(reading, circumstances, registry).of_bytes(_sha256(path))
            yield _answer(name, judgement, address.network_code, at, address.period.code)


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
