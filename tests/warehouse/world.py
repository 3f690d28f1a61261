"""A small office and visits of its columns, for the warehouse's tests."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schemas.agencies import Agency, Column
from schemas.entries import Entry
from schemas.office import Office
from schemas.results import ColumnVisit, Evidence, Limit
from schemas.rules import FreshnessRule, RuleSet
from warehouse.connect import Warehouse
from warehouse.facts import KnownColumn, KnownItems, known_columns
from warehouse.nights import Night
from warehouse.save import begin_night, save_register

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE = Office(name="云溪市政务公开办")
AS_OF = datetime(2026, 11, 20, 23, 59, 59, tzinfo=ZONE)
NOW = datetime(2026, 11, 21, 2, 30, tzinfo=ZONE)

RULES = RuleSet(
    name="test",
    version="1",
    title="测试规则",
    source="本办",
    freshness=(
        FreshnessRule(code="f1", kinds=("动态要闻",), limit=Limit(value=14), clause="一", text="两周"),
        FreshnessRule(code="f2", kinds=("通知公告",), limit=Limit(value=6, unit="months"), clause="二", text="六个月"),
    ),
    blank_clause="三",
)


def column(code: str = "gzdt", **changes: Any) -> Column:
    values = {
        "code": code,
        "name": "工作动态",
        "kind": "动态要闻",
        "category": "工作信息",
        "url": f"http://www.yunxi.example/{code}/",
    }
    return Column(**(values | changes))


def agency(code: str = "slj", *columns: Column, **changes: Any) -> Agency:
    values = {"code": code, "name": "市水利局", "agency_class": "部门", "columns": columns or (column(),)}
    return Agency(**(values | changes))


def entry(number: int, published: date | None = date(2026, 11, 18), **changes: Any) -> Entry:
    values = {"title": f"第{number}条", "url": f"http://www.yunxi.example/t{number}.html", "published": published}
    return Entry(**(values | changes))


def proof(number: int = 1, *, url: str = "http://www.yunxi.example/gzdt/", at: datetime = NOW) -> Evidence:
    return Evidence(url=url, fetched_at=at, sha256=f"{number:064x}", record=f"evidence/2026/11/20/a.warc.gz#{number}")


def visit(
    *entries: Entry, agency: str = "slj", column: str = "gzdt", at: datetime = NOW, **changes: Any
) -> ColumnVisit:
    """A visit that read the list to its end; with `state`, one that did not."""
    values: dict[str, Any] = {
        "agency": agency,
        "column": column,
        "url": f"http://www.yunxi.example/{column}/",
        "observed_at": at,
        "state": "list" if entries else "blank",
        "entries": entries,
        "pages_read": 1,
        "read_back_to": date.min,
        "evidence": (proof(at=at),),
        "requests": 1,
        "bytes": 1000,
        "seconds": 0.5,
    }
    return ColumnVisit(**(values | changes))


def failed(
    state: str = "unreachable", *, agency: str = "slj", column: str = "gzdt", at: datetime = NOW, **changes: Any
) -> ColumnVisit:
    values = {"state": state, "reason": "no answer", "cause": "our_failure", "read_back_to": None, "evidence": ()}
    return visit(agency=agency, column=column, at=at, **(values | changes))


def night_of(w: Warehouse, agencies: Sequence[Agency], *, as_of: datetime = AS_OF, run: str = "r1") -> Night:
    """The register saved and a night begun."""
    save_register(w, OFFICE, agencies, now=NOW)
    return begin_night(w, as_of=as_of, run_id=run, now=NOW)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def known(w: Warehouse, column: str = "gzdt") -> KnownColumn:
    """What is known of a column of 市水利局."""
    return known_columns(w, [("slj", column)])["slj", column]


def known_items(w: Warehouse, column: str = "gzdt") -> set[str]:
    """Addresses of all items ever seen in it."""
    return set(KnownItems(w, [known(w, column).id]))
