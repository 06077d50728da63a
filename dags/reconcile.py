"""
# Reconcile

**What it does.** Every two minutes it compares the landing bucket with the ledger and the ledger with the lake,
writes what the outbox still holds, brings totals and marts up to date, and announces every submission again that
made no progress. Events may be lost, doubled or late, and Airflow drops those of a paused DAG: this DAG is what
makes that harmless, so keep it running. What it has to mend twice is an alarm (docs/operations/alarms).

**When it fails.** PostgreSQL or the object store did not answer: look at `adoption doctor`. The next run starts
over.

**Re-running** is always safe: it mends only what differs.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

from adoption_reports.airflow.alarms import tell
from adoption_reports.airflow.announcements import BATCH, announce_submissions
from adoption_reports.airflow.connections import open_services
from adoption_reports.airflow.defaults import RECONCILE_FIRST, TASKS
from adoption_reports.airflow.metrics import report_gauges


@dag(
    schedule=CronTriggerTimetable("*/2 * * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    doc_md=__doc__,
    default_args=TASKS,
    tags=["adoption", "intake", "totals"],
)
def reconcile():
    @task(multiple_outputs=True, priority_weight=RECONCILE_FIRST)
    def compare() -> dict:
        """Compare and mend; returns counts, and the submissions to announce: the rest has the next turn."""
        from adoption_reports import steps

        with open_services() as services:
            found = tell(services, steps.reconcile(services, at_most=BATCH))
            report_gauges(steps.read_gauges(services))
        return found

    announce_submissions(compare()["announce"])


reconcile()
