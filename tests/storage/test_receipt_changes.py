"""What a receipt says of changes: rows by their key, the network's totals, and what counts nationally."""

import io
from typing import Any

import openpyxl

from adoption_reports.steps.processing import _write_receipt
from tests.storage.conftest import Pipeline, adoptions, deals
from tests.unit.intake.samples import workbook

KEY = "NENC/2017-18-Q3"


def _change(pipeline: Pipeline, submission_id: str, dataset: str = "adoptions") -> dict[str, Any]:
    (change,) = [one for one in pipeline.receipt(submission_id)["changes"] if one["dataset"] == dataset]
    return dict(change)


def test_rows_added_removed_and_changed_are_told_by_their_key(pipeline: Pipeline) -> None:
    pipeline.send(f"{KEY}/a.csv", adoptions("INN-0001,L01,100,received", "INN-0002,L01,5,received"))
    pipeline.run()
    first = _change(pipeline, "NENC-2017-18-Q3-r001")
    assert (first["previous"], first["rows"], first["examples"]) == (None, None, [])
    assert first["network"]["beneficiaries_count"] == {"before": 0, "after": 105}
    pipeline.send(f"{KEY}/b.csv", adoptions("INN-0001,L01,120,received", "INN-0003,L01,7,completed"))
    pipeline.run()
    change = _change(pipeline, "NENC-2017-18-Q3-r002")
    assert change["previous"] == "NENC-2017-18-Q3-r001"
    assert change["rows"] == {"added": 1, "removed": 1, "changed": 1}
    assert change["columns"] == {"beneficiaries_count": 1}
    assert [(one["change"], one["key"], one["row"]) for one in change["examples"]] == [
        ("added", "INN-0003 at L01", 3),
        ("changed", "INN-0001 at L01", 2),
        ("removed", "INN-0002 at L01", 3),
    ]
    assert change["network"]["beneficiaries_count"] == {"before": 105, "after": 127}
    assert change["counted_nationally"] == change["network"]
    assert change["handed_over"] == 0
    assert "Against NENC-2017-18-Q3-r001: 1 row added, 1 removed and 1 changed." in pipeline.receipt(
        "NENC-2017-18-Q3-r002", "receipt.html"
    )


def test_what_moved_nationally_is_what_the_totals_moved(pipeline: Pipeline) -> None:
    pipeline.send("YH/2017-18-Q3/a.csv", adoptions("INN-0001,L03,30,received", "INN-0002,L04,50,received"))
    pipeline.send(f"{KEY}/a.csv", adoptions("INN-0001,L03,900,received", "INN-0002,L01,9,received"))
    pipeline.run()
    before = pipeline.figure("beneficiaries_count")
    pipeline.send(
        f"{KEY}/b.csv", adoptions("INN-0001,L02,901,received", "INN-0002,L01,19,received", "INN-0002,L04,5,received")
    )
    pipeline.run()
    change = _change(pipeline, "NENC-2017-18-Q3-r002")
    sides = change["counted_nationally"]["beneficiaries_count"]
    assert change["handed_over"] == 0
    assert sides["after"] - sides["before"] == pipeline.figure("beneficiaries_count") - before == 10
    assert change["network"]["beneficiaries_count"] == {"before": 909, "after": 925}


def test_a_shared_adoption_that_changes_hands_is_counted_and_never_valued(pipeline: Pipeline) -> None:
    pipeline.send("YH/2017-18-Q3/a.csv", adoptions("INN-0002,L04,50,received"))
    pipeline.send(f"{KEY}/a.csv", adoptions("INN-0002,L04,5,received"))
    pipeline.run()
    pipeline.send(f"{KEY}/b.csv", adoptions("INN-0002,L04,60,received"))
    pipeline.run()
    change = _change(pipeline, "NENC-2017-18-Q3-r002")
    assert change["handed_over"] == 1
    assert change["counted_nationally"]["beneficiaries_count"] == {"before": 0, "after": 60}


def test_deals_are_compared_in_pounds_and_jobs(pipeline: Pipeline) -> None:
    pipeline.send("YH/2017-18-Q3/a.csv", deals("D-0001,INN-0001,500.00,1"))
    pipeline.send(f"{KEY}/a.csv", deals("D-0001,INN-0001,100.00,1", "D-0002,INN-0001,2000.00,2.5"))
    pipeline.run()
    pipeline.send(f"{KEY}/b.csv", deals("D-0001,INN-0001,100.00,1", "D-0002,INN-0001,3000.50,2.5"))
    pipeline.run()
    change = _change(pipeline, "NENC-2017-18-Q3-r002", "economic_impact")
    assert (change["rows"], change["columns"]) == ({"added": 0, "removed": 0, "changed": 1}, {"investment_gbp": 1})
    assert change["network"]["investment_gbp"] == {"before": "2100.00", "after": "3100.50"}
    assert change["counted_nationally"]["investment_gbp"] == {"before": "2000.00", "after": "3000.50"}
    assert change["handed_over"] == 0


def test_a_refused_file_names_what_still_counts(pipeline: Pipeline) -> None:
    pipeline.send(f"{KEY}/a.csv", adoptions("INN-0001,L01,100,received"))
    pipeline.run()
    pipeline.send(f"{KEY}/b.csv", "nothing,here\n1,2\n")
    pipeline.run()
    (current,) = pipeline.receipt("NENC-2017-18-Q3-r002")["current"]
    assert (current["submission_id"], current["rows_accepted"]) == ("NENC-2017-18-Q3-r001", 1)
    assert "what still counts is a.csv" in pipeline.receipt("NENC-2017-18-Q3-r002", "receipt.html")


def test_a_receipt_written_again_has_the_same_bytes_whatever_came_since(pipeline: Pipeline) -> None:
    rows = [f"INN-0001,L0{n},1{n},received" for n in (1, 3, 4, 5)]
    pipeline.send(f"{KEY}/a.csv", adoptions(*rows, "INN-0002,NOWHERE,5,received"))
    pipeline.run()
    before = _files(pipeline, "NENC-2017-18-Q3-r001")
    assert {key.rpartition("/")[2] for key in before} == {
        "receipt.json", "receipt.html", "held-rows.csv", "marked-up.xlsx",
    }  # fmt: skip
    pipeline.send(f"{KEY}/b.csv", adoptions("INN-0001,L01,120,received"))
    pipeline.send("YH/2017-18-Q3/a.csv", adoptions("INN-0001,L01,30,received"))
    pipeline.run()
    _write_receipt(pipeline.services, "NENC-2017-18-Q3-r001")
    assert _files(pipeline, "NENC-2017-18-Q3-r001") == before


def test_the_marked_up_workbook_is_the_senders_file_with_the_cell_marked_that_the_receipt_names(
    pipeline: Pipeline,
) -> None:
    rows = [line.split(",") for line in adoptions("INN-0001,L01,100,received", "INN-0002,NOWHERE,5,received").split()]
    rows += [[*rows[1][:4], str(110 + n), "received"] for n in range(4)]
    pipeline.send(f"{KEY}/a.xlsx", workbook({"Our notes": [["by Priya"]], "Q3": [["North East"], [], *rows]}))
    pipeline.run()
    (found,) = [one for one in pipeline.receipt("NENC-2017-18-Q3-r001")["findings"] if one["rule"] == "R05"]
    (name,) = [key for key in _files(pipeline, "NENC-2017-18-Q3-r001") if key.endswith("/marked-up.xlsx")]
    book = openpyxl.load_workbook(io.BytesIO(_files(pipeline, "NENC-2017-18-Q3-r001")[name]))
    assert book.sheetnames == ["Summary", "Our notes", "Q3"]
    assert (book["Our notes"]["A1"].value, book["Q3"]["A1"].value) == ("by Priya", "North East")
    assert (book["Q3"][found["cell"]].value, found["value"]) == ("NOWHERE", "NOWHERE")
    assert found["message"] in book["Q3"][found["cell"]].comment.text


def _files(pipeline: Pipeline, submission_id: str) -> dict[str, bytes]:
    store, bucket = pipeline.services.store, pipeline.services.settings.receipts_bucket
    keys = [one.key for one in store.list_objects(bucket) if f"/{submission_id}/" in one.key]
    return {key: store.get(bucket, key) for key in keys}
