"""The first tables, their functions and grants.

The SQL is that of include/sql/schema/: one file per table, rendered from the metadata.
"""

from alembic import op

from adoption_reports.metadata.relational import schema_files
from adoption_reports.storage.database import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create schemas, tables, functions and grants."""
    for name in ("schemas.sql", *schema_files(), "is_withdrawn.sql", "ensure_period.sql", "grants.sql"):
        run_script(op.get_bind(), f"schema/{name}")
