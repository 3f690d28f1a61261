"""A column that did not change costs one request and no parsing; a changed one is read; a deep pass reads on."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.city import build_city, monitoring_point
from demo.register import write_register
from demo.server import CityServer, serve
from demo.values import City
from flows import reading_with, stages
from flows.init_office import init_office
from flows.opened import opened_at
from flows.visiting import Crawl
from schemas.results import ColumnCheck
from warehouse import facts
from warehouse.facts.seen import with_codes
from warehouse.tables import columns, observations

FIRST = date(2026, 11, 18)


@dataclass
class StandingStill:
    """A city whose clock stands still, so that no page of it changes, and an office that goes on watching it."""

    city: City
    server: CityServer
    office: Path

    def set_depth(self, **crawl: int) -> None:
        settings = self.settings.rpartition("crawl:")[0]
        depth = ", ".join(f"{name}: {value}" for name, value in ({"documents_per_night": 0} | crawl).items())
        (self.office / "office.yml").write_text(f"{settings}crawl: {{{depth}}}\n", encoding="utf-8")

    @property
    def settings(self) -> str:
        return (self.office / "office.yml").read_text(encoding="utf-8")

    def crawl(self, night: date, *, force: bool = False) -> Crawl:
        now = (monitoring_point(self.city, FIRST) + (night - FIRST) + timedelta(hours=1)).isoformat()
        self.server.forget_requests()
        with opened_at(self.office, as_of=night.isoformat(), now=now) as (office, point):
            return stages.crawl(office, point, force=force, no_delay=True)

    def judged(self, night: date) -> tuple[ColumnCheck, ...]:
        with opened_at(self.office, as_of=night.isoformat(), now=None) as (office, point):
            return stages.validate(office, point).columns

    def observed(self, night: date) -> dict[tuple[str, str], Any]:
        with opened_at(self.office, as_of=night.isoformat(), now=None) as (office, point):
            held = facts.night_at(office.warehouse, point)
            assert held is not None
            with office.warehouse.read() as connection:
                rows = connection.execute(
                    with_codes(observations)
                    .join(observations, observations.c.column_id == columns.c.id)
                    .where(observations.c.night_id == held.id)
                    .order_by(observations.c.id)
                )
                return {(row.agency, row.column): row for row in rows}

    def asked(self) -> list[str]:
        return [request.target for request in self.server.requests if request.target != "/robots.txt"]


def watching(folder: Path) -> Iterator[StandingStill]:
    """An office that has not looked yet."""
    city = build_city(FIRST + timedelta(days=2))
    with serve(city, now=monitoring_point(city, FIRST)) as server:
        write_register(city, server.base_urls, folder / "register.csv")
        office = folder / "office"
        init_office(office, register=folder / "register.csv", name="云溪市", rules="national-2019", year=2026)
        with (office / "office.yml").open("a", encoding="utf-8") as file:
            file.write("\ncrawl: {}\n")
        made = StandingStill(city, server, office)
        made.set_depth(deep_pass_days=0)
        yield made


@pytest.fixture
def unseen(tmp_path: Path) -> Iterator[StandingStill]:
    yield from watching(tmp_path)


@pytest.fixture(scope="module")
def seen_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StandingStill, Crawl]]:
    """The office after its first night, and that night; to be copied."""
    for made in watching(tmp_path_factory.mktemp("seen_once")):
        yield made, made.crawl(FIRST)


@pytest.fixture
def first(seen_once: tuple[StandingStill, Crawl]) -> Crawl:
    return seen_once[1]


@pytest.fixture
def still(seen_once: tuple[StandingStill, Crawl], tmp_path: Path) -> StandingStill:
    """An office of this test's own that has looked once."""
    made, _ = seen_once
    made.server.now = monitoring_point(made.city, FIRST)
    return replace(made, office=shutil.copytree(made.office, tmp_path / "office"))


def test_a_column_that_did_not_change_costs_one_request_and_no_parsing(still: StandingStill, first: Crawl) -> None:
    second = FIRST + timedelta(days=1)
    read = {key: visit for key, visit in first.visits.items() if visit.readable}
    assert len(read) > 50
    still.crawl(second)
    asked = Counter(still.asked())
    paths = {visit.url.partition("//")[2].partition("/")[2] for visit in read.values()}
    assert {path: asked[f"/{path}"] for path in paths} == dict.fromkeys(paths, 1)
    unread = [visit.url for key, visit in first.visits.items() if key not in read]
    homes = {"/"}  # the national veto on home pages reads them
    assert set(asked) <= {f"/{path}" for path in paths} | {f"/{url.split('/', 3)[3]}" for url in unread} | homes
    before, after = still.observed(FIRST), still.observed(second)
    for key in read:
        row = after[key]
        assert (row.requests, row.parses, row.readable) == (1, 0, True), key
        assert row.same_as == before[key].id, key
        for name in ("state", "reason", "entries", "read_back_to", "total_stated", "product", "identity", "settled_by"):
            assert getattr(row, name) == getattr(before[key], name), (key, name)
    assert {row.not_modified for key, row in after.items() if key in read} == {0, 1}, "some servers know ETags"
    assert {row.bytes > 0 for key, row in after.items() if key in read and row.not_modified} == {False}


def test_a_night_of_unchanged_columns_is_judged_like_one_that_was_read(still: StandingStill) -> None:
    second = FIRST + timedelta(days=1)
    still.crawl(second)
    repeated = still.judged(second)
    still.crawl(second, force=True)
    for one, other in zip(repeated, still.judged(second), strict=True):
        assert (one.status, one.newest, one.items, one.read_back_to) == (
            other.status,
            other.newest,
            other.items,
            other.read_back_to,
        ), (one.agency, one.column)


def test_a_column_that_changed_is_read_and_others_are_not(still: StandingStill) -> None:
    second = FIRST + timedelta(days=1)
    still.server.now = monitoring_point(still.city, second)
    still.crawl(second)
    after = still.observed(second)
    changed = [row for row in after.values() if row.new_items]
    assert changed
    assert all(row.parses and row.same_as is None for row in changed)
    assert any(row.same_as for row in after.values())


def test_a_deep_pass_comes_round_to_every_list_and_reads_on_beyond_what_is_known(unseen: StandingStill) -> None:
    unseen.set_depth(deep_pass_days=2)
    nights = [FIRST + timedelta(days=days) for days in range(3)]
    pages = {}
    for night in nights:
        unseen.crawl(night)
        pages[night] = {key: row for key, row in unseen.observed(night).items() if row.readable}
    whole = {key: row.pages_read for key, row in pages[FIRST].items()}
    deep = [{key for key, row in pages[night].items() if row.deep} for night in nights[1:]]
    assert deep[0] | deep[1] >= whole.keys()
    assert deep[0] & deep[1] == set()
    for night in nights[1:]:
        for key, row in pages[night].items():
            assert row.pages_read == whole[key], key
            assert row.parses == (whole[key] if row.deep else 0), key


def test_a_new_version_of_the_program_reads_an_unchanged_page_again(
    still: StandingStill, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = FIRST + timedelta(days=1)
    monkeypatch.setattr(reading_with, "version", lambda _: "999")
    still.crawl(second)
    rows = [row for row in still.observed(second).values() if row.readable]
    assert rows
    assert all(row.parses > 0 and row.same_as is None for row in rows)
