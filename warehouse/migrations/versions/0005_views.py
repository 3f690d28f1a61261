"""Views for readers, and the day of a night, by which they are read."""

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


def upgrade() -> None:
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
