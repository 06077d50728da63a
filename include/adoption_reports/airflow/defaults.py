"""What every task of every DAG keeps to: which failures are tried again, and who goes first when slots are few.

Our failures are tried again; a bad file is no failure, it is a verdict. Five retries within about two minutes
ride out a restarting server; `reconcile` announces whatever is still unfinished after that.
Source: architecture, section 3; style, point 7.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule, conf

from adoption_reports.airflow.alarms import AlarmNotifier
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
    "weight_rule": "absolute",
    "on_failure_callback": AlarmNotifier(),
}
"""The default arguments of every task of every DAG."""

SUBMISSIONS_AT_ONCE = 3 * conf.getint("core", "parallelism")
"""Active runs of `process_submission`: enough to keep every worker busy. The scheduler looks at each of them in
every turn (at 16 for 2 workers it spent half as much CPU again), and what has begun is to be finished."""

RECONCILE_FIRST, ANNOUNCE_NEXT, ANSWER_THEN, JUDGE_THEN, TOTALS_LAST = 50, 40, 30, 20, 10
"""Priorities. A submission that has begun is finished before the next one begins, and a burst is answered
before its totals are computed, once: each totals run before that would be overtaken by the next change.
`reconcile` goes first and brings the totals up to date too, so no stream of uploads holds them up for long."""
