"""Several decisions on one submission: each keeps its moment, its stamps and its lines.

The first migration makes the newest tables, so this one only adds what an older database lacks.
"""

import sqlalchemy as sa
from alembic import op

from adoption_reports.storage.database import run_script

revision = "0002_decisions"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of decisions, and of every verdict a first decision."""
    if not sa.inspect(op.get_bind()).has_table("decision", schema="intake"):
        run_script(op.get_bind(), "schema/intake.decision.sql")
        op.get_bind().exec_driver_sql("GRANT SELECT, INSERT ON intake.decision TO adoption_loader")
    run_script(op.get_bind(), "schema/upgrade_decisions.sql")
