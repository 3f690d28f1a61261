"""The rules that scorecards were made by, whole: one content for each name and version."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_sets",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("version", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, comment="of content, written as JSON with sorted keys"),
        sa.Column("content", sa.JSON(), nullable=False, comment="the whole RuleSet, without what is the default"),
        sa.Column(
            "first_used_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when scorecards were first made by it",
        ),
        sa.PrimaryKeyConstraint("name", "version", name="pk_rule_sets"),
        comment="规则集: the rules that scorecards were made by; append-only, one content a name and version",
    )


def downgrade() -> None:
    op.drop_table("rule_sets")
