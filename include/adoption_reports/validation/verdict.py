"""The verdict: what counting, the calendar and the file's name add to the rows' own findings.

One reason to refuse is enough, but everything already known is reported together.
Source: contract, sections 5 (F06, F09, F10, W04), 6 and 12.
"""

from collections.abc import Iterable, Iterator, Sequence

from adoption_reports.domain.errors import SandboxFailed
from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.judgement import Circumstances
from adoption_reports.domain.periods import london_day
from adoption_reports.domain.reading import DatasetReading, Reading
from adoption_reports.domain.registry import Registry
from adoption_reports.domain.submissions import ACCEPTED, PARTIAL, REJECTED, WITH_WARNINGS, is_nil_return
from adoption_reports.domain.wording import day_in_words, number_in_words, rows_in_words
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.limits import HELD_PERCENT, HELD_ROWS


def datasets_that_count(reading: Reading) -> tuple[DatasetReading, ...]:
    """The datasets to judge: one without rows beside a filled one is ignored (W15)."""
    filled = tuple(one for one in reading.datasets if one.rows_read)
    return filled or reading.datasets


def is_nil(reading: Reading, circumstances: Circumstances) -> bool:
    """Whether the file says, by its name and by having no rows, that there is nothing to report."""
    has_rows = any(one.rows_read for one in reading.datasets)
    return bool(reading.datasets) and not has_rows and is_nil_return(circumstances.object_key)


def about_the_file(reading: Reading, circumstances: Circumstances, registry: Registry) -> Iterator[Finding]:
    """F06, F09 and W04. A file that is refused already may have rows that could not be read: that is no F06."""
    is_refused = any(one.rule.severity == "reject" for one in reading.findings)
    if not is_refused and not any(one.rows_read for one in reading.datasets):
        if not reading.datasets:
            raise SandboxFailed("the reading has no dataset and gives no reason to refuse the file")
        if not is_nil(reading, circumstances):
            first = reading.datasets[0]
            yield finding("F06", place=Place(first.dataset, first.sheet))
    yield from _about_the_day(circumstances, registry)


def _about_the_day(circumstances: Circumstances, registry: Registry) -> Iterator[Finding]:
    period = circumstances.period
    day = london_day(circumstances.uploaded_at)
    said = day_in_words(day)
    if day < period.start:
        yield finding("F09", "future", period=period.label, day=said)
    dates = registry.periods.get(period.code)
    if dates is None:
        return
    if dates.closes_date and day > dates.closes_date and not circumstances.is_history:
        yield finding("F09", "closed", period=period.label, closes=day_in_words(dates.closes_date))
    if dates.due_date and day > dates.due_date:
        yield finding("W04", due=day_in_words(dates.due_date), day=said)


def too_many_held(reading: DatasetReading, rows_held: int) -> Iterator[Finding]:
    """F10: more than 3 and more than 10 % of a dataset's rows held, or all of them.

    Rows that a misplaced quote swallowed do not count either, so they are counted here.
    """
    rows, rows_held = reading.rows_read + reading.rows_swallowed, rows_held + reading.rows_swallowed
    is_most = rows_held > HELD_ROWS and rows_held * 100 > HELD_PERCENT * rows
    if is_most or (rows > 0 and rows_held == rows):
        yield finding(
            "F10",
            place=Place(reading.dataset, reading.sheet),
            held=number_in_words(rows_held),
            rows=rows_in_words(rows),
            dataset=DATASETS[reading.dataset].title.lower(),
        )


def verdict(severities: Iterable[str], rows_held: Sequence[int]) -> str:
    """The word for what was found."""
    found = set(severities)
    if "reject" in found:
        return REJECTED
    if any(rows_held):
        return PARTIAL
    return WITH_WARNINGS if "warn" in found else ACCEPTED
