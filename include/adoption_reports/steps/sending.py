"""Sending one file as its network would, and waiting for the receipt with the same credentials.

A network's credentials reach its own folders and nothing else. Source: contract, sections 2 and 8.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from adoption_reports.domain.errors import AdoptionError, ObjectChanged, WrongUse
from adoption_reports.domain.submissions import is_ignored
from adoption_reports.settings import Settings
from adoption_reports.steps.services import Services, now
from adoption_reports.storage import acts
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.objects import ObjectStore

LONGEST_NAME_BYTES = 255
"""What one part of a key may have: some stores keep objects as files."""
RECEIPT_LINKS_LAST = timedelta(days=1)

SENT = "Sent; the pipeline has not seen it yet"
SEEN = "Seen by the pipeline, as {submission_id}; it waits for its turn"
IN_WORK = "Being checked, as {submission_id}"
DECIDED = "Checked, as {submission_id}; the receipt is being written"


@dataclass(frozen=True, slots=True)
class Link:
    """A presigned link by which whoever holds it may write one object, until it expires."""

    url: str
    object_key: str
    expires_at: datetime


def own_store(settings: Settings, network: str) -> ObjectStore:
    """The object store with a network's own credentials. Raises WrongUse where there are none."""
    credentials = settings.network_credentials.get(network)
    if credentials is None:
        known = ", ".join(sorted(settings.network_credentials)) or "none; is the stack up?"
        raise WrongUse(f"There are no credentials for the network {network} (known: {known}).")
    return ObjectStore(settings, key=credentials["key"], secret=credentials["secret"])


def landing_key(network: str, period: str, name: str) -> str:
    """Where a file of that name goes. Raises WrongUse for a name that would never be answered."""
    key = f"{network}/{period}/{name}"
    if not name or "/" in name or "\\" in name or not name.isprintable() or name in (".", ".."):
        raise WrongUse(f"{name!r} can't be a file's name: use letters, digits, spaces, dots and hyphens.")
    if is_ignored(key, 1):
        raise WrongUse(f"Files named {name} are taken for a program's own litter and get no answer. Send the report.")
    if len(name.encode()) > LONGEST_NAME_BYTES:
        raise WrongUse("The file's name is too long; shorten it and send it again.")
    return key


def link(settings: Settings, network: str, period: str, *, name: str, lasts: timedelta) -> Link:
    """A link by which one file can be uploaded under that name, without credentials."""
    key = landing_key(network, period, name)
    expires_at = now() + lasts
    url = own_store(settings, network).link_to_put(settings.landing_bucket, key, lasts)
    return Link(url, key, expires_at)


class Sending:
    """One upload."""

    def __init__(self, settings: Settings, network: str, period: str, file: Path) -> None:
        self._settings = settings
        self._store = own_store(settings, network)
        self._file = file
        self._prefix = f"{network}/{period}/"
        self._seen: set[str] = set()
        self._receipt_key = ""
        self.object_key = landing_key(network, period, file.name)
        self.etag = ""

    @property
    def receipts_place(self) -> str:
        """Where the receipt will be, for people."""
        return f"{self._settings.receipts_bucket}/{self._prefix}"

    def give_upload_time(self, uploaded_at: datetime | None, *, who: str, why: str) -> None:
        """Record, before sending, that the file is a past quarter's, and when it counts as uploaded."""
        with self._file.open("rb") as file:
            etag = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
        with Services(self._settings) as services, transaction(services.database) as connection:
            acts.give_upload_time(connection, self.object_key, etag, uploaded_at or now(), who=who, why=why)

    def send(self) -> None:
        """Upload the file."""
        self._seen = set(self._receipts())
        self.etag = self._store.put(self._settings.landing_bucket, self.object_key, self._file)

    def stages(self) -> Iterator[str]:
        """How far the upload has come, in words, each time it is asked.

        Only whoever runs the pipeline can look into its ledger; others learn no more than that it is sent.
        """
        with ExitStack() as stack:
            services = stack.enter_context(Services(self._settings)) if self._settings.warehouse_url else None
            while True:
                try:
                    yield self._stage(services) if services else SENT.partition(";")[0]
                except AdoptionError:
                    yield SENT.partition(";")[0]

    def _stage(self, services: Services) -> str:
        with transaction(services.database) as connection:
            found = rows(connection, "checks/upload_state.sql", object_key=self.object_key, etag=self.etag)
        if not found:
            return SENT
        state = found[0]["state"]
        words = DECIDED if state != "registered" else IN_WORK if found[0]["is_in_work"] else SEEN
        return words.format(submission_id=found[0]["submission_id"])

    def receipt(self) -> dict[str, Any] | None:
        """The receipt of what was sent, once it is there."""
        for key in self._receipts():
            if key not in self._seen:
                self._seen.add(key)
                receipt: dict[str, Any] = json.loads(self._store.get(self._settings.receipts_bucket, key))
                if (receipt["object_key"], receipt["etag"]) == (self.object_key, self.etag):
                    self._receipt_key = key
                    return receipt
        return None

    def receipt_files(self) -> dict[str, str]:
        """The receipt's files by name, each with a link for a browser that lasts RECEIPT_LINKS_LAST."""
        folder = self._receipt_key.rpartition("/")[0] + "/"
        bucket = self._settings.receipts_bucket
        keys = sorted(item.key for item in self._store.list_objects(bucket, folder))
        return {key.removeprefix(folder): self._store.link_to_get(bucket, key, RECEIPT_LINKS_LAST) for key in keys}

    def _receipts(self) -> list[str]:
        try:
            listed = list(self._store.list_objects(self._settings.receipts_bucket, self._prefix))
        except ObjectChanged:
            return []  # a folder that no receipt has been written to yet
        return [item.key for item in listed if item.key.endswith("/receipt.json")]
