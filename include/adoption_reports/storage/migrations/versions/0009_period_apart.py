"""The first large file of a period is indexed at once."""

from alembic import op

from adoption_reports.storage.database import run_script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the functions."""
    run_script(op.get_bind(), "schema/period_apart.sql")
