"""Object keys, submission ids, verdicts, and which submission speaks for a network, period and dataset.

A later upload supersedes an earlier one whole; lines are never mixed.
Source: contract, sections 2 and 6.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from adoption_reports.domain.findings import Finding, finding
from adoption_reports.domain.periods import Period, parse_period

ACCEPTED = "accepted"
WITH_WARNINGS = "accepted_with_warnings"
PARTIAL = "partially_accepted"
REJECTED = "rejected"
DUPLICATE = "duplicate"
COUNTING = (ACCEPTED, WITH_WARNINGS, PARTIAL, DUPLICATE)
"""Verdicts whose submissions count unless withdrawn."""

NIL_RETURN = "nil-return"
_IGNORED_NAMES = (".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class Address:
    """Where an object key sends a file: a network and a period, or the findings that refuse it (F07)."""

    network_code: str | None
    period: Period | None
    findings: tuple[Finding, ...] = ()


def is_ignored(key: str, size: int) -> bool:
    """Whether a key is a folder marker or a program's litter, which get no receipt."""
    name = key.rsplit("/", 1)[-1]
    return (key.endswith("/") and size == 0) or name.startswith("~$") or name in _IGNORED_NAMES


def is_nil_return(key: str) -> bool:
    """Whether the file's name says that it reports nothing on purpose."""
    return NIL_RETURN in key.rsplit("/", 1)[-1]


def read_address(key: str, networks: Iterable[str]) -> Address:
    """Read `<network_code>/<reporting_period>/<file name>`; network codes are case-sensitive."""
    parts = key.split("/")
    network = parts[0] if parts[0] in set(networks) else None
    if len(parts) != 3 or not parts[2]:
        return Address(network, None, (finding("F07", "depth", value=key),))
    found = [] if network else [finding("F07", "network", value=parts[0])]
    period = parse_period(parts[1])
    if period is None:
        found.append(finding("F07", "period", value=parts[1]))
    elif period.is_before_first:
        found.append(finding("F07", "early", value=parts[1]))
        period = None
    return Address(network, period if network else None, tuple(found))


def submission_prefix(network_code: str | None, period: Period | None) -> str:
    """What a submission's id starts with: its network and period, or UNROUTED (F07)."""
    if network_code is None:
        return "UNROUTED"
    return f"{network_code}-{period.code if period else 'UNROUTED'}"


def submission_id(prefix: str, registrations: int) -> str:
    """The id of the n-th registration under a prefix, from 001."""
    return f"{prefix}-r{registrations:03d}"


def decision_id(submission: str, number: int) -> str:
    """What the lines of the n-th decision on a submission are kept under: first its own id, then `<id>~<n>`."""
    return submission if number == 1 else f"{submission}~{number}"


def submission_of(decision: str) -> str:
    """The submission that a decision's id names."""
    return decision.partition("~")[0]


@dataclass(frozen=True, slots=True)
class DatasetKey:
    """What exactly one submission speaks for at any moment."""

    network_code: str
    reporting_period: str
    dataset: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A submission's claim to speak for one dataset of its network and period, by one decision on it.

    `lines_of` is the decision whose lines count (one on another submission for a duplicate).
    """

    submission_id: str
    dataset_key: DatasetKey
    verdict: str
    is_withdrawn: bool
    uploaded_at: datetime
    object_key: str
    etag: str
    recorded_at: datetime
    lines_of: str
    is_nil: bool = False

    @property
    def counts(self) -> bool:
        """Whether the claim stands: a counting verdict, and not withdrawn."""
        return self.verdict in COUNTING and not self.is_withdrawn

    @property
    def upload_order(self) -> tuple[datetime, bytes, bytes]:
        """The greatest speaks; "greatest" compares bytes."""
        return self.uploaded_at, self.object_key.encode(), self.etag.encode()


def current_claims(claims: Iterable[Claim], *, as_of: datetime) -> dict[DatasetKey, Claim]:
    """The submission that speaks for each network, period and dataset, as known at `as_of`.

    Each submission's claims must be those of the latest decision recorded by then, and `is_withdrawn`
    what it was at `as_of`.
    """
    known = (c for c in claims if c.counts and c.recorded_at <= as_of)
    return {c.dataset_key: c for c in sorted(known, key=lambda c: c.upload_order)}
