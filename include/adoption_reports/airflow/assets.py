"""What the DAGs tell each other about. Events only wake up; the ledger decides.

LANDING is watched and starts `dispatch_uploads`. SUBMISSION is partitioned by submission id and starts one
`process_submission` each; LOADED is partitioned by reporting period and starts `national_totals`.
Source: architecture, section 3.
"""

from airflow.sdk import Asset, AssetWatcher

from adoption_reports.airflow.watcher import LandingWatcher

LANDING = Asset("adoption_landing", watchers=[AssetWatcher("landing_bucket", trigger=LandingWatcher())])
SUBMISSION = Asset("adoption_submission")
LOADED = Asset("adoption_loaded")
