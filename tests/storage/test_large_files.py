"""A period's first large file makes the partition for itself. Here, a file of two lines is large."""

import io
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.domain.errors import LeaseLost
from adoption_reports.storage import decisions
from adoption_reports.storage.database import rows

from .conftest import PERIOD, Pipeline, adoptions, deals

KEY = f"NENC/{PERIOD}/q3.csv"
LARGE = adoptions("INN-0001,L01,100,received", "INN-0002,L01,9,completed")
SMALL = adoptions("INN-0003,L03,7,received")
LINES_OF_PERIOD = "warehouse.adoption_line_2017_18_q3"


@pytest.fixture(autouse=True)
def two_lines_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "LARGE_FILE", 1)


def _indexes(connection: sa.Connection, table: str) -> list[tuple[bool, str]]:
    """Of each index: whether it is a partition of an index of all periods, and what it is on."""
    found = connection.execute(
        sa.text(
            "SELECT child.relispartition, pg_get_indexdef(child.oid) FROM pg_index AS made"
            " INNER JOIN pg_class AS child ON made.indexrelid = child.oid WHERE made.indrelid = to_regclass(:name)"
        ),
        {"name": table},
    )
    return sorted((row[0], row[1].split(" USING ")[1]) for row in found)


def test_its_lines_count_and_are_indexed_as_those_of_any_other_period(pipeline: Pipeline) -> None:
    pipeline.send(KEY, LARGE)
    pipeline.send("NENC/2017-18-Q2/q2.csv", SMALL.replace("2017-11-30", "2017-08-01"))
    pipeline.run()
    assert pipeline.figure("beneficiaries_count") == 109
    with pipeline.services.database.connect() as connection:
        made = _indexes(connection, LINES_OF_PERIOD)
        assert made == _indexes(connection, "warehouse.adoption_line_2017_18_q2")
        assert [is_partition for is_partition, _ in made] == [True, True]
        assert not connection.scalar(sa.text(f"SELECT has_table_privilege('{LINES_OF_PERIOD}', 'INSERT')"))


def test_what_comes_after_it_joins_its_lines(pipeline: Pipeline) -> None:
    for key, body in ((KEY, LARGE), (f"YH/{PERIOD}/q3.csv", SMALL), (f"EM/{PERIOD}/q3.csv", LARGE)):
        pipeline.send(key, body)
        pipeline.run()
    assert pipeline.figure("beneficiaries_ceiling_count") == 109 + 7 + 109
    pipeline.send(f"NENC/{PERIOD}/z again.csv", LARGE.replace(",100,", ",90,"))
    pipeline.run()
    assert pipeline.figure("beneficiaries_floor_count") == 99 + 7


def test_a_workbook_may_bring_it_and_deals(pipeline: Pipeline) -> None:
    book = openpyxl.Workbook()
    for sheet, text in ((book.active, deals("DEAL/1,INN-0001,1500.50,2.5")), (book.create_sheet("Adoptions"), LARGE)):
        for line in text.splitlines():
            sheet.append(line.split(","))
    body = io.BytesIO()
    book.save(body)
    pipeline.send(f"NENC/{PERIOD}/q3.xlsx", body.getvalue())
    pipeline.run()
    assert str(pipeline.figure("investment_gbp")) == "1500.50"
    assert pipeline.figure("adoptions_count") == 2


def test_nothing_is_left_of_it_when_its_decision_is_not_committed(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise LeaseLost("just before the end")

    pipeline.send(KEY, LARGE)
    with monkeypatch.context() as once:
        once.setattr(decisions, "switch", interrupted)
        with pytest.raises(LeaseLost):
            steps.process_once(pipeline.services)
    with pipeline.services.database.connect() as connection:
        for name in (LINES_OF_PERIOD, "warehouse.adoption_line_apart"):
            assert connection.scalar(sa.text("SELECT to_regclass(:name)"), {"name": name}) is None
    pipeline.run()
    assert pipeline.figure("beneficiaries_count") == 109


@pytest.mark.parametrize("asked_by_another", ["load/ensure_period.sql", "load/begin_period.sql"])
def test_who_needs_the_period_meanwhile_waits_for_it(database: sa.Engine, asked_by_another: str) -> None:
    def second_to_need() -> list[sa.RowMapping]:
        with database.begin() as connection:
            return rows(connection, asked_by_another, reporting_period=PERIOD)

    with database.connect() as watcher, ThreadPoolExecutor(1) as beside:
        with database.begin() as first:
            assert rows(first, "load/begin_period.sql", reporting_period=PERIOD)[0]["is_apart"]
            second = beside.submit(second_to_need)
            while not watcher.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                watcher.rollback()
                assert not second.done()
            rows(first, "load/end_period.sql", reporting_period=PERIOD)
        assert not second.result()[0].get("is_apart")
