"""The doctor finds what is really wrong, each check by a real fault; where nothing is, it says so."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.settings import PROJECT, Settings, home
from adoption_reports.steps import Services, looking_at_stores
from adoption_reports.steps.doctor import ABOUT_AIRFLOW, LOOKS, Check, examine
from adoption_reports.storage.database import engine, table, transaction
from tests.listeners import answering
from tests.storage.conftest import PERIOD, Pipeline, adoptions, deals

DAGS = [path.stem for path in (PROJECT / "dags").glob("*.py")]
LONG_AGO = sa.text("now() - interval '1 hour'")
HEALTHY = {
    "/api/v2/monitor/health": {
        part: {"status": "healthy"} for part in ("metadatabase", "scheduler", "triggerer", "dag_processor")
    },
    "/auth/token": {"access_token": "x"},
    "/api/v2/importErrors": {"import_errors": []},
    "/api/v2/dags": {"dags": [{"dag_id": name, "is_stale": False, "is_paused": False} for name in DAGS]},
}


class Patient:
    """An installation with one upload of adoptions and one of deals, and ways to hurt it."""

    def __init__(self, pipeline: Pipeline, folder: Path) -> None:
        self.pipeline, self.folder = pipeline, folder
        self.settings = pipeline.services.settings
        self.airflow: dict[str, Any] = dict(HEALTHY)

    def told(self, **settings: Any) -> AbstractContextManager[None]:
        @contextmanager
        def hurt() -> Iterator[None]:
            before = self.settings
            self.settings = Settings(**(before.model_dump() | settings))
            yield
            self.settings = before

        return hurt()

    @contextmanager
    def by_the_owner(self, hurt: str, heal: str) -> Iterator[None]:
        """A fault that only the owner of the database can make."""
        assert self.settings.owner_url is not None
        owner = engine(self.settings.owner_url.get_secret_value())
        for statement in (hurt, heal):
            with owner.begin() as connection:
                connection.exec_driver_sql(statement)
            if statement == hurt:
                yield
        owner.dispose()

    @contextmanager
    def later(self, name: str, **values: Any) -> Iterator[None]:
        """The ledger's rows, changed as time would change them; the next run mends them."""
        with transaction(self.pipeline.services.database) as connection:
            connection.execute(table(name).update().values(**values))
        yield
        self.pipeline.run()

    @contextmanager
    def airflow_says(self, path: str, answer: Any) -> Iterator[None]:
        self.airflow[path] = answer
        yield
        self.airflow[path] = HEALTHY[path]

    @contextmanager
    def nobody_keeps_the_stack(self) -> Iterator[None]:
        """An embedded stack is up, and its keeper is not."""
        stack_env = home() / "stack.env"
        stack_env.touch()
        yield
        stack_env.unlink()

    @contextmanager
    def network_key(self, network: str, key: dict[str, str] | None) -> Iterator[None]:
        keys: dict[str, Any] = {**self.settings.network_credentials, network: key}
        file = self.folder / "keys.json"
        file.write_text(json.dumps({name: one for name, one in keys.items() if one}))
        with self.told(network_credentials_file=file):
            yield

    @contextmanager
    def unanswered(self) -> Iterator[None]:
        self.pipeline.send(f"EM/{PERIOD}/later.csv", adoptions("INN-0001,L04,1,received"))
        steps.register_uploads(self.pipeline.services)
        with self.later("intake.submission", received_at=LONG_AGO):
            yield

    @contextmanager
    def spoilt_lake(self) -> Iterator[None]:
        services = self.pipeline.services
        services.store.delete(services.settings.lake_bucket, self.pipeline.lake()[0])
        with self.later("intake.outbox", done_at=LONG_AGO):
            yield
        steps.reconcile(services)

    @contextmanager
    def misfit(self) -> Iterator[None]:
        """A correction that does not expect what the network sent."""
        entry = {
            "match": {"network_code": "SW", "reporting_period": PERIOD, "dataset": "economic_impact"},
            "action": {"column": "investment_gbp", "multiply_by": "1000"},
            "expect": {"column": "investment_gbp", "less_than": "1000"},
            "reason": "Agreed with the network.",
        }
        folder = self.settings.reference_folder
        for path in folder.iterdir():
            (self.folder / path.name).write_bytes(path.read_bytes())
        services = self.pipeline.services
        services.settings = services.settings.model_copy(update={"reference_folder": self.folder})
        for entries in ([entry], []):
            (self.folder / "corrections.yaml").write_text(json.dumps(entries))
            steps.refresh_reference(services)
            if entries:
                yield

    def look(self, name: str) -> Check:
        with answering(self.airflow) as address:
            told = {"airflow_url": address, "airflow_user": "admin", "airflow_password": "x"}
            others = tuple(look.name for look in LOOKS if look.name != name)
            (check,) = examine(Settings(**({**told, **self._given()})), besides=others)
        return check

    def _given(self) -> dict[str, Any]:
        return {name: value for name, value in self.settings.model_dump().items() if value is not None}


@pytest.fixture
def patient(pipeline: Pipeline, tmp_path: Path) -> Patient:
    pipeline.send(f"NENC/{PERIOD}/q3.csv", adoptions("INN-0001,L01,100,received"))
    pipeline.send(f"SW/{PERIOD}/q3.csv", deals("DEAL/1,INN-0001,1500.50,2.5"))
    pipeline.run()
    return Patient(pipeline, tmp_path)


class TwoMinutesFast(datetime):
    """This machine's clock, set wrongly."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(UTC) + timedelta(minutes=2)


def faults(one: Patient, patch: pytest.MonkeyPatch) -> Iterator[tuple[str, AbstractContextManager[object], str]]:
    """Every check with what makes it fail, and what it then says."""

    def patched(name: str, value: object) -> AbstractContextManager[object]:
        @contextmanager
        def hurt() -> Iterator[None]:
            with patch.context() as here:
                here.setattr(looking_at_stores, name, value)
                yield

        return hurt()

    here = "postgresql://adoption_loader:x@127.0.0.1"
    yield "PostgreSQL", one.told(warehouse_url=f"{here}:9/x"), "PostgreSQL did not answer"
    version = "UPDATE public.alembic_version SET version_num = "
    with one.pipeline.services.database.connect() as connection:
        head = connection.exec_driver_sql("SELECT version_num FROM public.alembic_version").scalar_one()
    yield "Schema", one.by_the_owner(f"{version}'0001'", f"{version}'{head}'"), "not this version's"
    line = "DELETE ON warehouse.adoption_line"
    grant = one.by_the_owner(f"GRANT {line} TO adoption_loader", f"REVOKE {line} FROM adoption_loader")
    yield "Database roles", grant, "adoption_loader may DELETE warehouse.adoption_line"
    mart = "SELECT ON marts.national_totals"
    revoke = one.by_the_owner(f"REVOKE {mart} FROM adoption_reader", f"GRANT {mart} TO adoption_reader")
    yield "Database roles", revoke, "adoption_reader may not SELECT marts.national_totals"
    yield "Object store", one.told(lake_bucket="no-such-bucket"), "no-such-bucket"
    yield "Object store", one.told(s3_secret="wrong"), "refuses"
    yield "Network keys", one.network_key("YH", {"key": "network-YH", "secret": "wrong"}), "YH"
    yield "Network keys", one.network_key("YH", None), "no key of YH"
    yield "Clock", patched("datetime", TwoMinutesFast), "PostgreSQL says"
    yield "Disk space", patched("FREE_BYTES", 1 << 60), "GiB free"
    yield "Mail server", one.told(alarm_addresses="a@example.org"), "no mail server"
    closed = "smtp://127.0.0.1:9/?from=a@example.org&tls=no"
    yield "Mail server", one.told(alarm_addresses="a@example.org", smtp_url=closed), "did not answer"
    yield "Keeper", one.nobody_keeps_the_stack(), "what dies stays dead"
    health = HEALTHY["/api/v2/monitor/health"]
    dead = one.airflow_says("/api/v2/monitor/health", {**health, "triggerer": {"status": "unhealthy"}})
    yield "Airflow", dead, "not healthy: triggerer"
    broken = {"import_errors": [{"filename": "reconcile.py"}]}
    yield "DAGs", one.airflow_says("/api/v2/importErrors", broken), "cannot be imported: reconcile.py"
    paused = [{"dag_id": name, "is_stale": False, "is_paused": name == "reconcile"} for name in DAGS]
    yield "DAGs", one.airflow_says("/api/v2/dags", {"dags": paused}), "paused: reconcile"
    yield "DAGs", one.airflow_says("/api/v2/dags", {"dags": paused[1:]}), f"not known: {DAGS[0]}"
    ago = "UPDATE intake.listing SET started_at = now() - interval '1 hour'"
    yield "Listing", one.by_the_owner(ago, ago.replace(" - interval '1 hour'", "")), "last listed 3600 s ago"
    yield "Uploads", one.unanswered(), "1 without a receipt, the oldest for 3600 s"
    waits = one.later("intake.outbox", done_at=None, created_at=LONG_AGO)
    yield "Outbox", waits, "the oldest for 3600 s"
    lines = "warehouse.adoption_line"
    lost = one.by_the_owner(
        f"CREATE TABLE public.kept AS SELECT * FROM {lines}; DELETE FROM {lines}",
        f"INSERT INTO {lines} SELECT * FROM public.kept; DROP TABLE public.kept",
    )
    yield "Promises", lost, "1 rows accepted and 0 held, but 0 lines"
    yield "Lake", one.spoilt_lake(), f"adoptions/{PERIOD}/"
    yield "Corrections", one.misfit(), "row 2 has 1500.50 in investment_gbp: not as expected"


def test_every_check_can_fail_and_says_what_is_wrong(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = set()
    for name, fault, said in faults(patient, monkeypatch):
        sound = patient.look(name)
        assert sound.is_sound, sound
        with fault:
            found = patient.look(name)
        assert not found.is_sound, f"{name}: {said}"
        assert said in found.found, found
        assert found.mend
        tried.add(name)
    assert {look.name for look in LOOKS} - tried == {"Registry"}  # which has a test of its own


def test_a_warehouse_without_a_registry_is_told(services: Services) -> None:
    others = tuple(look.name for look in LOOKS if look.name != "Registry")
    (check,) = examine(services.settings, besides=others)
    assert (check.is_sound, check.found) == (False, "the registry is not loaded")


@pytest.mark.parametrize("wrong", [{"s3_secret": "wrong"}, {"s3_endpoint": "http://127.0.0.1:9"}])
def test_a_store_that_does_not_serve_us_keeps_no_other_part_from_being_looked_at(
    services: Services, wrong: dict[str, str]
) -> None:
    settings = Settings(**(services.settings.model_dump() | wrong))
    found = {check.name: check for check in examine(settings, besides=ABOUT_AIRFLOW)}
    assert found.keys() == {look.name for look in LOOKS} - set(ABOUT_AIRFLOW)
    assert not found["Object store"].is_sound
    assert not found["Clock"].is_sound
    assert found["PostgreSQL"].is_sound
