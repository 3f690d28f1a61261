"""Hold what was found against what was planted: per kind how many there were, were found, and were invented."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.support.year.planting import Planted, Year
from tests.support.year.world import Column, World

Key = tuple[str, ...]
"""What is the same in an event as planted and as found; differs by kind."""


@dataclass
class Tally:
    """One kind of event."""

    kind: str
    planted: set[Key] = field(default_factory=set)
    found: set[Key] = field(default_factory=set)
    excused: set[Key] = field(default_factory=set)
    """True as well, and promised by nobody: they may be found or not."""

    @property
    def missing(self) -> set[Key]:
        return self.planted - self.found

    @property
    def false(self) -> set[Key]:
        return self.found - self.planted - self.excused

    def line(self) -> str:
        right = len(self.planted & self.found)
        return f"{self.kind:<12} planted {len(self.planted):>5}  found {right:>5}  false {len(self.false):>3}"


@dataclass(frozen=True)
class Found:
    """One event of an item as the warehouse tells it."""

    kind: str
    column: str
    """`agency/code`."""
    url: str
    other_column: str | None = None
    other_url: str | None = None
    """Of the item it is compared with."""


def item_tallies(year: Year, found: Iterable[Found], *, unproved: Collection[Key]) -> dict[str, Tally]:
    """What happened to items, by kind. `unproved`: items of which no look proves that they are new."""
    kinds = ("new", "edited", "vanished", "restored", "redated", "reposted", "duplicated", "backdated")
    tallies = {kind: Tally(kind) for kind in kinds}
    for event in year.planted:
        if event.kind in tallies:
            tallies[event.kind].planted |= keys_of(event)
    tallies["new"].excused = _not_to_be_seen(year).union(unproved)
    tallies["new"].planted -= tallies["new"].excused
    # What was posted again is told as that, and not as new.
    tallies["new"].planted -= {(column, event.urls[0]) for event in year.of("reposted") for column in event.columns}
    for one in found:
        tallies[one.kind].found.add(_key_of_found(year.world, one))
    for kind, excused in _excused(year).items():
        tallies[kind].excused |= excused
    return tallies


def keys_of(event: Planted) -> set[Key]:
    """Column and address; of a duplicate both columns and all addresses, of a repost the old address too."""
    if event.kind == "duplicated":
        return {(*sorted(event.columns), *sorted(event.urls))}
    return {(event.columns[0], *event.urls)}


def _key_of_found(world: World, one: Found) -> Key:
    column = original(world, one.column)
    if one.kind == "duplicated":
        other = original(world, one.other_column or "")
        return (*sorted((column, other)), *sorted({one.url, one.other_url or ""}))
    return (column, one.url, one.other_url or "") if one.kind == "reposted" else (column, one.url)


def original(world: World, column: str) -> str:
    """The column as it was called before it was handed over, or by whom it is kept."""
    if column in world.shared:
        return world.shared[column]
    agency, _, code = column.partition("/")
    for gone, (heir, _) in world.merged.items():
        if agency == heir and code.startswith(f"{gone}-"):
            return f"{gone}/{code.removeprefix(f'{gone}-')}"
    return column


def _not_to_be_seen(year: Year) -> set[Key]:
    """New items that nobody looked after any more, or that came with the first reading of their column."""
    world, found = year.world, set[Key]()
    columns = {f"{one.agency}/{one.code}": one for one in world.columns}
    nights = {key: [night for night in world.nights if world.seen(column, night)] for key, column in columns.items()}
    came = {
        (key, item.url(item.looks[0].since)): item.looks[0].since
        for key, column in columns.items()
        for item in column.items
    }
    for event in year.of("new"):
        column, item = event.columns[0], (event.columns[0], event.urls[0])
        before = [night for night in nights[column] if world.crawled_at(night) < came[item]]
        first = next(iter(nights[column][len(before) :]), None)
        if first is None or not before or _begins_anew(world, columns[column], before[-1], first):
            found.add(item)
    return found


def _begins_anew(world: World, column: Column, before: date, night: date) -> bool:
    """The first reading, after the one of the night `before`, of a column that moved or was handed over."""
    moved = column.url(world.registered_at(column, night)) != column.url(world.registered_at(column, before))
    since = world.merged.get(column.agency, ("", date.max))[1]
    return moved or before < since <= night


def _excused(year: Year) -> Mapping[str, set[Key]]:
    world = year.world
    columns = {f"{one.agency}/{one.code}": one for one in world.columns}
    moved_with_date = {key for kind in ("redated", "reposted") for one in year.of(kind) for key in _each(one)}
    hidden: set[Key] = {
        (key, item.url(since))
        for key, column in columns.items()
        for since, _, left in column.cut
        if left
        for item in column.items
        if item.look(since)
    }
    return {
        # A document that shows another day, or another title, is another document.
        "edited": moved_with_date,
        # In its place stands another one, under a later day.
        "vanished": {key for one in [*year.of("reposted"), *year.of("restored")] for key in _each(one)},
        # For two nights the site did not show them.
        "restored": hidden,
    }


def _each(event: Planted) -> set[Key]:
    return {(column, url) for column in event.columns for url in event.urls}


def table(tallies: Collection[Tally]) -> str:
    """One line a kind."""
    return "\n".join(tally.line() for tally in tallies)
