"""A visit whose pages were read again: the latest reading counts, whatever it says; its pages are still found."""

from datetime import date, timedelta

import pytest

from schemas.entries import Identity
from schemas.results import ColumnVisit
from tests.warehouse.world import AS_OF, NOW, RULES, ZONE, agency, entry, failed, later, night_of, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import (
    column_facts,
    difference,
    items_before,
    known_before,
    long_unseen,
    pending_columns,
    plain_rows,
    run_summary,
    stored_visits,
)
from warehouse.save import begin_night, save_visit

KEY = ("slj", "gzdt")


def read_again(seen: ColumnVisit, number: int, **changes: object) -> ColumnVisit:
    """The visit read again in place of the observation with this number: nobody was asked."""
    free = {"requests": 0, "bytes": 0, "seconds": 0.0, "in_place_of": number}
    return seen.model_copy(update=free | changes)


def test_a_reading_that_learned_nothing_takes_the_place_of_one_that_did(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    seen = visit(entry(1), at=later(1))
    save_visit(warehouse, night, seen)
    assert pending_columns(warehouse, night) == set()

    stored = stored_visits(warehouse, night)[KEY]
    nothing = {"state": "not_a_list", "cause": "our_failure", "reason": "another list", "entries": ()}
    again = read_again(seen, stored.reading, **nothing, read_back_to=None)
    save_visit(warehouse, night, again)
    assert stored_visits(warehouse, night)[KEY].figures["state"] == "not_a_list"
    assert pending_columns(warehouse, night) == {KEY}
    (row,) = plain_rows(column_facts(warehouse, agencies=[agency()], rules=RULES, as_of=AS_OF, zone=ZONE))
    assert (row["state"], row["reason"], row["last_readable_at"]) == ("not_a_list", "another list", None)
    assert known_before(warehouse, [KEY], later(2))[KEY].back_to is None


def test_what_a_visit_cost_counts_once_and_nothing_was_rescued_by_reading_again(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    seen = failed("not_a_list", at=later(1), evidence=(proof(),))
    save_visit(warehouse, night, seen)
    stored = stored_visits(warehouse, night)[KEY]
    found = {"state": "list", "cause": None, "reason": "", "entries": (entry(1),), "read_back_to": date.min}
    save_visit(warehouse, night, read_again(seen, stored.reading, **found))
    figures = run_summary(warehouse, night, zone=ZONE, now=later(9)).tonight
    assert (figures.tried, figures.read, figures.rescued) == (1, 1, 0)
    assert (figures.requests, figures.bytes) == (1, 1000)


def test_a_column_unseen_for_nights_is_seen_once_its_pages_are_understood(warehouse: Warehouse) -> None:
    nights = [night_of(warehouse, [agency()])]
    seen = [failed("not_a_list", at=later(1), evidence=(proof(),))]
    for days in (1, 2):
        as_of = AS_OF + timedelta(days=days)
        nights.append(begin_night(warehouse, as_of=as_of, run_id=f"n{days}", now=NOW + timedelta(days=days)))
        seen.append(seen[0].model_copy(update={"observed_at": later(1) + timedelta(days=days)}))
    for night, one in zip(nights, seen, strict=True):
        save_visit(warehouse, night, one)
    assert [one.nights for one in long_unseen(warehouse, nights[-1], zone=ZONE)] == [3]

    stored = stored_visits(warehouse, nights[1])[KEY]
    found = {"state": "list", "cause": None, "reason": "", "entries": (entry(1),), "read_back_to": date.min}
    save_visit(warehouse, nights[1], read_again(seen[1], stored.reading, **found))
    assert long_unseen(warehouse, nights[-1], zone=ZONE) == ()


def test_a_visit_that_found_nothing_changed_is_read_from_its_own_pages_and_those_it_repeats(
    warehouse: Warehouse,
) -> None:
    night = night_of(warehouse, [agency()])
    first = visit(entry(1), at=later(1), evidence=(proof(1), proof(2, url="http://www.yunxi.example/gzdt/2/")))
    save_visit(warehouse, night, first)
    number = stored_visits(warehouse, night)[KEY].reading
    other = begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="n2", now=NOW + timedelta(days=1))
    moment = later(1) + timedelta(days=1)
    repeated = {"observed_at": moment, "evidence": (proof(7, at=moment),), "same_as": number, "entries_of_same": 1}
    save_visit(warehouse, other, first.model_copy(update=repeated | {"entries": ()}))
    stored = stored_visits(warehouse, other)[KEY]
    assert [one.record and one.record.partition("#")[2] for one in stored.evidence] == ["7", "2"]
    assert (stored.observed_at, stored.read_at, stored.told_at) == (moment, later(1), min(NOW, AS_OF))
    assert items_before(warehouse, [1], stored.read_at) == frozenset()
    assert difference(warehouse, stored, first) is None

    # Read again, the visit stands by itself, and is still read from the same pages.
    retitled = read_again(first, stored.reading, observed_at=moment, entries=(entry(1, title="更正"),))
    save_visit(warehouse, other, retitled)
    again = stored_visits(warehouse, other)[KEY]
    assert (again.evidence, again.read_at) == (stored.evidence, stored.read_at)
    assert difference(warehouse, again, retitled) is None
    back = difference(warehouse, again, first)
    assert back is not None
    assert (back.figures, back.new, back.gone) == (("entries",), 0, 0)


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({}, ()),
        ({"reason": "in other words", "requests": 9, "reader": "new"}, ()),
        ({"total_stated": 7}, ("total_stated",)),
        ({"read_back_to": None, "broken_off": True}, ("read_back_to", "broken_off")),
        ({"identity": Identity(column_name="工作动态")}, ("identity",)),
        ({"entries": (entry(1), entry(2, published=None))}, ("entries",)),
        ({"entries": (entry(1),)}, ("entries",)),
    ],
)
def test_what_differs_is_named(warehouse: Warehouse, changes: dict[str, object], figures: tuple[str, ...]) -> None:
    night = night_of(warehouse, [agency()])
    seen = visit(entry(1), entry(2), at=later(1))
    save_visit(warehouse, night, seen)
    found = difference(warehouse, stored_visits(warehouse, night)[KEY], seen.model_copy(update=changes))
    assert (found.figures if found else ()) == figures


def test_of_an_entry_that_a_later_visit_showed_again_only_its_presence_is_compared(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    seen = visit(entry(1), entry(2), at=later(1))
    save_visit(warehouse, night, seen)
    other = begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="n2", now=NOW + timedelta(days=1))
    save_visit(warehouse, other, visit(entry(1, title="后来的标题"), at=later(1) + timedelta(days=1)))
    stored = stored_visits(warehouse, night)[KEY]
    assert difference(warehouse, stored, seen) is None
    assert difference(warehouse, stored, seen.model_copy(update={"entries": (entry(1), entry(3))})) is not None
