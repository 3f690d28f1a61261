"""The city around one day in November, built once and served once."""

from collections.abc import Iterator
from datetime import date

import pytest

from demo.city import build_city, monitoring_point
from demo.server import CityServer, serve
from demo.values import City

LAST_NIGHT = date(2026, 11, 20)


@pytest.fixture(scope="session")
def city() -> City:
    return build_city(LAST_NIGHT)


@pytest.fixture
def running(city: City) -> Iterator[CityServer]:
    with serve(city, now=monitoring_point(city, city.nights[0])) as server:
        yield server
