"""Looks at an installation part by part and says how to mend what is wrong.

Each check has its page in the runbook (docs/operations/alarms/). Source: reliability, opening.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from adoption_reports.domain.alarms import page
from adoption_reports.domain.errors import AdoptionError
from adoption_reports.settings import Settings
from adoption_reports.steps import looking_at_airflow, looking_at_stores, looking_at_work
from adoption_reports.steps.services import Services


@dataclass(frozen=True, slots=True)
class Check:
    """One part of the installation, as found. page: where the runbook says more."""

    name: str
    is_sound: bool
    found: str
    mend: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How one part is looked at; `look` returns what it found, and raises an AdoptionError for what is wrong."""

    name: str
    page: str
    look: Callable[[Services], str]
    mend: str


LOOKS = (
    Look(
        "PostgreSQL",
        "postgresql",
        looking_at_stores.database,
        "Start it with `make up`; check ADOPTION_WAREHOUSE_URL.",
    ),
    Look(
        "Schema",
        "schema",
        looking_at_stores.schema,
        "Run `make up`, or `python -m adoption_reports.local provision`: it migrates the schema.",
    ),
    Look("Registry", "registry", looking_at_stores.registry, "Run the DAG refresh_reference."),
    Look(
        "Database roles",
        "database-roles",
        looking_at_stores.roles,
        "As the owner, run include/sql/schema/grants.sql, and revoke what is named here.",
    ),
    Look(
        "Object store",
        "object-store",
        looking_at_stores.store,
        "Start it with `make up`; check ADOPTION_S3_ENDPOINT, its key and what the key may do.",
    ),
    Look(
        "Network keys",
        "network-keys",
        looking_at_stores.network_keys,
        "Make the key anew at the store, and put it into the file that ADOPTION_NETWORK_CREDENTIALS_FILE names.",
    ),
    Look(
        "Clock",
        "clock",
        looking_at_stores.clock,
        "Let the machine that differs set its clock by NTP (`timedatectl set-ntp true`).",
    ),
    Look(
        "Disk space",
        "disk-space",
        looking_at_stores.disk_space,
        "Free the disk, or set TMPDIR to a larger one.",
    ),
    Look(
        "Mail server",
        "mail-server",
        looking_at_stores.mail,
        "Check the connection adoption_smtp (or ADOPTION_SMTP_URL) and the file of addresses.",
    ),
    Look(
        "Keeper",
        "keeper",
        looking_at_airflow.keeper,
        "Start it with `make up`.",
    ),
    Look(
        "Airflow",
        "airflow",
        looking_at_airflow.services_healthy,
        "Start it with `make up`; its logs are beside the stack's state. Restart what is named.",
    ),
    Look(
        "DAGs",
        "dags",
        looking_at_airflow.dags_running,
        "Mend the file that is named, unpause the DAG in Airflow, or restart the DAG processor.",
    ),
    Look(
        "Listing",
        "listing",
        looking_at_work.listing,
        "Unpause the DAG reconcile and look at its latest run; `adoption process --once` does its work by hand.",
    ),
    Look(
        "Uploads",
        "submission-unfinished",
        looking_at_work.uploads,
        "See the run in Airflow; `adoption process --once` does the same work by hand.",
    ),
    Look(
        "Outbox",
        "outbox-unwritten",
        looking_at_work.outbox_depth,
        "See the fault that is named; `adoption process --once` tries again at once.",
    ),
    Look(
        "Promises",
        "promises",
        looking_at_work.promises,
        "Stop the intake (pause dispatch_uploads), and keep the database as it is: read the runbook's page.",
    ),
    Look(
        "Lake",
        "lake-differs",
        looking_at_work.lake_as_ledger,
        "Run the DAG reconcile; if they differ again, somebody else writes to the lake.",
    ),
    Look(
        "Corrections",
        "correction-refused",
        looking_at_work.corrections,
        "Take the entry out of include/reference/corrections.yaml, or agree on a new one with the network.",
    ),
)
"""In an order in which faults explain each other."""

ABOUT_AIRFLOW = ("Airflow", "DAGs")


def examine(settings: Settings, *, besides: tuple[str, ...] = ()) -> Iterator[Check]:
    """Every check but those named. Changes nothing but the store's `doctor-probe` objects."""
    with Services(settings) as services:
        for look in LOOKS:
            if look.name not in besides:
                yield _look(look, services)


def _look(look: Look, services: Services) -> Check:
    try:
        return Check(look.name, True, look.look(services), page=page(look.page))
    except (AdoptionError, OSError, ValueError) as error:
        return Check(look.name, False, str(error), look.mend, page(look.page))
