"""Several decisions on one submission: each keeps its moment, its stamps and its lines.

The first migration makes the newest tables, so this one only adds what an older database lacks.
"""

from alembic import op

from adoption_reports.storage.database import run_script
from adoption_reports.storage.schema import create_missing

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of decisions, and of every verdict a first decision."""
    create_missing(op.get_bind())
    run_script(op.get_bind(), "schema/upgrade_decisions.sql")
    run_script(op.get_bind(), "schema/grants.sql")
