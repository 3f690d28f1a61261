"""The simulated city is the same every time and holds every case it promises."""

import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from demo.city import build_city, items_visible, monitoring_point, page_items
from demo.plan import PlannedColumn
from demo.products import PRODUCTS
from demo.values import Case, City, Column
from schemas.vocabulary import load_vocabulary

DAYS = st.dates(min_value=date(2021, 1, 1), max_value=date(2035, 12, 31))


def column_with(city: City, case: Case) -> Column:
    return next(column for column in city.columns if column.case is case)


def test_the_same_day_gives_the_same_city(city: City) -> None:
    assert build_city(city.nights[-1]) == city


def test_another_process_builds_the_same_city(city: City) -> None:
    program = (
        "from datetime import date; from demo.city import build_city; print(hash_of(build_city(date(2026,11,20))))"
    )
    program = f"import hashlib\nhash_of = lambda city: hashlib.sha256(repr(city).encode()).hexdigest()\n{program}"
    run = [sys.executable, "-c", program]
    root = Path(__file__).resolve().parents[2]
    answers = {
        subprocess.run(run, cwd=root, env={"PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_twelve_agencies_of_four_classes_stand_on_three_products(city: City) -> None:
    assert len(city.agencies) == 12
    assert {agency.agency_class for agency in city.agencies} == {"部门", "镇街", "垂管单位", "公共企事业单位"}
    assert {city.site(agency.site).product for agency in city.agencies} == set(PRODUCTS)
    assert 55 <= len(city.columns) <= 65


def test_every_special_case_is_there(city: City) -> None:
    assert {column.case for column in city.columns} == set(Case)


def test_there_are_columns_with_their_own_limit_with_a_minimum_and_on_a_shared_address(city: City) -> None:
    assert sum(column.max_age_days is not None for column in city.columns) >= 3
    assert sum(column.min_items is not None for column in city.columns) >= 3
    shared = Counter((column.site, column.path) for column in city.columns)
    assert [address for address, count in shared.items() if count == 2] == [("xx", "gk/gfxwj")]
    assert {column.issuer for column in city.columns if column.path == "gk/gfxwj"} == {"市发展和改革局", "市财政局"}


def test_one_agency_fills_more_than_one_page_of_every_column(city: City) -> None:
    at = monitoring_point(city, city.nights[0])
    size = PRODUCTS[city.site("yz").product].page_size
    assert all(len(items_visible(column, at)) > size for column in city.agency("slj").columns)


def test_kinds_and_categories_are_words_of_the_closed_lists(city: City) -> None:
    words = load_vocabulary()
    assert {column.kind for column in city.columns} <= set(words.kinds)
    assert {column.category for column in city.columns} <= set(words.categories)


def test_item_numbers_are_unique(city: City) -> None:
    numbers = [item.number for column in city.columns for item in column.items]
    assert len(numbers) == len(set(numbers)) > 4000


def test_pinned_items_stand_on_top_and_are_old(city: City) -> None:
    column = column_with(city, Case.PINNED)
    shown = items_visible(column, monitoring_point(city, city.nights[-1]))
    assert [item.pinned for item in shown[:3]] == [True, True, False]
    assert max(item.appears for item in shown[:2]) < shown[2].appears


def test_an_unordered_column_is_out_of_order_and_fits_one_page(city: City) -> None:
    column = column_with(city, Case.UNORDERED)
    days = [item.published for item in items_visible(column, monitoring_point(city, city.nights[-1]))]
    assert days not in (sorted(days, reverse=True), sorted(days))
    assert len(days) <= PRODUCTS[city.site(column.site).product].page_size


def test_wrong_dates_are_one_in_the_future_and_one_that_cannot_be(city: City) -> None:
    items = column_with(city, Case.WRONG_DATES).items
    assert [item.shown[1:] for item in items if item.shown and item.published is None] == [(2, 30)]
    assert sum(item.published is not None and item.published > city.nights[-1] for item in items) == 1


def test_a_shared_address_shows_the_items_of_both_agencies(city: City) -> None:
    at = monitoring_point(city, city.nights[-1])
    first, second = (column for column in city.columns if column.path == "gk/gfxwj")
    together = page_items(city, first, at)
    assert set(together) == set(items_visible(first, at)) | set(items_visible(second, at))
    assert [item.published for item in together] == sorted((item.published for item in together), reverse=True)


def test_something_new_appears_on_each_later_night(city: City) -> None:
    counts = [
        sum(len(items_visible(column, monitoring_point(city, night))) for column in city.columns)
        for night in city.nights
    ]
    assert counts[0] < counts[1] < counts[2]


@settings(max_examples=10)
@given(last_night=DAYS)
def test_around_any_day_nothing_appears_after_the_last_night_and_lists_stay_within_thirty_pages(
    last_night: date,
) -> None:
    city = build_city(last_night)
    end = monitoring_point(city, last_night)
    for column in city.columns:
        assert all(item.appears <= end for item in column.items), column
        assert len(column.items) <= 30 * PRODUCTS[city.site(column.site).product].page_size
        assert all(last_night - item.appears.date() <= timedelta(days=735) for item in column.items)


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"case": "fresh", "every": 3}, "age"),
        ({"case": "at_limit", "every": 3, "age": 1}, "age"),
        ({"case": "blank", "every": 3}, "every"),
        ({"case": "blank_with_note"}, "note"),
        ({"case": "fresh", "every": 3, "age": 1, "evry": 2}, "evry"),
    ],
)
def test_a_column_whose_history_does_not_fit_its_case_is_refused(wrong: dict[str, object], names: str) -> None:
    column = {"code": "gzdt", "name": "工作动态", "kind": "动态要闻", "category": "工作信息", **wrong}
    with pytest.raises(ValidationError, match=names):
        PlannedColumn.model_validate(column)
