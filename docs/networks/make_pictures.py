"""Makes the pictures of the guides for network staff: `make pictures`.

The template's are what LibreOffice shows; the terminal's are what the commands print; the two file-transfer
programs' are drawings of the fields to fill in, and say so. Needs soffice and pdftoppm (poppler-utils).
"""

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from rich.console import Console

from adoption_reports import steps
from adoption_reports.domain.periods import Period
from adoption_reports.feedback.terminal import receipt_lines, wrapped
from adoption_reports.settings import Settings
from adoption_reports.steps.preparing import make_template

PICTURES = Path(__file__).parent / "pictures"
NETWORK, PERIOD = "NENC", Period(2017, 3)
AT = datetime(2018, 1, 20, 12, tzinfo=UTC)
LANDING = f"/adoption-landing/{NETWORK}"


def filled_template() -> openpyxl.Workbook:
    """A template with a few made-up rows; the last one lacks what its status needs."""
    book = openpyxl.load_workbook(io.BytesIO(make_template(Settings(), NETWORK, PERIOD)))
    codes = [[row[0] for row in book[name].iter_rows(min_row=2, max_row=4, values_only=True)] for name in
             ("Innovations", "Locations")]  # fmt: skip
    rows = (
        (codes[0][0], codes[1][0], None, None, "adopted", date(2017, 10, 2), None, 1200, "received"),
        (codes[0][1], codes[1][1], None, None, "planned"),
        (codes[0][2], None, "Example Library", "NE1 4LP", "stopped", date(2016, 4, 1), date(2017, 12, 31)),
        (codes[0][0], codes[1][2], None, None, "adopted"),
    )
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            cell = book["Adoptions"].cell(number, column)
            cell.value = value
            if isinstance(value, date):
                cell.number_format = "dd mmm yyyy"  # which openpyxl replaces by its own
    return book


def draw_template(book: openpyxl.Workbook) -> None:
    """The first page of two of the template's sheets, as LibreOffice lays them out."""
    for name, kept, width, height in (
        ("instructions", "Instructions", 1080, 690),
        ("adoptions", "Adoptions", 1080, 150),
    ):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "template.xlsx"
            for sheet in book.worksheets:
                sheet.print_area = None if sheet.title == kept else "XFD1048576"
            book.save(file)
            profile = f"-env:UserInstallation=file://{folder}/profile"
            run("soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, str(file))
            shown = str(PICTURES / f"template-{name}")
            pages = ("-png", "-singlefile", "-r", "95")
            page = page_with(
                Path(folder) / "template.pdf", "What to do" if name == "instructions" else "Fill in from row"
            )
            cut = ("-x", "50", "-y", "55", "-W", str(width), "-H", str(height))
            run("pdftoppm", *pages, "-f", str(page), "-l", str(page), *cut, f"{folder}/template.pdf", shown)


def page_with(pdf: Path, words: str) -> int:
    """The first page that holds some words."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return next(number for number, page in enumerate(text.split("\f"), start=1) if words in page)


def draw_check(book: openpyxl.Workbook) -> None:
    """What `adoption check` says of that file, as a terminal shows it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "q3.xlsx"
        book.save(file)
        (answer,) = steps.check([str(file)], network=NETWORK, period=PERIOD.code, at=AT, settings=Settings())
    assert isinstance(answer, steps.Answer)
    console = Console(record=True, width=110, file=io.StringIO(), highlight=False, markup=False)
    console.print(f"$ adoption check q3.xlsx --network {NETWORK} --period {PERIOD.code}", style="bold")
    for line in receipt_lines(answer.receipt | {"object_key": "q3.xlsx"}):
        console.print(wrapped(line, console.width))
    console.save_svg(str(PICTURES / "check.svg"), title="adoption check", unique_id="check")


def draw_window(name: str, title: str, fields: Sequence[tuple[str, str]], button: str) -> None:
    """A drawing of a log-in window: each field with what goes into it."""
    height = 96 + 44 * len(fields) + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height}" width="640" height="{height}" role="img"'
        ' font-family="sans-serif" font-size="15">',
        f"<title>{escape(title)}: the fields to fill in (a drawing)</title>",
        f'<rect width="640" height="{height}" fill="#ffffff" stroke="#33415c" stroke-width="2" rx="8"/>',
        '<rect width="640" height="44" fill="#33415c" rx="8"/>',
        f'<text x="16" y="28" fill="#ffffff" font-weight="bold">{escape(title)} (a drawing, not a screenshot)</text>',
    ]
    y = 66
    for label, value in fields:
        parts += [
            f'<text x="16" y="{y + 21}" fill="#1b1b1b">{escape(label)}</text>',
            f'<rect x="216" y="{y}" width="408" height="32" fill="#f6f8fb" stroke="#5c677d"/>',
            f'<text x="226" y="{y + 21}" fill="#1b1b1b">{escape(value)}</text>',
        ]
        y += 44
    parts += [
        f'<rect x="504" y="{y + 8}" width="120" height="36" fill="#0b5394" rx="4"/>',
        f'<text x="564" y="{y + 31}" fill="#ffffff" text-anchor="middle" font-weight="bold">{escape(button)}</text>',
        "</svg>",
    ]
    (PICTURES / f"{name}.svg").write_text("\n".join(parts) + "\n", encoding="utf-8")


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def main() -> None:
    """Make every picture anew."""
    if missing := [name for name in ("soffice", "pdftoppm", "pdftotext") if shutil.which(name) is None]:
        sys.exit(f"Install first: {', '.join(missing)} (Debian: libreoffice-calc, poppler-utils).")
    PICTURES.mkdir(exist_ok=True)
    given = "(from the programme team)"
    keys = [("Access key ID", f"network-{NETWORK} {given}"), ("Secret access key", f"•••••••• {given}")]
    winscp = [("File protocol", "Amazon S3"), ("Host name", f"store.example.org {given}"), ("Port number", "443")]
    draw_window("winscp", "WinSCP: Login", [*winscp, *keys, ("Advanced: Remote directory", LANDING)], "Login")
    duck = [("Kind of connection", "S3 (Deprecated path style requests)"), ("Server", f"store.example.org {given}")]
    draw_window("cyberduck", "Cyberduck: Open Connection", [*duck, *keys, ("More options: Path", LANDING)], "Connect")
    book = filled_template()
    draw_check(book)
    draw_template(book)


if __name__ == "__main__":
    main()
