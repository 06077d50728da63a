"""Whatever the store's clock says of them, the version that a key shows last is the one that speaks.

Some stores let a sender set LastModified, the embedded one among them: so the tests set it, too.
Source: contract, sections 2 and 6; reliability, row 4.
"""

import time

import pytest

from .conftest import PERIOD, Pipeline, adoptions

KEY = f"NENC/{PERIOD}/q3.csv"
FIRST, SECOND = (adoptions(f"INN-0001,L01,{count},received") for count in (100, 70))


def send(pipeline: Pipeline, body: str, *, modified: float) -> None:
    """Write the key with a LastModified, in seconds since 1970."""
    store, bucket = pipeline.services.store, pipeline.services.settings.landing_bucket
    store.client.put_object(Bucket=bucket, Key=KEY, Body=body.encode(), Metadata={"mtime": f"{modified:.0f}"})


@pytest.mark.parametrize(("sent_first", "sent_last"), [(FIRST, SECOND), (SECOND, FIRST)])
@pytest.mark.parametrize("earlier", [0, 1, 20])
def test_the_last_version_speaks_though_its_time_is_no_later(
    pipeline: Pipeline, sent_first: str, sent_last: str, earlier: int
) -> None:
    """Two within one second, or the store's clock put back between them."""
    moment = time.time() - 5
    send(pipeline, sent_first, modified=moment)
    pipeline.run()
    send(pipeline, sent_last, modified=moment - earlier)
    pipeline.run()
    assert pipeline.figure("beneficiaries_count") == (100 if sent_last == FIRST else 70)
    first, last = (pipeline.receipt(f"NENC-{PERIOD}-r00{number}") for number in (1, 2))
    assert last["datasets"][0]["supersedes"] == first["submission_id"]
    assert last["uploaded_at"] > first["uploaded_at"]


def test_a_version_that_comes_back_speaks_again(pipeline: Pipeline) -> None:
    """A client that keeps the file's time sends the same bytes with the same time as at first."""
    moments = {FIRST: time.time() - 3000, SECOND: time.time() - 2000}
    for body in (FIRST, SECOND, FIRST, SECOND):
        send(pipeline, body, modified=moments[body])
        assert len(pipeline.run()) == 1
        assert pipeline.run() == {}
        assert pipeline.figure("beneficiaries_count") == (100 if body == FIRST else 70)
