"""Days as pages write them, and digits that are no day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.pages.dates import count_dates, find_date, may_hold_a_date

TODAY = date(2021, 6, 15)
FORMS = (
    "{day:%Y-%m-%d}",
    "[{y}/{m}/{d}]",
    "（{y}年{m}月{d}日 10:30）",
    "{y} . {m} . {d}",
    "{day:%Y%m%d}",
    "{day:%m-%d}",
    "{m}月{d}日",
    "{day:%B} {d}, {y}",
    "{d} {day:%b} {y}",
)


@pytest.mark.parametrize(
    ("text", "day", "raw"),
    [
        ("2021-05-12", "2021-05-12", "2021-05-12"),
        ("2021/5/12", "2021-05-12", "2021/5/12"),
        ("2021.5.12", "2021-05-12", "2021.5.12"),
        ("2021年5月12日", "2021-05-12", "2021年5月12日"),
        ("[2021/5/12]", "2021-05-12", "[2021/5/12]"),
        ("（2021-05-12 10:30）", "2021-05-12", "（2021-05-12 10:30）"),
        ("发布时间：2018-01-03 09:05:11 来源：本局", "2018-01-03", "2018-01-03 09:05:11"),
        ("2021-05-12T08:00:00", "2021-05-12", "2021-05-12T08:00:00"),
        ("二〇一八年一月三日", "2018-01-03", "二〇一八年一月三日"),
        ("二○一八年十二月三十一日", "2018-12-31", "二○一八年十二月三十一日"),
        ("二O一八年十月二十日", "2018-10-20", "二O一八年十月二十日"),
        ("二零一八年二月十日", "2018-02-10", "二零一八年二月十日"),
        ("２０２１－０５－１２", "2021-05-12", "２０２１－０５－１２"),
        ("20210512", "2021-05-12", "20210512"),
        ("关于2021年5月12日停水的公告", "2021-05-12", "2021年5月12日"),
    ],
)
def test_a_written_day_is_found_with_the_characters_it_was_read_from(text: str, day: str, raw: str) -> None:
    found = find_date(text)

    assert found is not None
    assert (str(found.value), found.raw, found.inferred) == (day, raw, False)
    assert text[found.start : found.start + len(found.raw)] == found.raw


@pytest.mark.parametrize(
    "text",
    [
        "",
        "通知",
        "2021-02-30",
        "2021-13-01",
        "2021年5月",
        "2018-2020",
        "编号20210512",
        "020210512",
        "3-5",
        "99-99",
        "二〇一八年十三月三日",
        "二〇一八年十十月三日",
        "2021-5-123",
        "0000-00-00",
        "电话0771-5863258",
    ],
)
def test_digits_that_are_no_day_are_no_date(text: str) -> None:
    assert find_date(text, today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05-12", "2021-05-12"),
        ("[06/15]", "2021-06-15"),
        ("12-31", "2020-12-31"),
        ("6月17日", "2020-06-17"),
        ("02-29", "2020-02-29"),
    ],
)
def test_a_missing_year_is_the_latest_that_does_not_lie_ahead(text: str, day: str) -> None:
    found = find_date(text, today=TODAY)

    assert found is not None
    assert (str(found.value), found.inferred) == (day, True)
    assert find_date(text) is None, "without today there is no guess"


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from("-/."))
def test_every_day_of_the_calendar_is_read_back(day: date, sign: str) -> None:
    for text in (f"{day.year}{sign}{day.month}{sign}{day.day}", f"{day:%Y年%m月%d日}", f"{day:%Y%m%d}"):
        found = find_date(text)
        assert found is not None
        assert found.value == day


@given(st.text(max_size=60))
def test_no_text_whatever_makes_it_fail(text: str) -> None:
    find_date(text, today=TODAY)
    assert count_dates(text) >= 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("January 12, 2024", date(2024, 1, 12)),
        ("Jan. 12, 2024", date(2024, 1, 12)),
        ("Posted Sept 3, 2019 at 10:00", date(2019, 9, 3)),
        ("12 January 2024", date(2024, 1, 12)),
        ("Friday, 3rd May 2019", date(2019, 5, 3)),
        ("marching 12, 2024", None),
        ("1/12/2024", None),
        ("February 30, 2024", None),
    ],
)
def test_english_days_are_read_only_where_the_month_is_a_word(text: str, expected: date | None) -> None:
    found = find_date(text)

    assert (found.value if found else None) == expected


@given(day=st.dates(date(1990, 1, 1), date(2035, 12, 31)), form=st.sampled_from(FORMS))
def test_the_quick_look_lets_every_readable_date_through(day: date, form: str) -> None:
    text = form.format(day=day, y=day.year, m=day.month, d=day.day)

    found = find_date(text, today=date(2035, 12, 31))

    assert may_hold_a_date(text)
    assert found is not None
    assert (found.value.month, found.value.day) == (day.month, day.day)
    assert found.inferred or found.value == day


def test_tomorrows_day_without_a_year_is_not_last_years() -> None:
    """A crawl that runs past midnight reads items of the new day; read as a year old they would accuse."""
    found = find_date("04-02", today=date(2026, 4, 1))
    later = find_date("04-03", today=date(2026, 4, 1))

    assert (found.value if found else None) == date(2026, 4, 2)
    assert (later.value if later else None) == date(2025, 4, 3)
