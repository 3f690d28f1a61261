"""What holds of every measure in the registry, also of one that is added tomorrow: nothing missing accuses anybody."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.annual_reports import AnnualReport, AuditedReport, CheckedReport
from schemas.home_pages import SiteHome
from schemas.link_checks import LinkPlace, LinkReport
from schemas.messages import say
from schemas.observed import Observed, ReadDocument
from schemas.own_pages import OwnPage
from schemas.probes import ProbeDay, SiteWeek
from schemas.registers.rows import Registers
from schemas.results import ColumnCheck
from schemas.work_plan import Obligation
from scorecards.measures import MEASURES
from tests.scorecards.facts_of_one_agency import (
    TODAY,
    columns_of_any_status,
    counted,
    document,
    facts,
    lines,
    owes,
    seen,
)

PARAMS: dict[str, dict[str, Any]] = {
    "cadence": {"each": "month"},
    "columns_below": {"states": ["stale", "blank"], "below": 1},
    "document_present": {"title": "报告|预算|指南"},
    "page_changed_within": {"title": "报告|预算|指南", "days": 7},
    "page_tags_present": {"pages": ["home", "columns", "documents"]},
    "plan_published": {"by": date(2026, 3, 31)},
    "published_by": {"title": "报告|预算|指南", "by": date(2026, 3, 31)},
}
"""Of the measures that ask for parameters."""
BY_PAGES = "answered_within by pages"
OTHERWISE: dict[str, Obligation] = {
    BY_PAGES: owes("answered_within", params={"source": "pages"}, scope={"categories": ["工作信息"]}),
    "page_changed_within of own pages": owes("page_changed_within", params={"days": 7}),
}
"""Measures that rest on other facts, if asked otherwise."""

TITLES = ("2025年政府信息公开工作年度报告", "2026年部门预算", "公开指南", "2026年工作要点", "《办法》解读")
KINDS = ("动态要闻", "政策文件", "政策解读", "政务新媒体", "年度报告")


def asked(name: str) -> Obligation:
    """The measure as strict as an obligation of the plan makes it."""
    return OTHERWISE.get(name) or owes(name, params=PARAMS.get(name, {}))


DAYS = st.none() | st.integers(0, 700).map(lambda days: TODAY - timedelta(days=days))
UNSEEN = st.lists(
    st.builds(
        lambda kind, note, undated, within: (kind, note, undated, within),
        st.sampled_from(KINDS),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)
LISTED = st.lists(st.tuples(st.sampled_from(TITLES), DAYS, st.integers(0, 400)), max_size=5)


def unseen(rows: list[tuple[str, bool, bool, bool]]) -> list[ColumnCheck]:
    return [
        seen(f"c{n}", "unknown", kind=kind, note=note, undated=undated, within_limit=within)
        for n, (kind, note, undated, within) in enumerate(rows)
    ]


def unopened(title: str, published: date | None, first_seen: int) -> ReadDocument:
    """Its list showed it on some night; nobody ever opened it."""
    listed = document(title, published, first_seen_on=TODAY - timedelta(days=first_seen), column="c0")
    return ReadDocument(**listed.model_dump())


def unread_reports() -> list[AuditedReport]:
    """Not listed; listed and never opened."""
    unlisted = AuditedReport(agency="slj", name="市水利局", year=TODAY.year - 1)
    unopened = CheckedReport(report=AnnualReport(source="s", state="unreadable", reason=say("report.never_opened")))
    return [unlisted.model_copy(update={"title": TITLES[0], "url": "http://slj.test/1", "checked": unopened}), unlisted]


def blind(tried: int) -> Observed:
    """What was asked for and told us nothing: sites, home pages and links of which nobody learned anything."""
    week = tuple(ProbeDay(day=TODAY - timedelta(days=n), not_asked=tried, blocked=tried) for n in range(6, -1, -1))
    places: tuple[tuple[LinkPlace, str], ...] = (
        ("home", "slj.test"), ("column", "c0"), ("text", "c0"), ("attachment", "c0"),
    )  # fmt: skip
    known: dict[str, Any] = {"looked": tried > 0, "doubtful": tried, "unseen": tried, "unread": tried}
    return Observed(
        sites=(SiteWeek(host="slj.test", home="http://slj.test/", agencies=("slj",), days=week),),
        homes=(SiteHome(host="slj.test", home="http://slj.test/", agencies=("slj",), failed="no answer"),),
        links=tuple(LinkReport(agencies=("slj",), place=place, subject=name, **known) for place, name in places),
        column_tags=(),
        own_pages=tuple(OwnPage(agency="slj", column=f"c{n}", unread="a challenge") for n in range(tried)),
        reports=tuple(unread_reports()[:tried]),
        events=(),
    )


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_can_be_asked_as_the_plan_asks_it(name: str) -> None:
    try:
        MEASURES[name].params.model_validate(PARAMS.get(name, {}))
    except ValidationError as error:
        pytest.fail(f"give {name} its parameters in PARAMS: {error}")


@settings(max_examples=8)
@given(
    rows=UNSEEN,
    listed=LISTED,
    uncounted=st.booleans(),
    gathered=st.sampled_from(
        [Observed(), Observed(events=(), sites=(), homes=(), column_tags=(), own_pages=(), links=(), reports=())]
    )
    | st.integers(0, 3).map(blind),
    listed_is_gathered=st.booleans(),
    registers=st.sampled_from([Registers(), Registers(applications=(), messages=(), problems=(), accounts=())]),
)
@pytest.mark.parametrize("name", [*MEASURES, *OTHERWISE])
def test_no_measure_reaches_unmet_from_missing_facts(
    name: str,
    rows: list[tuple[str, bool, bool, bool]],
    listed: list[tuple[str, date | None, int]],
    uncounted: bool,
    gathered: Observed,
    listed_is_gathered: bool,
    registers: Registers,
) -> None:
    """No column could be read tonight, no document was opened, no register says anything; no site was asked, or none
    told us anything."""
    counts = [counted("unknown", column="c0", obligation=name if name == "cadence" else None)] if uncounted else []
    known = replace(
        facts(
            unseen(rows),
            counts=counts,
            documents=[document(title, day, column="c0") for title, day, _ in listed],
        ),
        observed=gathered.model_copy(
            update={"readings": tuple(unopened(*row) for row in listed) if listed_is_gathered else None}
        ),
        registers=registers,
        names=("市水利局",),
    )
    found = lines(known, asked(name))
    assert "unmet" not in {line.status for line in found}
    assert all(line.points is None for line in found if line.status != "met")
    for line in found:
        assert line.reason.text("zh")
        assert line.reason.text("en")


@settings(max_examples=8)
@given(columns=columns_of_any_status(least=1))
@pytest.mark.parametrize("name", [*(name for name, measure in MEASURES.items() if measure.reads), *OTHERWISE])
def test_where_nothing_was_gathered_the_lists_alone_make_nothing_unmet(name: str, columns: list[ColumnCheck]) -> None:
    found = lines(facts(columns), asked(name))
    assert found
    assert {line.status for line in found} == {"unknown"}
