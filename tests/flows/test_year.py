"""A year of the demonstration city, night by night, in which much happens: all of it is found, and nothing is invented.

The real crawl visits websites worked out for each night (`tests.support.year`); a few weeks of it are an ordinary test,
the whole year is a long one.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from tests.support.databases import Postgres
from tests.support.year.calendar import calendar_tallies
from tests.support.year.events import batch_tally, events_of, found_events
from tests.support.year.kept import watched
from tests.support.year.planting import planted_year
from tests.support.year.scoring import item_tallies
from tests.support.year.sight import item_at, last_absence, really, shown, statuses, unproved
from tests.support.year.sizes import SOME_WEEKS, THE_YEAR
from tests.support.year.spells import spell_tallies
from tests.support.year.watching import Watch
from tests.support.year.world import ZONE, at
from warehouse import facts
from warehouse.connect import open_warehouse
from warehouse.moving import WarehouseSource, export_folder, fill

SEED = 2025


@pytest.fixture(scope="module", params=["weeks", pytest.param("year", marks=pytest.mark.long)])
def watch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """The city watched to the end, on SQLite."""
    session = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each of several processes has a folder in that of the session
        session = session.parent
    year = planted_year(SOME_WEEKS if request.param == "weeks" else THE_YEAR, SEED)
    with watched(year, session / f"watched_{request.param}") as watch:
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


def test_everything_planted_is_found_and_nothing_is_invented(
    watch: Watch, record_property: Callable[[str, object], None]
) -> None:
    all_is_found(watch, "SQLite", record_property)


def all_is_found(watch: Watch, database: str, record_property: Callable[[str, object], None]) -> None:
    """Prints a line for each kind of event."""
    tallies = [
        *item_tallies(watch.year, found_events(watch), unproved=unproved(watch)).values(),
        batch_tally(watch),
        *spell_tallies(watch),
        *calendar_tallies(watch),
    ]
    for tally in tallies:
        record_property("measured", f"{len(watch.told)} nights, {database}: {tally.line()}")
    assert {tally.kind: (tally.missing, tally.false) for tally in tallies if tally.missing or tally.false} == {}


def test_an_item_is_late_by_the_days_on_which_somebody_looked_and_did_not_find_it(watch: Watch) -> None:
    world = watch.year.world
    told = {(f"{row['agency']}/{row['column']}", row["url"]): row["days"] for row in events_of(watch, "backdated")}
    for event in watch.year.of("backdated"):
        item = item_at(world, event.columns[0], event.urls[0])
        absence = last_absence(watch, event.columns[0], item)
        assert absence is not None
        stated = item.looks[0].day
        assert stated is not None
        late = (world.crawled_at(absence[0]).date() - stated).days
        # An unchanged first page of several says nothing of what stands further down: days may be lost, none is added.
        days = told[event.columns[0], event.urls[0]]
        assert late - watch.year.size.deep_pass_days <= days <= late, event


def test_any_past_day_is_told_again_as_it_was_told_then(watch: Watch) -> None:
    nights = sorted(watch.told)
    for night in Random(SEED).sample(nights, min(30, len(nights))):
        told = watch.told[night]
        register = facts.register_at(watch.warehouse, told.known_at)
        assert register == told.agencies, night
        again = watch.facts_of(register, told.as_of, told.known_at, then=True)
        pd.testing.assert_frame_equal(again.columns, told.columns, obj=f"columns of {night}")
        pd.testing.assert_frame_equal(again.categories, told.categories, obj=f"categories of {night}")


def test_every_day_of_every_column_has_the_status_that_its_pages_showed(watch: Watch) -> None:
    world = watch.year.world
    days = facts.column_days(
        watch.warehouse,
        agencies=watch.agencies(world.last),
        rules=watch.rules,
        first=world.first,
        last=world.last,
        zone=ZONE,
    )
    told = {(f"{row['agency']}/{row['column']}", row["day"]): row for row in facts.plain_rows(days)}
    true = statuses(watch)
    assert {key: row["status"] for key, row in told.items() if key in true} == true
    assert {key for key, row in told.items() if row["seen"]} == true.keys()
    unseen = {key: row["rebuilt"] for key, row in told.items() if not row["seen"] and row["rebuilt"]}
    assert {day for _, day in unseen} >= world.missed, "missed nights are rebuilt from the days that items carry"
    for (column, day), status in unseen.items():
        # A date that was forged afterwards speaks for its agency: nobody looked that night.
        forged = any(column in one.columns for one in watch.year.of("backdated"))
        assert status == really(world, column, day) or (status == "fresh" and forged), (column, day)


def test_what_was_read_of_what_was_owed_is_told_by_agency_and_month(watch: Watch) -> None:
    world = watch.year.world
    read = Counter((key.split("/")[0], f"{night:%Y-%m}") for night in world.nights for key in shown(watch, night))
    rows = facts.coverage(
        watch.warehouse, agencies=watch.agencies(world.last), zone=ZONE, first=world.first, last=world.last
    )
    told = facts.plain_rows(rows)
    assert {(row["agency"], row["month"]): row["read"] for row in told if row["read"]} == read
    missed = Counter(f"{night:%Y-%m}" for night in world.missed)
    assert all(row["days"] - row["nights"] == missed[row["month"]] for row in told)


@pytest.mark.postgres
def test_a_year_moved_to_postgresql_keeps_every_row_and_tells_the_same(
    watch: Watch, postgres: Postgres, tmp_path: Path
) -> None:
    address = postgres.fresh()
    with open_warehouse(address) as moved:
        with WarehouseSource.of(watch.warehouse) as source:
            fill(moved, source)
        ours = export_folder(watch.warehouse, tmp_path / "ours", file_format="csv")
        assert export_folder(moved, tmp_path / "theirs", file_format="csv") == ours
        there = replace(watch, warehouse=moved)
        assert events_of(there) == events_of(watch)
        assert [spell_tallies(there), batch_tally(there)] == [spell_tallies(watch), batch_tally(watch)]
        told = watch.told[max(watch.told)]
        again = there.facts_of(told.agencies, told.as_of, told.known_at, then=True)
        pd.testing.assert_frame_equal(again.columns, told.columns)
    postgres.drop(address)


@pytest.mark.long
@pytest.mark.postgres
def test_the_same_year_on_postgresql_comes_to_the_same(
    watch: Watch, postgres: Postgres, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    address = postgres.fresh()
    with open_warehouse(address) as warehouse:
        again = Watch(watch.year, warehouse, tmp_path)
        again.whole_year()
        ours = export_folder(watch.warehouse, tmp_path / "ours", file_format="csv")
        assert export_folder(warehouse, tmp_path / "theirs", file_format="csv") == ours
        all_is_found(again, "PostgreSQL", record_property)
    postgres.drop(address)
