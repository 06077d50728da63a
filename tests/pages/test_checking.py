"""Check or send a file: a check stores nothing; sending takes a right, and is recorded."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adoption_reports import steps
from adoption_reports.pages.checker import Checker, CheckFailed
from adoption_reports.pages.surroundings import Visitor
from adoption_reports.pages.uploads import harmless_name
from adoption_reports.storage.database import table, transaction
from tests.pages.conftest import ORIGIN, Site, words
from tests.storage.conftest import PERIOD, adoptions

FILE = adoptions("INN-0001,L99,<b>5</b>,received", *(f"INN-000{n},L01,1,received" for n in (1, 2, 3)))


def stored(site: Site) -> list[str]:
    services = site.pipeline.services
    return [item.key for bucket in services.settings.buckets for item in services.store.list_objects(bucket)]


def test_a_check_says_what_the_receipt_would_and_stores_nothing(site: Site, tmp_path: Path) -> None:
    before = stored(site)
    answer = site.post_file("<i>.csv", FILE)
    assert answer.status_code == 200
    shown = words(answer.text)
    assert "&lt;i&gt;.csv: partly accepted" in answer.text
    assert "&lt;b&gt;5&lt;/b&gt; is not a whole number" in answer.text
    assert "If it were sent: part of the report counts: 1 of 4 rows is held" in shown
    assert stored(site) == before

    path = tmp_path / "q3.csv"
    path.write_text(FILE)
    settings, now = site.pipeline.services.settings, datetime.now(UTC)
    (same,) = steps.check([str(path)], network="NENC", period=PERIOD, at=now, settings=settings)
    assert all(one.message in shown for one in same.judgement.findings.listed)


def test_a_file_sent_on_arrives_as_the_networks_and_its_story_names_the_sender(site: Site) -> None:
    body = adoptions("INN-0001,L01,10,received")
    answer = site.post_file("q3.csv", body, do="send")
    assert "is on its way as NENC's report" in words(answer.text)
    assert site.pipeline.run() == {f"NENC-{PERIOD}-r001": "accepted"}
    story = site.words(f"submissions/NENC-{PERIOD}-r001")
    assert "Sent from these pages" in story
    assert "by Ada Byron: sent on the network's behalf" in story


def test_who_may_only_look_may_check_but_not_send(site: Site) -> None:
    site.visitor = Visitor("Viewer", may_act=False)
    assert "Send it on" not in site.words("check")
    assert site.post_file("q3.csv", "x", do="send").status_code == 403
    assert stored(site) == [key for key in stored(site) if key.startswith(("marts/", "history/"))]
    with transaction(site.pipeline.services.database) as connection:
        assert connection.execute(table("intake.act").select()).all() == []


def test_a_form_that_lacks_something_is_told_so_in_words(site: Site) -> None:
    for fields in ({"network": "XX"}, {"period": "FY18 Q3"}):
        answer = site.post_file("q3.csv", FILE, **fields)
        assert answer.status_code == 400
        assert "Choose the network and the quarter" in words(answer.text)
    answer = site.post("check", token=site.token(), network="NENC", period=PERIOD)
    assert answer.status_code == 400
    assert "Choose a file first." in words(answer.text)


def test_a_check_asked_for_by_another_site_is_refused(site: Site) -> None:
    fields = {"network": "NENC", "period": PERIOD, "token": site.token(), "do": "check"}
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}
    sent = site.client.post("/adoption/check", data=fields, files={"file": ("a.csv", FILE)}, headers=headers)
    assert sent.status_code == 403


def test_a_file_beyond_the_limit_is_refused_in_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    token = site.token()
    monkeypatch.setattr("adoption_reports.pages.uploads.PAGE_UPLOAD_BYTES", 1 << 20)
    (limit,) = [one for one in site.pages.user_middleware if one.cls.__name__ == "BodyLimit"]
    limit.kwargs["limit"] = 1 << 20
    site.pages.middleware_stack = None
    answer = site.post_file("q3.csv", b"x" * (2 << 20), token=token)
    assert answer.status_code == 413
    assert "larger than 1 MB" in words(answer.text)


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("q3 final.xlsx", "q3 final.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Reports\\nil-return.csv", "nil-return.csv"),
        ("a\nb\x00.csv", "ab.csv"),
        ("..", "file"),
        ("", "file"),
        ("é" * 200 + ".csv", "é" * 98 + ".csv"),
    ],
)
def test_a_files_name_becomes_harmless(name: str, harmless: str) -> None:
    assert harmless_name(name) == harmless


def check(checker: Checker, file: Path) -> object:
    return checker.check(file, network="NENC", period=PERIOD, at=datetime(2018, 1, 20, tzinfo=UTC))["verdict"]


def test_a_check_that_takes_too_long_is_ended_and_the_next_one_answered(small_reference: Path, tmp_path: Path) -> None:
    file = tmp_path / "q3.csv"
    file.write_text(adoptions("INN-0001,L01,10,received"))
    checker = Checker(small_reference, timeout_seconds=0.01)
    with pytest.raises(CheckFailed, match="could not be checked"):
        check(checker, file)
    checker._timeout = 60
    try:
        assert check(checker, file) == "accepted"
        with pytest.raises(CheckFailed, match="a fault of ours"):
            check(checker, tmp_path / "not there")
        assert check(checker, file) == "accepted"
    finally:
        checker.stop()


def test_the_checking_process_has_no_credentials(small_reference: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADOPTION_S3_SECRET", "a secret")
    checker = Checker(small_reference)
    try:
        environment = Path(f"/proc/{checker._running().pid}/environ").read_text()
    finally:
        checker.stop()
    assert "a secret" not in environment
    assert "ADOPTION_REFERENCE_FOLDER" in environment


def test_the_pages_do_not_load_great_expectations() -> None:
    import subprocess

    script = "import sys, adoption_reports.pages.app; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
