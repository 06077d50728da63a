"""
# Reconcile

**What it does.** Every two minutes it compares the landing bucket with the ledger and the ledger with the lake,
finishes what the outbox still holds, and announces again every submission that is not answered and every
period whose totals are out of date. Events may be lost, doubled or late, and those of a paused DAG are dropped
by Airflow: this DAG is what makes that harmless, so keep it running.

**When it fails.** PostgreSQL or the object store did not answer: look at `adoption doctor`. The next run starts
over.

**Re-running** is always safe: it repairs only what differs.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task

from adoption_reports.airflow.announcements import BATCH, announce_periods, announce_submissions
from adoption_reports.airflow.connections import open_services
from adoption_reports.airflow.retries import TASKS


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
    @task(multiple_outputs=True)
    def compare() -> dict:
        """Compare and repair; returns counts, and what to announce: the rest has its turn in the next run."""
        from adoption_reports import steps

        with open_services() as services:
            found = steps.reconcile(services)
        return found | {name: found[name][:BATCH] for name in ("submissions", "periods")}

    found = compare()
    announce_submissions(found["submissions"])
    announce_periods(found["periods"])


reconcile()
