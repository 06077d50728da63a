"""
# National totals

**What it does.** Recomputes the totals and marts of every period that has changed, and writes the marts to the
lake. It is woken once for each changed period, but its first task takes all changes that the ledger knows of,
so a burst of submissions folds into few computations: runs that find nothing left to do are skipped.

**When it fails.** PostgreSQL or the object store did not answer: look at `adoption doctor`. The marts stay as
they were, as a whole; `refreshed_at` in each of them says of when. `reconcile` wakes it again while the ledger
knows of changes that are not in the totals.

**Re-running** is always safe: the totals depend on what counts now, never on how often or in which order they
are computed. To start it by hand, trigger it with any reporting period as partition key.
"""

from airflow.sdk import PartitionedAssetTimetable, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from adoption_reports.airflow.assets import LOADED
from adoption_reports.airflow.connections import open_services
from adoption_reports.airflow.defaults import TASKS, TOTALS_LAST


@dag(
    schedule=PartitionedAssetTimetable(assets=LOADED),
    max_active_runs=1,
    doc_md=__doc__,
    default_args=TASKS,
    tags=["adoption", "totals"],
)
def national_totals():
    @task(multiple_outputs=False, priority_weight=TOTALS_LAST)
    def refresh() -> dict:
        """Recompute what has changed; returns the periods. Skipped where nothing has."""
        from adoption_reports import steps

        with open_services() as services:
            refreshed = steps.refresh_totals(services)
        if not refreshed["periods"]:
            raise AirflowSkipException("An earlier run has taken every change.")
        return refreshed

    refresh()


national_totals()
