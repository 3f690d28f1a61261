"""What Alembic runs: migrate on the connection that `warehouse.schema` hands over, inside its transaction.

For making a new revision, see docs/data_model.md.
"""

from alembic import context

from warehouse.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
