"""How Alembic runs here: on the connection that `storage.migration` gives, in its transaction."""

from alembic import context

from storage.table_parts import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
