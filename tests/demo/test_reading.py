"""The program reads the city's pages as the city wrote them, without any configuration of the three products.

A column that cannot be read ends in a state that accuses nobody.
"""

from collections.abc import Iterator
from datetime import date

import pytest
import requests

from demo.city import condition, monitoring_point, page_items
from demo.register import column_url
from demo.server import CityServer, serve
from demo.values import Case, City, Column, Condition, Item
from schemas.entries import Entry, ListReading
from scrapers.lists.reading import examine
from scrapers.pages.page import Page
from scrapers.pages.platforms import Platforms, load_platforms

PAGES_AT_MOST = 40


@pytest.fixture(scope="module")
def platforms() -> Platforms:
    return load_platforms()


@pytest.fixture(params=[0, 2], ids=["first night", "last night"])
def night(request: pytest.FixtureRequest, city: City) -> date:
    return city.nights[request.param]


@pytest.fixture
def tonight(city: City, night: date) -> Iterator[CityServer]:
    with serve(city, now=monitoring_point(city, night)) as server:
        yield server


def read_through(address: str, *, platforms: Platforms, today: date) -> list[ListReading]:
    """Every page of the list, the first first, by the program's own reading and paging."""
    readings: list[ListReading] = []
    following: str | None = address
    while following is not None and len(readings) < PAGES_AT_MOST:
        response = requests.get(following, timeout=5)
        headers = {name.lower(): value for name, value in response.headers.items()}
        page = Page(url=following, body=response.content, requested=following, headers=headers)
        readings.append(examine(page, platforms=platforms, today=today))
        following = readings[-1].next
    return readings


def same(entries: list[Entry], written: tuple[Item, ...]) -> bool:
    """Item by item the same dates and addresses, and full titles; a mark such as [置顶] may stand before a title."""
    return len(entries) == len(written) and all(
        entry.published == item.published and str(item.number) in entry.url and entry.title.endswith(item.title)
        for entry, item in zip(entries, written, strict=True)
    )


def columns_in(city: City, night: date, *conditions: Condition) -> list[Column]:
    return [column for column in city.columns if condition(city, column, night) in conditions]


def test_every_list_is_read_item_by_item_to_its_end(
    city: City, tonight: CityServer, night: date, platforms: Platforms
) -> None:
    wrong = []
    for column in columns_in(city, night, Condition.NORMAL):
        written = page_items(city, column, tonight.now)
        if not written:
            continue
        readings = read_through(column_url(city, column, tonight.base_urls), platforms=platforms, today=night)
        entries = [entry for reading in readings for entry in reading.items]
        if not same(entries, written):
            wrong.append((column.agency, column.code, column.case.value, len(written), len(entries), readings[0].state))
    assert wrong == []


def test_blank_columns_are_blank_and_the_note_is_seen(
    city: City, tonight: CityServer, night: date, platforms: Platforms
) -> None:
    states = {
        (column.agency, column.code, column.case): read_through(
            column_url(city, column, tonight.base_urls), platforms=platforms, today=night
        )[0].state
        for column in city.columns
        if column.case in (Case.BLANK, Case.BLANK_WITH_NOTE)
    }
    assert states == {key: key[2].value for key in states}


def test_on_a_shared_address_each_item_keeps_its_issuer(
    city: City, tonight: CityServer, night: date, platforms: Platforms
) -> None:
    column = next(column for column in city.columns if column.issuer)
    readings = read_through(column_url(city, column, tonight.base_urls), platforms=platforms, today=night)
    issuers = [entry.issuer for reading in readings for entry in reading.items]
    assert issuers == [item.issuer for item in page_items(city, column, tonight.now)]


def test_what_cannot_be_read_is_an_event_and_never_a_list_nor_blank(city: City, platforms: Platforms) -> None:
    last = city.nights[-1]
    with serve(city, now=monitoring_point(city, last)) as server:
        states = {
            condition(city, column, last): read_through(
                column_url(city, column, server.base_urls), platforms=platforms, today=last
            )[0].state
            for column in columns_in(
                city, last, Condition.TILES, Condition.SCRIPT, Condition.CHALLENGE, Condition.MAINTENANCE_FIRST
            )
        }
    assert states.pop(Condition.TILES) in ("not_a_list", "needs_data")
    assert states == {
        Condition.SCRIPT: "needs_data",
        Condition.CHALLENGE: "blocked",
        Condition.MAINTENANCE_FIRST: "error_page",
    }
