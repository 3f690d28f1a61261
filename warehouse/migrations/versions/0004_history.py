"""What the register, items and readings were before they changed, and when each was written."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

RECORDED = {
    "observations": ("observed_at", "when it was written: later than observed_at where stored pages were reread"),
    "items": ("first_seen_at", "when it was first written"),
    "document_versions": ("fetched_at", "when it was written: later than fetched_at where it was reread"),
}
"""Table: the moment that stands for it in rows from before it was kept, and its meaning."""


def upgrade() -> None:
    for table, (moment, meaning) in RECORDED.items():
        op.add_column(table, sa.Column("recorded_at", MOMENT, comment=meaning))
        op.execute(f"UPDATE {table} SET recorded_at = {moment}")  # noqa: S608  (names of our own)

    op.create_table(
        "agency_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False, comment="from then on, until the agency's next row"),
        sa.Column("listed", sa.Boolean(), nullable=False, comment="it stood in the register; otherwise it had left it"),
        sa.Column("position", sa.Integer(), nullable=False, comment="place in the register; 0 is the first"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agency_class", sa.Text(), nullable=False, comment="单位类别"),
        sa.Column("body", sa.JSON(), nullable=False, comment="the whole entry of the register, without its columns"),
        sa.PrimaryKeyConstraint("id", name="pk_agency_versions"),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name="fk_agency_versions_agency_id_agencies"),
        comment="单位的历次登记: one row each time an agency's entry in the register changed; append-only",
    )
    op.create_index("ix_agency_versions_agency_id_recorded_at", "agency_versions", ["agency_id", "recorded_at"])
    op.create_table(
        "column_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False, comment="from then on, until the column's next row"),
        sa.Column("listed", sa.Boolean(), nullable=False, comment="it stood in the register; otherwise it had left it"),
        sa.Column("position", sa.Integer(), nullable=False, comment="place among its agency's columns; 0 is the first"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="栏目类型"),
        sa.Column("category", sa.Text(), nullable=False, comment="信息类别"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), comment="first day of the duty"),
        sa.Column("valid_to", sa.Date(), comment="last day of the duty"),
        sa.Column("body", sa.JSON(), nullable=False, comment="the whole entry of the register"),
        sa.PrimaryKeyConstraint("id", name="pk_column_versions"),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name="fk_column_versions_column_id_columns"),
        comment="栏目的历次登记: one row each time a column's entry in the register changed; append-only",
    )
    op.create_index("ix_column_versions_column_id_recorded_at", "column_versions", ["column_id", "recorded_at"])
    op.create_table(
        "item_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False, comment="when it was last seen in these words"),
        sa.Column("last_seen_observation_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False, comment="when it was first seen in other words"),
        sa.Column("changed_observation_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False, comment="when the other words were written"),
        sa.Column(
            "reread",
            sa.Boolean(),
            nullable=False,
            comment="the page had not changed; another reader read it differently",
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), comment="the day shown in the list"),
        sa.Column("published_raw", sa.Text()),
        sa.Column("issuer", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_item_versions"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_versions_item_id_items"),
        sa.ForeignKeyConstraint(
            ["last_seen_observation_id"],
            ["observations.id"],
            name="fk_item_versions_last_seen_observation_id_observations",
        ),
        sa.ForeignKeyConstraint(
            ["changed_observation_id"], ["observations.id"], name="fk_item_versions_changed_observation_id_observations"
        ),
        comment="条目的旧貌: what an item was called and dated before that changed; append-only",
    )
    op.create_index("ix_item_versions_item_id", "item_versions", ["item_id"])
    op.create_table(
        "item_absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False, comment="its last sighting before it was missing"),
        sa.Column(
            "missed_at", MOMENT, nullable=False, comment="the first visit that read its place and did not find it"
        ),
        sa.Column("missed_observation_id", sa.Integer(), nullable=False),
        sa.Column("back_at", MOMENT, nullable=False, comment="when it was seen again"),
        sa.Column("back_observation_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False, comment="when that was written"),
        sa.PrimaryKeyConstraint("id", name="pk_item_absences"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_absences_item_id_items"),
        sa.ForeignKeyConstraint(
            ["missed_observation_id"], ["observations.id"], name="fk_item_absences_missed_observation_id_observations"
        ),
        sa.ForeignKeyConstraint(
            ["back_observation_id"], ["observations.id"], name="fk_item_absences_back_observation_id_observations"
        ),
        comment="条目的缺席: a time in which an item was missing and after which it was there again; append-only",
    )
    op.create_index("ix_item_absences_item_id", "item_absences", ["item_id"])

    op.add_column(
        "document_versions",
        sa.Column(
            "text_sha256", sa.String(64), comment="of the main text alone, whatever day it shows; empty: it has none"
        ),
    )

    op.add_column(
        "observations",
        sa.Column(
            "undated_since",
            MOMENT,
            comment="first sighting of the youngest entry without a day above the newest dated one; empty: none",
        ),
    )
    # Where an entry stood in an earlier list was not kept: any without a day may have stood on top.
    op.execute(
        """
        UPDATE observations SET undated_since = (
            SELECT max(items.first_seen_at) FROM items
            WHERE items.column_id = observations.column_id AND items.published IS NULL
              AND items.first_seen_at <= observations.observed_at AND items.last_seen_at >= observations.observed_at
        )
        WHERE readable AND same_as IS NULL AND column_id IN (SELECT column_id FROM items WHERE published IS NULL)
        """
    )


def downgrade() -> None:
    op.drop_column("observations", "undated_since")
    op.drop_column("document_versions", "text_sha256")
    for table in ("item_absences", "item_versions", "column_versions", "agency_versions"):
        op.drop_table(table)
    for table in RECORDED:
        op.drop_column(table, "recorded_at")
