"""Great Expectations takes seconds to import: one validator serves every test."""

from collections.abc import Callable, Iterator

import pytest

from adoption_reports.domain.judgement import Judgement
from adoption_reports.validation.validator import Validator
from tests.unit.validation.drawn import REGISTRY, Row, circumstances, drawn, reading

Judge = Callable[..., Judgement]


@pytest.fixture(scope="session")
def validator() -> Iterator[Validator]:
    return Validator()


@pytest.fixture(scope="session")
def judge(validator: Validator) -> Judge:
    """Judge drawn rows of one dataset."""

    def judge_rows(dataset: str, rows: list[Row], **said: object) -> Judgement:
        return validator.judge(reading(drawn(dataset, rows)), circumstances(**said), REGISTRY)

    return judge_rows
