"""Each network's own page: what we have from it, what is due, what counts, how to send.

Rendered of what is current when it is written, under a lock of the network, so that the last one to
write has seen everything committed before. Source: contract, section 2; architecture, section 2 "Outbox".
"""

from adoption_reports.domain.periods import london_day, parse_period
from adoption_reports.feedback.network_page import NetworkFacts, PeriodFacts, render_network_page
from adoption_reports.feedback.states import state_of
from adoption_reports.steps.services import Services, now
from adoption_reports.storage.database import advisory_lock, rows, table
from adoption_reports.storage.ledger import NETWORK_PAGE_LOCK

PERIODS_SHOWN = 12
SUBMISSIONS_SHOWN = 60


def write_network_page(services: Services, network_code: str) -> None:
    """Write `<network_code>/index.html` in the receipts bucket as things are now."""
    with advisory_lock(services.database, NETWORK_PAGE_LOCK, network_code) as connection:
        moment = now()
        today = london_day(moment)
        network = table("reference.network")
        named = connection.execute(
            network.select().where(network.c.network_code == network_code, network.c.to_version.is_(None))
        ).mappings()
        asked = {"network_code": network_code, "today": today}
        codes = [
            row["reporting_period"]
            for row in rows(connection, "checks/periods_of_network.sql", periods=PERIODS_SHOWN, **asked)
        ]
        states = [dict(row) for row in rows(connection, "checks/states.sql", periods=codes, **asked)]
        facts = NetworkFacts(
            network_code,
            next((row["name_since_2023"] for row in named), network_code),
            moment,
            [
                PeriodFacts(
                    period,
                    next(row["due_date"] for row in states if row["reporting_period"] == period.code),
                    {row["dataset"]: state_of(row) for row in states if row["reporting_period"] == period.code},
                )
                for code in codes
                if (period := parse_period(code))
            ],
            [
                dict(row)
                for row in rows(
                    connection,
                    "checks/submissions_of_network.sql",
                    network_code=network_code,
                    submissions=SUBMISSIONS_SHOWN,
                )
            ],
        )
        connection.rollback()  # the lock stays; the transaction need not, while the page travels
        page = render_network_page(facts, landing_bucket=services.settings.landing_bucket).encode()
        key = f"{network_code}/index.html"
        services.store.put(services.settings.receipts_bucket, key, page, "text/html; charset=utf-8")
