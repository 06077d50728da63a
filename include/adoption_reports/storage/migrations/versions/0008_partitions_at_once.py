"""Two workers may ask for a new period's partitions at once."""

from alembic import op

from adoption_reports.storage.database import run_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the function anew."""
    run_script(op.get_bind(), "schema/ensure_period.sql")
