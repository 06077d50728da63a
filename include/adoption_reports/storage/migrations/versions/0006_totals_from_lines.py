"""Totals that keep no adoption but the shared ones: the others are in the lines.

The next refresh finds no refresh before it and makes totals and marts anew.
"""

from alembic import op

from adoption_reports.storage.database import run_script
from adoption_reports.storage.schema import create_missing

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create what is not there yet, and drop what nothing reads any more."""
    run_script(op.get_bind(), "schema/upgrade_totals.sql")
    create_missing(op.get_bind())
    run_script(op.get_bind(), "schema/analyze_period.sql")
    run_script(op.get_bind(), "schema/grants.sql")
