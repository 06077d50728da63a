"""Announcements carry keys, always; a task without keys is skipped, since a success would announce its own."""

from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowSkipException
from airflow.sdk.execution_time.context import OutletEventAccessors

from adoption_reports.airflow.announcements import BATCH, announce, in_batches, submission_of
from adoption_reports.airflow.assets import SUBMISSION
from adoption_reports.domain.errors import WrongUse


def test_each_key_is_announced_once() -> None:
    events = OutletEventAccessors()
    announce(SUBMISSION, ["NENC-2017-18-Q3-r001", "WE-2017-18-Q3-r001", "WE-2017-18-Q3-r001"], events)
    assert events[SUBMISSION].partition_keys == {"NENC-2017-18-Q3-r001", "WE-2017-18-Q3-r001"}


def test_without_keys_the_task_is_skipped_and_announces_nothing() -> None:
    events = OutletEventAccessors()
    with pytest.raises(AirflowSkipException):
        announce(SUBMISSION, [], events)
    assert len(events) == 0


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH + 1, 10 * BATCH])
def test_batches_hold_every_key_in_its_order(count: int) -> None:
    keys = [f"NENC-2017-18-Q3-r{number:03d}" for number in range(count)]
    batches = in_batches(keys)
    assert [key for batch in batches for key in batch] == keys
    assert all(0 < len(batch) <= BATCH for batch in batches)


def test_a_run_is_about_its_partition_key() -> None:
    run = SimpleNamespace(partition_key="NENC-2017-18-Q3-r001", conf={"submission_id": "another"})
    assert submission_of(run) == "NENC-2017-18-Q3-r001"


def test_a_person_may_name_the_submission_in_the_configuration() -> None:
    run = SimpleNamespace(partition_key=None, conf={"submission_id": "NENC-2017-18-Q3-r001"})
    assert submission_of(run) == "NENC-2017-18-Q3-r001"


@pytest.mark.parametrize("conf", [None, {}, {"submission_id": ""}])
def test_a_run_about_nothing_is_wrong_use(conf: dict[str, str] | None) -> None:
    with pytest.raises(WrongUse, match="partition key"):
        submission_of(SimpleNamespace(partition_key=None, conf=conf))
