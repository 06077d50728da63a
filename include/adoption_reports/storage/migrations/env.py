"""Runs migrations on the connection that `storage.schema` hands over, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table_schema="public")
context.run_migrations()
