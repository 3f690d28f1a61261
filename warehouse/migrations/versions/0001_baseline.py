"""The first schema: register, nights, observations, items, verdicts, scorecards, answers of people."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agency_class", sa.Text(), nullable=False, comment="单位类别"),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, comment="last change of an attribute"),
        sa.Column(
            "retired_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it vanished from the register; empty while it is there",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("code", name=op.f("uq_agencies_code")),
        comment="单位: who owes disclosure",
    )
    op.create_table(
        "nights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "as_of",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="监测时间点; with the office, the key of a night",
        ),
        sa.Column("run_id", sa.String(length=80), nullable=False, comment="the latest run that worked on it"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'partial', 'failed')", name=op.f("ck_nights_known_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nights")),
        sa.UniqueConstraint("as_of", name=op.f("uq_nights_as_of")),
        comment="One monitoring point, however many runs it took",
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "zone", sa.String(length=64), nullable=False, comment="IANA name; days of this office are counted in it"
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_office_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        comment="The one office this warehouse belongs to",
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False, comment="host, or host:port"),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("host", name=op.f("uq_sites_host")),
        comment="网站: one server",
    )
    op.create_table(
        "agency_sites",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_agency_sites_agency_id_agencies")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_agency_sites_site_id_sites")),
        sa.PrimaryKeyConstraint("agency_id", "site_id", name=op.f("pk_agency_sites")),
        comment="Which agencies publish on which sites; both ways many",
    )
    op.create_index(op.f("ix_agency_sites_site_id"), "agency_sites", ["site_id"], unique=False)
    op.create_table(
        "check_sets",
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_check_sets_night_id_nights")),
        sa.PrimaryKeyConstraint("night_id", name=op.f("pk_check_sets")),
        comment="The verdicts of one night, as a whole",
    )
    op.create_table(
        "columns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column(
            "code", sa.String(length=80), nullable=False, comment="stable within the agency, whatever else changes"
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="栏目类型"),
        sa.Column("category", sa.Text(), nullable=False, comment="信息类别"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("platform", sa.String(length=80), nullable=True),
        sa.Column("max_age_days", sa.Integer(), nullable=True),
        sa.Column("min_items", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="first day of the duty"),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="last day of the duty"),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, comment="last change of an attribute"),
        sa.Column(
            "retired_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it vanished from the register; empty while it is there",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_columns_agency_id_agencies")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_columns_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_columns")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_columns_agency_id_code")),
        comment="栏目: one obligation to publish, at one address",
    )
    op.create_index(op.f("ix_columns_site_id"), "columns", ["site_id"], unique=False)
    op.create_table(
        "expectation_results",
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=True, comment="empty: could not be checked"),
        sa.Column("evaluated", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False, comment="the whole ExpectationResult"),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_expectation_results_night_id_nights")),
        sa.PrimaryKeyConstraint("night_id", "position", name=op.f("pk_expectation_results")),
        comment="One expectation of one night, every failing row named",
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 of the answer: the same is kept once"
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("obligation", sa.String(length=80), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False, comment="the whole answer"),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_reviews_agency_id_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("digest", name=op.f("uq_reviews_digest")),
        comment="What people decided; append-only, a later answer stands beside the earlier one",
    )
    op.create_index(op.f("ix_reviews_agency_id"), "reviews", ["agency_id"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("night_id", sa.Integer(), nullable=True),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True, comment="empty: still running, or killed"),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.CheckConstraint("outcome IN ('done', 'partial', 'failed')", name=op.f("ck_runs_known_outcome")),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_runs_night_id_nights")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("run_id", name=op.f("uq_runs_run_id")),
        comment="One execution of a night or of one of its stages",
    )
    op.create_index(op.f("ix_runs_night_id"), "runs", ["night_id"], unique=False)
    op.create_table(
        "scorecard_sets",
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False, comment="name of the rule set"),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column("coverage", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_scorecard_sets_night_id_nights")),
        sa.PrimaryKeyConstraint("night_id", name=op.f("pk_scorecard_sets")),
        comment="All scorecards of one night, as a whole",
    )
    op.create_table(
        "scorecards",
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True, comment="for queries; the exact figure is in card"),
        sa.Column("max", sa.Float(), nullable=False),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("coverage", sa.Float(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("card", sa.JSON(), nullable=False, comment="the whole AgencyCard"),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_scorecards_agency_id_agencies")),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_scorecards_night_id_nights")),
        sa.PrimaryKeyConstraint("night_id", "agency_id", name=op.f("pk_scorecards")),
        comment="得分表: one agency in one night",
    )
    op.create_index(op.f("ix_scorecards_agency_id"), "scorecards", ["agency_id"], unique=False)
    op.create_table(
        "column_checks",
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True),
        sa.Column("newest", sa.Date(), nullable=True),
        sa.Column("age_days", sa.Integer(), nullable=True),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False, comment="the whole ColumnCheck"),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name=op.f("fk_column_checks_column_id_columns")),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_column_checks_night_id_nights")),
        sa.PrimaryKeyConstraint("night_id", "column_id", name=op.f("pk_column_checks")),
        comment="The freshness verdict on one column in one night",
    )
    op.create_index(op.f("ix_column_checks_column_id"), "column_checks", ["column_id"], unique=False)
    op.create_table(
        "count_checks",
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("min_items", sa.Integer(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False, comment="the whole CountCheck"),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_count_checks_agency_id_agencies")),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name=op.f("fk_count_checks_column_id_columns")),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_count_checks_night_id_nights")),
        sa.PrimaryKeyConstraint("night_id", "position", name=op.f("pk_count_checks")),
        comment="Items of an agency in a category (or column) and period against the minimum",
    )
    op.create_index(op.f("ix_count_checks_agency_id"), "count_checks", ["agency_id"], unique=False)
    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("night_id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="SHA-256 of the visit: the same visit is kept once"
        ),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "state", sa.String(length=20), nullable=False, comment="a reading's state, or why there was no reading"
        ),
        sa.Column("readable", sa.Boolean(), nullable=False, comment="we know what the page says"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=True, comment="whose fault a blindness is"),
        sa.Column("entries", sa.Integer(), nullable=False, comment="entries read"),
        sa.Column("new_items", sa.Integer(), nullable=False, comment="entries whose address was not known before"),
        sa.Column("pages_read", sa.Integer(), nullable=False),
        sa.Column("pages_stated", sa.BigInteger(), nullable=True),
        sa.Column("total_stated", sa.BigInteger(), nullable=True),
        sa.Column(
            "read_back_to",
            sa.Date(),
            nullable=True,
            comment="all dated on or after it were read; 0001-01-01: the list was read to its end",
        ),
        sa.Column(
            "seen_back_to",
            sa.Date(),
            nullable=True,
            comment="all dated on or after it were read that night, though gaps may lie below",
        ),
        sa.Column("broken_off", sa.Boolean(), nullable=False, comment="a later page could not be read"),
        sa.Column("stopped_at_known", sa.Boolean(), nullable=False),
        sa.Column("product", sa.String(length=80), nullable=True),
        sa.Column("identity", sa.JSON(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name=op.f("fk_observations_column_id_columns")),
        sa.ForeignKeyConstraint(["night_id"], ["nights.id"], name=op.f("fk_observations_night_id_nights")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sa.UniqueConstraint("night_id", "column_id", "digest", name=op.f("uq_observations_night_id_column_id_digest")),
        comment="One visit of one column, written even when nothing was learned; append-only",
    )
    op.create_index(
        op.f("ix_observations_column_id_observed_at"), "observations", ["column_id", "observed_at"], unique=False
    )
    op.create_table(
        "validators",
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("url_sha256", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the body these validators came with"),
        sa.Column("record", sa.Text(), nullable=False, comment="where that answer is kept"),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name=op.f("fk_validators_column_id_columns")),
        sa.PrimaryKeyConstraint("column_id", "url_sha256", name=op.f("pk_validators")),
        comment="What to send with the next conditional request for a page",
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("url_sha256", sa.String(length=64), nullable=False, comment="stands for url in the key"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True, comment="the day shown in the list"),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column(
            "position", sa.Integer(), nullable=False, comment="place in the latest list that showed it; 0 is the top"
        ),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_seen_observation_id", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_observation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["column_id"], ["columns.id"], name=op.f("fk_items_column_id_columns")),
        sa.ForeignKeyConstraint(
            ["first_seen_observation_id"],
            ["observations.id"],
            name=op.f("fk_items_first_seen_observation_id_observations"),
        ),
        sa.ForeignKeyConstraint(
            ["last_seen_observation_id"],
            ["observations.id"],
            name=op.f("fk_items_last_seen_observation_id_observations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("column_id", "url_sha256", name=op.f("uq_items_column_id_url_sha256")),
        comment="信息条目: one address in one column",
    )
    op.create_index(op.f("ix_items_column_id_published"), "items", ["column_id", "published"], unique=False)
    op.create_index(op.f("ix_items_first_seen_observation_id"), "items", ["first_seen_observation_id"], unique=False)
    op.create_table(
        "pages",
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False, comment="0 is the first page"),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("record", sa.Text(), nullable=True, comment="<WARC file>#<offset> below var/"),
        sa.Column("issued_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observations.id"], name=op.f("fk_pages_observation_id_observations")
        ),
        sa.PrimaryKeyConstraint("observation_id", "position", name=op.f("pk_pages")),
        comment="One fetched page of a visit: the evidence; append-only",
    )


def downgrade() -> None:
    op.drop_table("pages")
    op.drop_index(op.f("ix_items_first_seen_observation_id"), table_name="items")
    op.drop_index(op.f("ix_items_column_id_published"), table_name="items")
    op.drop_table("items")
    op.drop_table("validators")
    op.drop_index(op.f("ix_observations_column_id_observed_at"), table_name="observations")
    op.drop_table("observations")
    op.drop_index(op.f("ix_count_checks_agency_id"), table_name="count_checks")
    op.drop_table("count_checks")
    op.drop_index(op.f("ix_column_checks_column_id"), table_name="column_checks")
    op.drop_table("column_checks")
    op.drop_index(op.f("ix_scorecards_agency_id"), table_name="scorecards")
    op.drop_table("scorecards")
    op.drop_table("scorecard_sets")
    op.drop_index(op.f("ix_runs_night_id"), table_name="runs")
    op.drop_table("runs")
    op.drop_index(op.f("ix_reviews_agency_id"), table_name="reviews")
    op.drop_table("reviews")
    op.drop_table("expectation_results")
    op.drop_index(op.f("ix_columns_site_id"), table_name="columns")
    op.drop_table("columns")
    op.drop_table("check_sets")
    op.drop_index(op.f("ix_agency_sites_site_id"), table_name="agency_sites")
    op.drop_table("agency_sites")
    op.drop_table("sites")
    op.drop_table("office")
    op.drop_table("nights")
    op.drop_table("agencies")
