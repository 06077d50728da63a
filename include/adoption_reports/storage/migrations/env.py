"""Runs migrations on the connection that `storage.schema` hands over."""

from alembic import context

with context.begin_transaction():
    context.configure(connection=context.config.attributes["connection"], version_table_schema="public")
    context.run_migrations()
