"""What items leave behind when they change, or come back after they were missing.

An item's earlier words are kept in `item_versions` when a visit at or after its last sighting shows others. A time in
which it was missing is kept in `item_absences` when it is seen again: it was last seen, then a visit read its place in
the list and did not find it, then it was there. A visit that lies before the last sighting (stored pages that are read
again) changes no words and makes no absence; where it shows an item within a time of absence, that time is cut into
what remains of it on either side, or taken back if nothing remains: we had not read what was there.

An absence rests on the visit that missed the item. Whether that visit still counts, or was itself read again since, is
for whoever asks to see.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Integer, Row, and_, delete, exists, select

from warehouse.save.bulk import Question, insert_rows
from warehouse.save.sightings import Item, Left, Return, Reworded, Sighting, Words
from warehouse.tables import Moment, item_absences, item_versions, observations


def save_past(connection: Connection, left: Left) -> None:
    """Write what visits leave behind; they and the items they show are written already."""
    _save_versions(connection, left.reworded)
    _save_absences(connection, left.returns)
    for late in left.late:
        _shorten(connection, late.item, late.published, late.seen)


def _save_versions(connection: Connection, reworded: Sequence[Reworded]) -> None:
    if not reworded:
        return
    readers = _readers(connection, {number for each in reworded for number in (each.last[1], each.visiting.seen[1])})
    insert_rows(
        connection,
        item_versions,
        (
            "item_id",
            "last_seen_at",
            "last_seen_observation_id",
            "changed_at",
            "changed_observation_id",
            "recorded_at",
            "reread",
            *Words._fields,
        ),
        [
            (
                each.item.id,
                *each.last,
                *each.visiting.seen,
                each.visiting.recorded_at,
                _is_reread(each, readers),
                *each.words,
            )
            for each in reworded
        ],
    )


def _is_reread(each: Reworded, readers: Mapping[int, str | None]) -> bool:
    """Another reader alone may be why the words differ: then nobody is said to have edited them."""
    seen, last = each.visiting.seen, each.last
    other = readers[seen.observation] != readers[last.observation]
    return each.visiting.read_again or seen.at == last.at or other


_READERS = Question(
    [observations.c.id],
    lambda wanted: select(observations.c.id, observations.c.reader).join(wanted, wanted.c.id == observations.c.id),
)


def _readers(connection: Connection, visits: Collection[int]) -> dict[int, str | None]:
    return {row.id: row.reader for row in _READERS.about(connection, [(number,) for number in visits])}


class _Reading(NamedTuple):
    """A visit of a column, as far as it tells which items were missing."""

    at: datetime
    night: int
    id: int
    url: str
    back_to: date | None
    """Everything dated on or after this day was read; `None`: it tells of no item that it was missing."""


def _save_absences(connection: Connection, returns: Sequence[Return]) -> None:
    spans: dict[int, tuple[datetime, datetime]] = {}
    for one in returns:
        back_at = one.visiting.seen.at
        after, until = spans.get(one.item.column, (one.last.at, back_at))
        spans[one.item.column] = min(after, one.last.at), max(until, back_at)
    # Hardly ever has a column been read in between: almost every night ends here.
    readings = _readings(connection, _with_readings_between(connection, spans))
    rows = []
    for one in returns:
        if one.item.column in readings:
            seen = one.visiting.seen
            missed = _first_miss(
                readings[one.item.column], one.published, one.last.at, seen.at, known_to=seen.observation
            )
            if missed is not None:
                rows.append(_absence(one.item.id, one.last.at, missed, seen, one.visiting.recorded_at))
    insert_rows(connection, item_absences, _ABSENCE, rows)


def _shorten(connection: Connection, item: Item, published: date | None, seen: Sighting) -> None:
    around = and_(
        item_absences.c.item_id == item.id,
        item_absences.c.last_seen_at < seen.at,
        item_absences.c.back_at > seen.at,
    )
    for row in connection.execute(select(item_absences).where(around)).all():
        span = {item.column: (row.last_seen_at, row.back_at)}
        readings = _readings(connection, span).get(item.column, [])
        back = Sighting(row.back_at, row.back_observation_id)
        rest = []
        for after, until in ((row.last_seen_at, seen), (seen.at, back)):
            missed = _first_miss(readings, published, after, until.at, known_to=seen.observation)
            if missed is not None:
                rest.append(_absence(item.id, after, missed, until, row.recorded_at))
        connection.execute(delete(item_absences).where(item_absences.c.id == row.id))
        insert_rows(connection, item_absences, _ABSENCE, rest)


_ABSENCE = (
    "item_id",
    "last_seen_at",
    "missed_at",
    "missed_observation_id",
    "back_at",
    "back_observation_id",
    "recorded_at",
)


def _absence(
    item: int, last_seen_at: datetime, missed: _Reading, back: Sighting, recorded_at: datetime
) -> tuple[object, ...]:
    return item, last_seen_at, missed.at, missed.id, *back, recorded_at


def _first_miss(
    readings: Sequence[_Reading], published: date | None, after: datetime, until: datetime, *, known_to: int
) -> _Reading | None:
    """The first visit between two sightings that read an item's place and did not find it.

    All three are of one address. Of a visit that was read again only the latest reading counts; nothing counts that was
    saved after the observation `known_to`.
    """
    known = {(one.at, one.night): one for one in readings if one.id <= known_to}
    places = {one.at: one.url for one in known.values()}
    if places.get(after) != places.get(until):
        return None
    return next(
        (
            one
            for one in known.values()
            if after < one.at < until and one.url == places[until] and _covers(one.back_to, published)
        ),
        None,
    )


def _covers(back_to: date | None, published: date | None) -> bool:
    return back_to is not None and (back_to == date.min or (published is not None and published >= back_to))


Spans = dict[int, tuple[datetime, datetime]]
"""For each column two moments."""

_SPAN = (Column("column_id", Integer), Column("after", Moment), Column("until", Moment))
_WITH_READINGS_BETWEEN = Question(
    _SPAN,
    lambda wanted: select(wanted.c.column_id).where(
        exists().where(
            observations.c.column_id == wanted.c.column_id,
            observations.c.observed_at > wanted.c.after,
            observations.c.observed_at < wanted.c.until,
            observations.c.same_as.is_(None),
            observations.c.readable,
        )
    ),
)
_READINGS = Question(
    _SPAN,
    lambda wanted: (
        select(observations)
        .join(
            wanted,
            and_(
                observations.c.column_id == wanted.c.column_id,
                observations.c.observed_at >= wanted.c.after,
                observations.c.observed_at <= wanted.c.until,
            ),
        )
        .order_by(observations.c.observed_at, observations.c.id)
    ),
)


def _with_readings_between(connection: Connection, spans: Spans) -> Spans:
    """Those columns that were read between their moments, by whatever visit."""
    if not spans:
        return {}
    return {column: spans[column] for column in _WITH_READINGS_BETWEEN.about(connection, _rows(spans)).scalars()}


def _readings(connection: Connection, spans: Spans) -> dict[int, list[_Reading]]:
    """All visits of these columns from the one moment to the other, in the order of time and then of knowledge."""
    if not spans:
        return {}
    found: dict[int, list[_Reading]] = defaultdict(list)
    for row in _READINGS.about(connection, _rows(spans)):
        found[row.column_id].append(_Reading(row.observed_at, row.night_id, row.id, row.url, _back_to(row)))
    return found


def _back_to(row: Row[Any]) -> date | None:
    if not row.readable or row.same_as is not None or row.broken_off or row.cap is not None:
        return None
    if row.state in ("blank", "blank_with_note"):
        return date.min
    # Where known items ended the reading, how far back all is known was an earlier visit's to say.
    read: date | None = None if row.stopped_at_known else row.read_back_to
    seen: date | None = row.seen_back_to
    return read or seen


def _rows(spans: Spans) -> list[tuple[int, datetime, datetime]]:
    return [(column, *moments) for column, moments in spans.items()]
