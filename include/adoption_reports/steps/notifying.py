"""E-mails to networks that asked to hear when a receipt is out. Off where no `notify_file` is set.

Asked for in the same commit as the receipt, sent after it is out, and ticked off before it is sent: so a
submission gets one message at most, and none is lost but by a crash in between. Nothing waits for mail, and
no fault of it is a fault of the pipeline's: it is kept in the outbox, shown by `adoption doctor`, and tried
again by the next reconcile.
"""

import csv
from datetime import timedelta
from pathlib import Path

import structlog

from adoption_reports.domain.errors import AdoptionError, WrongUse
from adoption_reports.feedback.notice import Notice, notice
from adoption_reports.settings import Settings
from adoption_reports.steps.processing import receipt_folder
from adoption_reports.steps.services import Services, about, now
from adoption_reports.storage import outbox
from adoption_reports.storage.database import transaction
from adoption_reports.storage.ledger import Submission, find_submission
from adoption_reports.storage.mail import Mail, MailRefused, open_mail

log = structlog.get_logger()

LINK_LASTS = timedelta(days=7)
"""As long as S3 lets a link work."""
COLUMNS = ["network_code", "address"]


def send_notices(services: Services, submission_id: str | None = None) -> int:
    """Send what is to be sent, about one submission or about all; returns how many messages went out."""
    if services.settings.notify_file is None:
        return 0
    with transaction(services.database) as connection:
        entries = outbox.pending_emails(connection, submission_id)
    if not entries:
        return 0
    try:
        addresses = read_addresses(services.settings.notify_file)
        with open_mail(_server(services.settings)) as mail:
            return sum(_send(services, mail, entry, addresses) for entry in entries)
    except Exception as error:  # whatever it is, the receipt is out and the next submission waits
        log.warning("no e-mail", why=f"{type(error).__name__}: {error}")
        outbox.failed(services.database, entries[0], str(error))
        return 0


def read_addresses(file: Path) -> dict[str, list[str]]:
    """Each network's addresses; a network may have several lines. Raises WrongUse, or OSError."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if list(reader.fieldnames or []) != COLUMNS:
            raise WrongUse(f"{file} must have the columns {', '.join(COLUMNS)}.")
        found: dict[str, list[str]] = {}
        for row in reader:
            found.setdefault(row["network_code"].strip(), []).append(row["address"].strip())
    return found


def _server(settings: Settings) -> str:
    if settings.smtp_url is None:
        raise WrongUse("No mail server is known: define the Airflow connection adoption_smtp, or ADOPTION_SMTP_URL.")
    return settings.smtp_url.get_secret_value()


def _send(services: Services, mail: Mail, entry: outbox.Entry, addresses: dict[str, list[str]]) -> bool:
    """Send one message, unless another worker does. Raises StorageUnavailable: the server takes none now."""
    with about(entry.subject):
        return _send_one(services, mail, entry, addresses)


def _send_one(services: Services, mail: Mail, entry: outbox.Entry, addresses: dict[str, list[str]]) -> bool:
    with transaction(services.database) as connection:
        submission = find_submission(connection, entry.subject)
    to, said = addresses.get(str(submission.network_code)), _notice(services, submission)
    if not outbox.claim(services.database, entry) or not to:
        return False
    try:
        mail.send(to, subject=said.subject, text=said.text, message_id=f"{entry.subject}.{entry.outbox_id}")
    except MailRefused as error:
        log.warning("e-mail refused", why=str(error))
        return False
    except AdoptionError as error:
        outbox.put_back(services.database, entry, str(error))
        raise
    log.info("e-mail sent")
    return True


def _notice(services: Services, submission: Submission) -> Notice:
    page = receipt_folder(submission) + "receipt.html"
    link = services.store.link_to_get(services.settings.receipts_bucket, page, LINK_LASTS)
    return notice(submission.receipt or {}, link=link, link_ends_at=now() + LINK_LASTS)
