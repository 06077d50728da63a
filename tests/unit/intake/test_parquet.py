"""Parquet is read value by value, whatever the types; damage is told. Source: contract, section 12 "Parquet"."""

import base64
import io
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest

from adoption_reports.intake import parquet_structure
from adoption_reports.metadata.limits import CELL_CHARACTERS, COLUMNS
from tests.unit.intake.samples import GOOD, column, csv, only, rows, rules, unreadable

ADOPTIONS: dict[str, list[Any]] = {
    "innovation_code": ["INN-0001", "INN-0002"],
    "location_code": ["RX1RA", "RX1RA"],
    "adoption_status": ["adopted", "planned"],
    "adopted_date": [date(2017, 11, 30), None],
    "beneficiaries_count": [120, None],
    "benefit_basis": ["received", None],
    "notes": ["a", "b"],
}
DEAL: dict[str, list[Any]] = {
    "deal_reference": ["D-0001"],
    "innovation_code": ["INN-0001"],
    "company_name": ["Acme"],
    "funding_type": ["grant"],
    "investment_gbp": [1],
}


def parquet(columns: dict[str, Any], **options: Any) -> bytes:
    """A file of columns, as pyarrow writes it."""
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


def deals(name: str, values: pa.Array) -> bytes:
    """Deals of which one column is given."""
    return parquet({key: value * len(values) for key, value in DEAL.items()} | {name: values})


def test_each_record_is_a_row(read):
    reading = read(parquet(ADOPTIONS))
    assert (reading.format, rules(reading), rows(reading)) == ("parquet", [], [1, 2])
    assert column(reading, "innovation_code") == ["INN-0001", "INN-0002"]
    assert column(reading, "adopted_date") == [date(2017, 11, 30), None]
    assert column(reading, "beneficiaries_count") == [120, None]
    assert only(reading).raw["adopted_date"].to_pylist() == ["2017-11-30", None]
    assert unreadable(only(reading)) == [[], []]


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd", "brotli", "lz4"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_packing_dictionaries_and_row_groups_do_not_matter(read, compression, version):
    many = {name: values * 100 for name, values in ADOPTIONS.items()}
    plain = read(parquet(many))
    for options in ({"use_dictionary": False}, {"row_group_size": 7}, {"write_page_checksum": True}):
        reading = read(parquet(many, compression=compression, data_page_version=version, **options))
        assert rules(reading) == []
        assert only(reading).table.equals(only(plain).table)


def moment(text: str, unit: str = "us") -> pa.Array:
    """A time of no time zone."""
    return pa.array([text]).cast(pa.timestamp(unit))


MONEY: list[tuple[pa.Array, list[Decimal | None]]] = [
    (pa.array([1, -1, None], pa.int8()), [Decimal("1.00"), Decimal("-1.00"), None]),
    (pa.array([2**64 - 1], pa.uint64()), [Decimal("999999999999.99")]),
    (pa.array([0.1, 12500.5, 0.1 + 0.2, 1e9, -0.0]), [Decimal(n) for n in ("0.1", "12500.5", "0.3", "1e9", "0")]),
    (pa.array([0.1, 12500.25], pa.float32()), [Decimal("0.10"), Decimal("12500.25")]),
    (pa.array([np.float16(0.5)], pa.float16()), [Decimal("0.50")]),
    (pa.array([Decimal("1.23"), None], pa.decimal128(5, 2)), [Decimal("1.23"), None]),
    (pa.array([Decimal("1.2300000")], pa.decimal128(38, 7)), [Decimal("1.23")]),
    (pa.array([Decimal("99999999999.99000")], pa.decimal256(76, 20)), [Decimal("99999999999.99")]),
    (pa.array([Decimal("0E-10")], pa.decimal128(20, 10)), [Decimal(0)]),
    (pa.array([Decimal("1.50")], pa.decimal32(5, 2)), [Decimal("1.50")]),
    (pa.array(["1", "£1,234.50"]).dictionary_encode(), [Decimal(1), Decimal("1234.50")]),
    (pa.array([1, 1, None]).dictionary_encode(), [Decimal(1), Decimal(1), None]),
    (pa.nulls(2), [None, None]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "read_as"), MONEY, ids=lambda value: str(getattr(value, "type", "")))
def test_numbers_of_any_width_are_judged_by_value(read, values, read_as):
    reading = read(deals("investment_gbp", values))
    assert column(reading, "investment_gbp") == read_as
    assert unreadable(only(reading)) == [[]] * len(values)


@pytest.mark.parametrize(
    "values",
    [
        pa.array([float("nan"), float("inf"), float("-inf"), 1.005]),
        pa.array([True, False]),
        pa.array([Decimal("1.005"), Decimal("0.0000001")], pa.decimal128(20, 7)),
        pa.array([date(2017, 11, 30)]),
        moment("2017-11-30"),
        pa.array(["1e5", "NaN", "(1)"]),
    ],
    ids=lambda value: str(value.type),
)
def test_what_is_no_amount_is_unreadable(read, values):
    assert unreadable(only(read(deals("investment_gbp", values)))) == [["investment_gbp"]] * len(values)


def test_a_float_that_is_no_number_is_unreadable_as_text_too(read):
    reading = read(deals("company_name", pa.array([float("nan"), 1.0])))
    assert unreadable(only(reading)) == [["company_name"], []]
    assert only(reading).raw["company_name"].to_pylist() == ["NaN", "1"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (pa.array([12345678]), "12345678"),
        (pa.array([12345678.0]), "12345678"),
        (pa.array([Decimal("1234.50")]), "1234.5"),
        (pa.array([True]), "true"),
        (pa.array(["é "], pa.large_string()), "é"),
        (pa.array(["x"]).dictionary_encode(), "x"),
        (pa.array([date(2017, 11, 30)]), "2017-11-30"),
        (moment("2017-11-30 12:00"), "2017-11-30 12:00:00.000000"),
        (pa.array([time(12)], pa.time32("ms")), "12:00:00.000"),
    ],
    ids=lambda value: str(getattr(value, "type", "")),
)
def test_what_is_in_a_text_column_is_its_plain_text(read, values, text):
    assert column(read(deals("company_name", values)), "company_name") == [text]


LONDON = ZoneInfo("Europe/London")
DAY = date(2017, 11, 30)


@pytest.mark.parametrize(
    ("values", "day"),
    [
        (pa.array([DAY], pa.date32()), DAY),
        (pa.array([DAY], pa.date64()), DAY),
        *((moment("2017-11-30", unit), DAY) for unit in ("s", "ms", "us", "ns")),
        (pa.array([datetime(2017, 7, 1, tzinfo=LONDON)], pa.timestamp("us", "Europe/London")), date(2017, 7, 1)),
        (pa.array([datetime(2017, 7, 1, tzinfo=UTC)], pa.timestamp("us", "UTC")), date(2017, 7, 1)),
        (pa.array(["30/11/2017"]), DAY),
        (moment("2017-11-30 00:00:01"), None),
        (moment("2017-11-30 00:00:00.000001"), None),
        (pa.array([datetime(2017, 6, 30, 23, tzinfo=UTC)], pa.timestamp("us", "UTC")), None),
        (pa.array([43069]), None),
        (pa.array([time(0)], pa.time64("us")), None),
    ],
    ids=lambda value: str(getattr(value, "type", "")),
)
def test_days_are_dates_and_midnight_times(read, values, day):
    reading = read(parquet({name: [v[0]] for name, v in ADOPTIONS.items()} | {"adopted_date": values}))
    assert column(reading, "adopted_date") == [day]
    assert unreadable(only(reading)) == [[] if day else ["adopted_date"]]


def test_days_in_the_timestamps_of_old_writers_are_read(read):
    columns = {name: values[:1] for name, values in ADOPTIONS.items()} | {"adopted_date": moment("2017-11-30", "ns")}
    reading = read(parquet(columns, use_deprecated_int96_timestamps=True))
    assert column(reading, "adopted_date") == [DAY]


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        (pa.array([b"x"]), "binary data"),
        (pa.array([b"xy"], pa.binary(2)), "binary data"),
        (pa.array([["x"]]), "lists or other nested values"),
        (pa.array([{"a": 1}]), "lists or other nested values"),
    ],
    ids=lambda value: str(getattr(value, "type", "")),
)
def test_nested_and_binary_columns_are_refused_under_a_name_of_the_contract_only(read, values, holds):
    (found,) = read(deals("company_name", values)).findings
    assert (found.rule.code, holds in found.message) == ("F01", True)
    assert rules(read(deals("colour", values))) == ["W13"]


def test_column_names_are_matched_as_in_any_file(read):
    renamed = {{"location_code": "ODS code"}.get(name, name): values for name, values in ADOPTIONS.items()}
    assert column(read(parquet(renamed)), "location_code") == ["RX1RA", "RX1RA"]
    (found,) = read(parquet(ADOPTIONS | {"ODS code": ["x", "y"]})).findings
    assert (found.rule.code, "location_code and ODS code" in found.message) == ("F05", True)
    twice = pa.table([*ADOPTIONS.values(), ["x", "y"]], names=[*ADOPTIONS, "notes"])
    assert rules(read(parquet(twice))) == ["F05"]


def test_another_network_or_period_inside_is_told_by_its_record(read):
    (found,) = read(parquet(ADOPTIONS | {"period": ["2017-18 Q3", "2017-18 Q2"]})).findings
    assert (found.rule.code, found.place.row) == ("F08", 2)


def test_blank_records_are_counted_and_no_rows(read):
    columns = {name: [*values, None] for name, values in ADOPTIONS.items()}
    reading = read(parquet(columns))
    assert (only(reading).rows_blank, rows(reading)) == (1, [1, 2])
    reading = read(parquet(columns | {"colour": [None, None, "red"]}))
    assert (only(reading).rows_blank, rows(reading)) == (0, [1, 2, 3])


def test_a_table_without_rows_has_its_header(read):
    reading = read(parquet(pa.table(ADOPTIONS).slice(0, 0)))
    assert (rules(reading), only(reading).rows_read) == ([], 0)


def test_no_dataset_is_told_with_what_is_missing(read):
    (found,) = read(parquet({name: values for name, values in DEAL.items() if name != "funding_type"})).findings
    assert (found.rule.code, "missing: funding type" in found.message) == ("F04", True)


def test_limits_hold(read, monkeypatch):
    many = {f"c{number}": [1, 2] for number in range(COLUMNS - len(ADOPTIONS))}
    assert rules(read(parquet(ADOPTIONS | many))) == ["W13"]
    assert rules(read(parquet(ADOPTIONS | many | {"more": [1, 2]}))) == ["F03"]
    for name in ("notes", "colour"):
        assert "F03" not in rules(read(parquet(ADOPTIONS | {name: ["x", "x" * CELL_CHARACTERS]})))
        (found,) = read(parquet(ADOPTIONS | {name: ["x", "x" * (CELL_CHARACTERS + 1)]})).findings
        assert (found.rule.code, found.place.row) == ("F03", 2)
    monkeypatch.setattr(parquet_structure, "ROWS", 2)
    assert rules(read(parquet(ADOPTIONS))) == []
    assert rules(read(parquet({name: values * 2 for name, values in ADOPTIONS.items()}))) == ["F03"]


def test_text_that_is_not_utf_8_is_damage(read):
    whole = parquet(ADOPTIONS | {"notes": ["aaaa", "bbbb"]}, compression="none", use_dictionary=False)
    assert rules(read(whole.replace(b"bbbb", b"b\xff\xfeb"))) == ["F12"]


@pytest.mark.parametrize("kept", [4, 8, 0.5, 0.9, -1])
def test_a_truncated_file_looks_cut_off(read, kept):
    whole = parquet(ADOPTIONS)
    assert rules(read(whole[: int(len(whole) * kept) if isinstance(kept, float) else kept])) == ["F12"]


def test_a_page_whose_checksum_is_wrong_is_damage(read):
    whole = parquet(ADOPTIONS, compression="none", write_page_checksum=True, write_statistics=False)
    assert rules(read(whole)) == []
    at = whole.index((120).to_bytes(8, "little"))
    assert rules(read(whole[:at] + b"\x79" + whole[at + 1 :])) == ["F12"]


class _OpenSafe(pe.KmsClient):
    def __init__(self, config: pe.KmsConnectionConfig) -> None:
        super().__init__()

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
        return base64.b64encode(key_bytes)

    def unwrap_key(self, wrapped_key: bytes, master_key_identifier: str) -> bytes:
        return base64.b64decode(wrapped_key)


@pytest.mark.parametrize("name", ["investment_gbp", "colour"])
@pytest.mark.parametrize("is_footer_plain", [False, True])
def test_an_encrypted_file_is_protected(read, is_footer_plain, name):
    table = pa.table(DEAL | {"colour": ["red"]})
    factory = pe.CryptoFactory(_OpenSafe)
    settings = pe.EncryptionConfiguration(
        footer_key="footer", column_keys={"column": [name]}, plaintext_footer=is_footer_plain
    )
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), settings)
    stream = io.BytesIO()
    with pq.ParquetWriter(stream, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)
    assert rules(read(stream.getvalue())) == ["F02"]


def test_a_table_of_text_may_begin_with_the_same_letters(read):
    assert read("PAR1 notes\n" + csv(GOOD)).format == "csv"
