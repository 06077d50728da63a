"""A whole pipeline without a scheduler: real store, real database, a registry that fits in the eye."""

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from threading import Lock
from typing import Any

import pytest

from adoption_reports import steps
from adoption_reports.domain.judgement import Judgement
from adoption_reports.domain.registry import Innovation, Location
from adoption_reports.settings import PROJECT, Settings
from adoption_reports.steps.services import Services
from adoption_reports.storage.database import transaction
from adoption_reports.storage.digest import digest
from adoption_reports.storage.totals import national_totals
from adoption_reports.validation.validator import Validator

PERIOD = "2017-18-Q3"
ADOPTIONS = "innovation_code,location_code,adoption_status,adopted_date,beneficiaries_count,benefit_basis"
DEALS = "deal_reference,innovation_code,company_name,funding_type,investment_gbp,jobs_created_fte"

INNOVATIONS = [("INN-0001", "AF detection"), ("INN-0002", "ESCAPE-pain"), ("INN-0003", "PINCER")]
LOCATIONS = [
    ("L01", "NENC", ""),
    ("L02", "YH", "L03"),
    ("L03", "YH", ""),
    ("L04", "EM", ""),
    ("L05", "EM", ""),
]


@pytest.fixture(scope="session")
def small_reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real networks and periods, three innovations and five locations."""
    folder = tmp_path_factory.mktemp("reference")
    for name in ("networks.csv", "reporting_periods.csv", "corrections.yaml"):
        shutil.copy(PROJECT / "include" / "reference" / name, folder)
    innovations = [[code, name, "Made up.", "active", "", ""] for code, name in INNOVATIONS]
    locations = [
        [code, f"Place {code}", "other", network, "", "", "", successor] for code, network, successor in LOCATIONS
    ]
    for name, record, written in (
        ("innovations.csv", Innovation, innovations),
        ("locations.csv", Location, locations),
    ):
        with (folder / name).open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(field.name for field in fields(record))
            writer.writerows(written)
    return folder


class OneAtATime(Validator):
    """A validator for threads that stand for processes: Great Expectations keeps one context a process."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()

    def judge(self, *asked: Any, **more: Any) -> Judgement:
        with self._lock:
            return super().judge(*asked, **more)


@pytest.fixture(scope="session")
def warm_validator() -> Validator:
    """Great Expectations loaded once for the whole run."""
    return OneAtATime()


@dataclass
class Pipeline:
    """The steps, and the little that tests say about them."""

    services: Services

    def send(self, key: str, body: str | bytes) -> None:
        """Upload an object to the landing bucket."""
        content = body.encode() if isinstance(body, str) else body
        self.services.store.put(self.services.settings.landing_bucket, key, content)

    def run(self) -> dict[str, str]:
        """Process everything pending; verdicts by submission."""
        verdicts: dict[str, str] = steps.process_once(self.services)["verdicts"]
        return verdicts

    def receipt(self, submission_id: str, name: str = "receipt.json") -> Any:
        """A file of a submission's receipt."""
        listed = self.services.store.list_objects(self.services.settings.receipts_bucket)
        (key,) = [item.key for item in listed if item.key.endswith(f"/{submission_id}/{name}")]
        body = self.services.store.get(self.services.settings.receipts_bucket, key)
        return json.loads(body) if name.endswith(".json") else body.decode("utf-8-sig")

    def lake(self) -> list[str]:
        """The keys of the lake's current partitions."""
        listed = self.services.store.list_objects(self.services.settings.lake_bucket, "current/")
        return sorted(item.key for item in listed)

    def figure(self, measure: str, period: str = PERIOD, basis: str = "in_period") -> Any:
        """One national figure."""
        with transaction(self.services.database) as connection:
            (row,) = [row for row in national_totals(connection, period=period) if row["time_basis"] == basis]
        return row[measure]

    def digest(self) -> str:
        """The hash of everything that counts."""
        with self.services.database.connect() as connection:
            return digest(connection)


@pytest.fixture
def pipeline(settings: Settings, small_reference: Path, warm_validator: Validator) -> Iterator[Pipeline]:
    """A pipeline with the small registry loaded and nothing submitted."""
    with Services(settings.model_copy(update={"reference_folder": small_reference})) as services:
        services.__dict__["validator"] = warm_validator
        steps.refresh_reference(services)
        yield Pipeline(services)


@pytest.fixture
def own_registry(pipeline: Pipeline, tmp_path: Path) -> Path:
    """A registry folder that the test may change."""
    for path in pipeline.services.settings.reference_folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    pipeline.services.settings = pipeline.services.settings.model_copy(update={"reference_folder": tmp_path})
    return tmp_path


def learn_location(pipeline: Pipeline, folder: Path, code: str = "LNEW") -> None:
    """The registry gets a location that it did not know."""
    with (folder / "locations.csv").open("a", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow([code, "A new place", "other", "NENC", "", "", "", ""])
    steps.refresh_reference(pipeline.services)


def adoptions(*rows: str) -> str:
    """A CSV file of adoptions; each row without its date: innovation,location,count,basis."""
    lines = [ADOPTIONS]
    for row in rows:
        innovation, location, count, basis = row.split(",")
        lines.append(f"{innovation},{location},adopted,2017-11-30,{count},{basis}")
    return "\n".join(lines) + "\n"


def deals(*rows: str) -> str:
    """A CSV file of deals; each row: reference,innovation,investment,jobs."""
    lines = [DEALS]
    for row in rows:
        reference, innovation, investment, jobs = row.split(",")
        lines.append(f"{reference},{innovation},Example Ltd,grant,{investment},{jobs}")
    return "\n".join(lines) + "\n"
