"""Which failures of a task are tried again: ours. A bad file is no failure; it is a verdict.

Five retries within about two minutes ride out a restarting server; `reconcile` announces whatever is still
unfinished after that. Source: architecture, section 3; style, point 7.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from adoption_reports.domain.errors import WrongUse

RETRY_OUR_FAULTS = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception=WrongUse,
            action=RetryAction.FAIL,
            reason="Asked for something that makes no sense: asking again does not help.",
        )
    ]
)

TASKS: dict[str, Any] = {
    "owner": "adoption-reports",
    "retries": 5,
    "retry_delay": timedelta(seconds=2),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(seconds=60),
    "retry_policy": RETRY_OUR_FAULTS,
    "execution_timeout": timedelta(minutes=30),
    # What has begun is finished first: of two waiting tasks, the one later in its DAG goes before.
    "weight_rule": "upstream",
}
"""The default arguments of every task of every DAG."""
