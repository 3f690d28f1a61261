"""What Alembic runs: migrate on the connection that `warehouse.schema` hands over, inside its transaction.

Views stand above the tables: they are taken down before anything changes, and made anew when the schema is the newest.

For making a new revision, see docs/data_model.md.
"""

from alembic import context

from warehouse.make_views import create_views, drop_views
from warehouse.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    connection = context.get_bind()
    drop_views(connection)
    context.run_migrations()
    if context.get_context().get_current_revision() == context.get_head_revision():
        create_views(connection)
