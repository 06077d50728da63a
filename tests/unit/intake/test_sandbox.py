"""Files read in a process apart; a hostile file ends its reader, never the worker. Source: reliability, row 7."""

import gzip
import json
import logging
import os
import signal
import socket
import threading
from pathlib import Path

import pyarrow as pa
import pytest

from adoption_reports.domain.errors import SandboxFailed
from adoption_reports.domain.periods import Period
from adoption_reports.domain.reading import Reading
from adoption_reports.intake import confinement, exchange
from adoption_reports.intake.reader import read_cells, read_file
from adoption_reports.intake.sandbox import Sandbox
from adoption_reports.intake.spool import Spool
from tests.unit.intake.samples import (
    ADOPTIONS_HEADER,
    DEALS,
    GOOD,
    HEADER,
    csv,
    only,
    raw_workbook,
    rules,
    sheet_xml,
    text_cell,
    workbook,
)

PERIOD = Period(2017, 3)
OPENING = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@pytest.fixture
def read(sandbox, tmp_path):
    def read_bytes(content: bytes | str) -> Reading:
        path = tmp_path / "sent"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return sandbox.read(path, network_code="NENC", period=PERIOD)

    return read_bytes


def same(one: Reading, other: Reading) -> None:
    assert (one.format, one.findings, one.ignored_sheets) == (other.format, other.findings, other.ignored_sheets)
    for a, b in zip(one.datasets, other.datasets, strict=True):
        assert (a.dataset, a.sheet, a.rows_blank, a.cells) == (b.dataset, b.sheet, b.rows_blank, b.cells)
        assert a.table.equals(b.table)
        assert a.raw.equals(b.raw)
        assert a.malformed.equals(b.malformed)


@pytest.mark.parametrize(
    "content",
    [
        csv(GOOD, GOOD + "x,y", "", GOOD + 'a"b', GOOD.replace("120", "12k")),
        csv(GOOD + ",YH", header=HEADER + ",ahsn"),
        HEADER,
        "",
        workbook({"A": [HEADER.split(","), GOOD.split(",")], "B": [["x"]], "C": [DEALS.split(",")]}),
    ],
    ids=["rows of every sort", "another network", "no rows", "no bytes", "workbook"],
)  # fmt: skip
def test_what_comes_out_of_the_sandbox_is_what_reading_in_process_gives(read, tmp_path, content):
    sandboxed = read(content)
    same(sandboxed, read_file(tmp_path / "sent", network_code="NENC", period=PERIOD))


@pytest.mark.parametrize("content", [csv(GOOD, GOOD + "x,y"), workbook({"A": [["x", 2.5]], "B": []}), "", "x,y"])
def test_the_cells_as_sent_are_those_that_reading_in_process_gives(sandbox, tmp_path, content):
    path = tmp_path / "sent"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    sandboxed, plain = sandbox.cells(path, {None: [3], "A": [1]}), read_cells(path, {None: [3], "A": [1]})
    assert (sandboxed is None) == (plain is None) == (content in ("", "x,y"))
    if sandboxed is not None and plain is not None:
        assert sandboxed == plain


def test_cells_of_a_file_that_needs_more_memory_than_it_may_have_are_not_shown(sandbox, tmp_path, monkeypatch):
    monkeypatch.setattr(confinement, "SMALL_MEMORY", 24 << 20)
    (tmp_path / "sent").write_text(csv(*[GOOD + "x" * 40] * 80_000))
    assert sandbox.cells(tmp_path / "sent", {}) is None


def test_two_cells_that_span_a_whole_sheet_cost_nothing(read):
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert rules(read(raw_workbook(sheet_xml(corners)))) == ["F03"]
    near, far = text_cell("A2", "INN-0001"), '<c r="GR1048575"><v>1</v></c>'
    far = f'{ADOPTIONS_HEADER}<row r="2">{near}</row><row r="1048575">{far}</row>'
    dataset = only(read(raw_workbook(sheet_xml(far))))
    assert (dataset.rows_read, dataset.rows_blank) == (2, 1_048_572)


def test_one_cell_of_600_mb_is_over_the_limit(read):
    pieces = [
        OPENING,
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>',
        *[b"a" * 1_000_000] * 600,
        b"</t></is></c></row></sheetData></worksheet>",
    ]
    content = raw_workbook(pieces)
    assert len(content) < 700_000
    assert rules(read(content)) == ["F03"]


def test_a_tag_of_100_mb_is_no_workbook(read):
    pieces = [OPENING, b'<row r="1"><c r="A1" x="', *[b"a" * 1_000_000] * 100, b'"/></row></sheetData></worksheet>']
    assert rules(read(raw_workbook(pieces))) == ["F01"]


def test_entities_are_never_expanded(read):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert rules(read(raw_workbook(sheet_xml('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>', opening=bomb)))) == [
        "F01"
    ]


def test_a_million_columns_are_over_the_limit(read):
    assert rules(read(csv("," * 1_000_000))) == ["F03"]
    assert rules(read("," * 1_000_000)) == ["F03"]


def test_a_file_that_needs_more_memory_than_it_may_have_is_refused_and_the_next_is_read(read, monkeypatch):
    monkeypatch.setattr(confinement, "SMALL_MEMORY", 24 << 20)
    reading = read(csv(*[GOOD + "x" * 40] * 80_000))
    (found,) = reading.findings
    assert (found.rule.code, found.message) == (
        "F03",
        "The file is over a limit: reading it would need more than 24 MB of memory.",
    )
    monkeypatch.undo()
    assert rules(read(csv(GOOD))) == []


def test_a_bomb_of_shared_strings_ends_its_reader_only(read, monkeypatch):
    monkeypatch.setattr(confinement, "SMALL_MEMORY", 64 << 20)
    strings = [b"<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>" * 20_000] * 80
    shared = [b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">', *strings, b"</sst>"]
    content = raw_workbook(sheet_xml(ADOPTIONS_HEADER), shared=shared)
    assert len(content) < 400_000
    (found,) = read(content).findings
    assert (found.rule.code, "64 MB of memory" in found.message) == ("F03", True)
    assert rules(read(csv(GOOD))) == []


def test_a_file_that_takes_too_long_is_refused(read, monkeypatch):
    monkeypatch.setattr(confinement, "SECONDS_EACH", 3)
    (found,) = read(csv(*['x"'] * 1_500_000)).findings
    assert (found.rule.code, found.message) == ("F03", "The file is over a limit: reading it takes too long.")


def test_waiting_for_a_busy_machine_is_not_held_against_the_file(read, monkeypatch):
    monkeypatch.setattr(confinement, "_PATIENCE", 0)
    with pytest.raises(SandboxFailed, match="stalled"):
        read(csv(*[GOOD + 'x"'] * 100_000))


def test_limits_grow_with_the_file():
    small, large = confinement.limits_for(9_999_999), confinement.limits_for(143_000_000)
    assert (small.memory, small.seconds) == (480 << 20, 28)
    assert large.seconds == 15 * 30 - 2
    assert small.memory < large.memory <= 3 << 30


def test_many_files_are_read_by_one_process(sandbox, read):
    pid = sandbox._process.pid
    for count in range(1, 6):
        assert only(read(csv(*[GOOD] * count))).rows_read == count
    assert sandbox._process.pid == pid


def test_a_reading_process_that_was_killed_is_started_anew(sandbox, read):
    os.kill(sandbox._process.pid, signal.SIGKILL)
    assert rules(read(csv(GOOD))) == []


def test_a_reading_process_that_can_not_be_started_is_our_fault(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.executable", "/bin/false")
    (tmp_path / "sent").write_text(csv(GOOD))
    with pytest.raises(SandboxFailed, match="did not start"):
        Sandbox().read(tmp_path / "sent", network_code="NENC", period=PERIOD)


def test_a_file_that_is_not_there_is_no_verdict(sandbox, tmp_path):
    with pytest.raises(FileNotFoundError):
        sandbox.read(tmp_path / "gone", network_code="NENC", period=PERIOD)


def test_the_reading_process_has_no_secrets_no_network_and_no_way_to_new_rights(monkeypatch):
    monkeypatch.setenv("ADOPTION_S3_SECRET", "planted")
    with Sandbox() as started:
        process = Path(f"/proc/{started._process.pid}")
        environment = (process / "environ").read_bytes()
        status = (process / "status").read_text()
        own_network = os.readlink("/proc/self/ns/net")
        network = os.readlink(process / "ns/net")
    assert b"planted" not in environment
    assert "HOME" not in environment.decode()
    assert "NoNewPrivs:\t1" in status
    assert "Threads:\t1" in status
    if os.geteuid() == 0:
        assert network != own_network


def test_the_reading_process_ends_with_its_owner():
    started = Sandbox()
    started.start()
    process = started._process
    started._answers.close()
    started._connection.close()  # what the system does for a worker that was killed
    assert process.wait(timeout=10) == 0


def test_a_forked_worker_gets_a_reading_process_of_its_own(sandbox, read, tmp_path):
    (tmp_path / "sent").write_text(csv(GOOD))
    parents = sandbox._process.pid
    worker = os.fork()
    if worker == 0:
        status = 1
        try:
            reading = sandbox.read(tmp_path / "sent", network_code="NENC", period=PERIOD)
            status = 0 if only(reading).rows_read == 1 and sandbox._process.pid != parents else 2
            sandbox.stop()
        finally:
            os._exit(status)
    _, status = os.waitpid(worker, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert rules(read(csv(GOOD, GOOD))) == []
    assert sandbox._process.pid == parents


def test_an_answer_for_a_process_that_died_is_passed_over(sandbox, read, tmp_path):
    """A process that shares its parent's reading process may be killed before the answer comes."""
    assert rules(read(csv(GOOD))) == []
    (tmp_path / "sent").write_text(csv(GOOD))
    asked = {
        "network_code": "NENC",
        "reporting_period": PERIOD.code,
        "limits": confinement.limits_for(100).as_mapping(),
    }
    asked |= {"path": str(tmp_path / "sent"), "folder": str(tmp_path / "deleted")}
    sandbox._connection.sendall(json.dumps(asked).encode() + b"\n")
    assert rules(read(csv(GOOD))) == []
    assert rules(read(csv(GOOD))) == []


def test_threads_may_share_a_sandbox(sandbox, tmp_path):
    counts: dict[int, int] = {}

    def read_rows(count: int) -> None:
        path = tmp_path / str(count)
        path.write_text(csv(*[GOOD] * count))
        counts[count] = only(sandbox.read(path, network_code="NENC", period=PERIOD)).rows_read

    threads = [threading.Thread(target=read_rows, args=(count,)) for count in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == {count: count for count in range(1, 9)}


def test_no_file_is_left_behind(read, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    table = only(read(csv(GOOD))).table
    assert [path.name for path in tmp_path.iterdir()] == ["sent"]
    assert table["innovation_code"].to_pylist() == ["INN-0001"]


def test_a_reader_that_stops_unexpectedly_refuses_the_file_and_tells_us(sandbox, tmp_path, caplog):
    (tmp_path / "sent").write_text(csv(GOOD))
    (tmp_path / "failure.txt").write_text("Traceback: planted")
    with caplog.at_level(logging.ERROR):
        reading = sandbox._reading("stopped", tmp_path, tmp_path / "sent", confinement.limits_for(1))
    assert rules(reading) == ["F01"]
    assert "planted" in caplog.text


@pytest.mark.parametrize(
    ("change", "value"),
    [("datasets", [{"dataset": "secrets"}]), ("findings", [{"rule": "X99"}]), ("format", None), ("datasets", [{}])],
)
def test_nonsense_from_a_captured_reader_is_not_believed(tmp_path, change, value):
    (tmp_path / "sent").write_text(csv(GOOD))
    spool = Spool(tmp_path)
    exchange.write_reading(read_file(tmp_path / "sent", network_code="NENC", period=PERIOD, spool=spool), spool)
    document = json.loads((tmp_path / exchange.READING_FILE).read_text())
    if value is None:
        del document[change]
    else:
        document[change] = value
    (tmp_path / exchange.READING_FILE).write_text(json.dumps(document))
    with pytest.raises(SandboxFailed):
        exchange.read_reading(tmp_path)


def test_a_table_of_another_shape_is_not_believed(tmp_path):
    (tmp_path / "sent").write_text(csv(GOOD))
    spool = Spool(tmp_path)
    reading = read_file(tmp_path / "sent", network_code="NENC", period=PERIOD, spool=spool)
    exchange.write_reading(reading, spool)
    path = spool.path_of(reading.datasets[0].table)
    for wrong in (b"no table at all", None):
        if wrong is None:
            table = pa.table({"a": [1]})
            path.unlink()
            with pa.ipc.new_file(str(path), table.schema) as writer:
                writer.write_table(table)
        else:
            path.unlink()
            path.write_bytes(wrong)
        with pytest.raises(SandboxFailed):
            exchange.read_reading(tmp_path)


def test_cells_out_of_place_are_not_believed(tmp_path):
    (tmp_path / "sent").write_text(csv(GOOD))
    spool = Spool(tmp_path)
    sent = read_cells(tmp_path / "sent", {}, spool)
    exchange.write_cells(sent, spool)
    assert exchange.read_cells_again(tmp_path) == sent
    cells = sent.sheets[0].cells
    for wrong in (cells.take([1, 0]), cells.take([0, 0])):
        path = spool.path_of(cells)
        path.unlink()
        with pa.ipc.new_file(str(path), wrong.schema) as writer:
            writer.write_table(wrong)
        with pytest.raises(SandboxFailed):
            exchange.read_cells_again(tmp_path)


def test_the_socket_pair_is_not_inherited_by_other_programs():
    with Sandbox() as started:
        assert isinstance(started._connection, socket.socket)
        assert not os.get_inheritable(started._connection.fileno())


def test_an_archive_that_unpacks_without_end_is_over_the_limit(read, monkeypatch):
    monkeypatch.setattr(confinement, "_LEAST_OUTPUT", 1 << 25)
    member = gzip.compress(bytes(1 << 24))
    assert rules(read(member * 20)) == ["F03"]
    assert only(read(gzip.compress(csv(GOOD).encode()))).rows_read == 1
