"""The demonstration's files say that they are made up, and are judged as announced."""

from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.judgement import Circumstances, Judgement
from adoption_reports.domain.periods import parse_period
from adoption_reports.domain.registry import Registry
from adoption_reports.domain.submissions import COUNTING, DUPLICATE, NIL_RETURN, REJECTED, read_address
from adoption_reports.intake.reader import read_file
from adoption_reports.local.burst import burst_files
from adoption_reports.local.demonstration import DemonstrationFile, write_demonstration
from adoption_reports.local.made_up.plan import PERIODS, SHARED_ADOPTIONS, SHARED_DEALS
from adoption_reports.local.made_up.shared import shared_location
from adoption_reports.local.made_up.writing import MADE_UP
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.limits import JUMP_FACTOR, JUMP_FROM
from adoption_reports.settings import PROJECT
from adoption_reports.storage.reference import read_registry
from adoption_reports.validation.validator import Validator

UPLOADED_AT = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry(PROJECT / "include" / "reference")


@pytest.fixture(scope="module")
def files(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> list[DemonstrationFile]:
    return write_demonstration(tmp_path_factory.mktemp("demonstration"), registry)


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator()


@pytest.fixture(scope="module")
def judgements(files: list[DemonstrationFile], registry: Registry, validator: Validator) -> dict[str, Judgement | None]:
    """What `adoption check` would say of each file, by object key; None where the key refuses it."""
    return {file.object_key: judge(file.object_key, file.path, registry, validator) for file in files}


def judge(key: str, path: Path, registry: Registry, validator: Validator) -> Judgement | None:
    address = read_address(key, registry.networks)
    if address.network_code is None or address.period is None:
        return None
    reading = read_file(path, network_code=address.network_code, period=address.period)
    circumstances = Circumstances(key, address.network_code, address.period, UPLOADED_AT)
    return validator.judge(reading, circumstances, registry)


def test_every_file_has_the_verdict_that_its_mistakes_lead_to(
    files: list[DemonstrationFile], judgements: dict[str, Judgement | None]
) -> None:
    first_bytes = {file.path.read_bytes() for file in files if file.wave == 1}
    found, announced = {}, {}
    for file in files:
        judged = judgements[file.object_key]
        verdict = judged.verdict if judged else REJECTED
        repeats = file.wave == 2 and verdict in COUNTING and file.path.read_bytes() in first_bytes
        # The first of WESSEX's two equal files goes to no quarter at all, so the second repeats nothing.
        repeats = repeats and file.network_code != "WESSEX"
        found[file.object_key] = DUPLICATE if repeats else verdict
        announced[file.object_key] = file.expected_verdict
    assert found == announced


def test_every_kind_of_mistake_breaks_the_rule_that_it_is_there_for(
    judgements: dict[str, Judgement | None],
) -> None:
    rules = {rule for judged in judgements.values() if judged for rule in judged.findings.by_rule}
    assert rules >= {
        "F04", "F08", "F10", "R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10",
        "W01", "W03", "W04", "W06", "W07", "W09", "W11", "W12", "W13",
    }  # fmt: skip


def test_verdicts_of_every_kind_occur(files: list[DemonstrationFile]) -> None:
    verdicts = Counter(file.expected_verdict for file in files)
    assert set(verdicts) == {*COUNTING, REJECTED}
    assert 45 <= len(files) <= 52


def test_fifteen_networks_report_both_datasets_of_two_quarters_or_are_refused(
    registry: Registry, files: list[DemonstrationFile], judgements: dict[str, Judgement | None]
) -> None:
    reported = {
        (file.network_code, file.reporting_period, dataset.dataset)
        for file in files
        if (judged := judgements[file.object_key]) and judged.verdict in COUNTING
        for dataset in judged.datasets
    }
    expected = {
        (network, period.code, dataset) for network in registry.networks for period in PERIODS for dataset in DATASETS
    }
    assert expected - reported == {("SL", "2017-18-Q4", dataset) for dataset in DATASETS}


def test_files_have_realistic_sizes(judgements: dict[str, Judgement | None]) -> None:
    sizes = defaultdict(list)
    for judged in judgements.values():
        for dataset in judged.datasets if judged else ():
            if not dataset.is_nil and dataset.rows_read:
                sizes[dataset.dataset].append(dataset.rows_read)
    assert 60 <= min(sizes["adoptions"]) <= max(sizes["adoptions"]) <= 400
    assert 5 <= min(sizes["economic_impact"]) <= max(sizes["economic_impact"]) <= 30


def test_two_networks_claim_the_same_adoption_and_the_same_deal_and_no_others_by_chance(
    registry: Registry, files: list[DemonstrationFile], judgements: dict[str, Judgement | None]
) -> None:
    claims: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for file in files:
        judged = judgements[file.object_key]
        for dataset in judged.datasets if judged else ():
            for line in dataset.lines.to_pylist():
                if dataset.dataset == "economic_impact":
                    claims[(line["deal_reference"],)].add(file.network_code)
                elif line["adoption_status"] == "adopted":
                    found = registry.resolutions.get(line["location"])
                    place = found.place if found else line["location"]
                    claims[line["innovation_code"], place].add(file.network_code)
    shared = {what: networks for what, networks in claims.items() if len(networks) > 1}
    assert shared == {
        (one.innovation_code, shared_location(one, registry)): set(one.people) for one in SHARED_ADOPTIONS
    } | {(one.deal_reference,): set(one.pounds) for one in SHARED_DEALS}


def test_files_that_claim_what_others_claim_have_warnings_of_their_own(
    files: list[DemonstrationFile],
) -> None:
    sharing = {network for one in (*SHARED_ADOPTIONS,) for network in one.people}
    for file in files:
        is_there = file.network_code in sharing and file.reporting_period == PERIODS[0].code
        if is_there and "economic" not in file.name:
            assert file.expected_verdict != "accepted"


def test_a_file_whose_figures_jump_has_warnings_of_its_own(
    files: list[DemonstrationFile], judgements: dict[str, Judgement | None]
) -> None:
    """Whether W02 fires depends on which quarter is processed first; the verdict must not."""
    before: dict[tuple[str, ...], int] = {}
    jumped = set()
    for file in files:
        judged = judgements[file.object_key]
        for dataset in judged.datasets if judged else ():
            figure = "beneficiaries_count" if dataset.dataset == "adoptions" else "investment_gbp"
            for line in dataset.lines.to_pylist():
                key = (file.network_code, line["innovation_code"], line.get("location") or line["deal_reference"])
                if file.reporting_period == PERIODS[0].code:
                    before[key] = line[figure]
                elif line[figure] > JUMP_FROM and line[figure] > JUMP_FACTOR * before.get(key, line[figure]) > 0:
                    jumped.add(file)
    assert {file.network_code for file in jumped} == {"SW", "UCLP"}
    assert all(file.expected_verdict == "accepted_with_warnings" for file in jumped)


def test_a_nil_return_is_named_as_one(files: list[DemonstrationFile]) -> None:
    (nil,) = [file for file in files if NIL_RETURN in file.name]
    assert nil.expected_verdict == "accepted"


def test_a_resubmission_speaks_for_its_quarter_even_within_the_same_second(
    files: list[DemonstrationFile],
) -> None:
    by_story = {file.story.split(":")[0]: file for file in files if file.wave == 2}
    newer = by_story["a resubmission"]
    (older,) = [
        file for file in files
        if file.wave == 1 and file.network_code == newer.network_code
        and file.folder == newer.folder and "adoptions" in file.name
    ]  # fmt: skip
    assert newer.object_key.encode() > older.object_key.encode()


def test_every_file_says_in_its_first_row_that_its_figures_are_made_up(
    files: list[DemonstrationFile],
) -> None:
    for file in files:
        if file.path.suffix == ".xlsx":
            book = openpyxl.load_workbook(file.path, read_only=True)
            assert {sheet.cell(1, 1).value for sheet in book.worksheets} == {MADE_UP}, file.name
        else:
            content = file.path.read_bytes()
            encoding = "utf-16" if content.startswith(b"\xff\xfe") else "cp1252"
            assert MADE_UP in content.decode(encoding).splitlines()[0], file.name


def test_the_demonstration_is_the_same_byte_for_byte_every_time(
    registry: Registry, files: list[DemonstrationFile], tmp_path: Path
) -> None:
    again = write_demonstration(tmp_path, registry)
    assert [file.object_key for file in again] == [file.object_key for file in files]
    assert [file.path.read_bytes() for file in again] == [file.path.read_bytes() for file in files]


def test_a_burst_of_a_hundred_files_is_sound_and_adds_up(
    registry: Registry, validator: Validator, tmp_path: Path
) -> None:
    burst = burst_files(100, registry)
    assert len({(file.network_code, file.reporting_period) for file in burst}) == 100
    assert len({file.content for file in burst}) == 100
    for number, file in enumerate(burst[::9]):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(file.content)
        assert parse_period(file.reporting_period) is not None
        judged = judge(file.object_key, path, registry, validator)
        assert judged is not None
        assert judged.verdict == "accepted"
        (adoptions,) = judged.datasets
        assert adoptions.rows_accepted == file.adoptions_count
        assert sum(adoptions.lines["beneficiaries_count"].to_pylist()) == file.beneficiaries_count


def test_a_burst_never_has_two_files_for_one_network_and_quarter(registry: Registry) -> None:
    with pytest.raises(WrongUse, match="need more quarters"):
        burst_files(1_000, registry)
