"""The landing bucket beside the ledger, on a real store and a real PostgreSQL."""

import pytest

from adoption_reports import steps
from adoption_reports.domain.errors import StorageUnavailable, WrongUse
from adoption_reports.local.object_store import ObjectStoreServer
from adoption_reports.settings import Settings
from adoption_reports.steps.services import Services, now
from adoption_reports.storage.pending import LandingAgainstLedger
from adoption_reports.storage.reference import read_registry, store_registry

KEY = "NENC/2017-18-Q3/adoptions.csv"


def put(services: Services, key: str, body: bytes = b"a file") -> None:
    services.store.put(services.settings.landing_bucket, key, body)


def waiting(landing: LandingAgainstLedger) -> list[str]:
    return sorted(key for key, _ in landing.unregistered())


@pytest.fixture
def registry(services: Services) -> int:
    """The project's registry, loaded: nothing can be registered without one."""
    with services.database.begin() as connection:
        return store_registry(connection, read_registry(services.settings.reference_folder), recorded_at=now())


@pytest.fixture
def landing(settings: Settings) -> LandingAgainstLedger:
    return LandingAgainstLedger(settings)


def test_an_empty_bucket_has_nothing_waiting(landing: LandingAgainstLedger) -> None:
    assert waiting(landing) == []


@pytest.mark.usefixtures("registry")
def test_an_upload_waits_until_it_is_registered(landing: LandingAgainstLedger, services: Services) -> None:
    put(services, KEY)
    assert waiting(landing) == [KEY]
    assert waiting(landing) == [KEY]
    steps.register_uploads(services)
    assert waiting(landing) == []


@pytest.mark.usefixtures("registry")
def test_what_gets_no_receipt_does_not_wait_for_ever(landing: LandingAgainstLedger, services: Services) -> None:
    put(services, "NENC/2017-18-Q3/~$adoptions.xlsx")
    put(services, "NENC/2017-18-Q3/.DS_Store")
    steps.register_uploads(services)
    assert waiting(landing) == []


def test_keys_outside_every_networks_folder_are_seen_too(landing: LandingAgainstLedger, services: Services) -> None:
    put(services, "not a network/somewhere/deep/é file.csv")
    put(services, "stray.csv")
    assert waiting(landing) == ["not a network/somewhere/deep/é file.csv", "stray.csv"]


@pytest.mark.usefixtures("registry")
def test_a_new_version_at_a_known_key_waits_again(landing: LandingAgainstLedger, services: Services) -> None:
    put(services, KEY)
    steps.register_uploads(services)
    assert waiting(landing) == []
    put(services, KEY, b"another file")
    assert waiting(landing) == [KEY]


def test_an_upload_that_was_deleted_no_longer_waits(landing: LandingAgainstLedger, services: Services) -> None:
    put(services, KEY)
    assert waiting(landing) == [KEY]
    services.store.delete(services.settings.landing_bucket, KEY)
    assert waiting(landing) == []


def test_a_store_that_is_away_is_a_fault_to_wait_out(
    landing: LandingAgainstLedger, object_store: ObjectStoreServer
) -> None:
    object_store.stop()
    try:
        with pytest.raises(StorageUnavailable):
            landing.unregistered()
    finally:
        object_store.start()


def test_a_warehouse_that_is_away_is_a_fault_to_wait_out(settings: Settings, services: Services) -> None:
    nowhere = "postgresql://adoption_loader:wrong@127.0.0.1:9/adoption"
    put(services, KEY)
    landing = LandingAgainstLedger(settings.model_copy(update={"warehouse_url": type(settings.warehouse_url)(nowhere)}))
    with pytest.raises(StorageUnavailable):
        landing.unregistered()


def test_settings_without_a_warehouse_are_wrong_use(settings: Settings) -> None:
    with pytest.raises(WrongUse, match="ADOPTION_WAREHOUSE_URL"):
        LandingAgainstLedger(settings.model_copy(update={"warehouse_url": None}))
