"""What the steps work with, opened when first used and kept warm."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog

from adoption_reports.domain.errors import AdoptionError, ExpectationRaised, FaultOfOurs, WrongUse
from adoption_reports.domain.registry import Registry
from adoption_reports.intake.sandbox import Sandbox
from adoption_reports.settings import Settings, load_settings
from adoption_reports.storage.archive import Archive
from adoption_reports.storage.database import engine, transaction
from adoption_reports.storage.objects import ObjectStore
from adoption_reports.storage.reference import load_registry

if TYPE_CHECKING:
    from adoption_reports.validation.validator import Validator


@dataclass
class Services:
    """One stack's stores, the reading sandbox and the validator. Close it, or use it as a context."""

    settings: Settings
    _registries: dict[int, Registry] = field(default_factory=dict)

    @cached_property
    def database(self) -> sa.Engine:
        """The warehouse, as adoption_loader."""
        if self.settings.warehouse_url is None:
            raise WrongUse("No warehouse is known: set ADOPTION_WAREHOUSE_URL, or start the stack with `make up`.")
        return engine(self.settings.warehouse_url.get_secret_value())

    @cached_property
    def store(self) -> ObjectStore:
        """The object store, as the pipeline."""
        return ObjectStore(self.settings)

    @cached_property
    def archive(self) -> Archive:
        """The archive bucket."""
        return Archive(self.store, self.settings)

    @cached_property
    def sandbox(self) -> Sandbox:
        """The child process that reads files."""
        return Sandbox()

    @cached_property
    def validator(self) -> "Validator":
        """Great Expectations with the suites loaded."""
        # Imported here: it takes seconds, which commands that judge nothing need not spend.
        from adoption_reports.validation.validator import Validator

        return Validator()

    def registry(self, version: int | None = None) -> Registry:
        """The registry at a version, or the newest; a version never changes, so it is kept."""
        if version is None or version not in self._registries:
            with transaction(self.database) as connection:
                found = load_registry(connection, version)
            self._registries[found.version_id] = found
            return found
        return self._registries[version]

    def close(self) -> None:
        """End the sandbox and the connections."""
        if "sandbox" in self.__dict__:
            self.sandbox.stop()
        if "database" in self.__dict__:
            self.database.dispose()

    def __enter__(self) -> "Services":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_services(settings: Settings | None = None) -> Services:
    """The services of the stack that the settings name; without settings, of the running one."""
    return Services(settings or load_settings())


def about(submission_id: str) -> AbstractContextManager[None]:
    """Every line that is logged inside the block says which submission it is about."""
    return structlog.contextvars.bound_contextvars(submission_id=submission_id)


@contextmanager
def without_values() -> Iterator[None]:
    """What our code raises over somebody's file says where, not what: its words may quote the file, and end in logs.

    `adoption check FILE` shows all of it, to who has the file. Raises FaultOfOurs, ExpectationRaised, and whatever
    AdoptionError was raised on purpose.
    """
    try:
        yield
    except ExpectationRaised as error:
        raise ExpectationRaised(_where(error)) from None
    except AdoptionError:
        raise
    except Exception as error:
        raise FaultOfOurs(_where(error)) from None


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)[:0:-1][:4]
    return f"{type(error).__name__} at " + ", from ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames)


def now() -> datetime:
    """This instant in whole seconds, UTC: the only clock that the steps read."""
    return datetime.now(UTC).replace(microsecond=0)


def log_warnings_only() -> None:
    """For commands, whose output is their answer: the log goes beside it, and only when something is wrong."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
