"""What pages carry beside their lists and texts: home pages, tags, links, and whether links open."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

PARTS = (
    ("ix_documents_never_read", ["host"], "reads = 0"),
    ("ix_documents_read", ["host", "due_at"], "reads > 0"),
    ("ix_documents_checked_at", ["checked_at"], "checked_at IS NOT NULL"),
)


def upgrade() -> None:
    op.add_column(
        "office",
        sa.Column(
            "register_sha256",
            sa.String(length=64),
            comment="of the register as last saved: the same again changes nothing",
        ),
    )

    op.create_table(
        "home_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("visited_at", MOMENT, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False, comment="read, or why it was not"),
        sa.Column("readable", sa.Boolean(), nullable=False, comment="we know what the page says"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=20), comment="whose fault a blindness is"),
        sa.Column(
            "links",
            sa.Integer(),
            nullable=False,
            comment="different links to information: dated, or a document of its own",
        ),
        sa.Column("dated", sa.Integer(), nullable=False, comment="those that a day stands beside"),
        sa.Column("new_links", sa.Integer(), nullable=False, comment="those not seen on any earlier look"),
        sa.Column("newest", sa.Date(), comment="the latest day shown in a row, not after the day of the look"),
        sa.Column("unseen", sa.Text(), nullable=False, comment="why visitors may see more than the page holds"),
        sa.Column(
            "scripts",
            sa.Boolean(),
            nullable=False,
            comment="it loads scripts, and what they write is not in the page",
        ),
        sa.Column("tags", sa.JSON(), nullable=False, comment="网页标签: name to content, as the page has them"),
        sa.Column(
            "marks", sa.JSON(), nullable=False, comment="标识码, 备案号, 联系方式 and others: kind to what was found"
        ),
        sa.Column("reader", sa.String(length=16), nullable=False, comment="what the page was read with"),
        sa.Column("sha256", sa.String(length=64)),
        sa.Column("record", sa.Text(), comment="<WARC file>#<offset> below var/"),
        sa.Column("length", sa.BigInteger(), comment="bytes of the record in its WARC file"),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name="fk_home_pages_night_id_nights"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_home_pages_site_id_sites"),
        sa.PrimaryKeyConstraint("id", name="pk_home_pages"),
        sa.UniqueConstraint("site_id", "visited_at", name="uq_home_pages_site_id_visited_at"),
        comment="首页: one look at a site's home page, written even when nothing was learned; append-only",
    )

    op.create_table(
        "home_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("url_sha256", sa.String(length=64), nullable=False, comment="stands for url in the key"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), comment="the day shown beside it"),
        sa.Column(
            "content",
            sa.Boolean(),
            nullable=False,
            comment="it leads to information, not to a column or another site",
        ),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("first_seen_home_page_id", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_home_page_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["first_seen_home_page_id"], ["home_pages.id"], name="fk_home_links_first_seen_home_page_id_home_pages"
        ),
        sa.ForeignKeyConstraint(
            ["last_seen_home_page_id"], ["home_pages.id"], name="fk_home_links_last_seen_home_page_id_home_pages"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_home_links_site_id_sites"),
        sa.PrimaryKeyConstraint("id", name="pk_home_links"),
        sa.UniqueConstraint("site_id", "url_sha256", name="uq_home_links_site_id_url_sha256"),
        comment="首页链接: one address that a home page led to",
    )

    op.create_table(
        "page_details",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), comment="the column whose page it is; otherwise it is a document"),
        sa.Column("document_id", sa.Integer(), comment="the document whose page it is; otherwise it is a column"),
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="SHA-256 of what the page carries"),
        sa.Column("tags", sa.JSON(), nullable=False, comment="网页标签: name to content, as the page has them"),
        sa.Column("links", sa.JSON(), nullable=False, comment="of a document: address, text and place of each"),
        sa.Column("unfilled", sa.JSON(), comment="headings of related matter under which no link stands"),
        sa.Column(
            "private_numbers",
            sa.JSON(),
            nullable=False,
            comment="kind, masked form and place of each; never the number",
        ),
        sa.Column("message", sa.JSON(), comment="of a citizen's message: when it came, what became of it"),
        sa.Column("reader", sa.String(length=16), nullable=False, comment="what the page was read with"),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the stored body"),
        sa.Column("record", sa.Text(), nullable=False, comment="<WARC file>#<offset> below var/"),
        sa.Column("length", sa.BigInteger(), comment="bytes of the record in its WARC file"),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint("(column_id IS NULL) <> (document_id IS NULL)", name="ck_page_details_one_page"),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name="fk_page_details_column_id_columns"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_page_details_document_id_documents"),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name="fk_page_details_night_id_nights"),
        sa.PrimaryKeyConstraint("id", name="pk_page_details"),
        comment="网页所载: what a page carries beside its content, one row each time that changed; append-only",
    )
    op.create_index("ix_page_details_column_id_read_at", "page_details", ["column_id", "read_at"])
    op.create_index("ix_page_details_document_id_read_at", "page_details", ["document_id", "read_at"])
    op.add_column(
        "documents",
        sa.Column(
            "details_at", MOMENT, comment="the latest look that found what page_details says; empty: never asked for"
        ),
    )

    op.create_table(
        "column_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the stored body"),
        sa.Column("reader", sa.String(length=16), nullable=False, comment="what the page was read with"),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="why it says nothing that could be compared; empty: it does"
        ),
        sa.Column("published", sa.Date(), comment="the day that the page states of itself"),
        sa.Column("content_sha256", sa.String(length=64), comment="SHA-256 of what the page says, not of its layout"),
        sa.Column(
            "shown_sha256",
            sa.String(length=64),
            comment="SHA-256 of all it shows, but for counters and today's date",
        ),
        sa.Column("unseen", sa.Text(), nullable=False, comment="why visitors may see more than the page holds"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False, comment="<WARC file>#<offset> below var/"),
        sa.Column("length", sa.BigInteger(), comment="bytes of the record in its WARC file"),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name="fk_column_pages_column_id_columns"),
        sa.PrimaryKeyConstraint("id", name="pk_column_pages"),
        sa.UniqueConstraint("column_id", "sha256", "reader", name="uq_column_pages_column_id_sha256_reader"),
        comment="栏目页内容: what one body of a column's own page says, read where a plan asks for it; append-only",
    )

    # What was asked this night, and what nobody has read yet, was looked for among all documents of a host.
    op.drop_index("ix_documents_host_due_at", "documents")
    for name, columns, where in PARTS:
        op.create_index(name, "documents", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))

    op.create_table(
        "link_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url_sha256", sa.String(length=64), nullable=False, comment="stands for url in the key"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False, comment="host, or host:port"),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("came_from", sa.Text(), nullable=False, comment="the page that first led to it"),
        sa.Column("listed_at", MOMENT, nullable=False, comment="when a page first led to it"),
        sa.Column("due_at", MOMENT, nullable=False, comment="when it is to be tried (again)"),
        sa.Column("checked_at", MOMENT, comment="when it was last tried"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="attempts in a row that did not find it at work"),
        sa.CheckConstraint("kind IN ('page', 'attachment')", name="ck_link_targets_known_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_link_targets"),
        sa.UniqueConstraint("url_sha256", name="uq_link_targets_url_sha256"),
        comment="链接: one address that pages led to, and when it is to be tried",
    )
    op.create_index("ix_link_targets_host_due_at", "link_targets", ["host", "due_at"])

    op.create_table(
        "link_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("fault", sa.String(length=12), comment="of a broken one: what is wrong with it"),
        sa.Column("status", sa.Integer(), comment="HTTP status of the answer, if one came"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), comment="what the first bytes are, or the server calls them"),
        sa.Column("bytes", sa.BigInteger(), comment="length stated or read; empty: not known"),
        sa.Column("sha256", sa.String(length=64), comment="of the stored body"),
        sa.Column("record", sa.Text(), comment="<WARC file>#<offset> below var/"),
        sa.Column("length", sa.BigInteger(), comment="bytes of the record in its WARC file"),
        sa.CheckConstraint(
            "outcome IN ('works', 'broken', 'blocked', 'not_asked')", name="ck_link_checks_known_outcome"
        ),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name="fk_link_checks_night_id_nights"),
        sa.ForeignKeyConstraint(["target_id"], ["link_targets.id"], name="fk_link_checks_target_id_link_targets"),
        sa.PrimaryKeyConstraint("id", name="pk_link_checks"),
        sa.UniqueConstraint("target_id", "checked_at", name="uq_link_checks_target_id_checked_at"),
        comment="链接检查: one attempt to open a link; append-only",
    )


def downgrade() -> None:
    op.drop_table("link_checks")
    op.drop_table("link_targets")
    for name, _, _ in PARTS:
        op.drop_index(name, "documents")
    op.create_index("ix_documents_host_due_at", "documents", ["host", "due_at"])
    op.drop_table("column_pages")
    op.drop_table("page_details")
    op.drop_column("documents", "details_at")
    op.drop_table("home_links")
    op.drop_table("home_pages")
    op.drop_column("office", "register_sha256")
