"""Routes about one submission: its story, its receipt's files, and what people may do to it."""

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from adoption_reports.domain.errors import ObjectChanged, WrongUse
from adoption_reports.pages.house import House, actor, house_of
from adoption_reports.pages.rendering import HEADERS, RECEIPT_POLICY, page
from adoption_reports.pages.story import read_story
from adoption_reports.steps import replaying
from adoption_reports.steps.processing import receipt_folder
from adoption_reports.steps.upkeep import follow_acts
from adoption_reports.storage import acts
from adoption_reports.storage.database import transaction
from adoption_reports.storage.ledger import find_submission

router = APIRouter(prefix="/submissions/{submission_id}")

FILES = {
    "receipt.html": ("The receipt as a page", "text/html; charset=utf-8"),
    "held-rows.csv": ("The rows that are held, with why", "text/csv; charset=utf-8"),
    "marked-up.xlsx": (
        "The file with its mistakes marked",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "receipt.json": ("The receipt for machines", "application/json"),
}
DONE = {
    "withdraw": "Withdrawn. The totals follow within moments.",
    "reinstate": "Reinstated. The totals follow within moments.",
    "replay": "It will be judged again within minutes, from its archived bytes, by today's rules and registry.",
}
REASON_CHARACTERS = 500


@router.get("")
def submission(request: Request, submission_id: str, done: str | None = None) -> Response:
    """The story of one submission."""
    house = house_of(request)
    with house.reading() as connection:
        story = read_story(connection, submission_id)
    return page(
        request,
        "submission.html.j2",
        story=story,
        one=story.submission,
        files=_files(house, submission_id),
        run=house.surroundings.run_of(submission_id),
        done=DONE.get(done or ""),
    )


def _files(house: House, submission_id: str) -> list[tuple[str, str, int]]:
    """The receipt's files that are there: name, what it is, bytes."""
    services = house.services
    with house.reading() as connection:
        folder = receipt_folder(find_submission(connection, submission_id))
    try:
        sizes = {
            item.key.removeprefix(folder): item.size_bytes
            for item in services.store.list_objects(services.settings.receipts_bucket, folder)
        }
    except ObjectChanged:
        return []  # a folder that nothing has been written to yet
    return [(name, FILES[name][0], sizes[name]) for name in FILES if name in sizes]


@router.get("/files/{name}")
def file(request: Request, submission_id: str, name: str) -> Response:
    """A file of the receipt: its page in a sandbox, anything else as a download."""
    if name not in FILES:
        raise WrongUse("A receipt has no such file.")
    house = house_of(request)
    with house.reading() as connection:
        folder = receipt_folder(find_submission(connection, submission_id))
    try:
        body = house.services.store.get(house.services.settings.receipts_bucket, folder + name)
    except ObjectChanged as error:
        raise WrongUse("This submission's receipt has no such file (yet).") from error
    headers = HEADERS | {"Content-Security-Policy": RECEIPT_POLICY}
    if name != "receipt.html":
        harmless = re.sub(r"[^A-Za-z0-9._-]", "_", f"{submission_id}-{name}")
        headers["Content-Disposition"] = f'attachment; filename="{harmless}"'
    return Response(body, headers=headers, media_type=FILES[name][1])


@router.post("/acts")
def act(
    request: Request,
    submission_id: str,
    act: Annotated[str, Form()],
    why: Annotated[str, Form(max_length=REASON_CHARACTERS)] = "",
    token: Annotated[str, Form()] = "",
) -> Response:
    """Withdraw, reinstate or ask for a replay, recorded under the person's name; what follows comes later."""
    visitor = actor(request, token)
    if act not in DONE:
        raise WrongUse("There is no such act.")
    services, said = house_of(request).services, {"who": visitor.name, "why": why.strip()}
    # Whatever interrupts what follows, reconcile does it within minutes. It also carries out replays, which
    # need Great Expectations and so must not run in this process.
    follow = None
    if act == "replay":
        replaying.ask(services, [submission_id], stamped=False, **said)
    else:
        with transaction(services.database) as connection:
            (acts.withdraw if act == "withdraw" else acts.reinstate)(connection, submission_id, **said)
        follow = BackgroundTask(follow_acts, services)
    return RedirectResponse(f"../{submission_id}?done={act}", 303, background=follow)
