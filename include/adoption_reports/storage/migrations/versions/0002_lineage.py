"""Movements of national figures, what each mart has ever shown, and an index for explanations.

The next refresh finds no movements and makes totals and marts anew, so that they are noted from the
beginning. What was shown before this migration is known to `adoption totals --as-of` alone.
"""

from alembic import op

from adoption_reports.storage.database import run_script
from adoption_reports.storage.schema import create_missing

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create what is not there yet."""
    create_missing(op.get_bind())
    run_script(op.get_bind(), "schema/explained_by_innovation.sql")
    run_script(op.get_bind(), "schema/grants.sql")
