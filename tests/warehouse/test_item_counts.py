"""How many items a column has is kept with them, and is always what counting them would give."""

from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from schemas.agencies import Agency
from schemas.results import ColumnVisit
from tests.warehouse.world import AS_OF, RULES, ZONE, agency, column, entry, later, night_of, visit
from warehouse.connect import Warehouse
from warehouse.facts import column_facts, plain_rows
from warehouse.health import look_at
from warehouse.save import save_visits
from warehouse.tables import item_counts, items

TODAY = AS_OF.date()
CODES = ("gzdt", "tzgg", "zcfg")
_numbers = count()

_days = st.none() | st.integers(-3, 3).map(lambda days: TODAY + timedelta(days=days))
_entries = st.dictionaries(st.integers(1, 6), _days, max_size=5)
_visits = st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 9), _entries), min_size=1, max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(st.lists(_visits, min_size=1, max_size=3))
def test_whatever_is_seen_in_whatever_order_the_counts_are_those_of_the_items(
    warehouse: Warehouse, saved: list[list[tuple[str, int, dict[int, date | None]]]]
) -> None:
    """Also of a column that continues another, and with items dated after the monitoring point."""
    register = _register(f"a{next(_numbers)}")
    night = night_of(warehouse, [register])
    for together in saved:
        save_visits(warehouse, night, [(_visit(register.code, *one), ()) for one in together])
    kept = column_facts(warehouse, agencies=[register], rules=RULES, as_of=AS_OF, zone=ZONE)
    # What was known at a moment is counted from the items themselves.
    counted = column_facts(warehouse, agencies=[register], rules=RULES, as_of=AS_OF, zone=ZONE, known_at=later(600))
    of_items = ["newest", "items", "dated_items", "age"]
    assert plain_rows(kept[of_items]) == plain_rows(counted[of_items])
    assert look_at(warehouse).problems == ()


def test_items_taken_away_by_other_hands_are_noticed(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()])
    save_visits(warehouse, night, [(visit(entry(1), entry(2)), ())])
    with warehouse.write() as connection:
        connection.execute(update(items).values(published=None))
    assert look_at(warehouse).problems == ("item_counts.dated: of 1 columns not what their items come to",)
    with warehouse.write() as connection:
        connection.execute(delete(item_counts))
    assert look_at(warehouse).problems == ("item_counts.items: of 1 columns not what their items come to",)


def _register(code: str) -> Agency:
    own, before, heir = CODES
    return agency(code, column(own), column(before, kind="通知公告"), column(heir, continues=f"{code}/{before}"))


def _visit(owner: str, code: str, minutes: int, shown: dict[int, date | None]) -> ColumnVisit:
    entries = (entry(number, day) for number, day in shown.items())
    return visit(*entries, agency=owner, column=code, at=later(minutes))
