"""E-mails about receipts, to a real mail server: what they say, that they come once, and that nothing waits for them.

Source: steps/notifying.py; reliability, row 11.
"""

import re
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import select

from adoption_reports import steps
from adoption_reports.domain.errors import WrongUse
from adoption_reports.local.processes import free_port
from adoption_reports.steps.notifying import read_addresses
from adoption_reports.storage import outbox
from adoption_reports.storage.database import table, transaction
from tests.listeners import Mailbox
from tests.storage.conftest import ADOPTIONS, PERIOD, Pipeline, adoptions

KEY = f"NENC/{PERIOD}/q3 for jane.csv"
GOOD = adoptions("INN-0001,L01,100,received")
PARTLY = (
    f"{ADOPTIONS},notes\nINN-0001,L01,adopted,2017-11-30,4217,received,about a patient\n"
    "INN-0001,LXX,adopted,2017-11-30,5,received,\n"
)


@pytest.fixture
def mailbox(pipeline: Pipeline, tmp_path: Path) -> Mailbox:
    """A mail server, closed; the pipeline is told to write to NENC's two addresses."""
    box = Mailbox(free_port())
    file = tmp_path / "notify.csv"
    file.write_text("network_code,address\nNENC,a@example.org\nYH,c@example.org\nNENC,b@example.org\n")
    url = f"smtp://127.0.0.1:{box.port}/?from=reports@example.org&tls=no"
    told = pipeline.services.settings.model_dump() | {"notify_file": file, "smtp_url": url}
    pipeline.services.settings = type(pipeline.services.settings)(**told)
    return box


def waiting(pipeline: Pipeline) -> list[str | None]:
    """Why each e-mail that is not ticked off was not sent."""
    entries = table("intake.outbox")
    query = select(entries.c.last_error).where(entries.c.kind == "email", entries.c.done_at.is_(None))
    with transaction(pipeline.services.database) as connection:
        return list(connection.scalars(query))


def test_a_receipt_is_told_of_once_in_words_and_with_a_link(pipeline: Pipeline, mailbox: Mailbox) -> None:
    pipeline.send(KEY, PARTLY)
    with mailbox.open():
        pipeline.run()
        steps.reconcile(pipeline.services)
        pipeline.run()
    ((to, message),) = mailbox.messages
    assert to == ["a@example.org", "b@example.org"]
    assert message["Subject"] == f"Adoption report NENC {PERIOD}: partly accepted"
    assert message["From"] == "reports@example.org"
    text = message.get_content()
    assert "Part of the report counts: 1 of 2 rows is held" in text
    assert "- The location is not known: 1" in text
    assert "1. Correct the held rows in your own file; each is listed in the receipt" in text
    (link,) = re.findall(r"^http\S+", text, re.MULTILINE)
    with urllib.request.urlopen(link, timeout=10) as page:
        assert b"Part of the report counts" in page.read()


def test_nothing_of_the_file_is_in_the_mail(pipeline: Pipeline, mailbox: Mailbox) -> None:
    pipeline.send(KEY, PARTLY)
    with mailbox.open():
        pipeline.run()
    ((_, message),) = mailbox.messages
    text = re.sub(r"http\S+", "", message.as_string())
    for value in ("LXX", "INN-0001", "4217", "4,217", "about a patient", "jane"):
        assert value not in text


def test_while_the_mail_server_is_away_everything_else_goes_on_and_the_mail_comes_later(
    pipeline: Pipeline, mailbox: Mailbox
) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.send(f"YH/{PERIOD}/q3.csv", adoptions("INN-0002,L03,5,received"))
    assert set(pipeline.run()) == {f"NENC-{PERIOD}-r001", f"YH-{PERIOD}-r001"}
    assert pipeline.receipt(f"YH-{PERIOD}-r001")["verdict"] == "accepted"
    assert pipeline.figure("beneficiaries_count") == 105
    assert any("The mail server did not answer" in str(why) for why in waiting(pipeline))
    assert len(waiting(pipeline)) == 2
    with mailbox.open():
        steps.reconcile(pipeline.services)
    assert [to for to, _ in mailbox.messages] == [["a@example.org", "b@example.org"], ["c@example.org"]]
    assert waiting(pipeline) == []


def test_what_the_server_refuses_for_now_is_tried_again_and_what_it_refuses_for_good_is_not(
    pipeline: Pipeline, mailbox: Mailbox
) -> None:
    pipeline.send(KEY, GOOD)
    with mailbox.open():
        mailbox.answer = "451 later"
        pipeline.run()
        assert len(waiting(pipeline)) == 1
        mailbox.answer = "550 never"
        pipeline.run()
        assert waiting(pipeline) == []
        mailbox.answer = "250 OK"
        pipeline.run()
    assert mailbox.messages == []


def test_of_two_workers_one_sends(pipeline: Pipeline, mailbox: Mailbox) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    with transaction(pipeline.services.database) as connection:
        (entry,) = outbox.pending_emails(connection)
    assert [outbox.claim(pipeline.services.database, entry) for _ in range(2)] == [True, False]


def test_a_mail_waits_until_its_receipt_is_out(pipeline: Pipeline, mailbox: Mailbox) -> None:
    pipeline.send(KEY, GOOD)
    (name,) = steps.register_uploads(pipeline.services)
    steps.judge(pipeline.services, name)
    with mailbox.open():
        assert steps.send_notices(pipeline.services, name) == 0
        steps.answer(pipeline.services, name)
        assert mailbox.messages == []
        assert steps.send_notices(pipeline.services, name) == 1
    assert len(mailbox.messages) == 1


def test_a_network_without_an_address_gets_none(pipeline: Pipeline, mailbox: Mailbox) -> None:
    pipeline.send(f"EM/{PERIOD}/q3.csv", GOOD)
    with mailbox.open():
        pipeline.run()
    assert (mailbox.messages, waiting(pipeline)) == ([], [])


def test_nobody_is_written_to_where_it_is_not_set_up(pipeline: Pipeline) -> None:
    pipeline.send(KEY, GOOD)
    pipeline.run()
    entries = table("intake.outbox")
    with transaction(pipeline.services.database) as connection:
        assert list(connection.scalars(select(entries.c.kind).where(entries.c.kind == "email"))) == []


@pytest.mark.parametrize("options", ["", "&tls=yes"])
def test_a_server_without_tls_gets_nothing_unless_the_settings_allow_it(
    pipeline: Pipeline, mailbox: Mailbox, options: str
) -> None:
    url = f"smtp://127.0.0.1:{mailbox.port}/?from=reports@example.org{options}"
    told = pipeline.services.settings.model_dump() | {"smtp_url": url}
    pipeline.services.settings = type(pipeline.services.settings)(**told)
    pipeline.send(KEY, GOOD)
    with mailbox.open():
        pipeline.run()
    assert mailbox.messages == []
    assert len(waiting(pipeline)) == 1


def test_a_list_of_addresses_without_its_columns_is_named(tmp_path: Path) -> None:
    (tmp_path / "notify.csv").write_text("network,mail\nNENC,a@example.org\n")
    with pytest.raises(WrongUse, match="network_code, address"):
        read_addresses(tmp_path / "notify.csv")
