"""One row a column and day: was it fresh, stale, blank, or is that not known?

A day with a night has that night's verdict; where a night was never judged, what its visits saw is judged here, by the
same rules. A missed day is rebuilt from the days that items carry, as far as they prove anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, case, func, or_, select

from schemas.agencies import Agency
from schemas.results import Limit
from schemas.rules import RuleSet
from warehouse.connect import Warehouse
from warehouse.facts.arrays import NONE, arrays, as_days, code_of, day_number, local_days, second_number
from warehouse.facts.crawl import crawled_nights
from warehouse.facts.day_grid import UNCOUNTED, Newest, Register, Span
from warehouse.facts.frames import DAY, NUMBER
from warehouse.facts.limits import due_on_calendar
from warehouse.facts.seen import best_of_night, copied_pages, latest_reading, local_day, recorded
from warehouse.save.upsert import in_parts
from warehouse.tables import check_sets, column_checks, columns, observations, pages

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from warehouse.facts.arrays import Numbers

CHOICE = "category"
STATUSES = ("fresh", "stale", "blank", "unknown", "unlimited")
FRESH, STALE, BLANK, UNKNOWN, UNLIMITED = range(5)

COLUMN_DAYS: Mapping[str, str] = {
    "agency": CHOICE,
    "column": CHOICE,
    "day": DAY,
    "status": CHOICE,  # fresh, stale, blank, unknown or unlimited
    "seen": "bool",  # the status is what the day's own night saw
    "rebuilt": CHOICE,  # of a day that was not seen: `fresh` or `stale`, as items prove it; missing: they do not
    "newest": DAY,  # of the items dated up to the day: as that night knew, without a night as is known now
    "age": NUMBER,  # days from newest to the day
    "limit": NUMBER,  # days, as of the day; missing: no limit, or one in hours or working days
}
"""Columns of `column_days` and their dtypes. `agency` to `seen` are never missing."""

_Cells = tuple["Numbers", "Numbers", "Numbers"]
"""Rows, places of days, and what stands there."""


def column_days(
    w: Warehouse,
    *,
    agencies: Sequence[Agency],
    rules: RuleSet,
    first: date,
    last: date,
    zone: ZoneInfo,
    known_at: datetime | None = None,
) -> pd.DataFrame:
    """Every day from `first` to `last`, both included, of every column of `agencies` whose duty exists on it.

    In the order of the register, then of days. The day of a night is that of its monitoring point in `zone`; of several
    nights of one day the latest that went out counts. `status` is that night's verdict, `unknown` where it could not
    see the column. On a day without a night it is `rebuilt`: `fresh` if an item dated up to the day is within the
    limit, `stale` if none is and a later visit of the column's present address read back far enough to know that
    nothing else was there; otherwise `unknown`. Limits are those of `agencies` and `rules` as given.

    `known_at`: what was recorded after it does not count; verdicts are those of the nights up to it.
    """
    import numpy as np  # noqa: PLC0415  (a crawl reads the warehouse too, and has no use for it)

    span = Span(first, last)
    nights = _latest_of_each_day(w, span, zone, known_at)
    with w.read() as connection:
        register = Register.of(connection, agencies, rules, span)
        newest = Newest.of(connection, register, span, zone, known_at)
        status = np.full(register.owed.shape, UNKNOWN, dtype=np.int64)
        judged = _judged(connection, nights)
        for rows, places, codes in (
            _from_visits(connection, register, span, newest, nights - judged, zone, rules, known_at),
            _verdicts(connection, register, judged),
        ):
            status[rows, places] = codes
        unseen = register.owed & (status == UNKNOWN)
        rebuilt = _rebuilt(connection, register, span, newest, unseen, zone, rules, known_at)
    crawled = np.zeros(span.length, dtype=bool)
    crawled[[place for _, place in nights]] = True
    status = np.where(unseen & ~crawled & (rebuilt != NONE), rebuilt, status)
    shown = np.where(crawled, newest.then, newest.now)
    return _frame(register, span, status=status, seen=~unseen, rebuilt=rebuilt, newest=shown)


_Nights = frozenset[tuple[int, int]]
"""Ids of nights, each with the place of its day in the span."""


def _latest_of_each_day(w: Warehouse, span: Span, zone: ZoneInfo, known_at: datetime | None) -> _Nights:
    since = datetime.combine(span.first, time.min, zone)
    until = datetime.combine(span.last, time.max, zone)
    chosen = {
        span.place(local_day(night.as_of, zone)): night.id
        for night in crawled_nights(w, since=since, until=until)
        if known_at is None or night.started_at <= known_at
    }
    return frozenset((number, place) for place, number in chosen.items())


def _judged(connection: Connection, nights: _Nights) -> _Nights:
    found = set(connection.execute(select(check_sets.c.night_id)).scalars())
    return frozenset(night for night in nights if night[0] in found)


def _by_night(nights: _Nights) -> Numbers:
    """The place of a night's day, by its id."""
    import numpy as np  # noqa: PLC0415  (as above)

    places = np.full(max((number for number, _ in nights), default=0) + 1, NONE, dtype=np.int64)
    for number, place in nights:
        places[number] = place
    return places


def _verdicts(connection: Connection, register: Register, nights: _Nights) -> _Cells:
    codes = {name: code for code, name in enumerate(STATUSES)}
    found = arrays(
        connection,
        select(
            column_checks.c.night_id, column_checks.c.column_id, code_of(column_checks.c.status, codes).label("status")
        ).where(column_checks.c.night_id.in_([number for number, _ in nights])),
    )
    rows = register.rows_of(found["column_id"])
    own = rows != NONE
    return rows[own], _by_night(nights)[found["night_id"][own]], found["status"][own]


def _from_visits(
    connection: Connection,
    register: Register,
    span: Span,
    newest: Newest,
    nights: _Nights,
    zone: ZoneInfo,
    rules: RuleSet,
    known_at: datetime | None,
) -> _Cells:
    """What the visits of nights without verdicts say, by the precedence of the expectations."""
    import numpy as np  # noqa: PLC0415  (as above)

    found = _best_visits(connection, register, nights, known_at)
    rows, places = found["row"], found["place"]
    latest, limit = newest.then[rows, places], register.limit[rows, places]
    due = _due(register, span, rows, latest)
    undated = found["undated"] != NONE
    since = np.where(undated, local_days(found["undated"], zone), 0)
    today = places + span.begin
    nothing_dated = STALE if rules.undated == "stale" else UNKNOWN
    # The first that holds decides; none: the column is stale.
    answers: list[tuple[NDArray[np.bool_], Numbers | int]] = [
        ((found["kind"] == 0) | np.isin(found["id"], _copies(connection, nights, known_at)), UNKNOWN),
        (found["kind"] == 2, BLANK),
        (limit == NONE, UNLIMITED),
        (limit == UNCOUNTED, UNKNOWN),
        (latest == NONE, np.where(newest.undated[rows], nothing_dated, UNKNOWN)),
        (today - latest <= limit, FRESH),
        (local_days(found["at"], zone) <= due, UNKNOWN),
        ((found["reach"] == NONE) | (found["reach"] > due + 1), UNKNOWN),
        (undated & (today - since <= limit), nothing_dated),
    ]
    status = np.full(len(rows), STALE)
    for which, answer in reversed(answers):
        status = np.where(which, answer, status)
    return rows, places, status


def _copies(connection: Connection, nights: _Nights, known_at: datetime | None) -> list[int]:
    """Visits that were shown another column's page: see `warehouse.facts.seen.copied_pages`."""
    shared = (
        select(observations.c.night_id)
        .join(pages, and_(pages.c.observation_id == observations.c.id, pages.c.position == 0))
        .where(observations.c.night_id.in_([number for number, _ in nights]), pages.c.sha256.is_not(None))
        .group_by(observations.c.night_id, pages.c.sha256)
        .having(func.count(observations.c.column_id.distinct()) > 1)
    )
    found: set[int] = set()
    for night in connection.execute(shared.distinct()).scalars():
        found |= copied_pages(connection, best_of_night(night, known_at=known_at))
    return sorted(found)


def _best_visits(
    connection: Connection, register: Register, nights: _Nights, known_at: datetime | None
) -> dict[str, Numbers]:
    """One visit a column and night, chosen as `warehouse.facts.seen.best_of_night` chooses it, with `row`, `place`."""
    import numpy as np  # noqa: PLC0415  (as above)

    base = observations.alias("base")
    blank = observations.c.state.in_(("blank", "blank_with_note"))
    back_to = func.coalesce(observations.c.read_back_to, observations.c.seen_back_to)
    rank = (
        case((observations.c.url == columns.c.url, 20), else_=0)
        + case((observations.c.readable, 10), else_=0)
        + case((or_(blank, observations.c.read_back_to.is_not(None)), 2), (back_to.is_not(None), 1), else_=0)
    )
    undated = func.coalesce(base.c.undated_since, observations.c.undated_since)
    statement = (
        select(
            observations.c.id,
            observations.c.column_id,
            observations.c.night_id,
            second_number(connection, observations.c.observed_at).label("at"),
            case((blank, 2), (observations.c.readable, 1), else_=0).label("kind"),
            rank.label("rank"),
            case((blank, 1), else_=day_number(connection, back_to)).label("reach"),
            func.coalesce(second_number(connection, undated), NONE).label("undated"),
        )
        .join(columns, columns.c.id == observations.c.column_id)
        # A visit that found nothing changed shows what the one that it repeats has shown.
        .outerjoin(base, base.c.id == observations.c.same_as)
        .where(observations.c.night_id.in_([number for number, _ in nights]), recorded(observations, known_at))
    )
    found = arrays(connection, statement)
    found["row"], found["place"] = register.rows_of(found["column_id"]), _by_night(nights)[found["night_id"]]
    own = found["row"] != NONE
    found = {name: field[own] for name, field in found.items()}
    cell = found["row"] * register.owed.shape[1] + found["place"]
    chosen = np.ones(len(cell), dtype=bool)
    several = np.flatnonzero(np.bincount(cell)[cell] > 1)
    if len(several):
        chosen[several] = False
        chosen[several[_best({name: field[several] for name, field in found.items()}, cell[several])]] = True
    return {name: field[chosen] for name, field in found.items()}


def _best(found: Mapping[str, Numbers], cell: Numbers) -> Numbers:
    """The place of the best visit of each cell; of the readings of one visit only the latest takes part."""
    import numpy as np  # noqa: PLC0415  (as above)

    order = np.lexsort((found["id"], found["at"], cell))
    moment = np.stack((cell[order], found["at"][order]))
    read_last = order[np.append(np.any(moment[:, 1:] != moment[:, :-1], axis=0), True)]
    order = read_last[np.lexsort((*(found[name][read_last] for name in ("id", "at", "rank")), cell[read_last]))]
    best: Numbers = order[np.append(cell[order][1:] != cell[order][:-1], True)]
    return best


def _due(register: Register, span: Span, rows: Numbers, latest: Numbers) -> Numbers:
    """The last day on which an item of the day `latest` is within its row's limit; meaningless without either."""
    import numpy as np  # noqa: PLC0415  (as above)

    limits: dict[Limit, int] = {}
    numbers = np.array([-1 if each is None else limits.setdefault(each, len(limits)) for each in register.limits])
    due = latest.copy()
    for limit, number in limits.items():
        which = (numbers[rows] == number) & (latest != NONE)
        days, back = np.unique(latest[which], return_inverse=True)
        ends = [due_on_calendar(date.fromordinal(int(day)), limit).toordinal() for day in days]
        due[which] = np.array(ends, dtype=np.int64)[back] if ends else due[which]
    return due


def _rebuilt(
    connection: Connection,
    register: Register,
    span: Span,
    newest: Newest,
    unseen: NDArray[np.bool_],
    zone: ZoneInfo,
    rules: RuleSet,
    known_at: datetime | None,
) -> Numbers:
    """What the items prove of the days that were not seen; `NONE` where they prove nothing."""
    import numpy as np  # noqa: PLC0415  (as above)

    rebuilt = np.full(unseen.shape, NONE, dtype=np.int64)
    rows, places = np.nonzero(unseen & (register.limit >= 0) & (newest.now != NONE))
    latest = newest.now[rows, places]
    late = places + span.begin - latest > register.limit[rows, places]
    rebuilt[rows[~late], places[~late]] = FRESH
    asked = late & ((rules.undated == "stale") | ~newest.undated[rows])
    rows, places, latest = rows[asked], places[asked], latest[asked]
    later = _Later.of(connection, register, span, np.unique(rows), zone, known_at)
    due = _due(register, span, rows, latest)
    # A list that rolls drops its oldest rows: read to its end it tells of a gap only if the newest known is on it.
    told = (later.since[rows] <= places) & (
        (later.reach[rows, places] <= due + 1) | (later.to_end[rows, places] <= newest.shown_until[rows, places])
    )
    rebuilt[rows[told], places[told]] = STALE
    return rebuilt


class _Later:
    """What visits of a column's present address read from a day on."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        import numpy as np  # noqa: PLC0415  (as above)

        never = np.iinfo(np.int64).max
        self.reach: Numbers = np.full(shape, never, dtype=np.int64)
        """How far down a list the farthest of them read, that did not come to its end."""
        self.to_end: Numbers = np.full(shape, never, dtype=np.int64)
        """The day of the first of them that did; of one that found nothing changed, of the reading that it repeats."""
        self.since: Numbers = np.full(shape[0], never, dtype=np.int64)
        """By row: the place of the first of all of them."""

    @classmethod
    def of(
        cls,
        connection: Connection,
        register: Register,
        span: Span,
        wanted: Numbers,
        zone: ZoneInfo,
        known_at: datetime | None,
    ) -> _Later:
        import numpy as np  # noqa: PLC0415  (as above)

        later = cls(register.owed.shape)
        ids = np.flatnonzero(np.isin(register.row_of, wanted)).tolist()
        base = observations.alias("base")
        stopped = observations.c.stopped_at_known
        reach = case(
            (stopped, observations.c.seen_back_to),
            else_=func.coalesce(observations.c.read_back_to, observations.c.seen_back_to),
        )
        for part in in_parts(ids):
            found = arrays(
                connection,
                select(
                    observations.c.column_id,
                    second_number(connection, observations.c.observed_at).label("at"),
                    second_number(connection, func.coalesce(base.c.observed_at, observations.c.observed_at)).label(
                        "read"
                    ),
                    day_number(connection, reach).label("reach"),
                )
                .outerjoin(base, base.c.id == observations.c.same_as)
                .join(columns, and_(columns.c.id == observations.c.column_id, columns.c.url == observations.c.url))
                .where(
                    observations.c.column_id.in_(part),
                    observations.c.state == "list",
                    recorded(observations, known_at),
                    latest_reading(known_at=known_at),
                ),
            )
            rows, days = register.rows_of(found["column_id"]), local_days(found["at"], zone)
            places = days - span.begin
            np.minimum.at(later.since, rows, places)
            for grid, which, value in (
                (later.reach, found["reach"] > 1, found["reach"]),
                (later.to_end, found["reach"] == 1, local_days(found["read"], zone)),
            ):
                inside = which & (places >= 0)
                last = np.minimum(places[inside], span.length - 1)
                np.minimum.at(grid, (rows[inside], last), value[inside])
        for grid in (later.reach, later.to_end):
            grid[:] = np.minimum.accumulate(grid[:, ::-1], axis=1)[:, ::-1]
        return later


def _frame(
    register: Register,
    span: Span,
    *,
    status: Numbers,
    seen: NDArray[np.bool_],
    rebuilt: Numbers,
    newest: Numbers,
) -> pd.DataFrame:
    import numpy as np  # noqa: PLC0415  (as above)
    import pandas as pd  # noqa: PLC0415

    rows, places = np.nonzero(register.owed)
    today = places + span.begin
    latest, limit = newest[rows, places], register.limit[rows, places]
    names = {
        field: pd.Categorical.from_codes(codes[rows], categories=pd.Index(list(codes_of)))
        for field, (codes, codes_of) in {
            "agency": _coded([agency for agency, _ in register.keys]),
            "column": _coded([column for _, column in register.keys]),
        }.items()
    }
    fields = {
        **names,
        "day": as_days(today),
        "status": pd.Categorical.from_codes(status[rows, places], categories=pd.Index(STATUSES)),
        "seen": seen[rows, places],
        "rebuilt": pd.Categorical.from_codes(rebuilt[rows, places], categories=pd.Index(STATUSES)),
        "newest": as_days(latest),
        "age": pd.arrays.IntegerArray(today - latest, latest == NONE),
        "limit": pd.arrays.IntegerArray(limit, limit < 0),
    }
    return pd.DataFrame(fields, columns=list(COLUMN_DAYS))


def _coded(names: Sequence[str]) -> tuple[Numbers, dict[str, int]]:
    import numpy as np  # noqa: PLC0415  (as above)

    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64), numbers
