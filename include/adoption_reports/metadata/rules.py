"""Every rule once: its code, its effect, who decides it, and the words its finding uses.

`cases` holds one pair of sentences per way to break the rule: what is wrong, and what to do.
Placeholders in braces are filled in from the finding. Codes are never reused.
Source: contract, section 5.
"""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["reject", "hold", "warn", "note"]
DecidedBy = Literal["intake", "expectations", "verdict", "ledger"]


@dataclass(frozen=True, slots=True)
class Words:
    """What a finding says: what is wrong, and what to do about it."""

    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the contract.

    decided_by: intake (reading the bytes), expectations (the suites in expectations/), verdict
    (counting what the others found) or ledger (looking at other submissions).
    """

    code: str
    severity: Severity
    title: str
    decided_by: DecidedBy
    cases: dict[str, Words]


def _rule(
    code: str, severity: Severity, title: str, decided_by: DecidedBy, **cases: tuple[str, str]
) -> tuple[str, Rule]:
    return code, Rule(code, severity, title, decided_by, {case: Words(*words) for case, words in cases.items()})


SAVE_AS = "Save the report as Excel (.xlsx) or as CSV UTF-8 and send it again."

RULES: dict[str, Rule] = dict(
    (
        _rule(
            "F01", "reject", "Not a file that can be read", "intake",
            default=("This file can't be read: it looks like {looks_like}.", SAVE_AS),
            empty=("The file is empty: it holds no bytes.", "Check that the file was saved, then send it again."),
            gone=("The file was replaced or deleted before it could be read.", "Send it again if it is still meant to count."),
            broken=("This looks like {looks_like}, but it can't be opened: {reason}.", SAVE_AS),
        ),
        _rule(
            "F02", "reject", "Protected by a password", "intake",
            default=("The file is protected by a password.", "Remove the password and send the file again."),
        ),
        _rule(
            "F03", "reject", "Too large", "intake",
            default=("The file is over a limit: {limit}.", "Send only this quarter's rows and columns."),
        ),
        _rule(
            "F04", "reject", "No table found, or one found twice", "intake",
            default=(
                "No table of adoptions or deals was found. The nearest is {dataset}; missing: {missing}.",
                "Add the missing columns, or start from the template.",
            ),
            nothing=(
                "No table of adoptions or deals was found: the names of their columns are not there.",
                "Name the columns as in the template, on a sheet or in a text file in one of the first 20 rows; or start from "
                "the template.",
            ),
            twice=(
                "{dataset} was found on more than one sheet: {sheets}.",
                "Put all rows of {dataset} on one sheet.",
            ),
        ),
        _rule(
            "F05", "reject", "Two columns with the same name", "intake",
            default=("Two columns are both read as {column}: {cells}.", "Rename or delete one of them."),
        ),
        _rule(
            "F06", "reject", "No rows", "verdict",
            default=(
                "The file has column names but no rows.",
                "If there is nothing to report, put nil-return in the file's name and send it again.",
            ),
        ),
        _rule(
            "F07", "reject", "Sent to the wrong place", "intake",
            network=(
                "The folder {value} is not the code of a network.",
                "Put the file in the folder named by your network's code, such as NENC.",
            ),
            period=(
                "The folder {value} is not a reporting period.",
                "Name the folder by financial year and quarter, such as 2017-18-Q3.",
            ),
            early=(
                "{value} is before the first reporting period, 2013/14 Q1.",
                "Put the file in the folder of the quarter that it reports.",
            ),
            depth=(
                "A file goes in a network's folder and in a quarter's folder; this one is at {value}.",
                "Put the file at network/quarter/file, such as NENC/2017-18-Q3/report.xlsx.",
            ),
        ),
        _rule(
            "F08", "reject", "Another network or quarter inside", "intake",
            default=(
                "The {column} says {value}, but the file was sent for {expected}.",
                "Correct the column, or send the file to the folder that it is meant for.",
            ),
            unread=(
                "The reporting period says {value}, which is not a quarter that we can be sure of.",
                "Write it as 2017/18 Q3; short years such as FY18 mean one year in the UK and another in the US.",
            ),
        ),
        _rule(
            "F09", "reject", "Not open for reports", "verdict",
            future=(
                "{period} had not started on {day}.",
                "Check the quarter in the folder's name; send the report once the quarter has begun.",
            ),
            closed=(
                "{period} closed for reports on {closes}.",
                "Ask the national programme team to load this file as a past quarter.",
            ),
        ),
        _rule(
            "F10", "reject", "Too many rows with mistakes", "verdict",
            default=(
                "Mistakes stop {held} of {rows} of {dataset} from counting: too many to accept the others.",
                "Correct the rows that are listed below, in your own file.",
            ),
        ),
        _rule(
            "F12", "reject", "Cut off", "intake",
            default=("The file looks cut off: {reason}.", "Save or export it again and check that the last rows are there."),
        ),
        _rule(
            "F13", "reject", "Mixed text encodings", "intake",
            default=(
                "The text changes its encoding near line {line}, so some letters can't be told.",
                "Save the file as CSV UTF-8 and send it again.",
            ),
        ),
        _rule(
            "F14", "reject", "A hidden sheet holds data", "intake",
            default=("The hidden sheet {sheet} holds a table of {dataset}.", "Unhide the sheet if it counts, or delete it."),
        ),
        _rule(
            "R01", "hold", "Too many or too few fields", "intake",
            default=(
                "This row has {found} where the header has {expected}.",
                "Look for a missing or extra comma, semicolon, tab or quotation mark.",
            ),
            quote=(
                "A quotation mark in this row is in the wrong place, so its fields can't be told apart.",
                "Double every quotation mark inside a quoted field.",
            ),
            object=(
                "This line is not one JSON object, so its fields can't be told apart.",
                "Write each row as one object on one line.",
            ),
            twice=("A field is named twice in this row.", "Name each field once."),
            lines=(
                "A quotation mark in this row is in the wrong place, so lines {first} to {last} were read as one row.",
                "Take out the quotation mark that is opened in line {first} and not closed there, or double it if "
                "it is part of a text.",
            ),
        ),
        _rule(
            "R02", "hold", "A required value is missing", "expectations",
            default=("The {column} is missing.", "Fill in the {column}."),
            place=(
                "The place is missing: there is no location code, and no name with postcode.",
                "Fill in the location code, or the name and postcode.",
            ),
            status=("The {column} is missing; the status is {status}, so it is needed.", "Fill in the {column}."),
        ),
        _rule(
            "R03", "hold", "A value can't be read", "intake",
            integer=("{value} is not a whole number.", "Write a whole number in digits, such as 1200 or 1,200."),
            money=("{value} is not an amount of money.", "Write pounds, with pence if need be, such as 12500.50."),
            fte=("{value} is not a number of jobs.", "Write full-time jobs with at most one decimal, such as 2.5."),
            date=("{value} is not a date.", "Write day, month and year, such as 30/11/2017 or 2017-11-30."),
            us_date=(
                "{value} is not a date: day and month look swapped.",
                "Write the day first, such as 30/11/2017; look at the column's other dates too.",
            ),
            serial=(
                "{value} is a number, not a date.",
                "Format the column as a date, or write it as 30/11/2017.",
            ),
            no_such_day=("{value} is not a day of the calendar.", "Check the day and the month."),
            short_year=("{value} has a year of two digits.", "Write the year with four digits, such as 30/11/2017."),
            formula_error=("The formula in this cell gives {value}.", "Correct the formula, or type the value."),
            formula_empty=(
                "The formula in this cell has no stored value.",
                "Open the workbook in Excel, let it calculate, save it and send it again.",
            ),
            control=("{value} holds characters that can't be shown.", "Type the value again."),
            text=("{value} is not text.", "Write it as plain text."),
            too_long=("This text is longer than {limit} characters.", "Shorten the text."),
        ),
        _rule(
            "R04", "hold", "A code is not known or not well formed", "expectations",
            unknown=("{value} is not an innovation that we know.", "Check the code{suggestion}."),
            malformed=("{value} is not a valid {column}.", "Write {shape}{suggestion}."),
        ),
        _rule(
            "R05", "hold", "The location is not known", "expectations",
            default=("{value} is not a location we know.", "Check the code{suggestion}."),
        ),
        _rule(
            "R06", "hold", "A number is out of range", "expectations",
            default=("{value} is out of range: the {column} can be from {minimum} to {maximum}.", "Check the number."),
        ),
        _rule(
            "R07", "hold", "A date is out of range", "expectations",
            early=("{value} is before 1 April 2013, when reporting began.", "Check the year."),
            late=("{value} is after the quarter's end, {period_end}.", "Check the date; later events go in a later report."),
        ),
        _rule(
            "R08", "hold", "Not one of the allowed words", "expectations",
            default=("{value} is not a known {column}.", "Use one of: {words}{suggestion}."),
        ),
        _rule(
            "R09", "hold", "Reported twice with different content", "expectations",
            default=(
                "{key} is also in {other_rows}, with different content.",
                "Keep the one row that is right and delete the others.",
            ),
        ),
        _rule(
            "R10", "hold", "Values contradict each other", "expectations",
            stopped_date=("There is a stopped date, but the status is {status}.", "Clear the date, or set the status to stopped."),
            order=("The stopped date {value} is before the adopted date.", "Check both dates."),
            beneficiaries=(
                "The number of beneficiaries is {value}, but the status is {status}.",
                "Set the number to 0, or set the status to adopted.",
            ),
            nothing=(
                "None of the investment, the jobs created and the jobs safeguarded is above 0.",
                "Fill in at least one of the three, or leave the deal out.",
            ),
        ),
        _rule(
            "W01", "warn", "The location is closed", "expectations",
            successor=("{value} closed on {closed}; the row counts at its successor {at}.", "Use {at} from now on."),
            none=("{value} closed on {closed} and has no successor; the row counts there.", "If the location is right, nothing need be done; if not, correct it."),
        ),
        _rule(
            "W02", "warn", "Much more than before", "ledger",
            default=(
                "{value} is more than 10 times the {earlier} of {earlier_period}.",
                "If it is right, nothing need be done; if not, correct it and send the whole file again.",
            ),
        ),
        _rule(
            "W03", "warn", "Another network's area", "expectations",
            default=("{at} is in the area of {network}.", "If the location is right, nothing need be done; if not, correct it."),
        ),
        _rule(
            "W04", "note", "Late", "verdict",
            default=("The report was due on {due} and came on {day}.", "Nothing need be done about it: late reports count."),
        ),
        _rule(
            "W05", "warn", "Far fewer rows than before", "ledger",
            default=(
                "This file has {rows} of {dataset}; the one it replaces, {earlier}, has {earlier_rows}.",
                "A file replaces the whole quarter: if rows are missing, send the complete file.",
            ),
        ),
        _rule(
            "W06", "warn", "The same row again", "expectations",
            default=("This row is the same as {other_rows}; it counts once.", "Nothing need be done; delete the copy next time."),
        ),
        _rule(
            "W07", "warn", "The innovation is closed or withdrawn", "expectations",
            default=("{value} ({name}) has been {status} since {since}.", "Check the code{suggestion}."),
        ),
        _rule(
            "W08", "warn", "Reported by another network too", "ledger",
            adoption=(
                "{innovation} at {at} is also reported by {networks}.",
                "Agree who reports it; the national total counts it once.",
            ),
            deal=("The deal {value} is also reported by {networks}.", "Agree who reports it; the national total counts it once."),
        ),
        _rule(
            "W09", "warn", "Read as Windows-1252", "intake",
            default=("The text is not UTF-8; it was read as Windows-1252.", "Check names with accents and pound signs; save as CSV UTF-8 next time."),
        ),
        _rule(
            "W10", "warn", "The same file again", "ledger",
            default=("This is the same file as {earlier}; it counts once.", "Nothing need be done."),
        ),
        _rule(
            "W11", "warn", "Very many people", "expectations",
            default=(
                "The number of beneficiaries at this one location is {value}: more than 100,000.",
                "Check the number; if it is right, nothing need be done.",
            ),
        ),
        _rule(
            "W12", "warn", "Thousands entered as pounds?", "expectations",
            default=("The investment is {amount}, below £1,000.", "If the figure is in thousands, write it in pounds; if it is right, nothing need be done."),
        ),
        _rule(
            "W13", "warn", "Columns that were ignored", "intake",
            default=("These columns are not part of the report and were ignored: {columns}.", "Nothing need be done, unless one is misspelt{suggestion}."),
        ),
        _rule(
            "W14", "warn", "The same file as for another quarter", "ledger",
            default=("This file is exactly the same as {earlier}, which is for another quarter.", "If it is last quarter's file, send this quarter's."),
        ),
        _rule(
            "W15", "note", "An empty sheet was ignored", "intake",
            default=(
                "The sheet {sheet} has the columns of {dataset} but no rows; it was ignored.",
                "To report nothing for {dataset}, send a nil return.",
            ),
        ),
    )
)  # fmt: skip

EFFECT: dict[Severity, str] = {
    "reject": "the file is refused",
    "hold": "the row is held and does not count",
    "warn": "the row counts; please look",
    "note": "for your information",
}
