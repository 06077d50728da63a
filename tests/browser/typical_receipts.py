"""Receipts of the mistakes that files come with, each made from a file by the real check.

Each is given the facts of a submission, so that its page is the one that a network would get.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from adoption_reports.domain.judgement import Judgement
from adoption_reports.feedback.receipt import SubmissionFacts, receipt_document
from adoption_reports.settings import load_settings
from adoption_reports.steps.checking import Answer, check
from adoption_reports.storage.reference import read_registry

NETWORK, PERIOD = "EM", "2017-18-Q3"
AT = datetime(2018, 1, 29, 16, 2, 11, tzinfo=UTC)
HEADER = ["Innovation code", "ODS code", "Status", "Date adopted", "Beneficiaries", "Basis"]
DEAL_HEADER = ["Deal", "Innovation code", "Company", "Funding", "Investment", "Jobs created"]

Row = list[Any]
Table = tuple[list[str], list[Row]]


def typical_receipts(folder: Path) -> dict[str, dict[str, Any]]:
    """Each mistake's name with its receipt; the files are written to `folder`."""
    files = {name: (folder / f"{name}{kind}", make) for name, (kind, make) in _FILES.items()}
    for path, make in files.values():
        path.write_bytes(make())
    paths = [str(path) for path, _ in files.values()]
    answers = check(paths, network=NETWORK, period=PERIOD, at=AT, settings=load_settings())
    made = {}
    for name, answer in zip(files, answers, strict=True):
        assert isinstance(answer, Answer)
        made[name] = _submitted(files[name][0], answer)
    return made


def _submitted(path: Path, answer: Answer) -> dict[str, Any]:
    is_clean = path.stem == "changed-since"
    facts = SubmissionFacts(
        submission_id=f"{NETWORK}-{PERIOD}-r002",
        network_code=NETWORK,
        reporting_period=PERIOD,
        object_key=f"{NETWORK}/{PERIOD}/{path.name}",
        etag="9b2cf535f27731c974343645a3985328",
        content_sha256=answer.receipt["content_sha256"],
        size_bytes=path.stat().st_size,
        uploaded_at=AT,
        received_at=AT + timedelta(seconds=2),
        recorded_at=AT + timedelta(seconds=6),
    )
    return receipt_document(
        submission=facts,
        judgement=answer.judgement,
        supersedes={"adoptions": EARLIER} if is_clean else {},
        current=_current(facts, answer.judgement),
        changes=[CHANGE] if is_clean else [],
    )


EARLIER = f"{NETWORK}-{PERIOD}-r001"
CHANGE = {
    "dataset": "adoptions",
    "previous": EARLIER,
    "rows": {"added": 2, "removed": 1, "changed": 3},
    "columns": {"beneficiaries_count": 3, "benefit_basis": 1},
    "examples": [
        {"change": "added", "row": 23, "key": "INN-0003 at 8G474", "columns": []},
        {"change": "added", "row": 24, "key": "INN-0003 at 8J010", "columns": []},
        {"change": "changed", "row": 3, "key": "INN-0001 at 8A446", "columns": ["beneficiaries_count"]},
        {"change": "changed", "row": 9, "key": "INN-0001 at 8J186", "columns": ["beneficiaries_count"]},
        {
            "change": "changed",
            "row": 14,
            "key": "INN-0002 at 8C515",
            "columns": ["beneficiaries_count", "benefit_basis"],
        },
        {"change": "removed", "row": 17, "key": "INN-0005 at 8S521", "columns": []},
    ],
    "network": {
        "adoptions_count": {"before": 22, "after": 23},
        "beneficiaries_count": {"before": 3601, "after": 4209},
        "people_reached_count": {"before": 0, "after": 0},
    },
    "counted_nationally": {
        "adoptions_count": {"before": 22, "after": 23},
        "beneficiaries_count": {"before": 3601, "after": 4209},
        "people_reached_count": {"before": 0, "after": 0},
    },
    "handed_over": 0,
}


def _current(facts: SubmissionFacts, judgement: Judgement) -> list[dict[str, Any]]:
    """An earlier file still counts where this one is refused."""
    if judgement.verdict != "rejected":
        return []
    earlier = {"submission_id": EARLIER, "object_key": f"{NETWORK}/{PERIOD}/q3 first.xlsx", "is_nil": False}
    return [{"dataset": "adoptions", **earlier, "uploaded_at": facts.uploaded_at, "rows_accepted": 22}]


def _rows(count: int = 24) -> list[Row]:
    """Good adoptions: three innovations at eight places of the network's own area."""
    registry = read_registry(load_settings().reference_folder)
    own = [code for code, one in registry.locations.items() if one.network_code == NETWORK and not one.closed_date]
    return [
        [f"INN-000{1 + n // 8}", own[n % 8], "Adopted", date(2017, 11, 1 + n % 24), 40 + 13 * n, "Received"]
        for n in range(count)
    ]


def _with(rows: list[Row], column: int, values: dict[int, Any]) -> list[Row]:
    for row, value in values.items():
        rows[row][column] = value
    return rows


def _wrong_locations() -> bytes:
    return _workbook(Adoptions=(HEADER, _with(_rows(), 1, {3: "RX1RZ", 11: "QUEENS"})))


def _missing_people() -> bytes:
    return _workbook(Adoptions=(HEADER, _with(_rows(40), 4, {5: None, 17: None, 30: None})))


def _american_dates() -> bytes:
    rows = _rows(16)
    return _csv(HEADER, [[*row[:3], f"{row[3]:%m/%d/%Y}", *row[4:]] for row in rows])


def _rows_that_differ() -> bytes:
    rows = _rows()
    copy = [*rows[6][:4], 400, "Received"]
    return _workbook(Adoptions=(HEADER, [*rows, copy]))


def _text_in_numbers() -> bytes:
    deals = [[f"EM/2017/{n:03}", "INN-0002", f"Maker {n} Ltd", "Grant", 25000 + 500 * n, 1.5] for n in range(24)]
    deals = _with(deals, 4, {4: "£1.2m", 19: "tbc"})
    deals = _with(deals, 3, {8: "Lottery"})
    deals[8][4] = Decimal("1250000")
    people = _with(_rows(), 4, {7: "about 300"})
    return _workbook(Adoptions=(HEADER, people), Deals=(DEAL_HEADER, deals))


def _another_quarter() -> bytes:
    header = ["Network", "Quarter", *HEADER]
    return _workbook(Adoptions=(header, [["EM", "2017/18 Q2", *row] for row in _rows(3)]))


def _missing_column() -> bytes:
    header = [name for name in HEADER if name != "Status"]
    return _workbook(Adoptions=(header, [[*row[:2], *row[3:]] for row in _rows()]))


def _word_document() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return packed.getvalue()


def _clean() -> bytes:
    return _workbook(Adoptions=(HEADER, _rows(23)))


_FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "wrong-locations": (".xlsx", _wrong_locations),
    "missing-people": (".xlsx", _missing_people),
    "american-dates": (".csv", _american_dates),
    "rows-that-differ": (".xlsx", _rows_that_differ),
    "text-in-numbers": (".xlsx", _text_in_numbers),
    "another-quarter": (".xlsx", _another_quarter),
    "missing-column": (".xlsx", _missing_column),
    "word-document": (".xlsx", _word_document),
    "changed-since": (".xlsx", _clean),
}


def _workbook(**sheets: Table) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        for row in (header, *rows):
            sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _csv(header: Sequence[str], rows: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()
