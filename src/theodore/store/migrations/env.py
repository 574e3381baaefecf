"""Runs the migrations over the connection that `migrate` hands over; its transaction is the caller's."""

from alembic import context

from theodore.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
