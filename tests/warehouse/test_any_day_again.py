"""Any day again: the facts a past night was judged by, and what is known today of that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from schemas.agencies import Agency
from tests.warehouse.world import AS_OF, NOW, OFFICE, RULES, ZONE, agency, column, entry, failed, visit
from warehouse.connect import Warehouse
from warehouse.facts import category_facts, column_facts, night_at, plain_rows, register_at
from warehouse.facts.seen import items_at
from warehouse.nights import Night
from warehouse.save import begin_night, finish_night, save_register, save_visit, save_visits
from warehouse.schema import MIGRATIONS
from warehouse.tables import items

DAY = timedelta(days=1)
Rows = list[dict[str, Any]]


def _night(w: Warehouse, number: int, *agencies: Agency) -> Night:
    """The night `number` days after the first: its register saved, and begun."""
    save_register(w, OFFICE, agencies, now=NOW + number * DAY)
    return begin_night(w, as_of=AS_OF + number * DAY, run_id=f"r{number}", now=NOW + number * DAY)


def _end(w: Warehouse, night: Night, *, minutes: int = 60) -> datetime:
    """The end of the night's run."""
    ended = night.started_at + timedelta(minutes=minutes)
    finish_night(w, night, state="done", now=ended)
    return ended


def _facts(
    w: Warehouse, *agencies: Agency, as_of: datetime = AS_OF, known_at: datetime | None = None
) -> tuple[Rows, Rows]:
    """Both frames; `agencies` of the warehouse itself if none are given."""
    register = agencies or register_at(w, known_at)
    return (
        plain_rows(column_facts(w, agencies=register, rules=RULES, as_of=as_of, zone=ZONE, known_at=known_at)),
        plain_rows(category_facts(w, agencies=register, as_of=as_of, zone=ZONE, year=as_of.year, known_at=known_at)),
    )


def _at(number: int, *, minutes: int = 10) -> datetime:
    return NOW + number * DAY + timedelta(minutes=minutes)


def test_what_a_night_was_judged_by_stays_whatever_is_learned_since(warehouse: Warehouse) -> None:
    water = agency("slj", column("gzdt"), column("tzgg", kind="通知公告", min_items=3))
    first = _night(warehouse, 0, water)
    save_visit(warehouse, first, visit(entry(1), entry(2, date(2026, 11, 10)), at=_at(0)))
    save_visit(warehouse, first, failed(column="tzgg", at=_at(0)))
    ended = _end(warehouse, first)
    then = _facts(warehouse, water)

    # An item found late, one renamed and dated otherwise, a column seen at last, one renamed and moved, a new agency.
    second = _night(warehouse, 1, water)
    late, changed = entry(3, date(2026, 11, 19)), entry(2, date(2026, 11, 20), title="更正")
    save_visit(warehouse, second, visit(late, entry(1), changed, at=_at(1)))
    save_visit(warehouse, second, visit(entry(7), column="tzgg", at=_at(1)))
    _end(warehouse, second)
    moved = column("gzdt", url="http://new.yunxi.example/", category="部门动态", name="水利要闻")
    third = _night(warehouse, 2, agency("slj", moved, name="市水务局"), agency("sjtj"))
    save_visit(warehouse, third, visit(entry(1), url="http://new.yunxi.example/", at=_at(2)))
    _end(warehouse, third)

    assert _facts(warehouse, known_at=ended) == then
    (now_known, _), _ = _facts(warehouse)
    assert (now_known["newest"], now_known["items"]) == (date(2026, 11, 20), 3)


def test_a_page_read_again_later_changes_what_is_known_now_not_what_was_known_then(warehouse: Warehouse) -> None:
    water = agency("slj", column("gzdt"), column("tzgg"))
    night = _night(warehouse, 0, water)
    save_visit(warehouse, night, visit(entry(1, None), entry(2, date(2026, 11, 1)), at=_at(0)))
    save_visit(warehouse, night, visit(column="tzgg", at=_at(0)))
    ended = _end(warehouse, night)
    then = _facts(warehouse, water)
    again = visit(entry(1, date(2026, 11, 18)), entry(2, date(2026, 11, 1)), entry(3), at=_at(0), in_place_of=1)
    save_visits(warehouse, night, [(again, ())], recorded_at=_at(30))
    unreadable = failed("not_a_list", column="tzgg", at=_at(0), in_place_of=2)
    save_visits(warehouse, night, [(unreadable, ())], recorded_at=_at(30))

    assert _facts(warehouse, known_at=ended) == then
    assert _facts(warehouse, known_at=_at(29)) == then
    first, second = _facts(warehouse, water)[0]
    assert (first["newest"], first["items"], first["undated_age"]) == (date(2026, 11, 18), 3, None)
    assert second["state"] == "not_a_list"
    assert _facts(warehouse, known_at=_at(30)) == _facts(warehouse, water)


def test_an_entry_without_a_day_stands_where_it_stood_that_night(warehouse: Warehouse) -> None:
    """Above the newest dated one it may be newer than that; how the list looks today says nothing of it."""
    water = agency()
    first = _night(warehouse, 0, water)
    save_visit(warehouse, first, visit(entry(1, None), entry(2, date(2026, 11, 18)), at=_at(0)))
    ended = _end(warehouse, first)
    then = _facts(warehouse, water)
    assert then[0][0]["undated_age"] == -1
    second = _night(warehouse, 1, water)
    save_visit(warehouse, second, visit(entry(2, date(2026, 11, 18)), entry(1, None), at=_at(1)))
    assert _facts(warehouse, water, as_of=AS_OF + DAY)[0][0]["undated_age"] is None
    assert _facts(warehouse, known_at=ended) == then
    assert _facts(warehouse, water)[0][0]["undated_age"] == -1


def test_a_missed_night_is_known_by_its_items_and_its_page_stays_unknown(warehouse: Warehouse) -> None:
    water = agency()
    save_visit(warehouse, _night(warehouse, 0, water), visit(entry(1, date(2026, 11, 1)), at=_at(0)))
    missed = AS_OF + DAY
    (before, *_), _ = _facts(warehouse, water, as_of=missed)
    assert (before["state"], before["newest"]) == ("never", date(2026, 11, 1))
    posted = entry(2, date(2026, 11, 21))
    save_visit(warehouse, _night(warehouse, 2, water), visit(posted, entry(1, date(2026, 11, 1)), at=_at(2)))
    (row, *_), _ = _facts(warehouse, water, as_of=missed)
    assert (row["state"], row["observed_at"], row["newest"], row["age"]) == ("never", None, date(2026, 11, 21), 0)


def test_a_night_shows_the_pages_for_a_day(warehouse: Warehouse) -> None:
    water = agency()
    save_visit(warehouse, _night(warehouse, 0, water), visit(entry(1), at=_at(0)))
    states = [_facts(warehouse, water, as_of=AS_OF + after)[0][0]["state"] for after in (DAY - DAY / 86400, DAY)]
    assert states == ["list", "never"]


def test_a_point_in_the_past_that_was_visited_only_later_was_not_seen_then(warehouse: Warehouse) -> None:
    water = agency()
    late = _night(warehouse, 0, water)
    finish_night(warehouse, late, state="done", now=_at(0))
    begin_night(warehouse, as_of=AS_OF - 9 * DAY, run_id="late", now=_at(5))
    earlier = night_at(warehouse, AS_OF - 9 * DAY)
    assert earlier is not None
    save_visit(warehouse, earlier, visit(entry(1), at=_at(5)))
    state = [_facts(warehouse, water, as_of=AS_OF - 9 * DAY, known_at=at)[0][0]["state"] for at in (_at(4), None)]
    assert state == ["never", "list"]


def test_an_item_has_the_words_and_the_span_it_had(warehouse: Warehouse) -> None:
    for number, shown in enumerate([[entry(1)], [], [entry(1, title="更名")]]):
        save_visit(warehouse, _night(warehouse, number, agency()), visit(*shown, entry(9), at=_at(number)))
    for known_at, title, last_seen in [
        (_at(0, minutes=60), "第1条", _at(0)),
        (_at(1, minutes=60), "第1条", _at(0)),
        (_at(2, minutes=60), "更名", _at(2)),
    ]:
        then = items_at(known_at)
        with warehouse.read() as connection:
            row = connection.execute(select(then).where(then.c.url == entry(1).url)).one()
        assert (row.title, row.last_seen_at) == (title, last_seen)
    with warehouse.read() as connection:
        assert connection.execute(select(items_at(NOW))).all() == []
    assert items_at(None) is items


def test_what_was_saved_before_the_past_was_kept_is_judged_as_before(warehouse: Warehouse) -> None:
    water = agency("slj", column("gzdt"), column("tzgg"))
    night = _night(warehouse, 0, water)
    save_visit(warehouse, night, visit(entry(1, None), entry(2, date(2026, 11, 1)), at=_at(0)))
    save_visit(warehouse, night, visit(entry(3), at=_at(0), column="tzgg"))
    ended = _end(warehouse, night)
    before = _facts(warehouse, water)
    assert [row["undated_age"] for row in before[0]] == [-1, None]
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with warehouse.write() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
        command.upgrade(config, "head")
    assert _facts(warehouse, water) == before
    assert _facts(warehouse, water, known_at=NOW)[0][0]["items"] == 0
    assert register_at(warehouse, ended) == ()
    save_register(warehouse, OFFICE, [water], now=_at(1))
    assert register_at(warehouse) == (water,)
    assert _facts(warehouse, known_at=_at(1)) == before


@dataclass(frozen=True)
class _Look:
    """What a visit of one column shows."""

    column: str
    entries: Sequence[tuple[int, int | None, str]]
    """Number, day of the month or none, title."""
    readable: bool
    again: bool
    """Stored pages of the night before are read again."""


_LOOK = st.builds(
    _Look,
    st.sampled_from(["gzdt", "tzgg"]),
    st.lists(
        st.tuples(st.integers(1, 5), st.sampled_from([None, 1, 10, 18, 20, 25, 30]), st.sampled_from("甲乙")),
        max_size=4,
        unique_by=lambda one: one[0],
    ),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_LOOK, max_size=3), min_size=2, max_size=5), st.data())
def test_whatever_nights_bring_each_can_be_judged_again_as_it_was(
    warehouse: Warehouse, nights: list[list[_Look]], data: st.DataObject
) -> None:
    start = _days_used(warehouse)
    kept: list[tuple[datetime, datetime, tuple[Rows, Rows]]] = []
    for number, looks in enumerate(nights, start):
        names = data.draw(st.sampled_from(["工作动态", "水利要闻"])), data.draw(st.sampled_from(["工作信息", "其他"]))
        register = [agency("slj", column("gzdt", name=names[0], category=names[1]), column("tzgg", min_items=2))]
        night = _night(warehouse, number, *register)
        for minute, look in enumerate(looks):
            _save(warehouse, night, look, number, minute)
        ended = _end(warehouse, night)
        as_of = AS_OF + number * DAY
        kept.append((as_of, ended, _facts(warehouse, *register, as_of=as_of)))
    for as_of, ended, then in kept:
        assert _facts(warehouse, as_of=as_of, known_at=ended) == then


def _days_used(w: Warehouse) -> int:
    """Examples follow each other in one warehouse; each begins after the one before it."""
    latest = night_at(w, AS_OF + 100_000 * DAY)
    return 0 if latest is None else (latest.as_of - AS_OF).days + 1


def _save(w: Warehouse, night: Night, look: _Look, number: int, minute: int) -> None:
    entries = [
        entry(one, None if day is None else date(2026, 11, day), title=title) for one, day, title in look.entries
    ]
    earlier = night_at(w, night.as_of - DAY)
    moment, recorded = _at(number, minutes=minute + 1), None
    if look.again and earlier is not None and earlier.id != night.id:
        night, recorded = earlier, moment
        moment = _at(number - 1, minutes=1)
    shown = visit(*entries, column=look.column, at=moment) if look.readable else failed(column=look.column, at=moment)
    save_visits(
        w, night, [(shown.model_copy(update={"in_place_of": 1 if recorded else None}), ())], recorded_at=recorded
    )
