"""Numbers, days and lists as sentences to people in the UK write them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from adoption_reports.domain.periods import LONDON, MONTHS


def day_in_words(day: date) -> str:
    """29 January 2018."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def moment_in_words(moment: datetime) -> str:
    """29 January 2018, 16:02 (UK time)."""
    local = moment.astimezone(LONDON)
    return f"{day_in_words(local.date())}, {local:%H:%M} (UK time)"


def number_in_words(number: int) -> str:
    """1,204."""
    return f"{number:,}"


def pounds(amount: Decimal) -> str:
    """£1,204.00; a whole number of pounds that is a limit reads better through `number_in_words`."""
    return f"-£{-amount:,.2f}" if amount < 0 else f"£{amount:,.2f}"


def pounds_in_words(amount: Decimal) -> str:
    """£1.25 million, as people say it; below a million exact."""
    if amount < 1_000_000:
        return pounds(amount)
    return f"£{f'{amount / 1_000_000:,.2f}'.rstrip('0').rstrip('.')} million"


def people_in_words(number: int) -> str:
    """1 person; 1,204 people."""
    return "1 person" if number == 1 else f"{number_in_words(number)} people"


def rows_in_words(number: int) -> str:
    """1 row; 1,204 rows."""
    return "1 row" if number == 1 else f"{number_in_words(number)} rows"


def listed(items: Sequence[str], last: str = "and") -> str:
    """a; a and b; a, b and c."""
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)
