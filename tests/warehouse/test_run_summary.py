"""A night in numbers: what was tried, read and missed, whose fault it was, what it cost."""

from datetime import timedelta

from schemas.night import ColumnTime, RunFigures, UnseenColumn
from tests.warehouse.world import AS_OF, NOW, ZONE, agency, column, entry, failed, later, night_of, visit
from warehouse.connect import Warehouse
from warehouse.facts import run_summary
from warehouse.save import begin_night, finish_night, save_visit

CODES = ("read", "blank", "rescued", "down", "script", "late", "never")


def test_a_night_with_everything_in_it(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency("slj", *(column(code) for code in CODES))])
    save_visit(warehouse, night, visit(entry(1), entry(2), column="read", seconds=3.0))
    save_visit(warehouse, night, visit(column="blank"))
    save_visit(warehouse, night, failed(column="rescued", seconds=9.0))
    save_visit(warehouse, night, visit(entry(3), column="rescued", at=later(20)))
    save_visit(warehouse, night, failed(column="down", requests=4))
    save_visit(warehouse, night, failed("not_tried", column="down", at=later(20), requests=0, bytes=0, seconds=0))
    save_visit(warehouse, night, failed("needs_data", column="script", cause="not_assessable", reason="a script"))
    save_visit(warehouse, night, failed("not_tried", column="late", requests=0, bytes=0, seconds=0))
    night = finish_night(warehouse, night, state="partial", now=later(30))

    summary = run_summary(warehouse, night, zone=ZONE, now=later(99), slowest=2)

    assert summary.tonight == RunFigures(
        run_id="r1",
        as_of=AS_OF,
        started_at=NOW,
        finished_at=later(30),
        seconds=1800,
        tried=5,
        read=2,
        blank=1,
        our_failure=1,
        not_assessable=1,
        new_items=3,
        requests=9,
        bytes=6000,
        rescued=1,
    )
    assert summary.previous is None
    assert [(each.column, each.state, each.cause, each.reason) for each in summary.unseen] == [
        ("down", "not_tried", "our_failure", "no answer"),
        ("script", "needs_data", "not_assessable", "a script"),
        ("late", "not_tried", "our_failure", "no answer"),
        ("never", "never", "our_failure", ""),
    ]
    assert isinstance(summary.unseen[0], UnseenColumn)
    assert summary.slowest == (
        ColumnTime(agency="slj", column="rescued", seconds=9.5, requests=2),
        ColumnTime(agency="slj", column="read", seconds=3.0, requests=1),
    )


def test_a_running_night_ends_now_and_stands_beside_the_one_before(warehouse: Warehouse) -> None:
    first = night_of(warehouse, [agency()])
    save_visit(warehouse, first, visit(entry(1)))
    finish_night(warehouse, first, state="done", now=later(3))
    tonight = begin_night(warehouse, as_of=AS_OF + timedelta(days=1), run_id="r2", now=later(1440))
    save_visit(warehouse, tonight, visit(entry(1), entry(2), at=later(1441)))
    summary = run_summary(warehouse, tonight, zone=ZONE, now=later(1445))
    assert (summary.tonight.finished_at, summary.tonight.seconds) == (later(1445), 300)
    assert (summary.tonight.new_items, summary.unseen) == (1, ())
    assert summary.previous is not None
    assert (summary.previous.run_id, summary.previous.finished_at, summary.previous.new_items) == ("r1", later(3), 1)


def test_a_resumed_night_counts_only_the_time_at_work_and_a_killed_run_up_to_its_last_visit(
    warehouse: Warehouse,
) -> None:
    killed = night_of(warehouse, [agency()])
    save_visit(warehouse, killed, failed(at=later(2)))
    resumed = begin_night(warehouse, as_of=AS_OF, run_id="r2", now=later(60))
    save_visit(warehouse, resumed, visit(entry(1), at=later(61)))
    night = finish_night(warehouse, resumed, state="done", now=later(63))
    tonight = run_summary(warehouse, night, zone=ZONE, now=later(99)).tonight
    assert (tonight.started_at, tonight.finished_at, tonight.seconds) == (NOW, later(63), 5 * 60)
    assert (tonight.run_id, tonight.rescued) == ("r2", 1)


def test_all_visits_failing_is_a_night_of_unknowns_only(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency("slj", *(column(code) for code in CODES))])
    for code in CODES:
        save_visit(warehouse, night, failed(column=code))
    tonight = run_summary(warehouse, night, zone=ZONE, now=later(9)).tonight
    assert (tonight.tried, tonight.our_failure, tonight.read, tonight.blank) == (7, 7, 0, 0)
