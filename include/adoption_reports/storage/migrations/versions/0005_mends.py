"""What reconcile found amiss, how often, and when somebody was told."""

from alembic import op

from adoption_reports.storage.database import run_script
from adoption_reports.storage.schema import create_missing

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create what is not there yet."""
    create_missing(op.get_bind())
    run_script(op.get_bind(), "schema/grants.sql")
