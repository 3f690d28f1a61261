"""Views for readers, the day of a night, by which they are read, and how many items a column has."""

from datetime import UTC
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NIGHTS = sa.table(
    "nights",
    sa.column("id", sa.Integer),
    sa.column("as_of", sa.DateTime(timezone=True)),
    sa.column("day", sa.Date),
)


COUNTED = """
INSERT INTO item_counts (column_id, items, dated)
SELECT column_id, count(*), count(published) FROM items GROUP BY column_id
"""


def upgrade() -> None:
    op.create_table(
        "item_counts",
        sa.Column("column_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("items", sa.Integer(), nullable=False, comment="all that the column ever showed"),
        sa.Column("dated", sa.Integer(), nullable=False, comment="those that carry a day, whichever it is"),
        sa.PrimaryKeyConstraint("column_id", name="pk_item_counts"),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name="fk_item_counts_column_id_columns"),
        comment="条目计数: rows of items a column, kept with them so that no night counts the items of all years",
    )
    op.execute(COUNTED)
    op.add_column("nights", sa.Column("day", sa.Date(), comment="its day in the office's zone"))
    connection = op.get_bind()
    name = connection.execute(sa.text("SELECT zone FROM office")).scalar()
    if name is None:  # without a register there was no night
        return
    zone = ZoneInfo(name)
    for row in connection.execute(sa.select(NIGHTS.c.id, NIGHTS.c.as_of)).all():
        # SQLite keeps no zone; what stands there is UTC.
        moment = row.as_of.replace(tzinfo=UTC) if row.as_of.tzinfo is None else row.as_of
        connection.execute(sa.update(NIGHTS).where(NIGHTS.c.id == row.id).values(day=moment.astimezone(zone).date()))


def downgrade() -> None:
    op.drop_column("nights", "day")
    op.drop_table("item_counts")
