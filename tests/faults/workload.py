"""The uploads that the laboratory sends: small, and one of each kind that takes a way of its own.

Several networks, a resubmission, an overlap, a nil return, a rejected file, a workbook with two datasets, held
rows, a duplicate.
"""

import csv
import io
import shutil
from dataclasses import fields
from pathlib import Path

import openpyxl

from adoption_reports.domain.registry import Innovation, Location
from adoption_reports.settings import PROJECT

PERIOD = "2017-18-Q3"
ADOPTIONS = "innovation_code,location_code,adoption_status,adopted_date,beneficiaries_count,benefit_basis"
DEALS = "deal_reference,innovation_code,company_name,funding_type,investment_gbp,jobs_created_fte"
INNOVATIONS = ("INN-0001", "INN-0002", "INN-0003")
LOCATIONS = (("L01", "NENC", ""), ("L02", "YH", "L03"), ("L03", "YH", ""), ("L04", "EM", ""))


def write_registry(folder: Path) -> Path:
    """The real networks and periods, three innovations and four locations."""
    folder.mkdir()
    for name in ("networks.csv", "reporting_periods.csv", "corrections.yaml"):
        shutil.copy(PROJECT / "include" / "reference" / name, folder)
    innovations = [[code, f"Innovation {code}", "Made up.", "active", "", ""] for code in INNOVATIONS]
    locations = [[code, f"Place {code}", "other", area, "", "", "", after] for code, area, after in LOCATIONS]
    for name, record, written in (("innovations.csv", Innovation, innovations), ("locations.csv", Location, locations)):
        with (folder / name).open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(one.name for one in fields(record))
            writer.writerows(written)
    return folder


def adoptions(*rows: str) -> str:
    """A CSV file of adoptions; each row: innovation,location,count,basis."""
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


def workbook(**sheets: str) -> bytes:
    """A workbook with a sheet for each CSV text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append(line.split(","))
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def uploads() -> list[tuple[str, bytes]]:
    """Key and bytes of each upload, in the order in which they are sent."""
    first = adoptions("INN-0001,L01,100,received", "INN-0001,L02,40,received")
    again = adoptions("INN-0001,L01,90,received", "INN-0001,L02,41,received", "INN-0002,L99,7,received")
    both = workbook(
        Adoptions=adoptions("INN-0001,L03,30,received", "INN-0002,L03,25,covered"),
        Deals=deals("DEAL/1,INN-0001,1500.50,2.5", "DEAL/2,INN-0003,99.99,0"),
    )
    return [
        (f"NENC/{PERIOD}/1 first.csv", first.encode()),
        (f"YH/{PERIOD}/2 both.xlsx", both),
        (f"NENC/{PERIOD}/3 again.csv", again.encode()),
        (f"NENC/{PERIOD}/4 the same again.csv", again.encode()),
        (f"EM/{PERIOD}/5 nil-return.csv", adoptions().encode()),
        (f"YH/{PERIOD}/6 refused.csv", adoptions("INN-9999,L01,70,received").encode()),
    ]
