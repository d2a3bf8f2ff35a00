"""Alembic's entry: the connection is given by `database.Database.migrate`, in its transaction."""

from __future__ import annotations

from alembic import context

from lti_tool.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
