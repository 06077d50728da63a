"""Archived bytes judged again: the same answer by the same registry, another by another; nothing kept."""

from dataclasses import replace
from pathlib import Path

from adoption_reports.steps.rejudging import rejudge
from adoption_reports.storage.database import transaction
from adoption_reports.storage.ledger import Submission, find_submission
from tests.storage.conftest import PERIOD, Pipeline, adoptions


def sent(pipeline: Pipeline) -> Submission:
    pipeline.send(f"NENC/{PERIOD}/report.csv", adoptions("INN-0001,L01,100,received", "INN-0002,NOWHERE,5,received"))
    pipeline.run()
    with transaction(pipeline.services.database) as connection:
        return find_submission(connection, f"NENC-{PERIOD}-r001")


def test_the_same_bytes_and_registry_give_the_same_judgement(pipeline: Pipeline, tmp_path: Path) -> None:
    submission = sent(pipeline)
    before = pipeline.digest()
    again = rejudge(pipeline.services, submission, pipeline.services.registry(), tmp_path)
    assert again is not None
    assert (again.verdict, again.content_sha256) == (submission.verdict, submission.content_sha256)
    (judged,) = again.datasets
    assert (judged.lines["row"].to_pylist(), judged.held["row"].to_pylist()) == ([2], [3])
    assert pipeline.digest() == before


def test_another_registry_can_give_another_judgement(pipeline: Pipeline, tmp_path: Path) -> None:
    submission = sent(pipeline)
    registry = pipeline.services.registry()
    known = registry.locations["L01"]
    richer = replace(registry, locations=registry.locations | {"NOWHERE": replace(known, location_code="NOWHERE")})
    again = rejudge(pipeline.services, submission, richer, tmp_path)
    assert (submission.verdict, again and again.verdict) == ("partially_accepted", "accepted")


def test_a_submission_whose_bytes_were_never_read_has_no_judgement(pipeline: Pipeline, tmp_path: Path) -> None:
    unread = replace(sent(pipeline), content_sha256=None)
    assert rejudge(pipeline.services, unread, pipeline.services.registry(), tmp_path) is None
