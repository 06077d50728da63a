"""Judging bytes without committing anything: for a first decision, a replay, and a back-test.

Everything that a judgement depends on comes in: the bytes, the submission's own circumstances and a
registry; the rules and limits are those of the code that runs. Rules that look at other submissions
are left to the commit. Source: contract, sections 5 and 6.
"""

from pathlib import Path

from adoption_reports.domain.findings import Finding, FindingList
from adoption_reports.domain.judgement import Circumstances, Judgement
from adoption_reports.domain.registry import Registry
from adoption_reports.domain.submissions import REJECTED, read_address
from adoption_reports.steps.services import Services, without_values
from adoption_reports.storage.ledger import Submission


def judge_bytes(services: Services, submission: Submission, path: Path, sha256: str, registry: Registry) -> Judgement:
    """Judge a file as a submission's: at its `uploaded_at`, by a registry. Commits nothing."""
    address = read_address(submission.object_key, registry.networks)
    if address.network_code is None or address.period is None:
        return refusal(sha256, *address.findings)
    circumstances = Circumstances(
        object_key=submission.object_key,
        network_code=address.network_code,
        period=address.period,
        uploaded_at=submission.uploaded_at,
        is_history=submission.is_history,
    )
    with without_values():
        reading = services.sandbox.read(path, network_code=address.network_code, period=address.period)
        return services.validator.judge(reading, circumstances, registry).of_bytes(sha256)


def rejudge(services: Services, submission: Submission, registry: Registry, folder: Path) -> Judgement | None:
    """Judge a submission's archived bytes again, by a registry. Commits nothing.

    None: nothing was archived, since the object was gone before it could be read. Raises ObjectChanged
    when the archive no longer holds the bytes.
    """
    if not submission.content_sha256:
        return None
    path = services.archive.fetch_bytes(submission.content_sha256, folder)
    return judge_bytes(services, submission, path, submission.content_sha256, registry)


def refusal(sha256: str, *found: Finding) -> Judgement:
    """The judgement of a file that is refused before it is read."""
    findings = FindingList()
    findings.add(*found)
    return Judgement(REJECTED, findings, (), content_sha256=sha256)
