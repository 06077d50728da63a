"""The whole embedded stack, Airflow too, in a folder and on ports of its own."""

from collections.abc import Iterator

import pytest

from adoption_reports.local import stack
from adoption_reports.settings import Settings


@pytest.fixture(scope="session")
def running_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a stack that is up with the registry loaded; `adoption` commands find it too."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ADOPTION_HOME", str(tmp_path_factory.mktemp("stack") / "home"))
        try:
            yield stack.up()
        finally:
            stack.clean()
