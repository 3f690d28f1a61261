"""What an item was called and dated before, and when it was missing: kept when it changes, or comes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from schemas.entries import Entry
from schemas.results import ColumnVisit
from tests.warehouse.world import AS_OF, NOW, OFFICE, agency, column, entry, failed, later, night_of, visit
from warehouse.connect import Warehouse
from warehouse.save import begin_night, save_register, save_visit, save_visits
from warehouse.tables import columns, item_absences, item_versions, items, observations

DAY = date(2026, 11, 18)


def _past(w: Warehouse, table: Table, *names: str, code: str = "gzdt") -> list[tuple[Any, ...]]:
    """These columns of all rows about items of a column, as they were written."""
    with w.read() as connection:
        return [
            tuple(row)
            for row in connection.execute(
                select(*(table.c[name] for name in names))
                .join(items, items.c.id == table.c.item_id)
                .join(columns, columns.c.id == items.c.column_id)
                .where(columns.c.code == code)
                .order_by(table.c.id)
            )
        ]


def _versions(w: Warehouse) -> list[tuple[Any, ...]]:
    return _past(w, item_versions, "title", "published", "last_seen_at", "changed_at", "reread")


def _absences(w: Warehouse, code: str = "gzdt") -> list[tuple[Any, ...]]:
    return _past(w, item_absences, "last_seen_at", "missed_at", "back_at", code=code)


def _save(w: Warehouse, *visits: ColumnVisit, **options: Any) -> None:
    night = night_of(w, [agency()])
    for one in visits:
        save_visit(w, night, one, **options)


def test_an_item_that_is_called_otherwise_leaves_its_earlier_words_behind(warehouse: Warehouse) -> None:
    _save(
        warehouse,
        visit(entry(1, title="旧题", published_raw="11-18", issuer="水利局"), at=later(0)),
        visit(entry(1, title="新题", published_raw="11-18", issuer="水利局"), at=later(10)),
        visit(entry(1, title="新题", published=DAY + timedelta(days=1)), at=later(20)),
    )
    assert _versions(warehouse) == [
        ("旧题", DAY, later(0), later(10), False),
        ("新题", DAY, later(10), later(20), False),
    ]
    names = ("published_raw", "issuer", "last_seen_observation_id", "changed_observation_id", "recorded_at")
    assert _past(warehouse, item_versions, *names) == [
        ("11-18", "水利局", 1 + _first(warehouse), 2 + _first(warehouse), later(10)),
        ("11-18", "水利局", 2 + _first(warehouse), 3 + _first(warehouse), later(20)),
    ]


def _first(w: Warehouse) -> int:
    """The number before the first observation's; a database that was used before goes on counting."""
    with w.read() as connection:
        numbers: list[int] = list(connection.execute(select(observations.c.id)).scalars())
    return min(numbers) - 1


def test_what_stays_the_same_leaves_nothing_behind_and_the_very_same_visit_adds_nothing(warehouse: Warehouse) -> None:
    changed = visit(entry(1, title="新题"), at=later(10))
    _save(warehouse, visit(entry(1, title="旧题")), changed, changed, visit(entry(1, title="新题"), at=later(20)))
    assert [row[0] for row in _versions(warehouse)] == ["旧题"]


def test_a_visit_of_before_the_last_sighting_changes_no_words(warehouse: Warehouse) -> None:
    _save(warehouse, visit(entry(1, title="甲"), at=later(10)), visit(entry(1, title="乙"), at=later(0)))
    assert _versions(warehouse) == []


@pytest.mark.parametrize(
    "second",
    [
        visit(entry(1, title="新题"), at=later(0), reader="b"),
        visit(entry(1, title="新题"), at=later(10), reader="a", in_place_of=1),
        visit(entry(1, title="新题"), at=later(10), reader="b"),
    ],
    ids=["the same moment", "stored pages", "the night after an upgrade"],
)
def test_where_another_reader_may_be_why_nobody_is_said_to_have_edited(
    warehouse: Warehouse, second: ColumnVisit
) -> None:
    _save(warehouse, visit(entry(1, title="旧题"), at=later(0), reader="a"), second)
    assert [(title, reread) for title, *_, reread in _versions(warehouse)] == [("旧题", True)]


def test_what_is_read_again_later_is_known_from_then_on(warehouse: Warehouse) -> None:
    _save(warehouse, visit(entry(1, title="旧题"), at=later(0)))
    again = visit(entry(1, title="新题"), entry(2), at=later(0), in_place_of=1)
    save_visit(warehouse, night_of(warehouse, [agency()]), again, recorded_at=later(5000))
    assert _past(warehouse, item_versions, "recorded_at") == [(later(5000),)]
    with warehouse.read() as connection:
        known = connection.execute(select(items.c.url, items.c.recorded_at).order_by(items.c.url)).all()
        read = connection.execute(select(observations.c.recorded_at).order_by(observations.c.id)).scalars().all()
    assert [tuple(row) for row in known] == [(entry(1).url, later(0)), (entry(2).url, later(5000))]
    assert read == [later(0), later(5000)]


def test_an_item_that_was_missing_and_is_back_was_missing_since_the_first_visit_without_it(
    warehouse: Warehouse,
) -> None:
    both = (entry(1), entry(2))
    _save(
        warehouse,
        visit(*both, at=later(0)),
        visit(entry(2), at=later(10)),
        visit(entry(2), at=later(20)),
        visit(*both, at=later(30)),
        visit(*both, at=later(40)),
    )
    assert _absences(warehouse) == [(later(0), later(10), later(30))]
    numbers = ("missed_observation_id", "back_observation_id")
    first = _first(warehouse)
    assert _past(warehouse, item_absences, *numbers, "recorded_at") == [(first + 2, first + 4, later(30))]


ELSEWHERE = "http://new.yunxi.example/gzdt/"
DOUBTFUL = {
    "broken off": visit(entry(2), at=later(10), broken_off=True),
    "capped": visit(entry(2), at=later(10), cap=1),
    "not far enough": visit(entry(2), at=later(10), read_back_to=DAY + timedelta(days=1)),
    "not to be said": visit(entry(2), at=later(10), read_back_to=None),
    "ended by known items": visit(entry(2), at=later(10), stopped_at_known=True),
    "unreadable": failed(at=later(10)),
    "repeats an earlier one": visit(at=later(10), state="list", same_as=1),
    "another address": visit(entry(2), at=later(10), url=ELSEWHERE),
}


@pytest.mark.parametrize("between", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_visit_that_cannot_tell_misses_nothing(warehouse: Warehouse, between: ColumnVisit) -> None:
    both = (entry(1), entry(2))
    _save(warehouse, visit(*both), between, visit(*both, at=later(20)))
    assert _absences(warehouse) == []


SURE = {
    "to the end": visit(entry(2), at=later(10)),
    "an empty list": visit(at=later(10), read_back_to=None),
    "just far enough": visit(entry(2), at=later(10), read_back_to=DAY),
    "seen, though gaps lie below": visit(entry(2), at=later(10), read_back_to=None, seen_back_to=DAY),
    "seen, before known items": visit(entry(2), at=later(10), stopped_at_known=True, seen_back_to=DAY),
}


@pytest.mark.parametrize("between", SURE.values(), ids=SURE)
def test_a_visit_that_read_its_place_misses_an_item(warehouse: Warehouse, between: ColumnVisit) -> None:
    dated, undated = entry(1), entry(3, published=None)
    _save(warehouse, visit(dated, entry(2), undated), between, visit(dated, entry(2), undated, at=later(20)))
    to_the_end = between.state == "blank" or (between.read_back_to == date.min and not between.stopped_at_known)
    missed = {"t1.html"} | ({"t3.html"} if to_the_end else set()) | (set() if between.entries else {"t2.html"})
    with warehouse.read() as connection:
        urls = connection.execute(select(items.c.url).join(item_absences, item_absences.c.item_id == items.c.id))
        assert {url.rpartition("/")[2] for url in urls.scalars()} == missed


def test_what_was_at_another_address_before_did_not_come_back(warehouse: Warehouse) -> None:
    at_new = {"url": ELSEWHERE}
    _save(
        warehouse,
        visit(entry(1), at=later(0)),
        visit(entry(2), at=later(10), **at_new),
        visit(entry(1), entry(2), at=later(20), **at_new),
    )
    assert _absences(warehouse) == []


def test_of_a_visit_that_was_read_again_only_the_latest_reading_misses(warehouse: Warehouse) -> None:
    _save(
        warehouse,
        visit(entry(1), at=later(0)),
        visit(entry(2), at=later(10)),
        visit(entry(2), at=later(10), broken_off=True, in_place_of=2),
        visit(entry(1), at=later(20)),
    )
    assert _absences(warehouse) == []


def test_pages_read_again_that_show_it_after_all_cut_the_time_it_was_missing(warehouse: Warehouse) -> None:
    seen = [visit(entry(1), entry(2), at=later(at)) for at in (0, 40)]
    missing = [visit(entry(2), at=later(at)) for at in (10, 20, 30)]
    _save(warehouse, seen[0], *missing, seen[1])
    _save(warehouse, visit(entry(1), entry(2), at=later(20), in_place_of=3), recorded_at=later(5000))
    assert _absences(warehouse) == [(later(0), later(10), later(20)), (later(20), later(30), later(40))]
    assert _past(warehouse, item_absences, "recorded_at") == [(later(40),), (later(40),)], "back since then, as before"
    _save(warehouse, visit(entry(1), at=later(10)), visit(entry(1), at=later(30)))
    assert _absences(warehouse) == [], "we had not read what was there"


@dataclass
class Naive:
    """One item's past, worked out from all visits that were saved, one after another."""

    saved: list[ColumnVisit] = field(default_factory=list)
    sightings: list[tuple[datetime, Entry]] = field(default_factory=list)
    versions: list[tuple[Any, ...]] = field(default_factory=list)
    absences: set[tuple[Any, ...]] = field(default_factory=set)

    def save(self, seen: ColumnVisit, url: str) -> None:
        shown = next((one for one in seen.entries if one.url == url), None)
        at = seen.observed_at
        if shown is not None:
            if self.sightings:
                last, words = max(self.sightings, key=lambda one: one[0])
                if at > last:
                    self._miss(last, at, words.published)
                    if (words.title, words.published) != (shown.title, shown.published):
                        self.versions.append((words.title, words.published, last, at, False))
                for gone, missed, back in list(self.absences):
                    if gone < at < back:
                        self.absences.remove((gone, missed, back))
                        self._miss(gone, at, words.published)
                        self._miss(at, back, words.published)
            self.sightings.append((at, shown))
        self.saved.append(seen)

    def _miss(self, after: datetime, until: datetime, published: date | None) -> None:
        missed = [
            one.observed_at
            for one in self.saved
            if after < one.observed_at < until
            and one.readable
            and not one.broken_off
            and (one.state == "blank" or _reaches(one.read_back_to, published))
        ]
        if missed:
            self.absences.add((after, min(missed), until))


def _reaches(back_to: date | None, published: date | None) -> bool:
    return back_to == date.min or (back_to is not None and published is not None and published >= back_to)


_numbers = count()
_shown = st.lists(
    st.builds(
        entry,
        st.integers(0, 2),
        st.sampled_from([None, DAY, DAY - timedelta(days=30)]),
        title=st.sampled_from(["通知", "公告"]),
    ),
    max_size=3,
    unique_by=lambda each: each.url,
)
_visits = st.lists(
    st.tuples(
        st.integers(0, 40),
        _shown,
        st.sampled_from([date.min, DAY - timedelta(days=30), DAY - timedelta(days=9), None]),
        st.booleans(),
    ),
    max_size=9,
    unique_by=lambda each: each[0],
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_visits, st.booleans(), st.lists(st.integers(0, 9), max_size=3))
def test_whatever_is_seen_in_whatever_order_and_company_the_past_is_that_of_a_naive_count(
    warehouse: Warehouse,
    drawn: Sequence[tuple[int, list[Entry], date | None, bool]],
    in_order: bool,
    cuts: list[int],
) -> None:
    code = f"c{next(_numbers)}"
    save_register(warehouse, OFFICE, [agency("slj", column(code))], now=NOW)
    night = begin_night(warehouse, as_of=AS_OF, run_id="r1", now=NOW)
    seen = [
        visit(*shown, column=code, at=later(at), read_back_to=back, broken_off=broken)
        for at, shown, back, broken in (sorted(drawn, key=lambda each: each[0]) if in_order else drawn)
    ]
    edges = sorted({0, *(cut for cut in cuts if cut < len(seen)), len(seen)})
    for start, end in pairwise(edges):
        save_visits(warehouse, night, [(one, ()) for one in seen[start:end]])

    versions, absences = [], set()
    for url in {one.url for each in seen for one in each.entries}:
        naive = Naive()
        for one in seen:
            naive.save(one, url)
        versions += [(url, *row) for row in naive.versions]
        absences |= {(url, *row) for row in naive.absences}
    with warehouse.read() as connection:
        of_column = select(items.c.id, items.c.url).join(columns).where(columns.c.code == code)
        urls = {row.id: row.url for row in connection.execute(of_column)}
    names = ("title", "published", "last_seen_at", "changed_at", "reread")
    kept = [(urls[row[0]], *row[1:]) for row in _past(warehouse, item_versions, "item_id", *names, code=code)]
    assert sorted(kept, key=str) == sorted(versions, key=str)
    gone = _past(warehouse, item_absences, "item_id", "last_seen_at", "missed_at", "back_at", code=code)
    assert {(urls[number], *rest) for number, *rest in gone} == absences
