"""
# Process one submission

**What it does.** One run for each submission, named by the run's partition key. `judge` archives the exact
bytes, reads them in a sandbox, applies the contract's rules and commits lines, findings and verdict in one
transaction. Then, beside each other, `answer` writes the receipt and the lake partition, and `announce_change`
wakes `national_totals` if the submission counts and no earlier change is waiting. A bad file is not a failure:
the run succeeds with the verdict `rejected`.

**When it fails.** It was our fault or that of a service: the task's log and the submission's `last_error` in
`intake.submission` say which; then see `adoption doctor`. Each task tries five times, and `reconcile`
announces the submission again until it is answered.

**Re-running** is always safe: a judged submission is not judged again, and a receipt is written as it was
committed. To start one by hand, trigger the DAG with the submission's id as partition key, or with
`{"submission_id": "…"}` as configuration.
"""

from airflow.sdk import PartitionedAssetTimetable, dag, task

from adoption_reports.airflow.announcements import announce, submission_of
from adoption_reports.airflow.assets import LOADED, SUBMISSION
from adoption_reports.airflow.connections import open_services
from adoption_reports.airflow.defaults import ANNOUNCE_NEXT, ANSWER_THEN, JUDGE_THEN, SUBMISSIONS_AT_ONCE, TASKS
from adoption_reports.airflow.metrics import report_judged


@dag(
    schedule=PartitionedAssetTimetable(assets=SUBMISSION),
    max_active_runs=SUBMISSIONS_AT_ONCE,
    doc_md=__doc__,
    default_args=TASKS,
    tags=["adoption", "intake"],
)
def process_submission():
    @task(multiple_outputs=False, priority_weight=JUDGE_THEN)
    def judge(*, dag_run=None) -> dict:
        """Archive, read, validate and load; returns verdict, whether totals are to be woken, and how fast it was."""
        from adoption_reports import steps

        with open_services(submission_of(dag_run)) as services:
            judged = steps.judge(services, submission_of(dag_run))
        report_judged(judged)
        return judged

    @task(multiple_outputs=False, priority_weight=ANSWER_THEN)
    def answer(*, dag_run=None) -> dict:
        """Write the receipt and the lake partition, and let the network know if it asked to; returns counts."""
        from adoption_reports import steps

        with open_services(submission_of(dag_run)) as services:
            answered = steps.answer(services, submission_of(dag_run))
            steps.send_notices(services, submission_of(dag_run))
        return answered

    @task(outlets=[LOADED], priority_weight=ANNOUNCE_NEXT)
    def announce_change(judged: dict, *, outlet_events=None) -> None:
        """Wake the national totals for the period; skipped where nothing changed or they are being woken already."""
        announce(LOADED, [judged["reporting_period"]] if judged["wakes_totals"] else [], outlet_events)

    judged = judge()
    judged >> answer()
    announce_change(judged)


process_submission()
