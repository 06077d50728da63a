"""Alembic's scripts: the versions of the warehouse's schema."""
