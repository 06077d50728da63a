"""Lines, marts and lake made anew from ledger and archive: the same digest as before.

Every decision keeps its moment and its name. Lines that the archive has lost, or gives back damaged, are
judged again from the archived bytes by the registry version that the decision was made by; what then
differs from the ledger's counts is our fault, and nothing is changed. Source: contract, section 8;
reliability, row 10.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
import structlog

from adoption_reports.domain.corrections import CorrectedValue, put
from adoption_reports.domain.errors import ObjectChanged, RebuildFailed, WrongUse
from adoption_reports.domain.submissions import DatasetKey
from adoption_reports.intake.workspace import workspace
from adoption_reports.steps.processing import deliver
from adoption_reports.steps.rejudging import rejudge
from adoption_reports.steps.services import Services, now
from adoption_reports.storage import lake, outbox, totals
from adoption_reports.storage.current import partition_subject, switch
from adoption_reports.storage.database import advisory_lock, engine, rows, run_script, table, transaction
from adoption_reports.storage.ledger import SWITCH_LOCK, find_submission
from adoption_reports.storage.lines import copy_lines
from adoption_reports.storage.schema import create_missing

log = structlog.get_logger()


def rebuild(services: Services) -> dict[str, Any]:
    """Make lines, marts and lake anew; returns how many of each, and which lines had to be judged again."""
    with transaction(services.database) as connection:
        periods = {row["reporting_period"] for row in rows(connection, "load/places.sql")}
    found = _rebuild_lines(services, periods)
    _switch_everywhere(services)
    with advisory_lock(services.database, totals.TOTALS_LOCK) as connection, connection.begin():
        totals.rebuild(connection, now=now())
        rows(connection, "load/ask_marts.sql")
    return found | {"partitions": _rebuild_lake(services)}


def _rebuild_lines(services: Services, periods: set[str]) -> dict[str, Any]:
    """In one transaction of the owner, who alone may empty the lines: a reader sees all of them or waits."""
    if services.settings.owner_url is None:
        raise WrongUse("Only adoption_owner may empty the lines: set ADOPTION_OWNER_URL for this command.")
    owner = engine(services.settings.owner_url.get_secret_value())
    judged_again, count = [], 0
    try:
        with transaction(owner) as connection:
            create_missing(connection)
            run_script(connection, "schema/grants.sql")
            rows(connection, "load/empty_lines.sql")
            for period in sorted(periods):
                rows(connection, "load/ensure_period.sql", reporting_period=period)
            for kept in rows(connection, "load/kept_lines.sql"):
                lines, was_judged = _lines_of(services, kept)
                if was_judged:
                    judged_again.append(kept["decision_id"])
                where_from = {name: kept[name] for name in ("reporting_period", "network_code", "sheet")}
                where_from["submission_id"] = kept["decision_id"]
                copy_lines(connection, kept["dataset"], lines, where_from)
                count += lines.num_rows
    finally:
        owner.dispose()
    log.info("lines rebuilt", lines=count, judged_again=judged_again)
    return {"lines": count, "judged_again": sorted(set(judged_again))}


def _lines_of(services: Services, kept: sa.RowMapping) -> tuple[pa.Table, bool]:
    """A decision's lines of a dataset as the archive keeps them, or judged again; and whether they were."""
    try:
        lines = services.archive.lines(kept["decision_id"], kept["dataset"])
        if lines.num_rows == kept["rows_accepted"]:
            return lines, False
    except ObjectChanged as error:
        log.warning("archived lines lost", decision_id=kept["decision_id"], dataset=kept["dataset"], error=str(error))
    with workspace() as folder:
        return _judged_again(services, kept, folder), True


def _judged_again(services: Services, kept: sa.RowMapping, folder: Path) -> pa.Table:
    with transaction(services.database) as connection:
        submission = find_submission(connection, kept["submission_id"])
    judgement = rejudge(services, submission, services.registry(kept["registry_version"]), folder)
    again = {one.dataset: one for one in judgement.datasets} if judgement else {}
    one = again.get(kept["dataset"])
    if one is None or (one.rows_accepted, one.rows_held) != (kept["rows_accepted"], kept["rows_held"]):
        gives = f"{one.rows_accepted} accepted and {one.rows_held} held" if one else "nothing"
        raise RebuildFailed(
            f"The archive has lost the lines of {kept['decision_id']} ({kept['dataset']}), and its bytes now give "
            f"{gives} instead of {kept['rows_accepted']} accepted and {kept['rows_held']} held. Nothing was changed."
        )
    one = replace(one, lines=put(one.lines, _corrected_values(services, kept)))
    services.archive.keep_rows(kept["decision_id"], [one], folder)
    return one.lines


def _corrected_values(services: Services, kept: sa.RowMapping) -> list[CorrectedValue]:
    """The cells that registered corrections changed in a decision's lines."""
    values = table("intake.corrected_value")
    query = sa.select(values).where(values.c.submission_id == kept["decision_id"], values.c.dataset == kept["dataset"])
    with transaction(services.database) as connection:
        return [
            CorrectedValue(
                row.correction_id,
                row.dataset,
                row.row_number,
                row.column_name,
                row.value_sent,
                row.value_used,
                row.reason,
            )
            for row in connection.execute(query)
        ]


def _switch_everywhere(services: Services) -> None:
    with transaction(services.database) as connection:
        places = rows(connection, "load/places.sql")
    for place in places:
        with transaction(services.database) as connection:
            name = f"{place['network_code']}/{place['reporting_period']}"
            rows(connection, "load/lock_in_transaction.sql", number=SWITCH_LOCK, name=name)
            switch(connection, place["network_code"], place["reporting_period"])


def _rebuild_lake(services: Services) -> int:
    """Write every partition that is current, and delete every other."""
    with transaction(services.database) as connection:
        known = {
            DatasetKey(row["network_code"], row["reporting_period"], row["dataset"])
            for row in rows(connection, "load/partitions.sql")
        }
        known.update(lake.differing(connection, services.store, services.settings))
        for key in known:
            rows(connection, "load/ask_partition.sql", subject=partition_subject(key))
        rows(connection, "load/ask_registry.sql")
    with transaction(services.database) as connection:
        entries = [entry for entry in outbox.pending(connection) if entry.kind in ("lake", "marts", "registry")]
    for entry in entries:
        deliver(services, entry)
    return len(known)
