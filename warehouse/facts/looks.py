"""What each visit of a column really looked at, and so what it would have shown had it been there.

Everything said of an item's absence rests on this: that it was not there *before* (it is new, or was dated back) and
that it is not there *any more* (it vanished). A visit says so only of the days it read itself, of a list that showed
something older in its place, at the same address, read by the same program.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, select

from warehouse.facts.seen import items_at, latest_reading, local_day, recorded
from warehouse.tables import items, nights, observations


@dataclass(frozen=True, slots=True)
class Look:
    """One readable visit that counts: the latest reading of it."""

    id: int
    night: int
    at: datetime
    read_at: datetime
    """When the pages were read that it stands on: earlier than `at` if they had not changed since."""
    url: str
    reader: str | None
    blank: bool
    to_end: bool
    """It read all there is."""
    back_to: date | None
    """It read all dated on or after this day, and something older; `None`: that cannot be said."""


@dataclass(frozen=True, slots=True)
class Item:
    """An address in a column, in its present words."""

    id: int
    column: int
    key: str
    """Stands for the address."""
    url: str
    title: str
    published: date | None
    published_raw: str | None
    issuer: str | None
    position: int
    first_seen_at: datetime
    last_seen_at: datetime
    last_shown_by: int


@dataclass(frozen=True)
class ColumnPast:
    """All looks at one column, the earliest first, and its items."""

    looks: Sequence[Look]
    items: Sequence[Item]
    zone: ZoneInfo
    _floors: dict[datetime, date | None] = field(default_factory=dict)

    def look_at(self, moment: datetime) -> Look | None:
        """The look of exactly this moment."""
        place = bisect_left(self._moments, moment)
        found = place < len(self.looks) and self.looks[place].at == moment
        return self.looks[place] if found else None

    def before(self, shown: Look, published: date | None, *, one_reader: bool = False) -> Look | None:
        """The last look before `shown` that would have shown an item of the day `published`, and did not.

        At the same address. What another program read counts only for an item dated later than its look, and not at
        all with `one_reader`: what it did not find may have been there.
        """
        for place in range(bisect_left(self._moments, shown.at) - 1, -1, -1):
            look = self.looks[place]
            if look.url != shown.url:
                return None
            later = published is not None and published > local_day(look.at, self.zone)
            if look.reader != shown.reader and (one_reader or not later):
                if one_reader or published is None:
                    return None
                continue
            if look.blank or self._reaches(look, published):
                return look
        return None

    def missing(self, item: Item, *, since: datetime, until: datetime | None = None) -> list[Look]:
        """The looks after the sighting at `since` (and before `until`) that read the item's place and did not show it.

        Empty if the first of them was made with another program than the one that saw the item.
        """
        seen = self.look_at(since)
        if seen is None:
            return []
        found: list[Look] = []
        for look in self.looks[bisect_left(self._moments, since) + 1 :]:
            if until is not None and look.at >= until:
                break
            if look.url != seen.url or look.blank or look.read_at <= since:
                continue
            reaches = self._reaches(look, item.published) if item.published else self._shows_below(look, item)
            if not reaches:
                continue
            if not found and look.reader != seen.reader:
                return []
            found.append(look)
        return found

    def _reaches(self, look: Look, published: date | None) -> bool:
        """It read down to that day and showed something older. Of an undated item: to the list's end."""
        if published is None:
            return look.to_end
        if look.to_end:
            floor = self._floor(look.read_at)
            return floor is not None and floor < published
        return look.back_to is not None and look.back_to <= published

    def _shows_below(self, look: Look, item: Item) -> bool:
        """It read to the end and showed an item known for longer that stands no higher than this one stood."""
        return look.to_end and any(
            other.first_seen_at < item.first_seen_at
            and other.last_seen_at >= look.read_at
            and other.position >= max(1, item.position)
            for other in self.items
        )

    def _floor(self, moment: datetime) -> date | None:
        """The oldest day that the list showed then, but for rows pinned above newer ones."""
        if moment not in self._floors:
            shown = (
                item.published
                for item in self._in_order
                if item.first_seen_at <= moment <= item.last_seen_at and item.published
            )
            self._floors[moment] = min(shown, default=None)
        return self._floors[moment]

    @cached_property
    def _moments(self) -> list[datetime]:
        return [look.at for look in self.looks]

    @cached_property
    def _in_order(self) -> list[Item]:
        """Dated items below which nothing newer stood, as last seen; none of a list that is mostly in another order."""
        together: dict[int, list[Item]] = defaultdict(list)
        for item in self.items:
            if item.published:
                together[item.last_shown_by].append(item)
        ordered: list[Item] = []
        for shown in together.values():
            newest, falling = date.min, []
            for item in sorted(shown, key=lambda one: -one.position):
                if item.published and item.published >= newest:
                    newest = item.published
                    falling.append(item)
            if 2 * len(falling) >= len(shown):
                ordered += falling
        return ordered


def pasts(
    connection: Connection,
    known: Mapping[int, Sequence[Item]],
    *,
    as_of: datetime,
    zone: ZoneInfo,
    known_at: datetime | None,
) -> Iterator[tuple[int, ColumnPast]]:
    """The past of each visited column up to the night of `as_of`, by column id; `known` are the items by column."""
    base = observations.alias("base")
    statement = (
        select(
            observations.c.id,
            observations.c.column_id,
            observations.c.night_id,
            observations.c.observed_at,
            func.coalesce(base.c.observed_at, observations.c.observed_at).label("read_at"),
            observations.c.url,
            observations.c.reader,
            observations.c.state,
            observations.c.read_back_to,
            observations.c.seen_back_to,
            observations.c.stopped_at_known,
            observations.c.broken_off,
            observations.c.cap,
            observations.c.same_as,
            observations.c.pages_read,
            observations.c.settled_by,
        )
        .outerjoin(base, base.c.id == observations.c.same_as)
        .join(nights, nights.c.id == observations.c.night_id)
        .where(
            observations.c.readable,
            nights.c.as_of <= as_of,
            recorded(observations, known_at),
            latest_reading(known_at=known_at),
        )
        .order_by(observations.c.column_id, observations.c.observed_at, observations.c.id)
    )
    rows = connection.execute(statement.execution_options(yield_per=20_000))
    for column, looks in groupby(rows, key=lambda row: row.column_id):
        yield column, ColumnPast([_look(row) for row in looks], known.get(column, ()), zone)


def _look(row: Row[Any]) -> Look:
    blank = row.state in ("blank", "blank_with_note")
    # An unchanged first page says that nothing is new; what stood further down was not looked at.
    whole = row.same_as is None or row.pages_read <= (row.settled_by or 0)
    sound = whole and not row.broken_off and row.cap is None
    own = row.seen_back_to if row.stopped_at_known else (row.read_back_to or row.seen_back_to)
    to_end = sound and (blank or (own == date.min and not row.stopped_at_known))
    return Look(
        id=row.id,
        night=row.night_id,
        at=row.observed_at,
        read_at=row.read_at,
        url=row.url,
        reader=row.reader,
        blank=blank and to_end,
        to_end=to_end,
        back_to=own if sound and not to_end else None,
    )


def items_by_column(connection: Connection, known_at: datetime | None) -> dict[int, list[Item]]:
    """All items of all columns as they were known then."""
    shown = items_at(known_at)
    present = items.alias("present")
    rows = connection.execute(
        select(
            shown.c.id,
            shown.c.column_id,
            shown.c.url_sha256,
            shown.c.url,
            shown.c.title,
            shown.c.published,
            shown.c.published_raw,
            shown.c.issuer,
            present.c.position,
            shown.c.first_seen_at,
            shown.c.last_seen_at,
            present.c.last_seen_observation_id,
        )
        .join(present, present.c.id == shown.c.id)
        .order_by(shown.c.column_id, shown.c.first_seen_at, shown.c.id)
    )
    found: dict[int, list[Item]] = defaultdict(list)
    for row in rows:
        found[row.column_id].append(Item(*row))
    return dict(found)
