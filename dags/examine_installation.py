"""
# Examine the installation

**What it does.** Once a day it looks at every part of the installation as `adoption doctor` does (but for Airflow
itself, which it runs in), and sends an alarm that names each part that is not sound.

**When it fails.** PostgreSQL did not answer: look at `adoption doctor`.

**Re-running** is always safe: it looks, and changes nothing.
"""

from airflow.sdk import CronTriggerTimetable, dag, task

from adoption_reports.airflow.alarms import tell_unsound
from adoption_reports.airflow.connections import open_services
from adoption_reports.airflow.defaults import TASKS


@dag(
    schedule=CronTriggerTimetable("0 6 * * *", timezone="Europe/London"),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    default_args=TASKS,
    tags=["adoption", "operations"],
)
def examine_installation():
    @task(multiple_outputs=False)
    def examine() -> dict:
        """Look at every part; returns the names of those that are not sound."""
        with open_services() as services:
            return {"unsound": tell_unsound(services)}

    examine()


examine_installation()
