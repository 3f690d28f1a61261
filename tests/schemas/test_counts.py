"""Which counts are owed in which period."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.agencies import Agency, AgencyFile, CategoryMinimum, Column, Per
from schemas.counts import PartYear, Recurring, count_duties, periods_of, registered_counts
from schemas.work_plan import Scope

TODAY = date(2026, 11, 20)


def column(code: str, category: str = "工作信息", **more: object) -> Column:
    return Column.model_validate(
        {
            "code": code,
            "name": code,
            "kind": "动态要闻",
            "category": category,
            "url": f"http://slj.test/{code}/",
            **more,
        }
    )


def agency(*columns: Column, minimums: tuple[CategoryMinimum, ...] = (), **more: object) -> Agency:
    said = {"code": "slj", "name": "市水利局", "agency_class": "部门", "columns": columns, "minimums": minimums, **more}
    return Agency.model_validate(said)


@given(year=st.integers(1990, 2200), per=st.sampled_from(["year", "quarter", "month"]))
def test_the_periods_of_a_year_follow_one_another_from_its_first_to_its_last_day(year: int, per: Per) -> None:
    periods = periods_of(year, per)
    assert len(periods) == {"year": 1, "quarter": 4, "month": 12}[per]
    assert (periods[0].first, periods[-1].last) == (date(year, 1, 1), date(year, 12, 31))
    for before, after in pairwise(periods):
        assert after.first == before.last + timedelta(days=1)
    assert len({period.name for period in periods}) == len(periods)


def test_a_period_is_called_as_its_minimum_counts() -> None:
    names = [[period.name for period in periods_of(2026, per)] for per in ("year", "quarter", "month")]
    assert names[0] == ["2026"]
    assert names[1] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert (names[2][0], names[2][8], names[2][11]) == ("2026-01", "2026-09", "2026-12")


def test_a_categorys_minimum_is_not_the_sum_of_its_columns() -> None:
    here = agency(
        column("a", min_items=3),
        column("b", min_items=4, min_items_per="quarter"),
        minimums=(CategoryMinimum(category="工作信息", min_items=2, per="quarter"),),
    )
    owed = {(duty.column, duty.period.name): duty.least for duty in count_duties([here], TODAY)}
    quarters = [f"2026Q{number}" for number in range(1, 5)]
    assert owed == {
        (None, "2026"): None,
        **{(None, quarter): 2 for quarter in quarters},
        ("a", "2026"): 3,
        **{("b", quarter): 4 for quarter in quarters},
    }


@pytest.mark.parametrize(
    ("begin", "first_owed"),
    [(None, "2026-01"), ("2026-03-01", "2026-03"), ("2026-03-02", "2026-04"), ("2025-12-31", "2026-01")],
)
def test_a_month_in_which_the_duty_began_is_not_owed(begin: str | None, first_owed: str) -> None:
    here = agency(column("a", min_items=1, min_items_per="month", **({"from": begin} if begin else {})))
    owed = [duty.period.name for duty in count_duties([here], TODAY) if duty.column == "a"]
    assert (owed[0], owed[-1]) == (first_owed, "2026-12")


@pytest.mark.parametrize(("end", "last_owed"), [("2026-11-30", "2026-11"), ("2026-11-29", "2026-10")])
def test_a_month_in_which_the_duty_ends_is_not_owed(end: str, last_owed: str) -> None:
    here = agency(column("a", min_items=1, min_items_per="month", until=end))
    assert [duty.period.name for duty in count_duties([here], TODAY) if duty.column == "a"][-1] == last_owed


@pytest.mark.parametrize(
    ("owed", "least"),
    [
        pytest.param({}, 24, id="always"),
        pytest.param({"from": "2026-01-01"}, 24, id="from the first day on"),
        pytest.param({"from": "2026-01-02"}, 23, id="all but a day: 24 x 364 / 365, rounded down"),
        pytest.param({"from": "2026-07-02"}, 12, id="183 days"),
        pytest.param({"from": "2026-11-20"}, 2, id="42 days"),
        pytest.param({"until": "2026-12-31"}, 24, id="to the last day"),
        pytest.param({"until": "2026-12-30"}, 23, id="to the last day but one"),
        pytest.param({"from": "2026-11-20", "until": "2026-11-20"}, None, id="one day: nothing"),
        pytest.param({"from": "2026-07-02", "continues": "xqz/old"}, 24, id="handed over with its items"),
    ],
)
def test_of_a_part_of_a_year_its_part_of_the_minimum_is_owed(owed: dict[str, str], least: int | None) -> None:
    here = agency(column("a", min_items=24, **owed))
    assert [(duty.least) for duty in count_duties([here], TODAY) if duty.column] == ([least] if least else [])


@pytest.mark.parametrize(("part_year", "least"), [("pro_rata", (12, 24)), ("whole", (24, None)), ("not_owed", None)])
def test_an_office_says_in_its_rule_set_what_a_part_of_a_year_owes(
    part_year: PartYear, least: tuple[int, int | None] | None
) -> None:
    here = agency(column("a", min_items=24, **{"from": "2026-07-02"}))
    duties = [duty for duty in count_duties([here], TODAY, part_year=part_year) if duty.column]
    assert [(duty.least, duty.whole) for duty in duties] == ([least] if least else [])


def test_a_category_owes_its_part_since_its_first_column_and_always_stands_there() -> None:
    minimum = CategoryMinimum(category="工作信息", min_items=10)
    later, last = column("a", **{"from": "2026-07-02"}), column("b", **{"from": "2026-12-31"})
    for columns, least in (((later, last), 5), ((last,), None), ((column("c"), last), 10), ((), 10)):
        here = agency(*columns, minimums=(minimum,))
        days = [duty.least for duty in count_duties([here], date(2026, 12, 31)) if duty.column is None]
        assert days == [least]
    new = agency(column("a"), minimums=(minimum,), **{"from": "2026-07-02"})
    assert [duty.least for duty in count_duties([new], TODAY)] == [5]


@given(begin=st.dates(date(2025, 12, 1), TODAY), least=st.integers(1, 400))
def test_a_later_beginning_never_owes_more(begin: date, least: int) -> None:
    def owed(since: date) -> int:
        here = agency(column("a", min_items=least, **{"from": since}))
        return sum(duty.least or 0 for duty in count_duties([here], TODAY) if duty.column)

    assert owed(begin) <= owed(begin - timedelta(days=1)) <= least


def test_the_plan_asks_those_it_names_and_no_others() -> None:
    here = agency(column("a"), column("b", category="财政信息"), column("c", kind="通知公告"))
    asked = [
        Recurring(obligation="each", each="quarter", at_least=1, scope=Scope(kinds=("动态要闻",))),
        Recurring(obligation="whole", each="year", at_least=2, of="category", scope=Scope(columns=("c",))),
        Recurring(obligation="others", each="year", at_least=1, agencies=("xqz",)),
        Recurring(obligation="towns", each="year", at_least=1, classes=("镇街",)),
    ]
    duties = [duty for duty in count_duties([here], TODAY, asked) if duty.obligation]
    assert {(duty.obligation, duty.column, duty.category) for duty in duties} == {
        ("each", "a", "工作信息"),
        ("each", "b", "财政信息"),
        ("whole", None, "工作信息"),
    }
    assert [tuple(column.code for column in duty.columns) for duty in duties if duty.obligation == "whole"] == [
        ("a", "c")
    ]
    assert len(registered_counts([here], TODAY, asked)) == len(list(count_duties([here], TODAY, asked)))


def test_two_minimums_of_one_category_in_one_period_are_a_mistake() -> None:
    twice = [{"category": "工作信息", "min_items": number, "per": "month"} for number in (1, 2)]
    with pytest.raises(ValueError, match="two minimums for 工作信息 in each month"):
        AgencyFile.model_validate({"name": "n", "class": "部门", "columns": [], "minimums": twice})


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"min_items_per": "month"}, "there is no min_items"),
        ({"max_age_days": 3, "max_age": {"value": 12, "unit": "hours"}}, "the limit stands twice"),
    ],
)
def test_what_a_column_says_of_its_duties_must_fit_together(said: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        column("a", **said)
