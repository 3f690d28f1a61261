"""How late items came to be seen, what our own gaps leave uncertain, and batches before an inspection."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

from schemas.document_readings import DocumentDates, DocumentReading
from schemas.document_visits import DocumentVisit
from schemas.entries import Entry
from tests.warehouse.world import OFFICE, ZONE, agency, entry, failed, proof, visit
from warehouse.connect import Warehouse
from warehouse.facts import backdated_batches, due_documents, plain_rows, publish_lags
from warehouse.facts.lateness import BACKDATED_BATCHES, PUBLISH_LAGS
from warehouse.nights import Night
from warehouse.save import begin_night, save_documents, save_register, save_visit

DAY = date(2026, 3, 2)


def _day(n: int) -> date:
    return DAY + timedelta(days=n)


def _at(n: int) -> datetime:
    return datetime.combine(_day(n), time(22, 30), ZONE)


def _night(w: Warehouse, n: int) -> Night:
    save_register(w, OFFICE, [agency()], now=_at(n))
    return begin_night(w, as_of=datetime.combine(_day(n), time(23, 59, 59), ZONE), run_id=f"r{n}", now=_at(n))


def _look(w: Warehouse, n: int, *shown: Entry, **how: Any) -> Night:
    night = _night(w, n)
    save_visit(w, night, visit(*shown, at=_at(n), evidence=(proof(n + 1, at=_at(n)),), **how))
    return night


def _batches(w: Warehouse, **more: Any) -> list[dict[str, Any]]:
    return plain_rows(backdated_batches(w, agencies=[agency()], as_of=_at(99), zone=ZONE, **more))


def _lags(w: Warehouse) -> dict[str, dict[str, Any]]:
    rows = plain_rows(publish_lags(w, agencies=[agency()], as_of=_at(99), zone=ZONE))
    return {row["title"]: row for row in rows}


OLD = entry(1, _day(-90))


def test_the_frames_have_their_documented_types_with_and_without_rows(warehouse: Warehouse) -> None:
    for filled in (False, True):
        lags = publish_lags(warehouse, agencies=[agency()], as_of=_at(9), zone=ZONE)
        batches = backdated_batches(warehouse, agencies=[agency()], as_of=_at(9), zone=ZONE, least_items=1)
        for found, dtypes in ((lags, PUBLISH_LAGS), (batches, BACKDATED_BATCHES)):
            assert dict(found.dtypes) == {name: pd.Series([], dtype=kind).dtype for name, kind in dtypes.items()}
            assert found.empty is not filled
        if not filled:
            _look(warehouse, 0, OLD)
            _look(warehouse, 1, entry(2, _day(-9)), OLD)


def test_several_items_dated_back_that_one_visit_shows_first_are_a_batch(warehouse: Warehouse) -> None:
    _look(warehouse, 0, OLD)
    _look(warehouse, 20, OLD)
    late = [entry(10 + n, _day(16 - 3 * n)) for n in range(3)]
    _look(warehouse, 21, entry(9, _day(21)), *late, OLD)
    (batch,) = _batches(warehouse)
    assert (batch["items"], batch["least_days"], batch["most_days"]) == (3, 4, 10)
    assert (batch["earliest"], batch["latest"]) == (_day(10), _day(16))
    assert batch["urls"].split() == [each.url for each in reversed(late)]
    assert (batch["not_seen_at"], batch["first_seen_at"], batch["needs_review"]) == (_at(20), _at(21), True)
    assert (proof(21).record in batch["evidence_before"], proof(22).record in batch["evidence_after"]) == (True, True)


def test_items_dated_back_one_by_one_are_no_batch(warehouse: Warehouse) -> None:
    _look(warehouse, 0, OLD)
    _look(warehouse, 20, OLD)
    _look(warehouse, 21, entry(10, _day(10)), OLD)
    _look(warehouse, 22, entry(11, _day(11)), entry(10, _day(10)), OLD)
    assert _batches(warehouse) == []
    assert len(_batches(warehouse, least_items=1)) == 2


def test_batches_before_an_inspection_are_those_of_the_days_before_it(warehouse: Warehouse) -> None:
    _look(warehouse, 0, OLD)
    early, late = ([entry(10 * n + m, _day(n - 20)) for m in range(2)] for n in (1, 30))
    _look(warehouse, 20, *early, OLD)
    _look(warehouse, 50, *late, *early, OLD)
    assert [batch["first_seen_at"] for batch in _batches(warehouse)] == [_at(20), _at(50)]
    (batch,) = _batches(warehouse, inspection=_day(55), days_before=10)
    assert (batch["first_seen_at"], batch["days_before_inspection"]) == (_at(50), 5)
    assert _batches(warehouse, inspection=_day(49), days_before=10) == []


def test_a_backlog_after_nights_that_saw_nothing_is_no_batch(warehouse: Warehouse) -> None:
    """Our own gap looks just like it from afar: a whole month of items, all seen first in one visit."""
    _look(warehouse, 0, OLD)
    for n in range(1, 30):
        save_visit(warehouse, _night(warehouse, n), failed(at=_at(n)))
    _look(warehouse, 30, *(entry(10 + n, _day(29 - n)) for n in range(25)), OLD)
    assert _batches(warehouse, least_items=1) == []


def test_from_the_document_to_its_publication_to_our_first_sight_of_it(warehouse: Warehouse) -> None:
    _look(warehouse, 0, OLD)
    night = _look(warehouse, 1, entry(2, _day(1)), OLD)
    (due,) = [
        each
        for each in due_documents(warehouse, night, hosts=["www.yunxi.example"], per_host=9, now=_at(1))[
            "www.yunxi.example"
        ]
        if each.url == entry(2).url
    ]
    reading = DocumentReading(source=due.url, state="document", dates=DocumentDates(issued=_day(-5)), text="文")
    look = DocumentVisit(
        url=due.url,
        observed_at=_at(1),
        state="document",
        reading=reading,
        evidence=(proof(9, url=due.url, at=_at(1)),),
        content_sha256="0" * 64,
    )
    save_documents(warehouse, night, [(due, look)], recheck_days=[7])
    row = _lags(warehouse)["第2条"]
    assert (row["issued"], row["published"], row["days_to_publish"]) == (_day(-5), _day(1), 6)
    assert (row["not_seen_at"], row["first_seen_at"]) == (_at(0), _at(1))
    assert (row["days_to_see_least"], row["days_to_see_most"], row["uncertain"]) == (0, 0, False)


def test_our_own_gap_makes_a_lag_uncertain_between_two_bounds(warehouse: Warehouse) -> None:
    _look(warehouse, 0, OLD)
    _look(warehouse, 4, OLD)
    _look(warehouse, 20, entry(2, _day(2)), OLD)
    row = _lags(warehouse)["第2条"]
    assert (row["days_to_see_least"], row["days_to_see_most"], row["uncertain"]) == (2, 18, True)


def test_of_what_the_first_reading_shows_nobody_knows_since_when_it_was_there(warehouse: Warehouse) -> None:
    _look(warehouse, 0, OLD)
    row = _lags(warehouse)["第1条"]
    assert (row["not_seen_at"], row["days_to_see_least"], row["days_to_see_most"], row["uncertain"]) == (
        None,
        None,
        None,
        True,
    )
