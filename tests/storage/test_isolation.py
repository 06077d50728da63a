"""Every network's key against every network's folders: its own and no other, and receipts only to read.

Source: contract, section 2; reliability, row 9.
"""

import hashlib
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from adoption_reports.local.object_store import ADMINISTRATOR, ObjectStoreServer, key_id

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PERIOD = "2017-18-Q3"
LANDING, RECEIPTS = "adoption-landing", "adoption-receipts"
OTHERS = {
    "adoption-archive": "sha256/ab/abcd",
    "adoption-lake": "current/adoptions/reporting_period=2017-18-Q3/network_code=YH/data.parquet",
    "adoption-publications": "2017-18-Q3/v1/totals.csv",
}
AT_ONCE = 64
"""Attempts side by side: the server takes a second to refuse a PUT outside the folder."""
NOTHING = "nothing"
"""What an attempt came back with when it was not refused and yet gave nothing: an empty list, a void delete."""


def landed(code: str) -> str:
    return f"{code}/{PERIOD}/figures of {code}.csv"


def receipt(code: str) -> str:
    return f"{code}/{PERIOD}/{code}-{PERIOD}-r001/receipt.json"


@dataclass(frozen=True)
class Attempts:
    """All that one key can try on one object and its neighbourhood; each returns what it got."""

    client: "S3Client"
    own: str
    """The landing key of the one who tries, to copy from and to."""

    def all(self, bucket: str, key: str) -> dict[str, Callable[[], object]]:
        reads = {"list": self.list, "head": self.head, "get": self.get, "presigned get": self.presigned}
        writes = {
            "put": self.put,
            "overwrite": self.overwrite,
            "copy to": self.copy_to,
            "multipart": self.multipart,
            "delete": self.delete,
        }
        more = {"copy from": self.copy_from, "list all": self.list_all, "climb and get": self.climb}
        return {name: partial(act, bucket, key) for name, act in (reads | more | writes).items()}

    def list(self, bucket: str, key: str) -> object:
        prefix = key.split("/", 1)[0] + "/"
        found = self.client.list_objects_v2(Bucket=bucket, Prefix=prefix)
        return found.get("Contents") or found.get("CommonPrefixes") or NOTHING

    def list_all(self, bucket: str, key: str) -> object:
        """Whether a list of the whole bucket shows anything of the key's folder."""
        folder = key.split("/", 1)[0] + "/"
        plain = self.client.list_objects_v2(Bucket=bucket).get("Contents", [])
        folders = self.client.list_objects_v2(Bucket=bucket, Delimiter="/").get("CommonPrefixes", [])
        seen = [item["Key"] for item in plain] + [item["Prefix"] for item in folders]
        return [name for name in seen if name.startswith(folder)] or NOTHING

    def head(self, bucket: str, key: str) -> object:
        return self.client.head_object(Bucket=bucket, Key=key)["ETag"]

    def get(self, bucket: str, key: str) -> object:
        return self.client.get_object(Bucket=bucket, Key=key)["Body"].read()

    def climb(self, bucket: str, key: str) -> object:
        """Get by a path that leaves one's own folder upwards."""
        own = self.own.split("/", 1)[0]
        return self.get(bucket, f"{own}/../{key}")

    def presigned(self, bucket: str, key: str) -> object:
        url = self.client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10) as reply:
            return reply.read()

    def put(self, bucket: str, key: str) -> object:
        return self.client.put_object(Bucket=bucket, Key=f"{key}.new", Body=b"planted")["ETag"]

    def overwrite(self, bucket: str, key: str) -> object:
        return self.client.put_object(Bucket=bucket, Key=key, Body=b"planted")["ETag"]

    def copy_to(self, bucket: str, key: str) -> object:
        source = {"Bucket": LANDING, "Key": self.own}
        return self.client.copy_object(Bucket=bucket, Key=f"{key}.copy", CopySource=source)["CopyObjectResult"]

    def copy_from(self, bucket: str, key: str) -> object:
        source = {"Bucket": bucket, "Key": key}
        target = f"{self.own}.taken"
        return self.client.copy_object(Bucket=LANDING, Key=target, CopySource=source)["CopyObjectResult"]

    def multipart(self, bucket: str, key: str) -> object:
        upload = {"Bucket": bucket, "Key": f"{key}.parts"}
        upload["UploadId"] = self.client.create_multipart_upload(**upload)["UploadId"]
        part = self.client.upload_part(**upload, PartNumber=1, Body=b"planted")
        parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
        return self.client.complete_multipart_upload(**upload, MultipartUpload=parts)["ETag"]

    def delete(self, bucket: str, key: str) -> object:
        self.client.delete_object(Bucket=bucket, Key=key)
        return NOTHING


def connect(endpoint: str, key: str, secret: str) -> "S3Client":
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        region_name="eu-west-2",
        config=Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            proxies={},
            retries={"total_max_attempts": 1},
            max_pool_connections=AT_ONCE,
        ),
    )


def client(server: ObjectStoreServer, key: str) -> "S3Client":
    credentials = server.credentials(key)
    return connect(server.endpoint, credentials["key"], credentials["secret"])


def outcome(attempt: Callable[[], object]) -> str:
    """`done`, `nothing`, or the store's refusal."""
    try:
        return NOTHING if attempt() == NOTHING else "done"
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    except urllib.error.HTTPError as error:
        return str(error.code)


def everything(administrator: "S3Client", server: ObjectStoreServer) -> dict[str, str]:
    """The hash of every object in every bucket, as the administrator sees it."""
    found = {}
    for bucket in server.buckets.names:
        for page in administrator.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for item in page.get("Contents", []):
                body = administrator.get_object(Bucket=bucket, Key=item["Key"])["Body"].read()
                found[f"{bucket}/{item['Key']}"] = hashlib.sha256(body).hexdigest()
    return found


@pytest.fixture
def administrator(object_store: ObjectStoreServer, network_codes: tuple[str, ...]) -> "S3Client":
    """The administrator's client; every network has one upload and one receipt, every other bucket an object."""
    made = client(object_store, ADMINISTRATOR)
    for code in network_codes:
        made.put_object(Bucket=LANDING, Key=landed(code), Body=f"figures of {code}".encode())
        made.put_object(Bucket=RECEIPTS, Key=receipt(code), Body=f"receipt of {code}".encode())
    for bucket, key in OTHERS.items():
        made.put_object(Bucket=bucket, Key=key, Body=b"ours")
    return made


def test_no_network_reaches_anything_of_another_or_of_ours(
    administrator: "S3Client",
    object_store: ObjectStoreServer,
    network_codes: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = everything(administrator, object_store)
    tried: list[tuple[str, Callable[[], object]]] = []
    for code in network_codes:
        attempts = Attempts(client(object_store, key_id(code)), landed(code))
        targets = list(OTHERS.items())
        for other in network_codes:
            if other != code:
                targets += [(LANDING, landed(other)), (RECEIPTS, receipt(other))]
        for bucket, key in targets:
            for name, attempt in attempts.all(bucket, key).items():
                tried.append((f"{code} could {name} {bucket}/{key}", attempt))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(outcome, [attempt for _, attempt in tried]))
    got_through = [words for (words, _), result in zip(tried, results, strict=True) if result == "done"]
    assert got_through == []
    assert everything(administrator, object_store) == before
    assert len(tried) == (15 * 14 * 2 + 15 * len(OTHERS)) * 12
    outcomes = Counter(results)
    with capsys.disabled():
        counted = ", ".join(f"{result} {number}" for result, number in outcomes.most_common())
        print(f"\nisolation: {outcomes.total()} attempts by 15 networks, none got through ({counted})")


def test_a_network_reads_and_writes_its_own_uploads(
    administrator: "S3Client", object_store: ObjectStoreServer, network_codes: tuple[str, ...]
) -> None:
    for code in network_codes:
        attempts = Attempts(client(object_store, key_id(code)), landed(code))
        results = {name: outcome(attempt) for name, attempt in attempts.all(LANDING, landed(code)).items()}
        refused = {name for name, result in results.items() if result not in ("done", NOTHING)}
        assert refused == {"climb and get"}
        assert outcome(partial(attempts.get, LANDING, landed(code))) == "NoSuchKey"
        assert outcome(partial(attempts.get, LANDING, f"{landed(code)}.parts")) == "done"


def test_a_network_reads_its_own_receipts_and_changes_none(
    administrator: "S3Client", object_store: ObjectStoreServer, network_codes: tuple[str, ...]
) -> None:
    may = {"list", "list all", "head", "get", "presigned get", "copy from"}
    for code in network_codes:
        attempts = Attempts(client(object_store, key_id(code)), landed(code))
        before = everything(administrator, object_store)
        results = {name: outcome(attempt) for name, attempt in attempts.all(RECEIPTS, receipt(code)).items()}
        assert {name for name, result in results.items() if result == "done"} == may
        after = everything(administrator, object_store)
        # A copy of one's receipt in one's own landing folder is a network's good right.
        assert after.pop(f"{LANDING}/{landed(code)}.taken") == before[f"{RECEIPTS}/{receipt(code)}"]
        assert after == before


def test_a_network_sees_two_buckets_and_can_make_or_drop_none(
    administrator: "S3Client", object_store: ObjectStoreServer, network_codes: tuple[str, ...]
) -> None:
    before = everything(administrator, object_store)
    for code in network_codes:
        network = client(object_store, key_id(code))
        assert {bucket["Name"] for bucket in network.list_buckets()["Buckets"]} == {LANDING, RECEIPTS}
        assert outcome(lambda network=network: network.create_bucket(Bucket="adoption-lake")) != "done"
        for bucket in object_store.buckets.names:
            assert outcome(lambda network=network, bucket=bucket: network.delete_bucket(Bucket=bucket)) != "done"
    assert everything(administrator, object_store) == before


@pytest.mark.parametrize("key", ["network-YH", "network-ZZ", "administrator", ""])
def test_a_wrong_secret_or_an_unknown_key_gets_nothing(object_store: ObjectStoreServer, key: str) -> None:
    stranger = connect(object_store.endpoint, key or "nobody-at-all", "not the secret")
    assert outcome(stranger.list_buckets) == "AccessDenied"


def test_a_key_sees_what_another_key_wrote_a_moment_ago(
    administrator: "S3Client", object_store: ObjectStoreServer
) -> None:
    """The server keeps listings per key: one that outlived a few milliseconds would hide uploads."""
    network = client(object_store, key_id("YH"))
    for number in range(20):
        key = f"YH/{PERIOD}/{number}.csv"
        network.put_object(Bucket=LANDING, Key=key, Body=b"x")
        for _ in range(50):
            listed = administrator.list_objects_v2(Bucket=LANDING, Prefix="YH/")["Contents"]
            if key in {item["Key"] for item in listed}:
                break
        else:
            pytest.fail(f"{key} was not listed")
