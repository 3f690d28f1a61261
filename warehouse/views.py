"""What others may read: SQL views over the tables, the same on both databases, for BI tools, spreadsheets and pandas.

`warehouse/make_views.py` puts them into a database. What each column means stands in `warehouse/meanings.py`. Every
moment in them is UTC; `day` is the monitoring point's day in the office's zone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    Integer,
    Label,
    Select,
    String,
    TableClause,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
    type_coerce,
)
from sqlalchemy.types import JSON

from warehouse.facts.seen import best_of_night
from warehouse.kinds import Field, fields_of
from warehouse.tables import (
    agencies,
    agency_sites,
    column_checks,
    columns,
    count_checks,
    document_versions,
    documents,
    item_versions,
    items,
    nights,
    observations,
    probes,
    reviews,
    scorecards,
    sites,
)


@dataclass(frozen=True)
class View:
    """One view. `order` are columns that tell its rows apart, in the order in which an export writes them."""

    name: str
    statement: Callable[[str], Select[Any]]
    """By the name of the database's dialect."""
    order: tuple[str, ...]

    @cached_property
    def table(self) -> TableClause:
        """The view as something to select from."""
        selected = self.statement("sqlite").selected_columns
        return table(self.name, *(column(str(each.key), each.type) for each in selected))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its columns. A view does not say which of them may be missing."""
        return tuple(replace(field, may_be_missing=False) for field in fields_of(self.table.columns))

    def sql(self, dialect: Dialect) -> str:
        """The text of its definition."""
        return str(self.statement(dialect.name).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _agency() -> list[Label[Any]]:
    return [agencies.c.code.label("agency_code"), agencies.c.name.label("agency_name")]


def _column() -> list[Label[Any]]:
    return [*_agency(), columns.c.code.label("column_code"), columns.c.name.label("column_name")]


def _night() -> list[Any]:
    return [nights.c.day, nights.c.as_of]


def _agencies(_: str) -> Select[Any]:
    count = select(func.count()).where(columns.c.agency_id == agencies.c.id, columns.c.retired_at.is_(None))
    return select(
        agencies.c.id.label("agency_id"),
        *_agency(),
        agencies.c.agency_class,
        agencies.c.retired_at.is_(None).label("in_register"),
        count.scalar_subquery().label("columns"),
        agencies.c.registered_at,
        agencies.c.retired_at,
    )


def _columns(_: str) -> Select[Any]:
    return (
        select(
            columns.c.id.label("column_id"),
            *_agency(),
            agencies.c.agency_class,
            columns.c.code.label("column_code"),
            columns.c.name.label("column_name"),
            columns.c.kind,
            columns.c.category,
            columns.c.url,
            sites.c.host,
            columns.c.issuer,
            columns.c.max_age_days,
            columns.c.min_items,
            columns.c.valid_from,
            columns.c.valid_to,
            columns.c.retired_at.is_(None).label("in_register"),
            columns.c.registered_at,
            columns.c.retired_at,
        )
        .join(agencies, agencies.c.id == columns.c.agency_id)
        .join(sites, sites.c.id == columns.c.site_id)
    )


def _nights(_: str) -> Select[Any]:
    return select(nights.c.id.label("night_id"), *_night(), nights.c.state, nights.c.started_at, nights.c.finished_at)


def _visits(_: str) -> Select[Any]:
    best = best_of_night(None)
    return (
        select(
            observations.c.id.label("observation_id"),
            observations.c.night_id,
            *_night(),
            observations.c.column_id,
            *_column(),
            observations.c.observed_at,
            observations.c.url,
            observations.c.state,
            observations.c.readable,
            observations.c.cause,
            observations.c.reason,
            observations.c.entries,
            observations.c.new_items,
            observations.c.pages_read,
            observations.c.total_stated,
            observations.c.fetched,
            observations.c.read_back_to,
            observations.c.broken_off,
            observations.c.same_as.is_not(None).label("unchanged"),
            observations.c.product,
            observations.c.requests,
            observations.c.bytes,
            observations.c.seconds,
        )
        .join(best, best.c.observation_id == observations.c.id)
        .join(nights, nights.c.id == observations.c.night_id)
        .join(columns, columns.c.id == observations.c.column_id)
        .join(agencies, agencies.c.id == columns.c.agency_id)
    )


def _column_status(_: str) -> Select[Any]:
    return (
        select(
            column_checks.c.night_id,
            *_night(),
            column_checks.c.column_id,
            *_column(),
            columns.c.kind,
            columns.c.category,
            column_checks.c.status,
            column_checks.c.cause,
            column_checks.c.newest,
            column_checks.c.age_days,
            column_checks.c.limit_days,
            column_checks.c.due_on,
            column_checks.c["items"],
        )
        .join(nights, nights.c.id == column_checks.c.night_id)
        .join(columns, columns.c.id == column_checks.c.column_id)
        .join(agencies, agencies.c.id == columns.c.agency_id)
    )


def _counts(_: str) -> Select[Any]:
    return (
        select(
            count_checks.c.night_id,
            count_checks.c.position,
            *_night(),
            *_column(),
            count_checks.c.category,
            count_checks.c.period,
            count_checks.c.status,
            count_checks.c["items"],
            count_checks.c.min_items,
        )
        .join(nights, nights.c.id == count_checks.c.night_id)
        .join(agencies, agencies.c.id == count_checks.c.agency_id)
        .outerjoin(columns, columns.c.id == count_checks.c.column_id)
    )


def _items(_: str) -> Select[Any]:
    return (
        select(
            items.c.id.label("item_id"),
            items.c.column_id,
            *_column(),
            columns.c.category,
            items.c.title,
            items.c.url,
            items.c.published,
            items.c.issuer,
            items.c.position,
            items.c.first_seen_at,
            items.c.last_seen_at,
        )
        .join(columns, columns.c.id == items.c.column_id)
        .join(agencies, agencies.c.id == columns.c.agency_id)
    )


def _item_changes(_: str) -> Select[Any]:
    return (
        select(
            item_versions.c.id.label("item_version_id"),
            item_versions.c.item_id,
            *_column(),
            items.c.url,
            item_versions.c.title.label("title_before"),
            item_versions.c.published.label("published_before"),
            items.c.title.label("title_now"),
            items.c.published.label("published_now"),
            item_versions.c.last_seen_at,
            item_versions.c.changed_at,
            item_versions.c.reread,
        )
        .join(items, items.c.id == item_versions.c.item_id)
        .join(columns, columns.c.id == items.c.column_id)
        .join(agencies, agencies.c.id == columns.c.agency_id)
    )


def _documents(_: str) -> Select[Any]:
    later = document_versions.alias("later")
    versions = document_versions.alias("every")
    count = select(func.count()).select_from(versions).where(versions.c.document_id == documents.c.id)
    latest = (
        select(later.c.id)
        .where(later.c.document_id == documents.c.id)
        .order_by(later.c.id.desc())
        .limit(1)
        .correlate(documents)
        .scalar_subquery()
    )
    return (
        select(
            documents.c.id.label("document_id"),
            documents.c.url,
            documents.c.host,
            documents.c.state,
            documents.c.reason,
            documents.c.published.label("listed_published"),
            document_versions.c.title,
            document_versions.c.published,
            document_versions.c.dates_conflict,
            document_versions.c.index_no,
            document_versions.c.doc_no,
            document_versions.c.issuer,
            document_versions.c.category,
            document_versions.c.validity,
            document_versions.c.characters,
            count.scalar_subquery().label("versions"),
            documents.c.listed_at,
            documents.c.checked_at,
            document_versions.c.fetched_at,
        )
        .select_from(documents)
        .outerjoin(document_versions, document_versions.c.id == latest)
    )


def _scorecards(_: str) -> Select[Any]:
    return (
        select(
            scorecards.c.night_id,
            *_night(),
            scorecards.c.agency_id,
            *_agency(),
            agencies.c.agency_class,
            scorecards.c.score,
            scorecards.c.max,
            scorecards.c.percent,
            scorecards.c.coverage,
            scorecards.c.grade,
            scorecards.c.rank,
        )
        .join(nights, nights.c.id == scorecards.c.night_id)
        .join(agencies, agencies.c.id == scorecards.c.agency_id)
    )


def _scorecard_lines(dialect: str) -> Select[Any]:
    value: Column[Any] = Column("value", JSON)
    if dialect == "postgresql":
        found = func.json_array_elements(scorecards.c.card["lines"]).table_valued(value, with_ordinality="place")
        lines = found.render_derived("line")
        place = lines.c.place - 1
    else:
        lines = func.json_each(scorecards.c.card, "$.lines").table_valued(Column("key", Integer), value, name="line")
        place = lines.c.key
    line = lines.c.value
    return (
        select(
            scorecards.c.night_id,
            *_night(),
            scorecards.c.agency_id,
            *_agency(),
            cast(place, Integer).label("position"),
            *(
                line[name].as_string().label(name)
                for name in ("task", "obligation", "measure", "clause", "category", "status", "cause")
            ),
            line["points"].as_float().label("points"),
            line["max"].as_float().label("max"),
            line["reason"]["key"].as_string().label("reason"),
        )
        .select_from(scorecards)
        .join(lines, literal_column("true" if dialect == "postgresql" else "1"))
        .join(nights, nights.c.id == scorecards.c.night_id)
        .join(agencies, agencies.c.id == scorecards.c.agency_id)
    )


def _reviews(_: str) -> Select[Any]:
    return select(
        reviews.c.id.label("review_id"),
        reviews.c.decided_on,
        *_agency(),
        reviews.c.obligation,
        reviews.c.verdict,
        reviews.c.recorded_at,
    ).join(agencies, agencies.c.id == reviews.c.agency_id)


def _probes(_: str) -> Select[Any]:
    return select(
        probes.c.id.label("probe_id"),
        sites.c.host,
        probes.c.probed_at,
        probes.c.url,
        probes.c.outcome,
        probes.c.status,
        probes.c.seconds,
        probes.c.reason,
    ).join(sites, sites.c.id == probes.c.site_id)


def _reachability_week(dialect: str) -> Select[Any]:
    if dialect == "postgresql":
        week_before: Any = nights.c.as_of - literal_column("interval '7 days'")
    else:
        week_before = func.strftime("%Y-%m-%d %H:%M:%S", nights.c.as_of, "-7 days") + ".000000"
    week_before = type_coerce(week_before, String if dialect != "postgresql" else nights.c.as_of.type)
    probed = type_coerce(probes.c.probed_at, week_before.type)

    def times(outcome: str) -> Label[int]:
        return func.sum(case((probes.c.outcome == outcome, 1), else_=0)).label(outcome)

    return (
        select(
            nights.c.id.label("night_id"),
            *_night(),
            sites.c.id.label("site_id"),
            sites.c.host,
            *(times(outcome) for outcome in ("answered", "failed", "blocked", "not_asked")),
        )
        .select_from(nights)
        .join(probes, and_(probes.c.probed_at <= nights.c.as_of, probed > week_before))
        .join(sites, sites.c.id == probes.c.site_id)
        .group_by(nights.c.id, nights.c.day, nights.c.as_of, sites.c.id, sites.c.host)
    )


def _agency_sites(_: str) -> Select[Any]:
    return (
        select(agency_sites.c.agency_id, *_agency(), agency_sites.c.site_id, sites.c.host, sites.c.home)
        .join(agencies, agencies.c.id == agency_sites.c.agency_id)
        .join(sites, sites.c.id == agency_sites.c.site_id)
    )


VIEWS: tuple[View, ...] = (
    View("v_agencies", _agencies, ("agency_id",)),
    View("v_agency_sites", _agency_sites, ("agency_id", "site_id")),
    View("v_columns", _columns, ("column_id",)),
    View("v_nights", _nights, ("night_id",)),
    View("v_visits", _visits, ("observation_id",)),
    View("v_column_status", _column_status, ("night_id", "column_id")),
    View("v_counts", _counts, ("night_id", "position")),
    View("v_items", _items, ("item_id",)),
    View("v_item_changes", _item_changes, ("item_version_id",)),
    View("v_documents", _documents, ("document_id",)),
    View("v_scorecards", _scorecards, ("night_id", "agency_id")),
    View("v_scorecard_lines", _scorecard_lines, ("night_id", "agency_id", "position")),
    View("v_reviews", _reviews, ("review_id",)),
    View("v_probes", _probes, ("probe_id",)),
    View("v_reachability_week", _reachability_week, ("night_id", "site_id")),
)
