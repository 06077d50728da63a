"""
# Dispatch uploads

**What it does.** The landing watcher starts it while the landing bucket holds an upload that the ledger does
not know. It lists the whole bucket, registers whatever is new (one submission each), and announces every new
submission; each announcement becomes one run of `process_submission`. The networks take turns, so that one that
sends many files keeps no other waiting. What the event says is ignored: five uploads within a second may come as
one event or as five.

**When it fails.** PostgreSQL or the object store did not answer: look at `adoption doctor`. It tries again by
itself; the watcher keeps firing while anything is unregistered, and `reconcile` announces every registered
submission that was not processed.

**Re-running** is always safe: an upload is registered once, and a submission that is announced twice is
judged once.
"""

from airflow.sdk import dag, task

from adoption_reports.airflow.announcements import announce, announce_submissions, in_batches
from adoption_reports.airflow.assets import LANDING, SUBMISSION
from adoption_reports.airflow.connections import open_services
from adoption_reports.airflow.defaults import ANNOUNCE_NEXT, TASKS


@dag(schedule=[LANDING], max_active_runs=1, doc_md=__doc__, default_args=TASKS, tags=["adoption", "intake"])
def dispatch_uploads():
    @task(outlets=[SUBMISSION], priority_weight=ANNOUNCE_NEXT)
    def register(*, outlet_events=None) -> list[list[str]]:
        """Register what is new and announce the first batch; returns the other batches."""
        from adoption_reports import steps

        with open_services() as services:
            first, *others = in_batches(steps.register_uploads(services)) or [[]]
        announce(SUBMISSION, first, outlet_events)
        return others

    announce_submissions.expand(submission_ids=register())


dispatch_uploads()
