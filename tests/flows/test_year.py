"""A year of the demonstration city, night by night, in which much happens: all of it is found, and nothing is invented.

The real crawl visits websites worked out for each night (`tests.support.year`); a few weeks of it are an ordinary test,
the whole year is a long one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.year.planting import planted_year
from tests.support.year.sight import shown
from tests.support.year.sizes import SOME_WEEKS, THE_YEAR
from tests.support.year.watching import Watch
from tests.support.year.world import ZONE, at
from warehouse import facts
from warehouse.connect import open_warehouse

SEED = 2025


@pytest.fixture(scope="module", params=["weeks", pytest.param("year", marks=pytest.mark.long)])
def watch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """The city watched to the end, on SQLite."""
    folder = tmp_path_factory.mktemp("year")
    yield from watched(folder, f"sqlite:///{folder}/warehouse.sqlite", size=request.param)


def watched(folder: Path, address: str, *, size: str) -> Iterator[Watch]:
    year = planted_year(SOME_WEEKS if size == "weeks" else THE_YEAR, SEED)
    with open_warehouse(address) as warehouse:
        watch = Watch(year, warehouse, folder)
        watch.whole_year()
        yield watch


def test_every_item_that_was_shown_is_kept_and_nothing_else(watch: Watch) -> None:
    world = watch.year.world
    expected = {
        (key, item.url(world.crawled_at(night)))
        for night in world.nights
        for key, one in shown(watch, night).items()
        for item, _ in one.rows
    }
    as_of = at(world.last, 23, 59, 59).replace(year=world.last.year + 1)
    kept = facts.plain_rows(facts.documents(watch.warehouse, as_of=as_of, zone=ZONE))
    assert {(f"{row['agency']}/{row['column']}", row["url"]) for row in kept} == expected
