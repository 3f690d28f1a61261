"""The tables, in the field's own words. `docs/data_model.md` draws them; `migrations/` makes them.

Three rules hold for all of them. Every moment is stored in UTC and read back with its zone. What was seen or decided
is only ever added to (`observations`, `pages`, `reviews`), and what takes the place of something leaves it behind
(`agency_versions`, `column_versions`, `item_versions`, `item_absences`); what is a verdict belongs to one night and is
replaced with it. Nothing is deleted because it vanished: a column that left the register keeps its row and gets
`retired_at`.

`recorded_at` is the time of our knowledge: when a row was written, whatever moment it is about.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time: refused without a zone, stored in UTC, read back in UTC with its zone on either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone; what stands there is UTC because of the line above.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _to(target: str) -> ForeignKey:
    return ForeignKey(target)


def _part(name: str, *columns: str, where: str) -> Index:
    """An index of some of the rows."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


office = Table(
    "office",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("zone", String(64), nullable=False, comment="IANA name; days of this office are counted in it"),
    Column("updated_at", Moment, nullable=False),
    Column("register_sha256", String(64), comment="of the register as last saved: the same again changes nothing"),
    CheckConstraint("id = 1", name="only_one"),
    comment="The one office this warehouse belongs to",
)

agencies = Table(
    "agencies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("agency_class", Text, nullable=False, comment="单位类别"),
    Column("grace_until", Date),
    Column("registered_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False, comment="last change of an attribute"),
    Column("retired_at", Moment, comment="when it vanished from the register; empty while it is there"),
    comment="单位: who owes disclosure",
)

sites = Table(
    "sites",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("host", Text, nullable=False, unique=True, comment="host, or host:port"),
    Column("home", Text, nullable=False),
    Column("registered_at", Moment, nullable=False),
    comment="网站: one server",
)

agency_sites = Table(
    "agency_sites",
    metadata,
    Column("agency_id", _to("agencies.id"), primary_key=True),
    Column("site_id", _to("sites.id"), primary_key=True, index=True),
    comment="Which agencies publish on which sites; both ways many",
)

columns = Table(
    "columns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agency_id", _to("agencies.id"), nullable=False),
    Column("site_id", _to("sites.id"), nullable=False, index=True),
    Column("code", String(80), nullable=False, comment="stable within the agency, whatever else changes"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="栏目类型"),
    Column("category", Text, nullable=False, comment="信息类别"),
    Column("url", Text, nullable=False),
    Column("issuer", Text),
    Column("platform", String(80)),
    Column("max_age_days", Integer),
    Column("min_items", Integer),
    Column("valid_from", Date, comment="first day of the duty"),
    Column("valid_to", Date, comment="last day of the duty"),
    Column("grace_until", Date),
    Column("registered_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False, comment="last change of an attribute"),
    Column("retired_at", Moment, comment="when it vanished from the register; empty while it is there"),
    UniqueConstraint("agency_id", "code"),
    comment="栏目: one obligation to publish, at one address",
)

agency_versions = Table(
    "agency_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("agency_id", _to("agencies.id"), nullable=False),
    Column("recorded_at", Moment, nullable=False, comment="from then on, until the agency's next row"),
    Column("listed", Boolean, nullable=False, comment="it stood in the register; otherwise it had left it"),
    Column("position", Integer, nullable=False, comment="place in the register; 0 is the first"),
    Column("name", Text, nullable=False),
    Column("agency_class", Text, nullable=False, comment="单位类别"),
    Column("body", JSON, nullable=False, comment="the whole entry of the register, without its columns"),
    Index(None, "agency_id", "recorded_at"),
    comment="单位的历次登记: one row each time an agency's entry in the register changed; append-only",
)

column_versions = Table(
    "column_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("column_id", _to("columns.id"), nullable=False),
    Column("recorded_at", Moment, nullable=False, comment="from then on, until the column's next row"),
    Column("listed", Boolean, nullable=False, comment="it stood in the register; otherwise it had left it"),
    Column("position", Integer, nullable=False, comment="place among its agency's columns; 0 is the first"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="栏目类型"),
    Column("category", Text, nullable=False, comment="信息类别"),
    Column("url", Text, nullable=False),
    Column("valid_from", Date, comment="first day of the duty"),
    Column("valid_to", Date, comment="last day of the duty"),
    Column("body", JSON, nullable=False, comment="the whole entry of the register"),
    Index(None, "column_id", "recorded_at"),
    comment="栏目的历次登记: one row each time a column's entry in the register changed; append-only",
)

nights = Table(
    "nights",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("as_of", Moment, nullable=False, unique=True, comment="监测时间点; with the office, the key of a night"),
    Column("day", Date, comment="its day in the office's zone"),
    Column("run_id", String(80), nullable=False, comment="the latest run that worked on it"),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("state", String(8), nullable=False),
    CheckConstraint("state IN ('running', 'done', 'partial', 'failed')", name="known_state"),
    comment="One monitoring point, however many runs it took",
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", String(80), nullable=False, unique=True),
    Column("night_id", _to("nights.id"), index=True),
    Column("command", String(40), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment, comment="empty: still running, or killed"),
    Column("outcome", String(8)),
    CheckConstraint("outcome IN ('done', 'partial', 'failed')", name="known_outcome"),
    comment="One execution of a night or of one of its stages",
)

observations = Table(
    "observations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("night_id", _to("nights.id"), nullable=False),
    Column("column_id", _to("columns.id"), nullable=False),
    Column("run_id", String(80), nullable=False),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the visit: the same visit is kept once"),
    Column("observed_at", Moment, nullable=False),
    Column("url", Text, nullable=False),
    Column("state", String(20), nullable=False, comment="a reading's state, or why there was no reading"),
    Column("readable", Boolean, nullable=False, comment="we know what the page says"),
    Column("reason", Text, nullable=False),
    Column("cause", String(20), comment="whose fault a blindness is"),
    Column("entries", Integer, nullable=False, comment="entries read"),
    Column("new_items", Integer, nullable=False, comment="entries whose address was not known before"),
    Column("pages_read", Integer, nullable=False),
    Column("pages_stated", BigInteger),
    Column("total_stated", BigInteger),
    Column("fetched", Integer, comment="rows read, repetitions included (entries: without); empty: not kept yet"),
    Column("cap", Integer, comment="the most entries the server hands out, where the list has exactly so many"),
    Column(
        "read_back_to", Date, comment="all dated on or after it were read; 0001-01-01: the list was read to its end"
    ),
    Column("seen_back_to", Date, comment="all dated on or after it were read that night, though gaps may lie below"),
    Column("broken_off", Boolean, nullable=False, comment="a later page could not be read"),
    Column("stopped_at_known", Boolean, nullable=False),
    Column("product", String(80)),
    Column("identity", JSON, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column(
        "same_as",
        Integer,
        comment="the observation whose reading still holds, where the page had not changed; it has the items",
    ),
    Column("settled_by", Integer, comment="while so many first pages stay the same, so does the list; empty: never"),
    Column("deep", Boolean, comment="read beyond known items, for late postings, edits and removals"),
    Column("reader", String(16), comment="what the pages were read with; another one reads them again"),
    Column("not_modified", Integer, comment="answers 304"),
    Column("parses", Integer, comment="pages that were parsed"),
    Column("recorded_at", Moment, comment="when it was written: later than observed_at where stored pages were reread"),
    Column(
        "undated_since",
        Moment,
        comment="first sighting of the youngest entry without a day above the newest dated one; empty: none",
    ),
    UniqueConstraint("night_id", "column_id", "digest"),
    Index(None, "column_id", "observed_at"),
    comment="One visit of one column, written even when nothing was learned; append-only",
)

pages = Table(
    "pages",
    metadata,
    Column("observation_id", _to("observations.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False, comment="0 is the first page"),
    Column("url", Text, nullable=False),
    Column("fetched_at", Moment),
    Column("sha256", String(64)),
    Column("record", Text, comment="<WARC file>#<offset> below var/"),
    Column("issued_by", Text),
    Column("length", BigInteger, comment="bytes of the record in its WARC file"),
    comment="One fetched page of a visit: the evidence; append-only",
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("column_id", _to("columns.id"), nullable=False),
    # PostgreSQL cannot index texts beyond about 2700 bytes, and pages do carry such addresses.
    Column("url_sha256", String(64), nullable=False, comment="stands for url in the key"),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("published", Date, comment="the day shown in the list"),
    Column("published_raw", Text),
    Column("issuer", Text),
    Column("position", Integer, nullable=False, comment="place in the latest list that showed it; 0 is the top"),
    Column("first_seen_at", Moment, nullable=False),
    Column("first_seen_observation_id", _to("observations.id"), nullable=False, index=True),
    Column("last_seen_at", Moment, nullable=False),
    Column("last_seen_observation_id", _to("observations.id"), nullable=False),
    Column("recorded_at", Moment, comment="when it was first written"),
    UniqueConstraint("column_id", "url_sha256"),
    Index(None, "column_id", "published"),
    comment="信息条目: one address in one column",
)

item_versions = Table(
    "item_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", _to("items.id"), nullable=False, index=True),
    Column("last_seen_at", Moment, nullable=False, comment="when it was last seen in these words"),
    Column("last_seen_observation_id", _to("observations.id"), nullable=False),
    Column("changed_at", Moment, nullable=False, comment="when it was first seen in other words"),
    Column("changed_observation_id", _to("observations.id"), nullable=False),
    Column("recorded_at", Moment, nullable=False, comment="when the other words were written"),
    Column("reread", Boolean, nullable=False, comment="the page had not changed; another reader read it differently"),
    Column("title", Text, nullable=False),
    Column("published", Date, comment="the day shown in the list"),
    Column("published_raw", Text),
    Column("issuer", Text),
    comment="条目的旧貌: what an item was called and dated before that changed; append-only",
)

item_absences = Table(
    "item_absences",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", _to("items.id"), nullable=False, index=True),
    Column("last_seen_at", Moment, nullable=False, comment="its last sighting before it was missing"),
    Column("missed_at", Moment, nullable=False, comment="the first visit that read its place and did not find it"),
    Column("missed_observation_id", _to("observations.id"), nullable=False),
    Column("back_at", Moment, nullable=False, comment="when it was seen again"),
    Column("back_observation_id", _to("observations.id"), nullable=False),
    Column("recorded_at", Moment, nullable=False, comment="when that was written"),
    comment="条目的缺席: a time in which an item was missing and after which it was there again; append-only",
)

item_counts = Table(
    "item_counts",
    metadata,
    Column("column_id", _to("columns.id"), primary_key=True, autoincrement=False),
    Column("items", Integer, nullable=False, comment="all that the column ever showed"),
    Column("dated", Integer, nullable=False, comment="those that carry a day, whichever it is"),
    comment="条目计数: rows of items a column, kept with them so that no night counts the items of all years",
)

validators = Table(
    "validators",
    metadata,
    Column("column_id", _to("columns.id"), primary_key=True),
    Column("url_sha256", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sha256", String(64), nullable=False, comment="of the body these validators came with"),
    Column("record", Text, nullable=False, comment="where that answer is kept"),
    Column("fetched_at", Moment, nullable=False),
    comment="What to send with the next conditional request for a page",
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url_sha256", String(64), nullable=False, unique=True, comment="stands for url in the key"),
    Column("url", Text, nullable=False),
    Column("host", Text, nullable=False, comment="host, or host:port"),
    Column("listed_at", Moment, nullable=False, comment="when a column first showed it"),
    Column("published", Date, comment="the day shown in the list; the newest are fetched first"),
    Column("due_at", Moment, comment="when it is to be fetched (again); empty: never again"),
    Column("checked_at", Moment, comment="when it was last asked for"),
    Column("reads", Integer, nullable=False, comment="times it was read in full or found unchanged"),
    Column("failures", Integer, nullable=False, comment="in a row"),
    Column("state", String(20), comment="of the latest attempt; empty: never asked for"),
    Column("reason", Text, nullable=False),
    Column("evidence", JSON, comment="of the latest attempt that was answered"),
    Column("details_at", Moment, comment="the latest look that found what page_details says; empty: never asked for"),
    # Of each row one of the first two, and the third once it is asked for: a new address is put into one of them.
    _part("ix_documents_never_read", "host", where="reads = 0"),
    _part("ix_documents_read", "host", "due_at", where="reads > 0"),
    _part("ix_documents_checked_at", "checked_at", where="checked_at IS NOT NULL"),
    comment="文件: one address that a column led to, and when it is to be looked at",
)

document_versions = Table(
    "document_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", _to("documents.id"), nullable=False, index=True),
    Column("night_id", _to("nights.id"), nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("content_sha256", String(64), nullable=False, comment="of what the document says, not of its page"),
    Column("title", Text),
    Column("published", Date, comment="发布日期 as shown"),
    Column("dates", JSON, nullable=False, comment="shown, meta, url, issued: each as the page has it"),
    Column("dates_conflict", Boolean, nullable=False),
    Column("index_no", Text, comment="索引号"),
    Column("doc_no", Text, comment="发文字号"),
    Column("issuer", Text, comment="发布机构"),
    Column("category", Text, comment="主题分类"),
    Column("validity", Text, comment="有效性"),
    Column("attachments", JSON, nullable=False, comment="title and url of each"),
    Column("characters", Integer, nullable=False, comment="of the main text"),
    Column("text_sha256", String(64), comment="of the main text alone, whatever day it shows; empty: it has none"),
    Column("sha256", String(64), nullable=False, comment="of the stored body"),
    Column("record", Text, nullable=False, comment="<WARC file>#<offset> below var/"),
    Column("length", BigInteger, comment="bytes of the record in its WARC file"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("recorded_at", Moment, comment="when it was written: later than fetched_at where it was reread"),
    comment="What a document said, one row each time it said something else; append-only",
)

probes = Table(
    "probes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", _to("sites.id"), nullable=False),
    Column("round_at", Moment, nullable=False, comment="when the round began"),
    Column("probed_at", Moment, nullable=False),
    Column("url", Text, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("status", Integer, comment="HTTP status of the answer, if one came"),
    Column("seconds", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sha256", String(64)),
    Column("record", Text, comment="<WARC file>#<offset> below var/"),
    CheckConstraint("outcome IN ('answered', 'failed', 'blocked', 'not_asked')", name="known_outcome"),
    UniqueConstraint("site_id", "round_at"),
    comment="探测: one attempt to reach a site's home page; append-only",
)

home_pages = Table(
    "home_pages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", _to("sites.id"), nullable=False),
    Column("night_id", _to("nights.id"), nullable=False),
    Column("run_id", String(80), nullable=False),
    Column("visited_at", Moment, nullable=False),
    Column("url", Text, nullable=False),
    Column("state", String(20), nullable=False, comment="read, or why it was not"),
    Column("readable", Boolean, nullable=False, comment="we know what the page says"),
    Column("reason", Text, nullable=False),
    Column("cause", String(20), comment="whose fault a blindness is"),
    Column("links", Integer, nullable=False, comment="different links to information: dated, or a document of its own"),
    Column("dated", Integer, nullable=False, comment="those that a day stands beside"),
    Column("new_links", Integer, nullable=False, comment="those not seen on any earlier look"),
    Column("newest", Date, comment="the latest day shown in a row, not after the day of the look"),
    Column("unseen", Text, nullable=False, comment="why visitors may see more than the page holds"),
    Column("scripts", Boolean, nullable=False, comment="it loads scripts, and what they write is not in the page"),
    Column("tags", JSON, nullable=False, comment="网页标签: name to content, as the page has them"),
    Column("marks", JSON, nullable=False, comment="标识码, 备案号, 联系方式 and others: kind to what was found"),
    Column("reader", String(16), nullable=False, comment="what the page was read with"),
    Column("sha256", String(64)),
    Column("record", Text, comment="<WARC file>#<offset> below var/"),
    Column("length", BigInteger, comment="bytes of the record in its WARC file"),
    Column("recorded_at", Moment, nullable=False),
    UniqueConstraint("site_id", "visited_at"),
    comment="首页: one look at a site's home page, written even when nothing was learned; append-only",
)

home_links = Table(
    "home_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", _to("sites.id"), nullable=False),
    Column("url_sha256", String(64), nullable=False, comment="stands for url in the key"),
    Column("url", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", Date, comment="the day shown beside it"),
    Column("content", Boolean, nullable=False, comment="it leads to information, not to a column or another site"),
    Column("first_seen_at", Moment, nullable=False),
    Column("first_seen_home_page_id", _to("home_pages.id"), nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("last_seen_home_page_id", _to("home_pages.id"), nullable=False),
    UniqueConstraint("site_id", "url_sha256"),
    comment="首页链接: one address that a home page led to",
)

page_details = Table(
    "page_details",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("column_id", _to("columns.id"), comment="the column whose page it is; otherwise it is a document"),
    Column("document_id", _to("documents.id"), comment="the document whose page it is; otherwise it is a column"),
    Column("night_id", _to("nights.id"), nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("url", Text, nullable=False),
    Column("digest", String(64), nullable=False, comment="SHA-256 of what the page carries"),
    Column("tags", JSON, nullable=False, comment="网页标签: name to content, as the page has them"),
    Column("links", JSON, nullable=False, comment="of a document: address, text and place of each"),
    Column("unfilled", JSON, comment="headings of related matter under which no link stands"),
    Column("private_numbers", JSON, nullable=False, comment="kind, masked form and place of each; never the number"),
    Column("message", JSON(none_as_null=True), comment="of a citizen's message: when it came, what became of it"),
    Column("reader", String(16), nullable=False, comment="what the page was read with"),
    Column("sha256", String(64), nullable=False, comment="of the stored body"),
    Column("record", Text, nullable=False, comment="<WARC file>#<offset> below var/"),
    Column("length", BigInteger, comment="bytes of the record in its WARC file"),
    Column("recorded_at", Moment, nullable=False),
    CheckConstraint("(column_id IS NULL) <> (document_id IS NULL)", name="one_page"),
    Index(None, "column_id", "read_at"),
    Index(None, "document_id", "read_at"),
    comment="网页所载: what a page carries beside its content, one row each time that changed; append-only",
)

column_pages = Table(
    "column_pages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("column_id", _to("columns.id"), nullable=False),
    Column("sha256", String(64), nullable=False, comment="of the stored body"),
    Column("reader", String(16), nullable=False, comment="what the page was read with"),
    Column("reason", Text, nullable=False, comment="why it says nothing that could be compared; empty: it does"),
    Column("published", Date, comment="the day that the page states of itself"),
    Column("content_sha256", String(64), comment="SHA-256 of what the page says, not of its layout"),
    Column("shown_sha256", String(64), comment="SHA-256 of all it shows, but for counters and today's date"),
    Column("unseen", Text, nullable=False, comment="why visitors may see more than the page holds"),
    Column("url", Text, nullable=False),
    Column("record", Text, nullable=False, comment="<WARC file>#<offset> below var/"),
    Column("length", BigInteger, comment="bytes of the record in its WARC file"),
    Column("recorded_at", Moment, nullable=False),
    UniqueConstraint("column_id", "sha256", "reader"),
    comment="栏目页内容: what one body of a column's own page says, read where a plan asks for it; append-only",
)

link_targets = Table(
    "link_targets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url_sha256", String(64), nullable=False, unique=True, comment="stands for url in the key"),
    Column("url", Text, nullable=False),
    Column("host", Text, nullable=False, comment="host, or host:port"),
    Column("kind", String(12), nullable=False),
    Column("came_from", Text, nullable=False, comment="the page that first led to it"),
    Column("listed_at", Moment, nullable=False, comment="when a page first led to it"),
    Column("due_at", Moment, nullable=False, comment="when it is to be tried (again)"),
    Column("checked_at", Moment, comment="when it was last tried"),
    Column("failures", Integer, nullable=False, comment="attempts in a row that did not find it at work"),
    CheckConstraint("kind IN ('page', 'attachment')", name="known_kind"),
    Index(None, "host", "due_at"),
    comment="链接: one address that pages led to, and when it is to be tried",
)

link_checks = Table(
    "link_checks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target_id", _to("link_targets.id"), nullable=False),
    Column("night_id", _to("nights.id"), nullable=False),
    Column("checked_at", Moment, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("fault", String(12), comment="of a broken one: what is wrong with it"),
    Column("status", Integer, comment="HTTP status of the answer, if one came"),
    Column("reason", Text, nullable=False),
    Column("media_type", Text, comment="what the first bytes are, or the server calls them"),
    Column("bytes", BigInteger, comment="length stated or read; empty: not known"),
    Column("sha256", String(64), comment="of the stored body"),
    Column("record", Text, comment="<WARC file>#<offset> below var/"),
    Column("length", BigInteger, comment="bytes of the record in its WARC file"),
    CheckConstraint("outcome IN ('works', 'broken', 'blocked', 'not_asked')", name="known_outcome"),
    UniqueConstraint("target_id", "checked_at"),
    comment="链接检查: one attempt to open a link; append-only",
)

evidence_removals = Table(
    "evidence_removals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("removed_at", Moment, nullable=False),
    Column("file", Text, nullable=False, comment="WARC file below var/"),
    Column("bytes", BigInteger, nullable=False),
    Column("records", Integer, nullable=False),
    Column("rule", Text, nullable=False, comment="the retention rule in words"),
    comment="Evidence files that the retention rule removed; append-only",
)

check_sets = Table(
    "check_sets",
    metadata,
    Column("night_id", _to("nights.id"), primary_key=True),
    Column("as_of", Moment, nullable=False),
    Column("warnings", JSON, nullable=False),
    comment="The verdicts of one night, as a whole",
)

column_checks = Table(
    "column_checks",
    metadata,
    Column("night_id", _to("nights.id"), primary_key=True),
    Column("column_id", _to("columns.id"), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("cause", String(20)),
    Column("newest", Date),
    Column("age_days", Integer),
    Column("limit_days", Integer),
    Column("due_on", Date),
    Column("items", Integer, nullable=False),
    Column("body", JSON, nullable=False, comment="the whole ColumnCheck"),
    comment="The freshness verdict on one column in one night",
)

count_checks = Table(
    "count_checks",
    metadata,
    Column("night_id", _to("nights.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("agency_id", _to("agencies.id"), nullable=False, index=True),
    Column("column_id", _to("columns.id")),
    Column("category", Text, nullable=False),
    Column("period", String(8), nullable=False),
    Column("status", String(12), nullable=False),
    Column("items", Integer, nullable=False),
    Column("min_items", Integer),
    Column("body", JSON, nullable=False, comment="the whole CountCheck"),
    comment="Items of an agency in a category (or column) and period against the minimum",
)

expectation_results = Table(
    "expectation_results",
    metadata,
    Column("night_id", _to("nights.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("suite", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("success", Boolean, comment="empty: could not be checked"),
    Column("evaluated", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("body", JSON, nullable=False, comment="the whole ExpectationResult"),
    comment="One expectation of one night, every failing row named",
)

rule_sets = Table(
    "rule_sets",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("version", String(200), primary_key=True),
    Column("sha256", String(64), nullable=False, comment="of content, written as JSON with sorted keys"),
    Column("content", JSON, nullable=False, comment="the whole RuleSet, without what is the default"),
    Column("first_used_at", Moment, nullable=False, comment="when scorecards were first made by it"),
    comment="规则集: the rules that scorecards were made by; append-only, one content a name and version",
)

scorecard_sets = Table(
    "scorecard_sets",
    metadata,
    Column("night_id", _to("nights.id"), primary_key=True),
    Column("office", Text, nullable=False),
    Column("as_of", Moment, nullable=False),
    Column("run_id", String(80), nullable=False),
    Column("rules", Text, nullable=False, comment="name of the rule set"),
    Column("rules_version", Text, nullable=False),
    Column("coverage", Float),
    comment="All scorecards of one night, as a whole",
)

scorecards = Table(
    "scorecards",
    metadata,
    Column("night_id", _to("nights.id"), primary_key=True),
    Column("agency_id", _to("agencies.id"), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
    Column("score", Float, comment="for queries; the exact figure is in card"),
    Column("max", Float, nullable=False),
    Column("percent", Float),
    Column("coverage", Float),
    Column("grade", Text),
    Column("rank", Integer),
    Column("card", JSON, nullable=False, comment="the whole AgencyCard"),
    comment="得分表: one agency in one night",
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True, comment="SHA-256 of the answer: the same is kept once"),
    Column("recorded_at", Moment, nullable=False),
    Column("agency_id", _to("agencies.id"), nullable=False, index=True),
    Column("obligation", String(80), nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("body", JSON, nullable=False, comment="the whole answer"),
    comment="What people decided; append-only, a later answer stands beside the earlier one",
)
