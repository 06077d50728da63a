"""Asset events that carry what they are about as partition keys, one run of the listening DAG for each.

A task announces only with explicit keys, and is skipped where it has none: an outlet fires on every success,
and an event without a key inherits its run's. Source: architecture, section 3.
"""

from collections.abc import Sequence
from typing import Any

from airflow.sdk import Asset, task
from airflow.sdk.exceptions import AirflowSkipException

from adoption_reports.airflow.assets import SUBMISSION
from adoption_reports.airflow.defaults import ANNOUNCE_NEXT
from adoption_reports.domain.errors import WrongUse

BATCH = 100
"""Keys in one announcement: Airflow records them one by one within one request (10 ms each)."""


def in_batches(keys: Sequence[str]) -> list[list[str]]:
    """The keys in their order, in lists of at most BATCH: none for none."""
    return [list(keys[start : start + BATCH]) for start in range(0, len(keys), BATCH)]


def announce(asset: Asset, keys: Sequence[str], outlet_events: Any) -> None:
    """Announce each key on success of the running task, whose outlet the asset is. Skips it without keys."""
    if not keys:
        raise AirflowSkipException("Nothing to announce.")
    outlet_events[asset].add_partitions(list(keys))


@task(outlets=[SUBMISSION], priority_weight=ANNOUNCE_NEXT)
def announce_submissions(submission_ids: list[str], *, outlet_events: Any = None) -> None:
    """Start `process_submission` for each submission."""
    announce(SUBMISSION, submission_ids, outlet_events)


def submission_of(dag_run: Any) -> str:
    """The submission that a run is about: its partition key, else what a person gave as configuration."""
    submission_id = dag_run.partition_key or (dag_run.conf or {}).get("submission_id")
    if not submission_id:
        raise WrongUse('Start this DAG with a partition key, or with {"submission_id": "…"} as configuration.')
    return str(submission_id)
