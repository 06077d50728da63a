"""A submission's page tells its story; people with the right, and only they, withdraw and reinstate there."""

import re
from pathlib import Path

from adoption_reports import steps
from adoption_reports.pages.surroundings import Visitor
from adoption_reports.storage.database import table, transaction
from tests.pages.conftest import Site, words
from tests.storage.conftest import PERIOD, adoptions, learn_location

FIRST = f"NENC-{PERIOD}-r001"
SECOND = f"NENC-{PERIOD}-r002"
SCRIPT = "<script>alert(1)</script>"
WITHDRAW = {"act": "withdraw", "why": "Sent by mistake"}


def send(site: Site, body: str, name: str = "q3.csv") -> None:
    site.pipeline.send(f"NENC/{PERIOD}/{name}", body)
    site.pipeline.run()


def good(site: Site, count: int = 10) -> None:
    send(site, adoptions(f"INN-0001,L01,{count},received"))


def acts(site: Site) -> list[tuple[str, str, str]]:
    with transaction(site.pipeline.services.database) as connection:
        found = connection.execute(table("intake.act").select()).mappings()
        return [(row["act"], row["who"], row["why"]) for row in found]


def test_the_story_runs_from_upload_to_current(site: Site) -> None:
    good(site)
    shown = site.words(f"submissions/{FIRST}")
    assert "Current: it speaks for adoptions." in shown
    told = [shown.index(title) for title in ("Uploaded", "Received and registered", "Decided: accepted")]
    assert told == sorted(told)
    assert "Receipt written" in shown
    assert f'href="/dags/process_submission/runs/{FIRST}"' in site.get(f"submissions/{FIRST}").text


def test_a_superseded_submission_says_by_which(site: Site) -> None:
    good(site)
    good(site, count=11)
    assert f"Superseded for adoptions by {SECOND}." in site.words(f"submissions/{FIRST}")
    assert f"It took the place of {FIRST}." in site.words(f"submissions/{SECOND}")


def test_a_submission_that_was_judged_again_tells_of_each_decision(site: Site, own_registry: Path) -> None:
    send(site, adoptions("INN-0001,L01,100,received", "INN-0002,LNEW,7,received"))
    learn_location(site.pipeline, own_registry)
    steps.replay(site.pipeline.services, [FIRST], stamped=False, who="Ada Byron", why="LNEW is a place")
    shown = site.words(f"submissions/{FIRST}")
    told = ["Decided: partly accepted", "1 of 2 rows is held", "Asked to be judged again", "Judged again: accepted"]
    assert re.search(".*".join(told), shown)


def test_findings_are_listed_with_where_and_what_to_do(site: Site) -> None:
    send(site, adoptions("INN-0001,L99,10,received", *(f"INN-000{n},L01,1,received" for n in (1, 2, 3))))
    shown = site.words(f"submissions/{FIRST}")
    assert "row 2 The location is not known (R05) L99 L99 is not a location we know." in shown
    assert "1 of 4 rows is held" in shown


def test_what_senders_write_stays_text(site: Site) -> None:
    send(site, adoptions(f"{SCRIPT},L01,10,received", "INN-0002,L01,=1+1,received"), name=f"{SCRIPT[:8]}.csv")
    html = site.get(f"submissions/{FIRST}").text
    assert "&lt;script&gt;alert(1)" in html
    assert len(re.findall("<script", html)) == 1  # our own, by its address
    assert "=1+1" in words(html)


def test_the_receipts_page_runs_nothing_and_other_files_are_downloads(site: Site) -> None:
    send(site, adoptions("INN-0001,L99,10,received", *(f"INN-000{n},L01,1,received" for n in (1, 2, 3))))
    page = site.get(f"submissions/{FIRST}/files/receipt.html")
    assert page.headers["content-security-policy"].startswith("sandbox ")
    assert "allow-scripts" not in page.headers["content-security-policy"]
    held = site.get(f"submissions/{FIRST}/files/held-rows.csv")
    assert held.headers["content-disposition"] == f'attachment; filename="{FIRST}-held-rows.csv"'
    assert held.headers["x-content-type-options"] == "nosniff"
    assert "L99" in held.text


def test_no_other_file_can_be_had(site: Site) -> None:
    good(site)
    for name in ("held-rows.csv", "..%2Freceipt.json", "passwords.json"):
        assert site.get(f"submissions/{FIRST}/files/{name}").status_code == 404


def test_an_unknown_submission_is_told_in_words(site: Site) -> None:
    answer = site.get("submissions/XX-r001")
    assert answer.status_code == 404
    assert "There is no submission XX-r001." in words(answer.text)


def test_withdrawing_is_recorded_with_name_and_reason_and_moves_the_totals(site: Site) -> None:
    good(site)
    token = site.token(f"submissions/{FIRST}")
    answer = site.post(f"submissions/{FIRST}/acts", token=token, **WITHDRAW)
    assert (answer.status_code, answer.headers["location"]) == (303, f"../{FIRST}?done=withdraw")
    assert acts(site) == [("withdraw", "Ada Byron", "Sent by mistake")]
    assert "Withdrawn: it no longer counts." in site.words(f"submissions/{FIRST}")
    assert "Withdrawn" in site.words(f"submissions/{FIRST}?done=withdraw")
    assert "no totals" in site.words(f"totals?period={PERIOD}")
    site.post(f"submissions/{FIRST}/acts", token=token, act="reinstate", why="It was right")
    assert site.pipeline.figure("beneficiaries_count") == 10


def test_a_form_that_is_not_ours_changes_nothing(site: Site) -> None:
    good(site)
    sent = {"token": site.token(f"submissions/{FIRST}")} | WITHDRAW
    for origin in ("https://elsewhere.example", "https://testserver.example", "null", ""):
        assert site.post(f"submissions/{FIRST}/acts", origin=origin, **sent).status_code == 403
    for token in ("", "0" * 64, "é"):
        assert site.post(f"submissions/{FIRST}/acts", **sent | {"token": token}).status_code == 403
    assert acts(site) == []


def test_a_token_is_of_no_use_to_another_person_or_session(site: Site) -> None:
    good(site)
    token = site.token(f"submissions/{FIRST}")
    site.visitor = Visitor("Mallory", may_act=True)
    assert site.post(f"submissions/{FIRST}/acts", token=token, **WITHDRAW).status_code == 403
    site.visitor = Visitor("Ada Byron", may_act=True)
    site.client.cookies.clear()
    assert site.post(f"submissions/{FIRST}/acts", token=token, **WITHDRAW).status_code == 403
    assert acts(site) == []


def test_who_may_only_look_sees_no_form_and_cannot_send_one(site: Site) -> None:
    good(site)
    site.visitor = Visitor("Viewer", may_act=False)
    assert "Withdraw it" not in site.words(f"submissions/{FIRST}")
    refused = site.post(f"submissions/{FIRST}/acts", token=site.token("check"), **WITHDRAW)
    assert refused.status_code == 403
    assert "You may look, but not act" in words(refused.text)
    assert acts(site) == []


def test_asking_for_a_replay_is_recorded_and_carried_out_by_reconcile(site: Site) -> None:
    good(site)
    again = {"token": site.token(f"submissions/{FIRST}"), "act": "replay", "why": "The registry was mended"}
    assert site.post(f"submissions/{FIRST}/acts", **again).status_code == 303
    assert ("replay", "Ada Byron", "The registry was mended") in acts(site)
    assert "Asked to be judged again" in site.words(f"submissions/{FIRST}?done=replay")
    assert "It will be judged again within minutes" in site.words(f"submissions/{FIRST}?done=replay")
    assert steps.reconcile(site.pipeline.services)["announce"] == []
    assert site.pipeline.figure("beneficiaries_count") == 10


NONSENSE = [
    ({"why": " "}, "Say why"),
    ({"act": "reinstate"}, "is not withdrawn"),
    ({"act": "delete"}, "no such act"),
    ({"why": "x" * 501}, "cannot be read"),
]


def test_an_act_that_makes_no_sense_is_refused_in_words(site: Site) -> None:
    good(site)
    sent = {"token": site.token(f"submissions/{FIRST}")} | WITHDRAW
    for fields, said in NONSENSE:
        answer = site.post(f"submissions/{FIRST}/acts", **sent | fields)
        assert answer.status_code == 400
        assert said in words(answer.text)
    assert acts(site) == []
