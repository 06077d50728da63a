"""Routes to check a file, which stores nothing, or to send it on as its network would."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.periods import parse_period
from adoption_reports.metadata.limits import PAGE_UPLOAD_BYTES
from adoption_reports.pages.house import House, actor, believed, house_of
from adoption_reports.pages.reading import read
from adoption_reports.pages.rendering import page
from adoption_reports.pages.reports import periods_for_files
from adoption_reports.pages.story import checked
from adoption_reports.pages.uploads import harmless_name, md5_of, on_disk
from adoption_reports.storage import acts
from adoption_reports.storage.database import transaction

router = APIRouter()


@router.get("/check")
def check_page(request: Request, network: str = "", period: str = "") -> Response:
    """The form."""
    house_of(request).checker.warm()
    return page(request, "check.html.j2", **_form(house_of(request), network, period))


def _form(house: House, network: str, period: str) -> dict[str, Any]:
    with house.reading() as connection:
        networks = {row["network_code"]: row["name_since_2023"] for row in read(connection, "pages/networks.sql")}
    return {
        "networks": networks,
        "periods": periods_for_files(),
        "network": network,
        "period": period,
        "limit_bytes": PAGE_UPLOAD_BYTES,
        "result": None,
        "sent": None,
    }


@router.post("/check")
async def check(request: Request) -> Response:
    """Check the form's file, or send it on; answers with the form and the result below it."""
    async with request.form(max_files=1, max_fields=8) as form:
        texts = {name: value for name, value in form.items() if isinstance(value, str)}
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise WrongUse("Choose a file first.")
        return await run_in_threadpool(_answer, request, texts, sent)


def _answer(request: Request, texts: dict[str, str], sent: UploadFile) -> Response:
    house, token = house_of(request), texts.get("token", "")
    is_sending = texts.get("do") == "send"
    visitor = actor(request, token) if is_sending else believed(request, token)
    network, period = texts.get("network", ""), parse_period(texts.get("period", ""))
    form = _form(house, network, period.code if period else "")
    if network not in form["networks"] or period is None:
        raise WrongUse("Choose the network and the quarter that the file is about.")
    name = harmless_name(sent.filename)
    with on_disk(sent.file, name) as path:
        if is_sending:
            key = f"{network}/{period.code}/{name}"
            with transaction(house.services.database) as connection:
                acts.record_sending(connection, key, md5_of(path), who=visitor.name)
            house.services.store.put(house.services.settings.landing_bucket, key, path)
            form["sent"] = {"name": name, "network": network, "period": period}
        else:
            now = datetime.now(UTC).replace(microsecond=0)
            receipt = house.checker.check(path, network=network, period=period.code, at=now)
            form["result"] = checked(receipt | {"object_key": name})
    return page(request, "check.html.j2", **form)
