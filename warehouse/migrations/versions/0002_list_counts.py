"""How many rows a visit fetched, repetitions included, and the cap at which its list ended."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Adding and dropping a column is what SQLite can do in place; copying the table, as a batch does, would take an
    # hour on a warehouse of years.
    op.add_column(
        "observations",
        sa.Column(
            "fetched",
            sa.Integer(),
            nullable=True,
            comment="rows read, repetitions included (entries: without); empty: not kept yet",
        ),
    )
    op.add_column(
        "observations",
        sa.Column(
            "cap",
            sa.Integer(),
            nullable=True,
            comment="the most entries the server hands out, where the list has exactly so many",
        ),
    )


def downgrade() -> None:
    op.drop_column("observations", "cap")
    op.drop_column("observations", "fetched")
