"""The simulated city: twelve agencies, three websites, and what each column shows at any moment of its three nights.

The three nights are `last_night` and the two days before it. Everything is worked out from `last_night` alone, without
a clock, so the same day always gives the same city.
"""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from demo.histories import history
from demo.plan import PlannedAgency, city_plan
from demo.values import Agency, Case, City, Column, Condition, Item, Site


def build_city(last_night: date) -> City:
    """The city around `last_night`. Items reach back two years; days and times are of the city's zone."""
    plan = city_plan()
    zone = ZoneInfo(plan.zone)
    return City(
        name=plan.name,
        zone=zone,
        nights=(last_night - timedelta(days=2), last_night - timedelta(days=1), last_night),
        sites=tuple(Site(**site.model_dump()) for site in plan.sites),
        agencies=tuple(
            _agency(agency, position, last_night=last_night, zone=zone) for position, agency in enumerate(plan.agencies)
        ),
    )


def monitoring_point(city: City, night: date) -> datetime:
    """监测时间点 of a night: its last second, in the city's zone."""
    return datetime.combine(night, time(23, 59, 59), city.zone)


def items_visible(column: Column, at: datetime) -> tuple[Item, ...]:
    """The column's items that are on the site at `at` (with zone), in the order its page shows them."""
    return in_page_order(tuple(item for item in column.items if item.appears <= at), column.case)


def page_items(city: City, column: Column, at: datetime) -> tuple[Item, ...]:
    """Everything at the column's address, that of agencies sharing it too, in the order shown."""
    sharing = [other for other in city.columns if (other.site, other.path) == (column.site, column.path)]
    together = tuple(item for other in sharing for item in other.items if item.appears <= at)
    return in_page_order(together, column.case)


def in_page_order(items: tuple[Item, ...], case: Case) -> tuple[Item, ...]:
    """Newest first, pinned items before all; an unordered column in a jumble that is the same every night."""
    if case is Case.UNORDERED:
        return tuple(sorted(items, key=lambda item: Random(item.number).random()))
    return tuple(sorted(items, key=lambda item: (item.pinned, _sort_day(item), item.number), reverse=True))


def condition(city: City, column: Column, day: date) -> Condition:
    """How the column's address answers on `day`."""
    _, second, last = city.nights
    match column.case:
        case Case.UNREACHABLE:
            return Condition.CLOSED
        case Case.UNREACHABLE_SECOND_NIGHT if day == second:
            return Condition.CLOSED
        case Case.SECOND_TRY:
            return Condition.MAINTENANCE_FIRST
        case Case.REDESIGNED_TILES if day >= last:
            return Condition.TILES
        case Case.REDESIGNED_SCRIPT if day >= last:
            return Condition.SCRIPT
        case Case.BLOCKED if day >= last:
            return Condition.CHALLENGE
        case _:
            return Condition.NORMAL


def _sort_day(item: Item) -> tuple[int, int, int]:
    return item.shown or (item.appears.year, item.appears.month, item.appears.day)


def _agency(planned: PlannedAgency, position: int, *, last_night: date, zone: ZoneInfo) -> Agency:
    return Agency(
        code=planned.code,
        name=planned.name,
        agency_class=planned.class_,
        site=planned.site,
        columns=tuple(
            Column(
                agency=planned.code,
                code=column.code,
                name=column.name,
                kind=column.kind,
                category=column.category,
                site=planned.site,
                path=column.path or f"{planned.code}/{column.code}",
                case=column.case,
                max_age_days=column.max_age_days,
                min_items=column.min_items,
                issuer=planned.name if column.path else None,
                note=column.note,
                # A block of a thousand numbers a column: more than two years of daily items.
                items=history(
                    column,
                    agency=planned,
                    last_night=last_night,
                    first_number=100_000 + position * 10_000 + place * 1_000,
                    zone=zone,
                ),
            )
            for place, column in enumerate(planned.columns)
        ),
    )
