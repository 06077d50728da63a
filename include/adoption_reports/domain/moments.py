"""Moments as people type them."""

from datetime import UTC, datetime

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.periods import LONDON


def moment(text: str | None) -> datetime | None:
    """An instant; a time without a zone is London's. Raises WrongUse for anything else."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"{text} is not a moment; write it such as 2018-02-01T09:00Z.") from error
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)
