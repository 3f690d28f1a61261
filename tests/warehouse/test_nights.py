"""A night's key is its monitoring point, and running it again resumes it."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import func, select

from tests.warehouse.world import AS_OF, NOW, OFFICE, RULES, ZONE, agency, column, entry, failed, later, night_of, visit
from warehouse.connect import Warehouse
from warehouse.errors import ClockWentBack
from warehouse.facts import column_facts, night_at, nights, pending_columns
from warehouse.save import begin_night, begin_run, finish_night, finish_run, save_register, save_visit
from warehouse.tables import nights as night_table
from warehouse.tables import runs


def test_the_same_monitoring_point_is_the_same_night_in_whatever_zone_it_is_written(warehouse: Warehouse) -> None:
    first = begin_night(warehouse, as_of=AS_OF, run_id="r1", now=NOW)
    finish_night(warehouse, first, state="partial", now=later(30))
    again = begin_night(warehouse, as_of=AS_OF.astimezone(UTC), run_id="r2", now=later(60))
    assert (again.id, again.started_at, again.state, again.run_id) == (first.id, NOW, "running", "r2")
    assert nights(warehouse) == (again,)


def test_every_run_of_a_night_is_on_record(warehouse: Warehouse) -> None:
    night = begin_night(warehouse, as_of=AS_OF, run_id="r1", now=NOW)
    night = begin_night(warehouse, as_of=AS_OF, run_id="r2", now=later(5))
    finish_night(warehouse, night, state="done", now=later(6))
    begin_run(warehouse, run_id="r3", command="score", now=later(7), night=night)
    finish_run(warehouse, run_id="r3", outcome="failed", now=later(8))
    with warehouse.read() as connection:
        found = connection.execute(
            select(runs.c.run_id, runs.c.command, runs.c.finished_at, runs.c.outcome).order_by(runs.c.id)
        ).all()
    assert [tuple(row) for row in found] == [
        ("r1", "nightly", None, None),
        ("r2", "nightly", later(6), "done"),
        ("r3", "score", later(8), "failed"),
    ]


def test_the_night_at_a_point_is_that_one_or_the_one_before_it(warehouse: Warehouse) -> None:
    first = begin_night(warehouse, as_of=AS_OF, run_id="r1", now=NOW)
    second = begin_night(warehouse, as_of=AS_OF + timedelta(days=2), run_id="r2", now=NOW)
    assert night_at(warehouse, AS_OF - timedelta(seconds=1)) is None
    assert night_at(warehouse, AS_OF) == first
    assert night_at(warehouse, AS_OF + timedelta(days=1)) == first
    assert night_at(warehouse, AS_OF + timedelta(days=9)) == second
    assert nights(warehouse, limit=1) == (second,)


def test_a_resumed_night_goes_back_only_to_what_it_could_not_read(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency("slj", column("a"), column("b"), column("c"), column("d"))])
    save_visit(warehouse, night, visit(entry(1), column="a"))
    save_visit(warehouse, night, failed("blocked", column="b"))
    save_visit(warehouse, night, visit(column="c"))
    save_visit(warehouse, night, failed("unreachable", column="c", at=later(20)))
    assert pending_columns(warehouse, night) == {("slj", "b"), ("slj", "d")}


def test_another_nights_reading_does_not_count_for_this_one(warehouse: Warehouse) -> None:
    save_visit(warehouse, night_of(warehouse, [agency()]), visit(entry(1)))
    tonight = begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="r2", now=later(1440))
    assert pending_columns(warehouse, tonight) == {("slj", "gzdt")}


def test_without_a_register_nothing_is_pending(warehouse: Warehouse) -> None:
    assert pending_columns(warehouse, begin_night(warehouse, as_of=AS_OF, run_id="r1", now=NOW)) == set()


def test_rerunning_a_night_changes_no_fact(warehouse: Warehouse) -> None:
    register = [agency("slj", column("a"), column("b"))]
    seen = [visit(entry(1), entry(2, None), column="a"), failed(column="b")]

    def run(run_id: str) -> object:
        save_register(warehouse, OFFICE, register, now=NOW)
        night = begin_night(warehouse, as_of=AS_OF, run_id=run_id, now=NOW)
        for each in seen:
            save_visit(warehouse, night, each)
        finish_night(warehouse, night, state="partial", now=later(1))
        return column_facts(warehouse, agencies=register, rules=RULES, as_of=AS_OF, zone=ZONE).to_csv()

    assert run("r1") == run("r2")


def test_a_clock_that_ran_back_begins_no_night(warehouse: Warehouse) -> None:
    """What is seen under an earlier time than what it follows would stand before it for ever."""
    night = night_of(warehouse, [agency()])
    save_visit(warehouse, night, visit(entry(1)))
    finish_night(warehouse, night, state="done", now=later(90))
    for command in ("nightly", "crawl"):
        with pytest.raises(
            ClockWentBack, match="the clock shows 2026-11-20 17:29 UTC, but a night began at 2026-11-20 18:30 UTC"
        ):
            begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="r2", now=later(-61), command=command)
    with warehouse.read() as connection:
        counts = [connection.execute(select(func.count()).select_from(t)).scalar() for t in (night_table, runs)]
    assert counts == [1, 1]


def test_a_clock_that_is_put_right_by_a_few_minutes_stops_nothing(warehouse: Warehouse) -> None:
    """Nor does one that ran ahead in the middle of a night: that night run again repairs it."""
    finish_night(warehouse, night_of(warehouse, [agency()]), state="done", now=later(999_999))
    again = begin_night(warehouse, as_of=AS_OF, run_id="r2", now=later(-59))
    assert again.state == "running"


def test_a_point_in_the_past_may_be_visited_and_judged_at_any_time(warehouse: Warehouse) -> None:
    night_of(warehouse, [agency()])
    past = begin_night(warehouse, as_of=AS_OF - timedelta(days=30), run_id="r2", now=later(60))
    begin_run(warehouse, run_id="r3", command="reread", now=later(-999), night=past)
    begin_night(warehouse, as_of=AS_OF, run_id="r4", now=later(-999), command="validate")
