"""The way of a file on real parts, without a scheduler. Source: contract, sections 2, 6 and 7."""

import io
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.domain.errors import LeaseLost, StorageUnavailable, WrongUse
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.ledger import check_lease, find_submission, take_lease

from .conftest import PERIOD, Pipeline, adoptions, deals

KEY = f"NENC/{PERIOD}/q3.csv"
GOOD = adoptions("INN-0001,L01,100,received", "INN-0002,L04,9,completed")


def test_a_good_file_is_archived_answered_counted_and_in_the_lake(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    assert pipeline.run() == {f"NENC-{PERIOD}-r001": "accepted_with_warnings"}  # L04 is in another area
    receipt = pipeline.receipt(f"NENC-{PERIOD}-r001")
    assert receipt["datasets"][0]["rows_accepted"] == 2
    assert "counts" in pipeline.receipt(f"NENC-{PERIOD}-r001", "receipt.html")
    assert pipeline.figure("beneficiaries_count") == 109
    assert pipeline.lake() == [f"current/adoptions/reporting_period={PERIOD}/network_code=NENC/data.parquet"]
    archive = pipeline.services.settings.archive_bucket
    sha256 = receipt["content_sha256"]
    assert pipeline.services.store.get(archive, f"sha256/{sha256[:2]}/{sha256}") == GOOD.encode()


def test_a_later_upload_replaces_the_whole_dataset_and_says_so(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    pipeline.send(f"NENC/{PERIOD}/z again.csv", adoptions("INN-0001,L01,70,received"))
    pipeline.run()
    receipt = pipeline.receipt(f"NENC-{PERIOD}-r002")
    assert receipt["datasets"][0]["supersedes"] == f"NENC-{PERIOD}-r001"
    assert pipeline.figure("beneficiaries_count") == 70


def test_a_rejected_file_leaves_what_was_current(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    pipeline.send(f"NENC/{PERIOD}/z.csv", adoptions("INN-9999,L01,70,received"))
    assert pipeline.run() == {f"NENC-{PERIOD}-r002": "rejected"}
    receipt = pipeline.receipt(f"NENC-{PERIOD}-r002")
    assert receipt["findings_by_rule"] == {"F10": 1, "R04": 1, "W04": 1}
    assert (receipt["datasets"][0]["rows_accepted"], receipt["datasets"][0]["rows_held"]) == (0, 1)
    assert pipeline.figure("beneficiaries_count") == 109


def test_held_rows_come_back_ready_to_be_corrected(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD + "INN-0003,LXX,adopted,2017-11-30,5,received\n")
    assert pipeline.run() == {f"NENC-{PERIOD}-r001": "partially_accepted"}
    receipt = pipeline.receipt(f"NENC-{PERIOD}-r001")
    assert receipt["held_back"] == {"beneficiaries_count": 5, "investment_gbp": "0.00"}
    assert "INN-0003" in pipeline.receipt(f"NENC-{PERIOD}-r001", "held-rows.csv")


def test_a_workbook_may_carry_both_datasets(pipeline: Pipeline) -> None:
    book = openpyxl.Workbook()
    for sheet, text in ((book.active, GOOD), (book.create_sheet("Deals"), deals("DEAL/1,INN-0001,1500.50,2.5"))):
        for line in text.splitlines():
            sheet.append(line.split(","))
    body = io.BytesIO()
    book.save(body)
    pipeline.send(f"NENC/{PERIOD}/q3.xlsx", body.getvalue())
    assert pipeline.run() == {f"NENC-{PERIOD}-r001": "accepted_with_warnings"}
    assert str(pipeline.figure("investment_gbp")) == "1500.50"
    assert pipeline.figure("adoptions_count") == 2


def test_a_nil_return_makes_a_network_reported_and_not_missing(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    pipeline.send(f"YH/{PERIOD}/nil-return.csv", adoptions())
    assert pipeline.run() == {f"YH-{PERIOD}-r001": "accepted"}
    assert pipeline.figure("adoptions_networks_reported_count") == 2
    assert len(pipeline.lake()) == 1


@pytest.mark.parametrize(
    ("key", "submission", "rule"),
    [
        ("XX/2017-18-Q3/a.csv", "UNROUTED-r001", "F07"),
        ("NENC/whenever/a.csv", "NENC-UNROUTED-r001", "F07"),
        ("a.csv", "UNROUTED-r001", "F07"),
        ("NENC/2098-99-Q1/a.csv", "NENC-2098-99-Q1-r001", "F09"),
    ],
)
def test_a_file_in_the_wrong_place_gets_a_receipt_that_says_so(
    pipeline: Pipeline, key: str, submission: str, rule: str
) -> None:
    pipeline.send(key, GOOD)
    assert pipeline.run() == {submission: "rejected"}
    assert rule in pipeline.receipt(submission)["findings_by_rule"]


@pytest.mark.parametrize(("body", "rule"), [(b"", "F01"), (b"a,b\n1,2\n", "F04"), (b"%PDF-1.7", "F01")])
def test_what_is_not_a_report_is_refused(pipeline: Pipeline, body: bytes, rule: str) -> None:
    pipeline.send(KEY, body)
    assert pipeline.run() == {f"NENC-{PERIOD}-r001": "rejected"}
    assert rule in pipeline.receipt(f"NENC-{PERIOD}-r001")["findings_by_rule"]


def test_litter_is_recorded_and_not_answered(pipeline: Pipeline) -> None:
    pipeline.send(f"NENC/{PERIOD}/~$q3.xlsx", b"x")
    assert pipeline.run() == {}
    with transaction(pipeline.services.database) as connection:
        assert rows(connection, "checks/last_upload.sql")[0]["upload_id"] == 1


def test_running_again_changes_nothing(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    before = pipeline.digest()
    assert pipeline.run() == {}
    steps.judge(pipeline.services, f"NENC-{PERIOD}-r001")
    steps.answer(pipeline.services, f"NENC-{PERIOD}-r001")
    found = steps.reconcile(pipeline.services)
    assert {name: count for name, count in found.items() if count} == {}
    assert pipeline.digest() == before


def test_an_upload_that_reconcile_finds_first_is_announced_at_once(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    assert steps.reconcile(pipeline.services)["announce"] == [f"NENC-{PERIOD}-r001"]
    assert steps.reconcile(pipeline.services)["announce"] == []


def test_a_network_that_sends_many_files_keeps_no_other_waiting(pipeline: Pipeline) -> None:
    for name in ("NENC a", "NENC b", "NENC c", "YH d", "EM e", "YH f"):
        network, file = name.split()
        pipeline.send(f"{network}/{PERIOD}/{file}.csv", GOOD)
    names = steps.register_uploads(pipeline.services)
    assert [name[-4:] for name in names] == ["r001", "r001", "r001", "r002", "r002", "r003"]


def test_equal_uploads_bring_their_lines_once(pipeline: Pipeline) -> None:
    for number in range(6):
        pipeline.send(f"NENC/{PERIOD}/copy {number}.csv", GOOD)
    names = steps.register_uploads(pipeline.services)
    with ThreadPoolExecutor(3) as workers:
        list(workers.map(lambda name: steps.judge(pipeline.services, name), reversed(names)))
    verdicts = []
    with transaction(pipeline.services.database) as connection:
        verdicts = [find_submission(connection, name).verdict for name in names]
    assert verdicts == ["accepted_with_warnings"] + ["duplicate"] * 5
    pipeline.run()
    assert pipeline.figure("beneficiaries_count") == 109
    assert pipeline.receipt(names[3])["datasets"][0]["rows_accepted"] == 2


def test_withdrawing_a_duplicate_leaves_the_other_and_the_other_way_round(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    pipeline.send(f"NENC/{PERIOD}/z.csv", GOOD)
    pipeline.run()
    steps.withdraw(pipeline.services, f"NENC-{PERIOD}-r001", who="a tester", why="sent twice")
    assert pipeline.figure("beneficiaries_count") == 109
    steps.withdraw(pipeline.services, f"NENC-{PERIOD}-r002", who="a tester", why="all wrong")
    assert pipeline.lake() == []


def test_a_withdrawn_submission_lets_the_previous_one_speak_and_can_be_reinstated(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    pipeline.send(f"NENC/{PERIOD}/z.csv", adoptions("INN-0001,L01,70,received"))
    pipeline.run()
    after = pipeline.digest()
    steps.withdraw(pipeline.services, f"NENC-{PERIOD}-r002", who="a tester", why="wrong quarter")
    assert pipeline.figure("beneficiaries_count") == 109
    steps.reinstate(pipeline.services, f"NENC-{PERIOD}-r002", who="a tester", why="was right after all")
    assert pipeline.figure("beneficiaries_count") == 70
    assert pipeline.digest() == after
    with pytest.raises(WrongUse, match="not withdrawn"):
        steps.reinstate(pipeline.services, f"NENC-{PERIOD}-r002", who="a tester", why="again")


def test_another_networks_claim_is_named_and_counted_once(pipeline: Pipeline) -> None:
    pipeline.send(f"YH/{PERIOD}/a.csv", adoptions("INN-0001,L03,30,received"))
    pipeline.run()
    pipeline.send(KEY, adoptions("INN-0001,L02,40,received"))
    pipeline.run()
    (finding,) = [f for f in pipeline.receipt(f"NENC-{PERIOD}-r001")["findings"] if f["rule"] == "W08"]
    assert "YH" in finding["message"]
    assert "30" not in finding["message"]
    assert (pipeline.figure("adoptions_count"), pipeline.figure("beneficiaries_count")) == (1, 30)


def test_a_figure_far_above_the_last_one_is_pointed_out(pipeline: Pipeline) -> None:
    pipeline.send("NENC/2017-18-Q2/a.csv", adoptions("INN-0001,L01,20,received").replace("2017-11-30", "2017-08-01"))
    pipeline.run()
    pipeline.send(KEY, adoptions("INN-0001,L01,201,received"))
    pipeline.run()
    (finding,) = [f for f in pipeline.receipt(f"NENC-{PERIOD}-r001")["findings"] if f["rule"] == "W02"]
    assert (finding["row"], finding["value"]) == (2, "201")
    assert "20 of 2017/18 Q2 (Jul to Sep 2017)" in finding["message"]


def test_last_quarters_file_sent_again_is_pointed_out(pipeline: Pipeline) -> None:
    body = adoptions("INN-0001,L01,20,received").replace("2017-11-30", "2017-08-01")
    pipeline.send("NENC/2017-18-Q2/a.csv", body)
    pipeline.run()
    pipeline.send(KEY, body)
    pipeline.run()
    assert pipeline.receipt(f"NENC-{PERIOD}-r001")["findings_by_rule"] == {"W04": 1, "W14": 1}


def test_a_file_with_far_fewer_rows_than_the_one_it_replaces_is_pointed_out(pipeline: Pipeline) -> None:
    pipeline.send(KEY, adoptions(*(f"INN-000{i},L0{j},1,received" for i in (1, 2, 3) for j in (1,))))
    pipeline.run()
    pipeline.send(f"NENC/{PERIOD}/z.csv", adoptions("INN-0001,L01,1,received"))
    pipeline.run()
    assert "W05" in pipeline.receipt(f"NENC-{PERIOD}-r002")["findings_by_rule"]


def test_what_counts_does_not_depend_on_the_order_of_processing(pipeline: Pipeline) -> None:
    bodies = {
        KEY: GOOD,
        f"NENC/{PERIOD}/z.csv": adoptions("INN-0001,L02,70,received"),
        f"YH/{PERIOD}/a.csv": adoptions("INN-0001,L03,30,received"),
        f"EM/{PERIOD}/a.csv": deals("DEAL/1,INN-0001,1500.50,2.5"),
    }
    for key, body in bodies.items():
        pipeline.send(key, body)
    for name in reversed(steps.register_uploads(pipeline.services)):
        steps.judge(pipeline.services, name)
    steps.process_once(pipeline.services)
    backwards = pipeline.digest()
    for key, body in bodies.items():
        pipeline.send(key, body + "\n")  # a blank line: other bytes, the same rows
    pipeline.run()
    assert pipeline.digest() == backwards


def test_a_worker_that_was_taken_over_commits_nothing(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    (name,) = steps.register_uploads(pipeline.services)
    with transaction(pipeline.services.database) as connection:
        stale = take_lease(connection, name, lease_seconds=900)
        fresh = take_lease(connection, name, lease_seconds=900)
    assert stale is not None
    assert fresh is not None
    with transaction(pipeline.services.database) as connection:
        check_lease(connection, name, fresh)
    with pytest.raises(LeaseLost), transaction(pipeline.services.database) as connection:
        check_lease(connection, name, stale)


def test_a_store_whose_times_differ_between_listing_and_head_confuses_nobody(pipeline: Pipeline) -> None:
    for number in range(8):
        # Near the turn of a second the embedded store's HEAD names the second before the listing's.
        time.sleep(1 - time.time() % 1 - 0.002 * (number % 4))
        pipeline.send(f"NENC/{PERIOD}/{number}.csv", adoptions(f"INN-0001,L01,{number + 1},received"))
        assert list(pipeline.run().values()) == ["accepted"]


def test_an_upload_deleted_before_it_is_read_is_told_so(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    (name,) = steps.register_uploads(pipeline.services)
    pipeline.services.store.delete(pipeline.services.settings.landing_bucket, KEY)
    assert pipeline.run() == {name: "rejected"}
    assert "replaced or deleted" in pipeline.receipt(name)["findings"][0]["message"]


def test_a_lake_partition_that_someone_spoilt_is_mended(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    (key,) = pipeline.lake()
    lake = pipeline.services.settings.lake_bucket
    sound = pipeline.services.store.get(lake, key)
    for spoil in (
        lambda: pipeline.services.store.put(lake, key, b"x"),
        lambda: pipeline.services.store.delete(lake, key),
    ):
        spoil()
        assert steps.reconcile(pipeline.services)["partitions_differing"] == 1
        assert pipeline.services.store.get(lake, key) == sound


def test_a_store_that_is_away_loses_nothing(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    (name,) = steps.register_uploads(pipeline.services)
    away = pipeline.services.settings.model_copy(update={"s3_endpoint": "http://127.0.0.1:9"})
    with steps.Services(away) as broken, pytest.raises(StorageUnavailable):
        steps.judge(broken, name)
    with transaction(pipeline.services.database) as connection:
        assert "StorageUnavailable" in str(find_submission(connection, name).last_error)
    assert pipeline.run() == {name: "accepted_with_warnings"}


def test_notes_stay_in_the_restricted_schema(pipeline: Pipeline) -> None:
    header, line = adoptions("INN-0001,L01,100,received").splitlines()
    pipeline.send(KEY, f"{header},notes\n{line},Ask for Jo on 0191 498 0000\n")
    pipeline.run()
    lake, receipts = pipeline.services.settings.lake_bucket, pipeline.services.settings.receipts_bucket
    for bucket in (lake, receipts):
        for item in pipeline.services.store.list_objects(bucket):
            assert b"498 0000" not in pipeline.services.store.get(bucket, item.key), item.key


def test_a_workbook_that_is_only_a_zip_is_refused(pipeline: Pipeline) -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("a.txt", "x")
    pipeline.send(KEY, body.getvalue())
    assert pipeline.run() == {f"NENC-{PERIOD}-r001": "rejected"}


def test_two_workers_may_be_the_first_to_need_a_period_at_once(database: sa.Engine) -> None:
    """The second waits for the first to make the period's partitions, and then finds them."""

    def need(connection: sa.Connection) -> None:
        rows(connection, "load/ensure_period.sql", reporting_period=PERIOD)

    def second_to_need() -> None:
        with database.begin() as connection:
            need(connection)

    with database.connect() as watcher, ThreadPoolExecutor(1) as beside:
        with database.begin() as first:
            need(first)
            second = beside.submit(second_to_need)
            while not watcher.scalar(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                watcher.rollback()
                assert not second.done()
        second.result()
