"""The first tables, their functions and grants.

The SQL is that of include/sql/schema/: one file per table, rendered from the metadata.
"""

from alembic import op

from adoption_reports.storage.database import run_script
from adoption_reports.storage.schema import create_missing

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create schemas, tables, functions and grants."""
    run_script(op.get_bind(), "schema/schemas.sql")
    create_missing(op.get_bind())
    for name in ("is_withdrawn.sql", "ensure_period.sql", "grants.sql"):
        run_script(op.get_bind(), f"schema/{name}")
