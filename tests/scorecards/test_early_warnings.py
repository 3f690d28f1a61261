"""What will be unmet in ten, five or two working days is said while it can still be done."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.early_warnings import EarlyWarning
from schemas.results import ColumnCheck
from schemas.working_days import WorkingDays
from scorecards.early_warnings import early_warnings
from tests.scorecards.facts_of_one_agency import cards, document, owes, plan, seen

DUE = date(2026, 3, 31)
REPORT: dict[str, Any] = {"title": "年度报告", "by": DUE}


def warned(columns: list[ColumnCheck], *owed: Any, day: str, documents: Any = ()) -> tuple[EarlyWarning, ...]:
    as_of = datetime.fromisoformat(f"{day}T23:59:59").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    done = cards(columns, plan(*owed), documents=documents, as_of=as_of)
    return early_warnings(done, calendar=WorkingDays())


@pytest.mark.parametrize(
    ("day", "left", "within"),
    [
        pytest.param("2026-03-16", None, None, id="eleven working days before"),
        pytest.param("2026-03-17", 10, 10, id="ten"),
        pytest.param("2026-03-23", 6, 10, id="six"),
        pytest.param("2026-03-24", 5, 5, id="five"),
        pytest.param("2026-03-26", 3, 5, id="three"),
        pytest.param("2026-03-27", 2, 2, id="two, over a weekend"),
        pytest.param("2026-03-31", 0, 2, id="the last day itself"),
        pytest.param("2026-04-01", None, None, id="the day after it"),
    ],
)
def test_a_warning_names_the_working_days_left(day: str, left: int | None, within: int | None) -> None:
    found = warned([seen("a", "fresh", due_on=None)], owes("published_by", params=REPORT), day=day)
    assert [(one.working_days_left, one.within, one.due_on) for one in found] == (
        [] if within is None else [(left, within, DUE)]
    )


def test_what_is_done_is_not_warned_of() -> None:
    report = document("年度报告", date(2026, 3, 2))
    found = warned([seen("a", "fresh")], owes("published_by", params=REPORT), day="2026-03-30", documents=[report])
    assert found == ()


@pytest.mark.parametrize(
    ("status", "warnings"), [("fresh", 1), ("stale", 0), ("blank", 0), ("unknown", 0), ("unlimited", 0)]
)
def test_a_fresh_column_is_warned_of_before_its_limit_passes(status: str, warnings: int) -> None:
    column = seen("a", status, due_on=DUE)
    found = warned([column], owes("updated_within"), day="2026-03-30")
    assert [(one.columns, one.due_on) for one in found] == [(("a",), DUE)] * warnings


def test_the_nearest_stands_first_and_nothing_else_warns() -> None:
    columns = [seen("a", "fresh", due_on=DUE), seen("b", "fresh", due_on=date(2026, 3, 25))]
    found = warned(columns, owes("updated_within"), owes("not_blank"), owes("human"), day="2026-03-24")
    assert [(one.columns, one.within) for one in found] == [(("b",), 2), (("a",), 5)]


def test_in_a_year_nobody_published_the_days_left_are_not_guessed() -> None:
    column = seen("a", "fresh", due_on=date(2027, 1, 8))
    assert warned([column], owes("updated_within"), day="2026-12-28") == ()
    (found,) = warned([column], owes("updated_within"), day="2026-12-30")
    assert (found.working_days_left, found.within) == (None, 10)
    (near,) = warned([column], owes("updated_within"), day="2027-01-07")
    assert (near.working_days_left, near.within) == (None, 2)
