"""What holds of every measure in the registry, also of one that is added tomorrow: nothing missing accuses anybody."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.observed import Observed, ReadDocument
from schemas.registers.rows import Registers
from schemas.results import ColumnCheck
from schemas.work_plan import Obligation
from scorecards.measures import MEASURES
from tests.scorecards.facts_of_one_agency import TODAY, counted, document, facts, lines, owes, seen

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

TITLES = ("2025年政府信息公开工作年度报告", "2026年部门预算", "公开指南", "2026年工作要点", "《办法》解读")
KINDS = ("动态要闻", "政策文件", "政策解读", "政务新媒体", "年度报告")


def asked(name: str) -> Obligation:
    """The measure as strict as an obligation of the plan makes it."""
    return owes(name, params=PARAMS.get(name, {}))


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


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_can_be_asked_as_the_plan_asks_it(name: str) -> None:
    try:
        MEASURES[name].params.model_validate(PARAMS.get(name, {}))
    except ValidationError as error:
        pytest.fail(f"give {name} its parameters in PARAMS: {error}")


@settings(max_examples=8, deadline=None)
@given(
    rows=UNSEEN,
    listed=LISTED,
    uncounted=st.booleans(),
    nothing=st.sampled_from([None, ()]),
    registers=st.sampled_from([Registers(), Registers(applications=(), messages=(), problems=(), accounts=())]),
)
@pytest.mark.parametrize("name", MEASURES)
def test_no_measure_reaches_unmet_from_missing_facts(
    name: str,
    rows: list[tuple[str, bool, bool, bool]],
    listed: list[tuple[str, date | None, int]],
    uncounted: bool,
    nothing: tuple[()] | None,
    registers: Registers,
) -> None:
    """No column could be read tonight, no document was opened, no site was asked, no register says anything."""
    counts = [counted("unknown", column="c0", obligation=name if name == "cadence" else None)] if uncounted else []
    known = replace(
        facts(
            unseen(rows),
            counts=counts,
            documents=[document(title, day, column="c0") for title, day, _ in listed],
        ),
        observed=Observed(
            readings=nothing if nothing is None else tuple(unopened(*row) for row in listed),
            events=nothing,
            sites=nothing,
            homes=nothing,
            column_tags=nothing,
            links=nothing,
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
