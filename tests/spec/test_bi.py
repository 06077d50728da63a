"""What BI tools find: keys, comments, dates, and the example queries with the answers beside them.

The queries run on the worked example: first as on 1 February 2018, then with what follows it on 1 March.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from adoption_reports.metadata.tables import tables
from adoption_reports.settings import PROJECT
from adoption_reports.storage.database import engine, table
from adoption_reports.storage.totals import refresh
from tests.spec.drawn_history import DrawnHistory
from tests.spec.test_totals_worked_example import PERIOD, REGISTRY, send

QUERIES = sorted((PROJECT / "docs" / "bi" / "queries").glob("*.sql"))
MARTS = {name: described for name, described in tables().items() if described.schema == "marts"}
FACTS = ("marts.fact_adoption", "marts.fact_economic_impact")


@pytest.fixture
def reader(connection: sa.Connection, warehouse: Any) -> Iterator[sa.Connection]:
    """What adoption_reader sees after the worked example and its follow-ups."""
    history = DrawnHistory(connection)
    history.registry(REGISTRY)
    for name in ("NENC r001", "YH r001", "EM r001"):
        send(history, name)
    history.submit("EM", PERIOD, deals=[("D-0001", "INN-0001", "1000.50", "2.5", "0.0")])
    history.now = datetime(2018, 2, 1, 12, tzinfo=UTC)
    refresh(connection, now=history.now)
    history.now = datetime(2018, 3, 1, 12, tzinfo=UTC)
    send(history, "NENC r002")
    history.withdraw(f"YH-{PERIOD}-r001")
    refresh(connection, now=history.now)
    connection.commit()
    database = engine(warehouse.reader_url)
    with database.connect() as made:
        yield made
    database.dispose()


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_an_example_query_gives_the_answer_beside_it(query: Path, reader: sa.Connection) -> None:
    result = reader.execute(sa.text(query.read_text().replace(":", "\\:")))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(result.keys())
    writer.writerows(result)
    assert text.getvalue() == query.with_suffix(".csv").read_text()


def test_every_mart_and_column_is_described_in_the_database(reader: sa.Connection) -> None:
    described = sa.text(
        "SELECT c.relname, a.attname, obj_description(c.oid, 'pg_class'), col_description(c.oid, a.attnum)"
        " FROM pg_class AS c INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid"
        " INNER JOIN pg_attribute AS a ON c.oid = a.attrelid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE n.nspname = 'marts' AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition"
    )
    found = reader.execute(described).all()
    assert {(f"marts.{name}", column) for name, column, _, _ in found} == {
        (name, column) for name, one in MARTS.items() for column in one.columns
    }
    assert [row for row in found if not row[2] or not row[3]] == []


def test_the_reader_reads_every_mart_and_nothing_else(reader: sa.Connection) -> None:
    for name in tables():
        if name in MARTS:
            reader.execute(sa.select(table(name)).limit(1))
            for act in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
                assert reader.scalar(sa.select(sa.func.has_table_privilege(name, act))) is False, (name, act)
        else:
            with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                reader.execute(sa.select(table(name)).limit(1))
            reader.rollback()


def test_every_fact_has_one_row_of_each_dimension(reader: sa.Connection) -> None:
    for name in FACTS:
        fact = table(name)
        keys = [column for column in fact.c if column.name.endswith("_key")]
        assert keys
        assert reader.scalar(sa.select(sa.func.count()).select_from(fact))
        for column in keys:
            dimension = table(f"marts.dim_{column.name.removesuffix('_key')}")
            key = dimension.c[column.name]
            assert column.type.python_type is int
            orphans = sa.select(sa.func.count()).select_from(fact).where(column.not_in(sa.select(key)))
            assert reader.scalar(orphans) == 0, column
            assert reader.scalar(sa.select(sa.func.count(key) - sa.func.count(key.distinct()))) == 0
        assert "is_counted_nationally" in fact.c


def test_dates_are_daily_without_gaps_and_know_the_financial_year(reader: sa.Connection) -> None:
    days = reader.execute(sa.select(table("marts.dim_date")).order_by("date")).mappings().all()
    first, last = days[0]["date"], days[-1]["date"]
    assert [row["date"] for row in days] == [first + timedelta(n) for n in range((last - first).days + 1)]
    assert (first, last) == (date(2013, 4, 1), date(2017, 12, 31))
    assert all(row["date_key"] == int(f"{row['date']:%Y%m%d}") for row in days)
    for row in days:
        starts = row["date"].year - (row["date"].month < 4)
        assert row["financial_year"] == f"{starts}/{(starts + 1) % 100:02d}"
        assert row["financial_quarter"] == (row["date"].month - 4) % 12 // 3 + 1


def test_figures_that_are_said_to_add_up_do(reader: sa.Connection) -> None:
    ladder = table("marts.reconciliation_ladder")
    rows = reader.execute(sa.select(ladder)).mappings().all()
    assert all(row["overlap_removed"] == 0 for row in rows if row["measure"] == "beneficiaries_ceiling_count")
    by_innovation = table("marts.innovation_totals")
    for column in ("innovations_count", "adoptions_count", "beneficiaries_count", "investment_gbp"):
        sums = sa.select(by_innovation.c.time_basis, sa.func.sum(by_innovation.c[column])).group_by(
            by_innovation.c.time_basis
        )
        national = table("marts.national_totals")
        shown = sa.select(national.c.time_basis, national.c[column])
        assert sorted(reader.execute(sums).all()) == sorted(reader.execute(shown).all()), column
