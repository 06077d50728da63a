"""Which failures are tried again, and for how long."""

import pytest
from airflow.sdk import RetryAction

from adoption_reports.airflow.defaults import RETRY_OUR_FAULTS, TASKS
from adoption_reports.domain.errors import (
    ExpectationRaised,
    LeaseLost,
    ObjectChanged,
    SandboxFailed,
    StorageUnavailable,
    WrongUse,
)


@pytest.mark.parametrize(
    "fault",
    [
        StorageUnavailable("away"),
        SandboxFailed("died"),
        ExpectationRaised("raised"),
        ObjectChanged("overwritten"),
        LeaseLost("taken over"),
        MemoryError(),
        KeyError("a mistake of ours"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_our_faults_are_tried_again(fault: Exception) -> None:
    assert RETRY_OUR_FAULTS.evaluate(fault, 1, 5).action is RetryAction.DEFAULT


def test_what_makes_no_sense_fails_at_once() -> None:
    assert RETRY_OUR_FAULTS.evaluate(WrongUse("no such submission"), 1, 5).action is RetryAction.FAIL


def test_the_retries_outlast_a_minute_without_services() -> None:
    first, factor = TASKS["retry_delay"].total_seconds(), TASKS["retry_exponential_backoff"]
    longest = TASKS["max_retry_delay"].total_seconds()
    shortest_delays = [min(first * factor**retry, longest) for retry in range(TASKS["retries"])]
    assert shortest_delays == [2, 4, 8, 16, 32]
    assert sum(shortest_delays) > 60
