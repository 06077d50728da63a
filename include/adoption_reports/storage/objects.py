"""The object store: list, get, put, delete, head. Any S3-compatible store will do.

Correctness never rests on conditional writes, versions or user metadata, which many stores lack.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError  # a listing that was cut off

from adoption_reports.domain.errors import ObjectChanged, StorageUnavailable, WrongUse
from adoption_reports.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CHUNK_BYTES = 1 << 20
_MISSING = {"404", "NoSuchKey", "NotFound", "412", "PreconditionFailed"}
_REFUSED = {"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object as the store lists it; `last_modified` in UTC, whole seconds."""

    key: str
    etag: str
    size_bytes: int
    last_modified: datetime

    @property
    def version_token(self) -> str:
        """What tells this version of the object from any other at the same key."""
        return f"{self.etag}@{self.last_modified:%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def _answers(doing: str) -> Iterator[None]:
    """Turn the client's errors into ours: gone, refused, or not answering."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _MISSING:
            raise ObjectChanged(f"{doing}: the object is not there or has changed") from error
        if code in _REFUSED:
            raise WrongUse(f"{doing}: the store refuses these credentials ({code})") from error
        raise StorageUnavailable(f"{doing}: the store answered {code}") from error
    except (BotoCoreError, HTTPClientError, ResponseParserError, OSError) as error:
        raise StorageUnavailable(f"{doing}: the store did not answer ({type(error).__name__})") from error


class ObjectStore:
    """One set of credentials at one store."""

    def __init__(self, settings: Settings, *, key: str | None = None, secret: str | None = None) -> None:
        """Use the settings' administrator credentials, or the key and secret given."""
        if settings.s3_endpoint is None:
            raise WrongUse("No object store is known: set ADOPTION_S3_ENDPOINT, or start the stack with `make up`.")
        self._settings = settings
        self._key = key or settings.s3_key
        self._secret = secret or (settings.s3_secret.get_secret_value() if settings.s3_secret else None)

    @cached_property
    def client(self) -> "S3Client":
        """The boto3 client: path style, since bucket subdomains need DNS that local stores lack."""
        config = Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",  # links, too: boto3 signs those of some regions in a way that most stores lack
            retries={"mode": "standard", "max_attempts": 3},
            connect_timeout=5,
            read_timeout=60,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self._settings.s3_endpoint,
            aws_access_key_id=self._key,
            aws_secret_access_key=self._secret,
            region_name=self._settings.s3_region,
            config=config,
        )

    def list_objects(self, bucket: str, prefix: str = "") -> Iterator[StoredObject]:
        """Every object under a prefix."""
        with _answers(f"list {bucket}"):
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
            for page in pages:
                for item in page.get("Contents", []):
                    yield _stored(item["Key"], item["ETag"], item["Size"], item["LastModified"])

    def says_it_is(self, bucket: str) -> datetime | None:
        """The store's clock, where it tells the time with its answers."""
        with _answers(f"look at {bucket}"):
            said = self.client.head_bucket(Bucket=bucket)["ResponseMetadata"]["HTTPHeaders"].get("date")
        return parsedate_to_datetime(said) if said else None

    def find(self, bucket: str, key: str) -> StoredObject | None:
        """The object as the store lists it now.

        Not by HEAD: on some stores its time differs from the listing's by a second, and so does the
        ETag of a multipart upload.
        """
        with _answers(f"look up {bucket}/{key}"):
            found = self.client.list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1).get("Contents", [])
            same = [_stored(i["Key"], i["ETag"], i["Size"], i["LastModified"]) for i in found if i["Key"] == key]
            return same[0] if same else None

    def download(self, bucket: str, listed: StoredObject, to: Path) -> str:
        """Write the listed version of an object to a file; returns the bytes' SHA-256.

        Raises ObjectChanged when the object is gone or is no longer what was listed: If-Match is
        sent, and since some stores ignore it the object is looked up again afterwards.
        """
        digest = hashlib.sha256()
        with _answers(f"get {bucket}/{listed.key}"), to.open("wb") as file:
            body = self.client.get_object(Bucket=bucket, Key=listed.key, IfMatch=f'"{listed.etag}"')["Body"]
            for chunk in body.iter_chunks(CHUNK_BYTES):
                digest.update(chunk)
                file.write(chunk)
        if self.find(bucket, listed.key) != listed or to.stat().st_size != listed.size_bytes:
            raise ObjectChanged(f"{bucket}/{listed.key} changed while it was read")
        return digest.hexdigest()

    def get(self, bucket: str, key: str) -> bytes:
        """The bytes of a small object of ours. Raises ObjectChanged when there is none."""
        with _answers(f"get {bucket}/{key}"):
            return self.client.get_object(Bucket=bucket, Key=key)["Body"].read()

    def put(self, bucket: str, key: str, body: bytes | Path, content_type: str = "application/octet-stream") -> str:
        """Write an object whole, by one request; returns its ETag."""
        with _answers(f"put {bucket}/{key}"):
            if isinstance(body, Path):
                with body.open("rb") as file:
                    answer: Any = self.client.put_object(Bucket=bucket, Key=key, Body=file, ContentType=content_type)
            else:
                answer = self.client.put_object(Bucket=bucket, Key=key, Body=body, ContentType=content_type)
            return str(answer["ETag"]).strip('"')

    def link_to_get(self, bucket: str, key: str, lasts: timedelta) -> str:
        """A link with which anybody can read one object, for a while; made without asking the store."""
        return self._link("get_object", bucket, key, lasts)

    def link_to_put(self, bucket: str, key: str, lasts: timedelta) -> str:
        """A link with which anybody can write one object by an HTTP PUT, for a while."""
        return self._link("put_object", bucket, key, lasts)

    def _link(self, act: str, bucket: str, key: str, lasts: timedelta) -> str:
        asked = {"Bucket": bucket, "Key": key}
        return str(self.client.generate_presigned_url(act, Params=asked, ExpiresIn=int(lasts.total_seconds())))

    def delete(self, bucket: str, key: str) -> None:
        """Remove an object; one that is not there is fine."""
        with _answers(f"delete {bucket}/{key}"):
            self.client.delete_object(Bucket=bucket, Key=key)

    def exists(self, bucket: str, key: str) -> bool:
        """Whether there is an object at a key."""
        return self.find(bucket, key) is not None


def _stored(key: str, etag: str, size: int, last_modified: datetime) -> StoredObject:
    return StoredObject(key, etag.strip('"'), size, last_modified.astimezone(UTC).replace(microsecond=0))
