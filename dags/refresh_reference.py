"""
# Refresh the reference registry

**What it does.** Once a day, and by hand after a change: loads the registry files (networks, innovations,
locations, reporting periods) as a new version with history: a change closes the old row and keeps it. Where
the registry changed, the totals that it moves are recomputed.

**When it fails.** A registry file is wrong: the task's log names file and row; mend it through review. Or
PostgreSQL did not answer: look at `adoption doctor`. The version in use stays in use.

**Re-running** is always safe: unchanged files make no new version.
"""

from airflow.sdk import CronTriggerTimetable, dag, task

from adoption_reports.airflow.connections import open_services
from adoption_reports.airflow.defaults import TASKS


@dag(
    schedule=CronTriggerTimetable("30 4 * * *", timezone="Europe/London"),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    default_args=TASKS,
    tags=["adoption", "reference"],
)
def refresh_reference():
    @task(multiple_outputs=False)
    def load() -> dict:
        """Load the registry files; returns the version in use and the periods that moved."""
        from adoption_reports import steps

        with open_services() as services:
            return steps.refresh_reference(services)

    load()


refresh_reference()
