"""What the pages that were fetched on a night really showed: the world's own answer to what the warehouse tells."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.support.year.scoring import Key, original
from tests.support.year.watching import Watch, registered
from tests.support.year.world import BASE, Column, Item, Look, World, at


@dataclass(frozen=True)
class Shown:
    """One column on one night, as far as its pages were fetched."""

    rows: tuple[tuple[Item, Look], ...]
    whole: bool
    """To its last page."""

    def covers(self, day: date) -> bool:
        """An item dated `day` would have been among the rows."""
        oldest = min((look.day for item, look in self.rows if look.day and not item.pinned), default=None)
        return self.whole or (oldest is not None and oldest < day)

    def __contains__(self, item: Item) -> bool:
        return any(one is item for one, _ in self.rows)


def shown(watch: Watch, night: date) -> dict[str, Shown]:
    """By `agency/code` of the register, the columns that could be read that night."""
    if night not in watch.sights:
        watch.sights[night] = _shown(watch, night)
    return watch.sights[night]


def _shown(watch: Watch, night: date) -> dict[str, Shown]:
    world, asked = watch.year.world, set(watch.asked[night])
    found = {}
    for agency in registered(world, night):
        for column in agency.columns_on(night):
            source = _source(world, f"{agency.code}/{column.code}")
            if world.seen(source, night) and (pages := _pages(world, source, night, asked)):
                count, rows = pages
                whole = count == len(source.pages(world.crawled_at(night)))
                found[f"{agency.code}/{column.code}"] = Shown(rows, whole)
    return found


def newest(watch: Watch) -> dict[str, dict[date, date | None]]:
    """By column and crawled night on which it was read: the newest day that was known, of those up to that day."""
    known: dict[str, set[date]] = {}
    found: dict[str, dict[date, date | None]] = {}
    for night in watch.year.world.nights:
        for key, one in shown(watch, night).items():
            days = known.setdefault(key, set())
            days |= {look.day for _, look in one.rows if look.day}
            found.setdefault(key, {})[night] = max((day for day in days if day <= night), default=None)
    return found


def statuses(watch: Watch) -> dict[tuple[str, date], str]:
    """By column and crawled night: fresh, stale or blank, wherever the pages that were fetched say so."""
    found: dict[tuple[str, date], str] = {}
    for key, nights in newest(watch).items():
        column = _source(watch.year.world, key)
        for night, day in nights.items():
            if day is not None:
                found[key, night] = "fresh" if (night - day).days <= column.limit else "stale"
            elif column.dated:
                found[key, night] = "blank"
    return found


def really(world: World, key: str, day: date) -> str:
    """What a visitor would have said at the end of `day`: fresh, stale or blank; of an undated column always fresh."""
    column, moment = _source(world, key), at(day, 23, 59, 59)
    looks = [look for item in column.items for look in item.looks if look.since <= moment]
    days = [look.day for look in looks if look.day and look.day <= day]
    if not looks or not column.dated:
        return "fresh" if looks else "blank"
    return "fresh" if days and (day - max(days)).days <= column.limit else "stale"


def first_shown(watch: Watch, key: str, item: Item) -> date | None:
    """The first night whose pages showed the item, as far as they were fetched."""
    nights = watch.year.world.nights
    return next((night for night in nights if (one := shown(watch, night).get(key)) and item in one), None)


def unproved(watch: Watch) -> set[Key]:
    """New items without a day that no look to the list's end had been without, by the reader that then found them.

    Without a day nothing says that an item came after another reader's look, which may have passed it over.
    """
    world, found = watch.year.world, set[Key]()
    for event in watch.year.of("new"):
        key, url = event.columns[0], event.urls[0]
        if _source(world, key).dated:
            continue
        item, reader = item_at(world, key, url), None
        for night in world.nights:
            one = shown(watch, night).get(key)
            if one and item in one:
                if reader != world.reader(night):
                    found.add((key, url))
                break
            if one and one.whole:
                reader = world.reader(night)
    return found


def last_absence(watch: Watch, key: str, item: Item) -> tuple[date, date] | None:
    """The last night that read the item's place before it was first shown, and the night that first showed it."""
    day, before = item.looks[0].day, None
    for night in watch.year.world.nights:
        one = shown(watch, night).get(key)
        if one is None:
            continue
        if item in one:
            return (before, night) if before else None
        if day and one.covers(day) and watch.year.world.crawled_at(night).date() - timedelta(days=1) >= day:
            before = night
    return None


def item_at(world: World, key: str, url: str) -> Item:
    """The item that had this address when it appeared."""
    return next(item for item in _source(world, key).items if item.url(item.looks[0].since) == url)


def _pages(
    world: World, column: Column, night: date, asked: set[str]
) -> tuple[int, tuple[tuple[Item, Look], ...]] | None:
    """How many of the column's pages were fetched, and their rows; `None` for an empty list that was not empty."""
    moment = world.crawled_at(night)
    folder, rows, count = column.folder(moment), [], 0
    pages = column.pages(moment)
    for number, page in enumerate(pages):
        if BASE[column.site] + column.product.list_address(folder, number) in asked:
            rows += page
            count += 1
    emptied = not pages[0] and any(since <= moment < until and not left for since, until, left in column.cut)
    return (count, tuple(rows)) if count and not emptied else None


def _source(world: World, key: str) -> Column:
    return next(one for one in world.columns if f"{one.agency}/{one.code}" == original(world, key))
