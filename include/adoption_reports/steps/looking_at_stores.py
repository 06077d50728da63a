"""The doctor's look at PostgreSQL, the object store, the networks' keys, the mail server and this machine."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime

from adoption_reports.domain.errors import AdoptionError, WrongUse
from adoption_reports.metadata.limits import LISTING_SLACK_SECONDS
from adoption_reports.settings import home
from adoption_reports.steps.notifying import read_addresses
from adoption_reports.steps.services import Services
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.mail import open_mail
from adoption_reports.storage.objects import ObjectStore
from adoption_reports.storage.schema import schema_is_current

FREE_BYTES = 4 << 30
"""Room for the largest upload that the contract allows (2 GiB), and for what is made of it."""
SHOWN = 5
PROBE = "doctor-probe"
"""The key that shows that a bucket can be written to; always the same one, since nobody need be able to delete."""


class Unsound(AdoptionError):
    """What the doctor found wrong, in words."""


def first_few(wrong: Sequence[str]) -> str:
    """What is wrong, as much as a line can hold."""
    more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    return "; ".join(wrong[:SHOWN]) + more


def database(services: Services) -> str:
    """PostgreSQL answers."""
    with transaction(services.database) as connection:
        version = connection.exec_driver_sql("SHOW server_version").scalar_one()
    return f"answers; version {version}"


def schema(services: Services) -> str:
    """The migrations are at their head."""
    with transaction(services.database) as connection:
        if not schema_is_current(connection):
            raise Unsound("the schema is not this version's")
    return "is this version's"


def registry(services: Services) -> str:
    """The registry is loaded."""
    with transaction(services.database) as connection:
        version = rows(connection, "checks/health.sql")[0]["registry_version"]
    if version is None:
        raise Unsound("the registry is not loaded")
    return f"version {version}"


def roles(services: Services) -> str:
    """Loader and reader may do what they need, and nothing more."""
    with transaction(services.database) as connection:
        wrong = [row["wrong"] for row in rows(connection, "checks/grants.sql")]
    if wrong:
        raise Unsound(first_few(wrong))
    return "loader and reader may do what they need, and no more"


def store(services: Services) -> str:
    """Every bucket is there; those that we write to can be written to."""
    settings, ours = services.settings, services.store
    next(iter(ours.list_objects(settings.landing_bucket)), None)
    for bucket in settings.buckets:
        if bucket != settings.landing_bucket:
            ours.put(bucket, PROBE, b"")
    return f"answers; {len(settings.buckets)} buckets"


def network_keys(services: Services) -> str:
    """Each network's key, where we hold it, reads its own folder."""
    known = services.settings.network_credentials
    if not known:
        return "not looked at: they are not kept here"
    missing = services.registry().networks.keys() - known.keys()
    if missing:
        raise Unsound(f"no key of {', '.join(sorted(missing))}")
    for network, key in known.items():
        theirs = ObjectStore(services.settings, key=key["key"], secret=key["secret"])
        try:
            next(iter(theirs.list_objects(services.settings.landing_bucket, f"{network}/")), None)
        except WrongUse as error:
            raise Unsound(f"{network}: {error}") from error
    return f"{len(known)} keys work"


def clock(services: Services) -> str:
    """This machine, PostgreSQL and the store agree on the time: upload times are judged by all three."""
    with transaction(services.database) as connection:
        told = {"PostgreSQL": rows(connection, "checks/clock.sql")[0]["says"]}
    if said := services.store.says_it_is(services.settings.landing_bucket):
        told["the object store"] = said
    here = datetime.now(UTC)
    for who, moment in told.items():
        if abs((moment - here).total_seconds()) > LISTING_SLACK_SECONDS / 2:
            raise Unsound(f"{who} says {moment:%Y-%m-%d %H:%M:%S}, this machine {here:%Y-%m-%d %H:%M:%S} (UTC)")
    return f"this machine agrees with {' and '.join(told)}"


def disk_space(_: Services) -> str:
    """There is room here for the largest upload; the servers' own disks are theirs to watch."""
    places = {tempfile.gettempdir()} | ({str(home())} if home().exists() else set())
    free = {place: shutil.disk_usage(place).free for place in places}
    place = min(free, key=lambda one: free[one])
    if free[place] < FREE_BYTES:
        raise Unsound(f"{place} has {free[place] / (1 << 30):.1f} GiB free, and {FREE_BYTES >> 30} are needed")
    return f"{free[place] >> 30} GiB free"


def mail(services: Services) -> str:
    """The mail server takes our login, where anybody is written to."""
    settings = services.settings
    if settings.notify_file is None and settings.alarm_addresses is None:
        return "not used"
    if settings.notify_file is not None:
        read_addresses(settings.notify_file)
    if settings.smtp_url is None:
        raise Unsound("there are addresses, and no mail server")
    with open_mail(settings.smtp_url.get_secret_value()):
        return "answers"
