"""The moments at which everything was shown: as of them, and until the next change, marts are read, not counted."""

from alembic import op

from adoption_reports.storage.database import run_script
from adoption_reports.storage.schema import create_missing

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create what is not there yet, with the moments that the histories tell of."""
    create_missing(op.get_bind())
    run_script(op.get_bind(), "schema/upgrade_shown_moments.sql")
    run_script(op.get_bind(), "schema/grants.sql")
