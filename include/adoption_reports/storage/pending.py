"""What lies in the landing bucket and is not in the ledger.

Light on purpose: the triggerer imports it, and looks once a second. Registrations are never undone, so what
has been found registered is not asked for again: an idle look is one listing and no query.
Source: architecture, sections 2 and 3.
"""

from adoption_reports.domain.errors import WrongUse
from adoption_reports.settings import Settings
from adoption_reports.storage.database import engine, rows, transaction
from adoption_reports.storage.objects import ObjectStore

UploadVersion = tuple[str, str]
"""Object key and version token."""


class LandingAgainstLedger:
    """Compares the whole landing bucket, unknown prefixes too, with the registered uploads."""

    def __init__(self, settings: Settings) -> None:
        if settings.warehouse_url is None:
            raise WrongUse("No warehouse is known: set ADOPTION_WAREHOUSE_URL, or start the stack.")
        self._store = ObjectStore(settings)
        self._bucket = settings.landing_bucket
        self._database = engine(settings.warehouse_url.get_secret_value())
        self._registered: set[UploadVersion] = set()

    def unregistered(self) -> frozenset[UploadVersion]:
        """Every listed upload that the ledger does not know. Raises StorageUnavailable."""
        listed = {(found.key, found.version_token) for found in self._store.list_objects(self._bucket)}
        self._registered &= listed
        unknown = sorted(listed - self._registered)
        if not unknown:
            return frozenset()
        with transaction(self._database) as connection:
            missing = rows(
                connection,
                "load/unregistered.sql",
                bucket=self._bucket,
                keys=[key for key, _ in unknown],
                tokens=[token for _, token in unknown],
            )
        waiting = frozenset((row["object_key"], row["version_token"]) for row in missing)
        self._registered.update(listed - waiting)
        return waiting
