"""Registered corrections: the entries with their history, where each was used, and the values as sent."""

from alembic import op

from adoption_reports.storage.database import run_script
from adoption_reports.storage.schema import create_missing

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create what is not there yet."""
    create_missing(op.get_bind())
    run_script(op.get_bind(), "schema/grants.sql")
