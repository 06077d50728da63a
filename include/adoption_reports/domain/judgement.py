"""What was decided about one submission. Produced by validation, kept by storage, told by feedback."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

import pyarrow as pa

from adoption_reports.domain.corrections import CorrectedValue, CorrectionUse, correct
from adoption_reports.domain.findings import FindingList
from adoption_reports.domain.periods import Period
from adoption_reports.domain.registry import Registry
from adoption_reports.domain.submissions import ACCEPTED, WITH_WARNINGS


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a file is judged by, beside its bytes: fixed when it is registered.

    is_history: loaded as a past quarter, so closing days are not applied.
    """

    object_key: str
    network_code: str
    period: Period
    uploaded_at: datetime
    is_history: bool = False


@dataclass(frozen=True)
class JudgedDataset:
    """One dataset of one submission, each row accounted for.

    lines: accepted rows in file order: the contract columns typed, `location` (adoptions), `row`;
        blank counts, jobs and money are 0.
    held: held rows in file order: `row`, `why` (the findings' sentences, joined), `rules` (list of
        codes), the contract columns as sent (strings; null where the record has no fields), and typed
        `innovation_code_read`, `location_read`, `deal_reference_read`, `beneficiaries_count_read`,
        `benefit_basis_read`, `investment_gbp_read` as far as they could be read.
    """

    dataset: str
    sheet: str | None
    rows_read: int
    rows_accepted: int
    rows_held: int
    rows_repeated: int
    rows_blank: int
    is_nil: bool
    lines: pa.Table
    held: pa.Table
    corrected: tuple[CorrectedValue, ...] = ()
    uses: tuple[CorrectionUse, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What some rows would have added, as far as it can be read: people with a counting basis, pounds."""

    rows: int
    beneficiaries_count: int
    investment_gbp: Decimal


@dataclass(frozen=True)
class Judgement:
    """Verdict, findings and lines.

    held_back_by_rule: what the rows that break each holding rule would have added; a row that breaks two
    counts under both. For a rejected file `lines` are empty in every dataset, `held` has only the rows with findings of
    their own (at most limits.HELD_ROWS_RETURNED), and `rows_held` counts every row that is not repeated.
    """

    verdict: str
    findings: FindingList
    datasets: tuple[JudgedDataset, ...]
    held_back_beneficiaries: int = 0
    held_back_investment: Decimal = field(default=Decimal("0.00"))
    held_back_by_rule: Mapping[str, HeldBack] = field(default_factory=dict)
    content_sha256: str = ""
    format: str = "unknown"
    ignored_sheets: tuple[str, ...] = ()

    def with_warnings(self, warnings: FindingList) -> "Judgement":
        """The same judgement with warnings from looking at other submissions; never refuses or holds."""
        findings = FindingList([*self.findings.listed, *warnings.listed], dict(self.findings.by_rule))
        for rule, number in warnings.by_rule.items():
            findings.count_more(rule, number)
        warned = self.verdict == ACCEPTED and "warn" in findings.severities
        return replace(self, findings=findings, verdict=WITH_WARNINGS if warned else self.verdict)

    def corrected(
        self,
        network_code: str | None,
        period: str | None,
        registry: Registry,
        contradictory: Callable[[str, pa.Table], Mapping[int, str]],
    ) -> "Judgement":
        """The same judgement, its lines with a registry's corrections applied; `contradictory`: see `correct`."""
        made = []
        for one in self.datasets:
            asked = registry.corrections_of(network_code, period, one.dataset) if one.rows_accepted else []
            lines, values, uses = correct(one.dataset, one.lines, asked, contradictory)
            made.append(replace(one, lines=lines, corrected=tuple(values), uses=tuple(uses)))
        return replace(self, datasets=tuple(made))

    def of_bytes(self, sha256: str) -> "Judgement":
        """The same judgement, naming the bytes that were judged."""
        return replace(self, content_sha256=sha256)
