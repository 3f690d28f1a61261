"""What the pages draw: statuses and scores of earlier nights, items by month."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from schemas.night import ColumnNight, MonthItems, ScoreNight
from tests.warehouse.test_results import CHECK, RESULTS, _cards
from tests.warehouse.world import AS_OF, NOW, ZONE, agency, column, entry, night_of, visit
from warehouse.connect import Warehouse
from warehouse.facts import history
from warehouse.save import begin_night, save_checks, save_scorecards, save_visit


def test_statuses_and_scores_run_from_the_oldest_night_to_this_one(warehouse: Warehouse) -> None:
    night_of(warehouse, [agency()])
    statuses = ("fresh", "stale", "unknown", "fresh")
    for n, status in enumerate(statuses):
        night = begin_night(warehouse, as_of=AS_OF + timedelta(days=n), run_id=f"n{n}", now=NOW)
        cause = "our_failure" if status == "unknown" else None
        check = CHECK.model_copy(update={"status": status, "cause": cause})
        save_checks(warehouse, night, RESULTS.model_copy(update={"columns": (check,)}))
        save_scorecards(warehouse, night, _cards(percent=f"{90 + n}.25"))
    third = begin_night(warehouse, as_of=AS_OF + timedelta(days=2), run_id="again", now=NOW)
    seen = history(warehouse, third, zone=ZONE, limit=2)
    (column_history,) = seen.columns
    assert column_history.nights == (
        ColumnNight(day=date(2026, 11, 21), status="stale"),
        ColumnNight(day=date(2026, 11, 22), status="unknown"),
    )
    (scores,) = seen.scores
    assert scores.nights == (
        ScoreNight(day=date(2026, 11, 21), percent=Decimal("91.25"), rules="national-2019 1"),
        ScoreNight(day=date(2026, 11, 22), percent=Decimal("92.25"), rules="national-2019 1"),
    )


def test_items_are_counted_by_month_with_empty_months_listed(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency("slj", column("a"), column("b")), agency("sjtj", column("c"))])
    old, may, both = entry(1, date(2025, 1, 1)), entry(2, date(2026, 9, 30)), entry(3, date(2026, 11, 20))
    save_visit(warehouse, night, visit(old, may, both, entry(4, date(2026, 11, 21)), entry(5, None), column="a"))
    save_visit(warehouse, night, visit(both, column="b"))
    found = {(each.agency, each.column): each.months for each in history(warehouse, night, zone=ZONE, months=3).items}

    def months(*counts: int) -> tuple[MonthItems, ...]:
        names = ("2026-09", "2026-10", "2026-11")
        return tuple(MonthItems(month=name, items=n) for name, n in zip(names, counts, strict=True))

    assert found == {
        ("slj", None): months(1, 0, 1),  # the item in both columns once
        ("slj", "a"): months(1, 0, 1),
        ("slj", "b"): months(0, 0, 1),
        ("sjtj", None): months(0, 0, 0),
        ("sjtj", "c"): months(0, 0, 0),
    }


def test_the_month_is_that_of_the_offices_zone(warehouse: Warehouse) -> None:
    night = night_of(warehouse, [agency()], as_of=datetime(2026, 12, 1, tzinfo=ZONE))
    (whole, _) = history(warehouse, night, zone=ZONE, months=1).items
    assert [each.month for each in whole.months] == ["2026-12"]
