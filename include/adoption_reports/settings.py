"""Where the stack is: taken from the environment, else from the running embedded stack's own file.

The names are those that `adoption env` prints. Source: contract, sections 2 and 8.
"""

import json
import os
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[2]
"""The checkout (or the image's project folder)."""


KEEPER_LOCK = Path("run", "keeper.lock")
"""Below the folder of the embedded stack's state: held by the keeper that starts again what has died."""


def home() -> Path:
    """The folder of the embedded stack's state: $ADOPTION_HOME, else .local/ in the checkout."""
    return Path(os.environ.get("ADOPTION_HOME") or PROJECT / ".local")


class Settings(BaseSettings):
    """Addresses and secrets of one stack. A None means that this process was not told."""

    model_config = SettingsConfigDict(env_prefix="ADOPTION_", env_ignore_empty=True, extra="ignore", frozen=True)

    s3_endpoint: str | None = None
    s3_key: str | None = None
    s3_secret: SecretStr | None = None
    s3_region: str = "eu-west-2"
    warehouse_url: SecretStr | None = Field(default=None, description="role adoption_loader: what the pipeline uses")
    reader_url: SecretStr | None = Field(default=None, description="role adoption_reader: marts only")
    owner_url: SecretStr | None = Field(default=None, description="role adoption_owner: migrations only")
    airflow_url: str | None = None
    airflow_user: str | None = None
    airflow_password: SecretStr | None = None
    network_credentials_file: Path | None = Field(default=None, description="JSON: network code -> {key, secret}")

    landing_bucket: str = "adoption-landing"
    receipts_bucket: str = "adoption-receipts"
    archive_bucket: str = "adoption-archive"
    lake_bucket: str = "adoption-lake"
    publications_bucket: str = "adoption-publications"

    notify_file: Path | None = Field(
        default=None, description="CSV: network_code,address: who gets an e-mail when a receipt is out; None: nobody"
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="smtps:// or smtp://login:password@host:port/?from=address (smtp: &tls=no, if it must)",
    )
    alarm_addresses: str | None = Field(
        default=None, description="e-mail addresses, with commas between, that alarms go to; None: nobody"
    )
    alarm_chat_url: SecretStr | None = Field(default=None, description="a chat's webhook that alarms go to")

    lease_seconds: int = 900
    reference_folder: Path = PROJECT / "include" / "reference"

    @property
    def buckets(self) -> tuple[str, ...]:
        """Every bucket."""
        return (
            self.landing_bucket,
            self.receipts_bucket,
            self.archive_bucket,
            self.lake_bucket,
            self.publications_bucket,
        )

    @cached_property
    def network_credentials(self) -> dict[str, dict[str, str]]:
        """Each network's own S3 key and secret; empty where this process was not told."""
        if self.network_credentials_file is None or not self.network_credentials_file.exists():
            return {}
        credentials: dict[str, dict[str, str]] = json.loads(self.network_credentials_file.read_text())
        return credentials


def load_settings() -> Settings:
    """The environment's settings, completed by the running embedded stack's `stack.env`."""
    return Settings(_env_file=home() / "stack.env")  # type: ignore[call-arg]
