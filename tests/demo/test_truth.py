"""The city's own truth: each special case ends as its name says, and every score is its lines' sum."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.city import build_city
from demo.limits import Limit, limit_of, oldest_allowed
from demo.truth import Truth, truth
from demo.values import Case, City, Column

DAYS = st.dates(min_value=date(2021, 1, 1), max_value=date(2035, 12, 31))
STATUSES = {
    Case.FRESH: ("fresh", "fresh", "fresh"),
    Case.STALE: ("stale", "stale", "stale"),
    Case.UNLIMITED: ("unlimited", "unlimited", "unlimited"),
    Case.DUE_SOON: ("fresh", "fresh", "fresh"),
    Case.GOES_STALE: ("fresh", "stale", "stale"),
    Case.REPAIRED: ("stale", "stale", "fresh"),
    Case.BLANK: ("blank", "blank", "blank"),
    Case.BLANK_WITH_NOTE: ("blank", "blank", "blank"),
    Case.UNREACHABLE: ("unknown", "unknown", "unknown"),
    Case.UNREACHABLE_SECOND_NIGHT: ("fresh", "unknown", "fresh"),
    Case.SECOND_TRY: ("fresh", "fresh", "fresh"),
    Case.REDESIGNED_TILES: ("fresh", "fresh", "unknown"),
    Case.REDESIGNED_SCRIPT: ("fresh", "fresh", "unknown"),
    Case.BLOCKED: ("fresh", "fresh", "unknown"),
    Case.WRONG_DATES: ("fresh", "fresh", "fresh"),
    Case.UNDATED: ("unknown", "unknown", "unknown"),
    Case.PINNED: ("fresh", "fresh", "fresh"),
    Case.UNORDERED: ("fresh", "fresh", "fresh"),
}


def three_nights(city: City) -> tuple[Truth, Truth, Truth]:
    first, second, last = (truth(city, night) for night in city.nights)
    return first, second, last


def columns_with(city: City, case: Case) -> list[Column]:
    return [column for column in city.columns if column.case is case]


@settings(max_examples=10)
@given(last_night=DAYS)
def test_each_case_ends_as_its_name_says_around_any_day(last_night: date) -> None:
    city = build_city(last_night)
    nights = three_nights(city)
    for column in city.columns:
        statuses = tuple(night.columns[column.agency, column.code].status for night in nights)
        if column.case in STATUSES:
            assert statuses == STATUSES[column.case], (column.agency, column.code)
        else:
            assert statuses[-1] == {Case.AT_LIMIT: "fresh", Case.PAST_LIMIT: "stale"}[column.case]


def test_past_a_limit_in_days_the_column_was_fresh_the_night_before(city: City) -> None:
    nights = three_nights(city)
    column = next(column for column in columns_with(city, Case.PAST_LIMIT) if column.kind == "动态要闻")
    facts = [night.columns[column.agency, column.code] for night in nights]
    assert [fact.age_days for fact in facts] == [13, 14, 15]
    assert [fact.status for fact in facts] == ["fresh", "fresh", "stale"]


def test_exactly_at_a_limit_in_months_is_fresh(city: City) -> None:
    last = three_nights(city)[-1]
    assert last.columns["sqj", "zcwj"].newest == date(2026, 5, 20)
    assert last.columns["zfb", "ghjh"].newest == date(2025, 11, 20)
    assert last.columns["sqj", "zcwj"].status == last.columns["zfb", "ghjh"].status == "fresh"


@pytest.mark.parametrize(
    ("day", "limit", "oldest"),
    [
        (date(2026, 11, 20), Limit(days=14), date(2026, 11, 6)),
        (date(2026, 8, 31), Limit(months=6), date(2026, 2, 28)),
        (date(2024, 8, 31), Limit(months=6), date(2024, 2, 29)),
        (date(2024, 2, 29), Limit(months=12), date(2023, 2, 28)),
        (date(2026, 1, 15), Limit(months=6), date(2025, 7, 15)),
        (date(2026, 6, 30), Limit(months=6), date(2025, 12, 30)),
    ],
)
def test_limits_count_calendar_months(day: date, limit: Limit, oldest: date) -> None:
    assert oldest_allowed(day, limit) == oldest


@given(day=DAYS, days=st.integers(0, 400), months=st.integers(0, 30))
def test_calendar_months_are_those_of_the_library_the_program_uses(day: date, days: int, months: int) -> None:
    assert oldest_allowed(day, Limit(days=days)) == day - relativedelta(days=days)
    assert oldest_allowed(day, Limit(months=months)) == day - relativedelta(months=months)


def test_a_columns_own_limit_goes_before_its_kinds() -> None:
    assert limit_of("动态要闻", max_age_days=30) == Limit(days=30)
    assert limit_of("动态要闻", max_age_days=None) == Limit(days=14)
    assert limit_of("财政信息", max_age_days=None) is None


def test_the_newest_date_is_never_after_the_night(city: City) -> None:
    for night in three_nights(city):
        assert all(fact.newest is None or fact.newest <= night.night for fact in night.columns.values())
    column = columns_with(city, Case.WRONG_DATES)[0]
    fact = three_nights(city)[-1].columns[column.agency, column.code]
    assert fact.newest == city.nights[-1] - timedelta(days=19)
    assert fact.items == len(column.items) - 1  # all but the one dated in the future


def test_a_column_not_seen_tonight_keeps_what_earlier_nights_knew(city: City) -> None:
    first, second, _ = three_nights(city)
    column = columns_with(city, Case.UNREACHABLE_SECOND_NIGHT)[0]
    before, blind = (night.columns[column.agency, column.code] for night in (first, second))
    assert (blind.status, blind.seen) == ("unknown", False)
    assert (blind.newest, blind.items) == (before.newest, before.items)
    line = next(
        line for line in second.agencies["qxj"].lines if (line.obligation, line.column) == ("current", column.code)
    )
    assert line.verdict == "met"


def test_a_first_visit_on_a_blind_night_knows_nothing(city: City) -> None:
    only = truth(city, city.nights[1], nights=[city.nights[1]])
    fact = only.columns["qxj", "qxdt"]
    assert (fact.status, fact.newest, fact.items) == ("unknown", None, 0)


def test_one_blank_column_is_deducted_once(city: City) -> None:
    lines = {(line.obligation, line.column): line for line in three_nights(city)[-1].agencies["wjj"].lines}
    assert (lines["blank", "zcjd"].verdict, lines["blank", "zcjd"].points) == ("unmet", Decimal("0.00"))
    assert (lines["current", "zcjd"].verdict, lines["current", "zcjd"].points) == ("not_applicable", None)


def test_a_blank_column_with_a_note_waits_for_a_person(city: City) -> None:
    lines = [line for line in three_nights(city)[-1].agencies["qxj"].lines if line.column == "xzcf"]
    assert [(line.obligation, line.verdict, line.points) for line in lines] == [("blank", "needs_review", None)]


def test_an_agency_of_which_too_little_is_seen_gets_no_score(city: City) -> None:
    agency = three_nights(city)[-1].agencies["zls"]
    assert agency.coverage is not None
    assert agency.coverage < 0.6
    assert (agency.score, agency.percent) == (None, None)


def test_points_are_shared_out_to_the_cent(city: City) -> None:
    for agency in three_nights(city)[-1].agencies.values():
        for obligation, points in (("blank", 20), ("current", 60), ("enough", 20)):
            lines = [line for line in agency.lines if line.obligation == obligation]
            assert sum(line.max for line in lines) == (points if lines else 0)
    maxima = [line.max for line in three_nights(city)[-1].agencies["zfb"].lines if line.obligation == "blank"]
    assert maxima == [Decimal("3.34")] * 2 + [Decimal("3.33")] * 4


@settings(max_examples=8)
@given(last_night=DAYS)
def test_a_score_is_the_sum_of_its_lines_and_never_above_the_maximum(last_night: date) -> None:
    for agency in truth(build_city(last_night), last_night).agencies.values():
        counted = [line for line in agency.lines if line.points is not None]
        assert agency.max == sum(line.max for line in counted)
        if agency.score is not None:
            assert agency.score == sum(line.points for line in counted if line.points is not None)
            assert 0 <= agency.score <= agency.max
        assert all((line.points is not None) == (line.verdict in ("met", "unmet")) for line in agency.lines)


def test_minimum_counts_are_met_not_due_or_unmet_by_the_calendar(city: City) -> None:
    def verdicts(seen: Truth) -> dict[str, str]:
        return {
            f"{code}/{line.column}": line.verdict
            for code, agency in seen.agencies.items()
            for line in agency.lines
            if line.obligation == "enough"
        }

    november = verdicts(truth(city, city.nights[-1]))
    assert november["zfb/zwdt"] == "met"
    assert november["ltz/zcwj"] == "not_due"
    january = build_city(date(2027, 1, 6))
    assert verdicts(truth(january, january.nights[-1], plan_year=2026))["ltz/zcwj"] == "unmet"
    assert verdicts(truth(january, january.nights[-1]))["zfb/zwdt"] == "not_due"


def test_the_truth_of_a_night_nobody_looked_at_is_refused(city: City) -> None:
    with pytest.raises(ValueError, match="not the last of the nights"):
        truth(city, city.nights[-1] + timedelta(days=1))
    with pytest.raises(ValueError, match="not the last of the nights"):
        truth(city, city.nights[0], nights=[])
