"""The lake alone is enough for the totals; for those of a past moment, with the archive."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adoption_reports import steps
from adoption_reports.domain.errors import WrongUse
from adoption_reports.local.demonstration import write_demonstration
from adoption_reports.settings import Settings
from adoption_reports.steps import Engine, Services
from adoption_reports.steps.invariants import broken_promises
from adoption_reports.storage.database import transaction
from adoption_reports.storage.totals import national_totals
from adoption_reports.validation.validator import Validator
from tests.spec.test_engines import has_spark
from tests.storage.conftest import Pipeline, adoptions, deals


def in_marts(services: Services, as_of: datetime | None = None) -> str:
    with transaction(services.database) as connection:
        return repr(national_totals(connection, as_of=as_of))


def counted(services: Services, engine: Engine, as_of: datetime | None = None) -> str:
    return repr(steps.count_totals(services, engine, as_of=as_of))


@pytest.fixture
def demonstration(settings: Settings, warm_validator: Validator, tmp_path: Path) -> Iterator[tuple[Services, datetime]]:
    """Every file of the demonstration, processed wave by wave; and a moment between the waves."""
    with Services(settings) as services:
        services.__dict__["validator"] = warm_validator
        steps.refresh_reference(services)
        files = write_demonstration(tmp_path, services.registry())
        between = []
        for wave in (1, 2):
            for file in files:
                if file.wave == wave:
                    services.store.put(settings.landing_bucket, file.object_key, file.path)
            steps.process_once(services)
            between.append(datetime.now(UTC))
        yield services, between[0]


def test_every_engine_counts_the_demonstration_alike_now_and_as_of_before_the_second_files(
    demonstration: tuple[Services, datetime],
) -> None:
    services, between = demonstration
    engines = [Engine.warehouse, Engine.duckdb, *([Engine.spark] if has_spark() else [])]
    for as_of in (None, between):
        expected = in_marts(services, as_of)
        assert expected != "[]"
        for engine in engines:
            assert counted(services, engine, as_of) == expected
    assert in_marts(services) != in_marts(services, between)
    assert broken_promises(services) == []


def test_the_lake_is_counted_where_the_warehouse_is_not_known(pipeline: Pipeline) -> None:
    pipeline.send("NENC/2017-18-Q3/a.csv", adoptions("INN-0001,L01,100,received"))
    pipeline.send("YH/2017-18-Q3/b.csv", adoptions("INN-0001,L01,7,received", "INN-0002,L02,30,covered"))
    pipeline.send("YH/2017-18-Q4/c.csv", deals("D-0001,INN-0001,1000.50,2.5"))
    pipeline.run()
    expected = in_marts(pipeline.services)
    alone = pipeline.services.settings.model_copy(update={"warehouse_url": None})
    with Services(alone) as services:
        assert counted(services, Engine.duckdb) == expected
        with pytest.raises(WrongUse, match="ADOPTION_WAREHOUSE_URL"):
            counted(services, Engine.warehouse)
    (row, *_) = steps.count_totals(pipeline.services, Engine.duckdb, period="2017-18-Q4")
    assert (row["reporting_period"], str(row["investment_gbp"])) == ("2017-18-Q4", "1000.50")


def test_a_lake_without_its_history_says_who_writes_it(pipeline: Pipeline) -> None:
    pipeline.services.store.delete(pipeline.services.settings.lake_bucket, "history/location_place.parquet")
    with pytest.raises(WrongUse, match="refresh_reference"):
        counted(pipeline.services, Engine.duckdb)
    steps.refresh_reference(pipeline.services)
    assert counted(pipeline.services, Engine.duckdb) == "[]"
