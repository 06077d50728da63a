"""Each network finds a page of its own beside its receipts, as current as its latest receipt."""

from adoption_reports import steps
from adoption_reports.storage.objects import ObjectStore
from tests.pages.conftest import words
from tests.storage.conftest import PERIOD, Pipeline, adoptions


def page(pipeline: Pipeline, network: str = "NENC") -> str:
    """The page as its network reads it, with its own credentials."""
    settings = pipeline.services.settings
    credentials = settings.network_credentials[network]
    store = ObjectStore(settings, key=credentials["key"], secret=credentials["secret"])
    return store.get(settings.receipts_bucket, f"{network}/index.html").decode()


def test_the_page_follows_receipts_and_acts(pipeline: Pipeline) -> None:
    pipeline.send(f"NENC/{PERIOD}/q3 final.csv", adoptions("INN-0001,L01,10,received"))
    pipeline.run()
    html = page(pipeline)
    assert f'href="{PERIOD}/NENC-{PERIOD}-r001/receipt.html"' in html
    assert pipeline.receipt(f"NENC-{PERIOD}-r001", "receipt.html")
    assert "Accepted, late 1 rows" in words(html)
    assert f"NENC-{PERIOD}-r001 q3 final.csv" in words(html)
    assert "Accepted Counts now" in words(html)
    assert "2017/18 Q3 (Oct to Dec 2017) was due on 30 January 2018 and is late: economic impact." in words(html)

    steps.withdraw(pipeline.services, f"NENC-{PERIOD}-r001", who="Ada", why="a test")
    assert "Accepted Withdrawn" in words(page(pipeline))
    pipeline.send(f"NENC/{PERIOD}/bad.csv", "hello")
    pipeline.run()
    assert "Rejected, late" in words(page(pipeline))


def test_a_file_in_no_quarters_folder_is_listed_too_and_one_of_nobody_makes_no_page(pipeline: Pipeline) -> None:
    pipeline.send("NENC/someday/a.csv", "hello")
    pipeline.send("NOBODY/2017-18-Q3/a.csv", "hello")
    pipeline.run()
    assert 'href="UNROUTED/NENC-UNROUTED-r001/receipt.html"' in page(pipeline)
    listed = pipeline.services.store.list_objects(pipeline.services.settings.receipts_bucket)
    assert [item.key for item in listed if item.key.endswith("index.html")] == ["NENC/index.html"]
