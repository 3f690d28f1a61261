"""Unchanged columns, documents, reachability probes, and evidence that was removed by rule."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column(
            "same_as",
            sa.Integer(),
            comment="the observation whose reading still holds, where the page had not changed; it has the items",
        ),
        sa.Column(
            "settled_by",
            sa.Integer(),
            comment="while so many first pages stay the same, so does the list; empty: never",
        ),
        sa.Column("deep", sa.Boolean(), comment="read beyond known items, for late postings, edits and removals"),
        sa.Column("reader", sa.String(16), comment="what the pages were read with; another one reads them again"),
        sa.Column("not_modified", sa.Integer(), comment="answers 304"),
        sa.Column("parses", sa.Integer(), comment="pages that were parsed"),
    ):
        op.add_column("observations", column)
    op.add_column("pages", sa.Column("length", sa.BigInteger(), comment="bytes of the record in its WARC file"))

    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url_sha256", sa.String(64), nullable=False, comment="stands for url in the key"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False, comment="host, or host:port"),
        sa.Column("listed_at", MOMENT, nullable=False, comment="when a column first showed it"),
        sa.Column("published", sa.Date(), comment="the day shown in the list; the newest are fetched first"),
        sa.Column("due_at", MOMENT, comment="when it is to be fetched (again); empty: never again"),
        sa.Column("checked_at", MOMENT, comment="when it was last asked for"),
        sa.Column("reads", sa.Integer(), nullable=False, comment="times it was read in full or found unchanged"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="in a row"),
        sa.Column("state", sa.String(20), comment="of the latest attempt; empty: never asked for"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), comment="of the latest attempt that was answered"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("url_sha256", name="uq_documents_url_sha256"),
        comment="文件: one address that a column led to, and when it is to be looked at",
    )
    op.create_index("ix_documents_host_due_at", "documents", ["host", "due_at"])
    op.create_table(
        "document_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=False),
        sa.Column(
            "content_sha256", sa.String(64), nullable=False, comment="of what the document says, not of its page"
        ),
        sa.Column("title", sa.Text()),
        sa.Column("published", sa.Date(), comment="发布日期 as shown"),
        sa.Column("dates", sa.JSON(), nullable=False, comment="shown, meta, url, issued: each as the page has it"),
        sa.Column("dates_conflict", sa.Boolean(), nullable=False),
        sa.Column("index_no", sa.Text(), comment="索引号"),
        sa.Column("doc_no", sa.Text(), comment="发文字号"),
        sa.Column("issuer", sa.Text(), comment="发布机构"),
        sa.Column("category", sa.Text(), comment="主题分类"),
        sa.Column("validity", sa.Text(), comment="有效性"),
        sa.Column("attachments", sa.JSON(), nullable=False, comment="title and url of each"),
        sa.Column("characters", sa.Integer(), nullable=False, comment="of the main text"),
        sa.Column("sha256", sa.String(64), nullable=False, comment="of the stored body"),
        sa.Column("record", sa.Text(), nullable=False, comment="<WARC file>#<offset> below var/"),
        sa.Column("length", sa.BigInteger(), comment="bytes of the record in its WARC file"),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_document_versions_document_id_documents"),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name="fk_document_versions_night_id_nights"),
        sa.PrimaryKeyConstraint("id", name="pk_document_versions"),
        comment="What a document said, one row each time it said something else; append-only",
    )
    op.create_index("ix_document_versions_document_id", "document_versions", ["document_id"])
    op.create_table(
        "probes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("round_at", MOMENT, nullable=False, comment="when the round began"),
        sa.Column("probed_at", MOMENT, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("status", sa.Integer(), comment="HTTP status of the answer, if one came"),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.Column("record", sa.Text(), comment="<WARC file>#<offset> below var/"),
        sa.CheckConstraint(
            "outcome IN ('answered', 'failed', 'blocked', 'not_asked')", name=op.f("ck_probes_known_outcome")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_probes_site_id_sites"),
        sa.PrimaryKeyConstraint("id", name="pk_probes"),
        sa.UniqueConstraint("site_id", "round_at", name="uq_probes_site_id_round_at"),
        comment="探测: one attempt to reach a site's home page; append-only",
    )
    op.create_table(
        "evidence_removals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=False),
        sa.Column("file", sa.Text(), nullable=False, comment="WARC file below var/"),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False, comment="the retention rule in words"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_removals"),
        comment="Evidence files that the retention rule removed; append-only",
    )


def downgrade() -> None:
    op.drop_table("evidence_removals")
    op.drop_table("probes")
    op.drop_table("document_versions")
    op.drop_table("documents")
    op.drop_column("pages", "length")
    for name in ("parses", "not_modified", "reader", "deep", "settled_by", "same_as"):
        op.drop_column("observations", name)
