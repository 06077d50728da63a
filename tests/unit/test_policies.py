"""The policy files for AWS, evaluated as IAM does, against the matrix of tests/storage/test_isolation.py.

An evaluator for what these files use: it raises on anything that it does not know. Source: contract, section 2;
reliability, row 9; AWS, "Policy evaluation logic": an explicit deny wins, else an allow, else it is denied.
"""

import json
from fnmatch import fnmatchcase
from itertools import product
from typing import Any

import pytest

from adoption_reports.settings import PROJECT
from adoption_reports.storage.reference import read_registry

FOLDER = PROJECT / "docs" / "operations" / "aws"
NETWORKS = tuple(read_registry(PROJECT / "include" / "reference").networks)
LANDING, RECEIPTS = "adoption-landing", "adoption-receipts"
OURS = ("adoption-archive", "adoption-lake", "adoption-publications")
KEPT = (LANDING, "adoption-archive", "adoption-publications")
PERIOD = "2017-18-Q3"
USER = "arn:aws:iam::ACCOUNT:user/adoption/networks/adoption-NENC"
ADMINISTRATOR = "arn:aws:iam::ACCOUNT:role/adoption-administrator"
ON_OBJECTS = (
    *("GetObject", "GetObjectVersion", "GetObjectAcl", "GetObjectTagging"),
    *("PutObject", "PutObjectAcl", "PutObjectTagging", "AbortMultipartUpload"),
    *("DeleteObject", "DeleteObjectVersion", "RestoreObject", "BypassGovernanceRetention"),
)
ON_BUCKETS = (
    "ListBucket",
    "ListBucketVersions",
    "GetBucketPolicy",
    "PutBucketPolicy",
    "DeleteBucket",
    "PutLifecycleConfiguration",
)


def statements(name: str, **given: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text()
    for word, value in given.items():
        text = text.replace(word, value)
    found: list[dict[str, Any]] = json.loads(text)["Statement"]
    return found


def applies(statement: dict[str, Any], action: str, resource: str, context: dict[str, str]) -> bool:
    assert set(statement) <= {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
    actions, resources = (statement[name] for name in ("Action", "Resource"))
    actions = [actions] if isinstance(actions, str) else actions
    return (
        any(fnmatchcase(action, one) for one in actions)
        and any(fnmatchcase(resource, one) for one in resources)
        and all(holds(*one, context) for one in statement.get("Condition", {}).items())
    )


def holds(operator: str, wanted: dict[str, Any], context: dict[str, str]) -> bool:
    """Whether every key of a condition matches; a key that the request lacks matches nothing, and so every not."""
    for key, values in wanted.items():
        listed = [values] if isinstance(values, str) else values
        matches = key in context and any(fnmatchcase(context[key], one) for one in listed)
        if operator not in ("StringLike", "StringNotLike", "Bool"):
            raise NotImplementedError(operator)
        if matches == (operator == "StringNotLike"):
            return False
    return True


def may(policies: list[dict[str, Any]], action: str, resource: str, **context: str) -> bool:
    known = {"aws:SecureTransport": "true", "aws:PrincipalArn": USER} | {
        name.replace("__", ":"): value for name, value in context.items()
    }
    effects = {one["Effect"] for one in policies if applies(one, f"s3:{action}", f"arn:aws:s3:::{resource}", known)}
    return effects == {"Allow"}


def network(code: str) -> list[dict[str, Any]]:
    """Everything that decides on a network's requests."""
    kept = [one for bucket in KEPT for one in statements("kept-bucket.json", BUCKET=bucket)]
    return statements("network.json", NETWORK_CODE=code) + kept


@pytest.mark.parametrize("code", NETWORKS)
def test_no_network_may_do_anything_with_anothers_folders_or_our_buckets(code: str) -> None:
    policies, tried, got = network(code), 0, []
    others = [other for other in NETWORKS if other != code]
    keys = [
        f"{bucket}/{other}/{PERIOD}/x"
        for bucket, other in product((LANDING, RECEIPTS), [*others, "UNROUTED", f"{code}X"])
    ]
    keys += [f"{bucket}/{code}/{PERIOD}/x" for bucket in OURS] + [
        f"{bucket}/x" for bucket in (LANDING, RECEIPTS, *OURS)
    ]
    for action, key in product(ON_OBJECTS, keys):
        tried += 1
        got += [f"{action} {key}"] if may(policies, action, key) else []
    for bucket, prefix in product((LANDING, RECEIPTS, *OURS), ["", *(f"{other}/" for other in others)]):
        for action in ON_BUCKETS:
            tried += 1
            got += [f"{action} {bucket} {prefix}"] if may(policies, action, bucket, s3__prefix=prefix) else []
    assert got == []
    assert not may(policies, "ListBucket", LANDING)  # without a prefix at all
    assert tried > 700


@pytest.mark.parametrize("code", NETWORKS)
def test_a_network_may_read_and_write_its_uploads_and_read_its_receipts_and_delete_nothing(code: str) -> None:
    policies = network(code)
    allowed = {
        (action, bucket)
        for action, bucket in product(ON_OBJECTS, (LANDING, RECEIPTS))
        if may(policies, action, f"{bucket}/{code}/{PERIOD}/q3.csv")
    }
    assert allowed == {
        ("GetObject", LANDING),
        ("PutObject", LANDING),
        ("AbortMultipartUpload", LANDING),
        ("GetObject", RECEIPTS),
    }
    for bucket in (LANDING, RECEIPTS):
        assert may(policies, "ListBucket", bucket, s3__prefix=f"{code}/{PERIOD}/")
    assert not may(policies, "GetObject", f"{LANDING}/{code}/{PERIOD}/q3.csv", aws__SecureTransport="false")


def test_the_pipeline_may_do_what_it_does_and_delete_nothing_that_cannot_be_made_again() -> None:
    policies = statements("pipeline.json") + [
        one for bucket in KEPT for one in statements("kept-bucket.json", BUCKET=bucket)
    ]
    for bucket in (LANDING, RECEIPTS, *OURS):
        assert may(policies, "ListBucket", bucket)
        assert may(policies, "GetObject", f"{bucket}/x")
        assert may(policies, "PutObject", f"{bucket}/x")
        assert may(policies, "DeleteObject", f"{bucket}/x") == (bucket not in KEPT)


def test_a_kept_bucket_withstands_a_key_that_may_do_anything_but_an_administrators() -> None:
    everything = {"Effect": "Allow", "Action": "s3:*", "Resource": ["*"]}
    policies = [everything, *statements("kept-bucket.json", BUCKET=LANDING)]
    for action in ("DeleteObject", "DeleteObjectVersion"):
        assert not may(policies, action, f"{LANDING}/NENC/x")
        assert may(policies, action, f"{LANDING}/NENC/x", aws__PrincipalArn=ADMINISTRATOR)
    assert not may(policies, "PutLifecycleConfiguration", LANDING)
    assert not may(policies, "DeleteObject", f"{LANDING}/NENC/x", aws__PrincipalArn=f"{ADMINISTRATOR}/x")


def test_the_evaluator_knows_when_it_does_not_know() -> None:
    strange = [
        {"Effect": "Allow", "Action": "s3:*", "Resource": ["*"], "Condition": {"IpAddress": {"aws:SourceIp": "x"}}}
    ]
    with pytest.raises(NotImplementedError):
        may(strange, "GetObject", "x/y")


def test_the_queue_is_the_one_that_is_notified() -> None:
    (notified,) = json.loads((FOLDER / "notification.json").read_text())["QueueConfigurations"]
    (queue,) = statements("queue.json")
    assert queue["Resource"] == [notified["QueueArn"]]
    assert queue["Condition"]["ArnEquals"] == {"aws:SourceArn": f"arn:aws:s3:::{LANDING}"}
