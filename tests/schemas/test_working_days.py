"""Which days are worked, and how a deadline is counted: against the State Council's notices and a naive count."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.lint_calendar import calendar_mistakes
from schemas.mistakes import ConfigError
from schemas.office import Office
from schemas.working_days import CalendarChanges, ChangedDay, WorkingDays, YearUnknown
from schemas.yaml_files import YamlFile

enough = settings(max_examples=50)

DAY = timedelta(days=1)
CALENDAR = WorkingDays()


def days(first: str, last: str) -> Iterator[date]:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day
        day += DAY


# 国办发明电〔2023〕7号, 国办发明电〔2024〕12号, 国办发明电〔2025〕7号
@pytest.mark.parametrize(
    ("first", "last", "worked"),
    [
        pytest.param("2024-02-10", "2024-02-17", ["2024-02-04", "2024-02-18"], id="春节 2024"),
        pytest.param("2024-04-04", "2024-04-06", ["2024-04-07"], id="清明 2024"),
        pytest.param("2024-05-01", "2024-05-05", ["2024-04-28", "2024-05-11"], id="劳动节 2024"),
        pytest.param("2024-09-15", "2024-09-17", ["2024-09-14"], id="中秋 2024"),
        pytest.param("2024-10-01", "2024-10-07", ["2024-09-29", "2024-10-12"], id="国庆 2024"),
        pytest.param("2025-01-28", "2025-02-04", ["2025-01-26", "2025-02-08"], id="春节 2025"),
        pytest.param("2025-05-01", "2025-05-05", ["2025-04-27"], id="劳动节 2025"),
        pytest.param("2025-10-01", "2025-10-08", ["2025-09-28", "2025-10-11"], id="国庆、中秋 2025"),
        pytest.param("2026-01-01", "2026-01-03", ["2026-01-04"], id="元旦 2026"),
        pytest.param("2026-02-15", "2026-02-23", ["2026-02-14", "2026-02-28"], id="春节 2026"),
        pytest.param("2026-10-01", "2026-10-07", ["2026-09-20", "2026-10-10"], id="国庆 2026"),
    ],
)
def test_a_notice_says_which_days_are_off_and_which_are_worked_instead(
    first: str, last: str, worked: list[str]
) -> None:
    assert not [day for day in days(first, last) if CALENDAR.is_working_day(day)]
    for text in worked:
        day = date.fromisoformat(text)
        assert day.weekday() >= 5
        assert CALENDAR.is_working_day(day)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        pytest.param("2026-11-20", 1, "2026-11-23", id="over a weekend"),
        pytest.param("2026-11-21", 1, "2026-11-23", id="an event on a day off"),
        pytest.param("2026-02-13", 1, "2026-02-14", id="a Saturday that is worked"),
        pytest.param("2026-02-14", 1, "2026-02-24", id="over Spring Festival"),
        pytest.param("2026-02-10", 20, "2026-03-16", id="twenty over Spring Festival"),
        pytest.param("2024-09-27", 7, "2024-10-12", id="seven over National Day, a Sunday and a Saturday worked"),
        pytest.param("2026-03-02", 0, "2026-03-02", id="none"),
    ],
)
def test_the_day_of_the_event_does_not_count(start: str, count: int, last: str) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(last)


events = st.dates(date(2010, 1, 1), date(2026, 6, 30))


@enough
@given(events, st.integers(0, 80))
def test_counting_back_gives_what_was_counted_forward(start: date, count: int) -> None:
    last = CALENDAR.add_working_days(start, count)
    assert CALENDAR.working_days_between(start, last) == count
    assert count == 0 or CALENDAR.is_working_day(last)


@enough
@given(events, st.integers(0, 180))
def test_days_between_are_what_a_naive_count_gives(start: date, length: int) -> None:
    end = start + length * DAY
    naive = 0
    day = start
    while day < end:
        day += DAY
        if CALENDAR.is_working_day(day):
            naive += 1
    assert CALENDAR.working_days_between(start, end) == naive
    assert CALENDAR.working_days_between(end, start) == 0


@enough
@given(events, st.integers(0, 60))
def test_a_terms_computation_names_every_day_that_did_not_count(start: date, count: int) -> None:
    term = CALENDAR.term(start, count)
    off = [day for stretch in term.off for day in days(stretch.first.isoformat(), stretch.last.isoformat())]
    assert (term.last - start).days == count + len(off)
    assert not [day for day in off if CALENDAR.is_working_day(day)]
    assert all(stretch.first.weekday() >= 5 for stretch in term.made_up)


def test_a_terms_computation_is_said_in_both_languages() -> None:
    said = CALENDAR.term(date(2026, 2, 10), 20).said()
    assert "2026-02-15至2026-02-23春节" in said.text("zh")
    assert "2026-02-14（春节调休上班）" in said.text("zh")
    assert "2026-02-15 to 2026-02-23 Spring Festival" in said.text("en")
    assert said.text("en").endswith("the last day is 2026-03-16")
    assert type(said).model_validate_json(said.model_dump_json()) == said


def test_a_year_nobody_published_is_unknown_and_never_guessed() -> None:
    assert not CALENDAR.knows(2099)
    for asked in (date(2099, 3, 4), date(2099, 3, 7)):
        with pytest.raises(YearUnknown) as caught:
            CALENDAR.is_working_day(asked)
        assert caught.value.year == 2099
    with pytest.raises(YearUnknown):
        CALENDAR.add_working_days(date(2003, 12, 1), 1)
    last_known = max(year for year in range(2004, 2100) if CALENDAR.knows(year))
    with pytest.raises(YearUnknown):
        CALENDAR.add_working_days(date(last_known, 12, 31), 1)


def test_an_office_changes_single_days_and_says_why() -> None:
    changes = CalendarChanges(
        days_off=(ChangedDay(day=date(2026, 8, 20), reason="台风停工"),),
        days_worked=(ChangedDay(day=date(2026, 8, 22), reason="补班"),),
    )
    calendar = WorkingDays(changes)
    term = calendar.term(date(2026, 8, 19), 2)
    assert term.last == date(2026, 8, 22)
    assert "2026-08-20（本单位规定：台风停工）" in term.said().text("zh")
    assert "2026-08-22（本单位规定：补班）" in term.said().text("zh")
    assert CALENDAR.add_working_days(date(2026, 8, 19), 2) == date(2026, 8, 21)


def test_an_office_may_write_the_whole_notice_of_a_year_itself() -> None:
    festival = ChangedDay(day=date(2099, 1, 1), reason="元旦")
    calendar = WorkingDays(CalendarChanges(days_off=(festival,), complete_years=(2099,)))
    assert calendar.knows(2099)
    assert not calendar.is_working_day(date(2099, 1, 1))
    assert calendar.is_working_day(date(2099, 1, 2))
    assert not calendar.is_working_day(date(2099, 1, 3))


def test_a_single_day_of_a_year_does_not_make_the_year_known() -> None:
    calendar = WorkingDays(CalendarChanges(days_off=(ChangedDay(day=date(2099, 1, 1), reason="元旦"),)))
    assert not calendar.is_working_day(date(2099, 1, 1))
    with pytest.raises(YearUnknown):
        calendar.is_working_day(date(2099, 1, 2))


def test_a_day_said_to_be_off_and_worked_is_a_mistake_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "office.yml"
    path.write_text(
        "name: 某市\ncalendar:\n  days_off: [{day: 2026-08-20, reason: 台风}]\n"
        "  days_worked: [{day: 2026-08-20, reason: 补班}]\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError, match="2026-08-20 stands twice") as caught:
        YamlFile(path, Office)
    assert [mistake.line for mistake in caught.value.mistakes] == [2]


def test_a_change_that_changes_nothing_is_a_warning_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "office.yml"
    path.write_text(
        """name: 某市
calendar:
  days_off:
    - {day: 2026-08-20, reason: 台风}
    - {day: 2026-08-22, reason: 本来就是周六}
    - {day: 2099-08-20, reason: 台风}
  days_worked:
    - {day: 2026-02-14, reason: 本来就上班}
  complete_years: [2098]
""",
        encoding="utf-8",
    )
    found = list(calendar_mistakes(YamlFile(path, Office)))
    assert {mistake.severity for mistake in found} == {"warning"}
    assert [(mistake.line, mistake.message[:10]) for mistake in found] == [
        (5, "2026-08-22"),
        (6, "2099-08-20"),
        (8, "2026-02-14"),
        (9, "2098 is sa"),
    ]
