"""Sending one file as its network would, and waiting for the receipt with the same credentials."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from adoption_reports.domain.errors import ObjectChanged, WrongUse
from adoption_reports.settings import Settings
from adoption_reports.steps.services import Services, now
from adoption_reports.storage import acts
from adoption_reports.storage.database import transaction
from adoption_reports.storage.objects import ObjectStore


class Sending:
    """One upload: the network's own credentials reach its own folders and nothing else."""

    def __init__(self, settings: Settings, network: str, period: str, file: Path) -> None:
        credentials = settings.network_credentials.get(network)
        if credentials is None:
            known = ", ".join(sorted(settings.network_credentials)) or "none; is the stack up?"
            raise WrongUse(f"There are no credentials for the network {network} (known: {known}).")
        self._settings = settings
        self._store = ObjectStore(settings, key=credentials["key"], secret=credentials["secret"])
        self._body = file.read_bytes()
        self._prefix = f"{network}/{period}/"
        self._seen: set[str] = set()
        self.object_key = self._prefix + file.name
        self.etag = ""

    def give_upload_time(self, uploaded_at: datetime | None, *, who: str, why: str) -> None:
        """Record, before sending, that the file is a past quarter's, and when it counts as uploaded."""
        etag = hashlib.md5(self._body, usedforsecurity=False).hexdigest()
        with Services(self._settings) as services, transaction(services.database) as connection:
            acts.give_upload_time(connection, self.object_key, etag, uploaded_at or now(), who=who, why=why)

    def send(self) -> None:
        """Upload the file."""
        self._seen = set(self._receipts())
        self.etag = self._store.put(self._settings.landing_bucket, self.object_key, self._body)

    def receipt(self) -> dict[str, Any] | None:
        """The receipt of what was sent, once it is there."""
        for key in self._receipts():
            if key not in self._seen:
                self._seen.add(key)
                receipt: dict[str, Any] = json.loads(self._store.get(self._settings.receipts_bucket, key))
                if (receipt["object_key"], receipt["etag"]) == (self.object_key, self.etag):
                    return receipt
        return None

    def _receipts(self) -> list[str]:
        try:
            listed = list(self._store.list_objects(self._settings.receipts_bucket, self._prefix))
        except ObjectChanged:
            return []  # a folder that no receipt has been written to yet
        return [item.key for item in listed if item.key.endswith("/receipt.json")]
