"""A city whose websites are worked out for any moment: columns, items, and how each item looks from when to when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demo.products import PRODUCTS, Product
from demo.values import Item as Printed

ZONE = ZoneInfo("Asia/Shanghai")
BASE = {"yz": "http://127.0.0.1:8101", "xx": "http://127.0.0.1:8102", "jh": "http://127.0.0.1:8103"}
"""The websites' addresses. Nobody listens there: `tests.support.year.network` answers in their place."""

WRITTEN = date(2025, 1, 1)
"""The day that documents speak of in their texts, so that a copy of a later day says the same."""


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), ZONE)


@dataclass
class Look:
    """An item's words from `since` on, until `until` (not included; `None`: for good)."""

    since: datetime
    title: str
    day: date | None
    text: int
    """Seed of the document's paragraphs."""
    until: datetime | None = None


@dataclass
class Item:
    """One publication with an address of its own."""

    number: int
    home: "Column"
    topic: str
    issuer: str
    looks: list[Look]
    index: int
    """The number printed as 索引号; a copy carries that of its original."""
    pinned: bool = False
    issued: date | None = None
    """成文日期, where its page prints one."""
    taken_down: bool = False
    """While it is in no list, its own page is gone too."""

    def look(self, moment: datetime) -> Look | None:
        """How it looks at `moment`; `None` while no list shows it."""
        for look in self.looks:
            if look.since <= moment and (look.until is None or moment < look.until):
                return look
        return None

    def document(self, moment: datetime) -> Look | None:
        """What its own page says, also after the list has dropped it."""
        shown = self.look(moment)
        earlier = [look for look in self.looks if look.since <= moment]
        return shown or (earlier[-1] if earlier and not self.taken_down else None)

    def change(self, moment: datetime, **words: object) -> None:
        """From `moment` on it looks otherwise."""
        last = self.looks[-1]
        last.until = moment
        new = {"title": last.title, "day": last.day, "text": last.text} | words
        self.looks.append(Look(since=moment, **new))  # type: ignore[arg-type]

    def hide(self, since: datetime, until: datetime | None = None) -> None:
        """Take it out of its list, for good or for a time."""
        last = self.looks[-1]
        last.until = since
        if until is not None:
            self.looks.append(Look(until, last.title, last.day, last.text))

    def path(self, moment: datetime) -> str:
        first = self.looks[0]
        # The address carries the day of posting, which a forged date does not change.
        printed = Printed(self.number, first.title, self.topic, self.issuer, None, first.since)
        return self.home.product.article_address(self.home.folder(moment), printed)

    def url(self, moment: datetime) -> str:
        return BASE[self.home.site] + self.path(moment)


@dataclass
class Column:
    """One list on one website, and everything that ever stands in it."""

    agency: str
    code: str
    name: str
    kind: str
    category: str
    site: str
    topics: tuple[str, ...]
    every: int
    folders: list[tuple[datetime, str]]
    """Where it stands from when on."""
    items: list[Item] = field(default_factory=list)
    keeps: int | None = None
    """The list shows only so many of its newest rows."""
    dated: bool = True
    one_title: str | None = None
    """Every item is called so."""
    note: str = ""
    """What a page without items says about that."""
    silent: list[tuple[date, date]] = field(default_factory=list)
    """From the first day on, before the second, nothing is published."""
    titles: set[str] = field(default_factory=set)
    """Under which its items came."""
    cut: list[tuple[datetime, datetime, int]] = field(default_factory=list)
    """For a time the list shows only so many rows, by a fault of the site."""

    @property
    def limit(self) -> int:
        """Days after which it is stale: more than twice its rhythm."""
        return 2 * self.every + 3

    @property
    def product(self) -> Product:
        return PRODUCTS[{"yz": "yunzheng", "xx": "xixun", "jh": "jinghu"}[self.site]]

    def folder(self, moment: datetime) -> str:
        return [folder for since, folder in self.folders if since <= moment][-1]

    def url(self, moment: datetime) -> str:
        return BASE[self.site] + self.product.list_address(self.folder(moment), 0)

    def rows(self, moment: datetime) -> list[tuple[Item, Look]]:
        """What the list shows, in its order: pinned rows first, then the newest."""
        found = [(item, look) for item in self.items if (look := item.look(moment))]
        found.sort(key=_place, reverse=True)
        for since, until, left in self.cut:
            if since <= moment < until:
                return found[:left]
        return found[: self.keeps]

    def pages(self, moment: datetime) -> list[list[tuple[Item, Look]]]:
        rows, size = self.rows(moment), self.product.page_size
        return [rows[first : first + size] for first in range(0, len(rows), size)] or [[]]


def _place(row: tuple[Item, Look]) -> tuple[bool, date, int]:
    item, look = row
    return item.pinned, look.day or look.since.date(), item.number


@dataclass
class World:
    """The whole city, and what kept us from seeing it."""

    first: date
    last: date
    columns: list[Column]
    names: dict[str, list[tuple[date, str]]]
    """By agency: its name, and the last day of each former one (the present name's is `date.max`)."""
    classes: dict[str, str]
    said: set[tuple[str, ...]] = field(default_factory=set)
    """Title and paragraphs under which each item came."""
    merged: dict[str, tuple[str, date]] = field(default_factory=dict)
    """By agency that is no more: who took over its columns, and on which day."""
    shared: dict[str, str] = field(default_factory=dict)
    """By `agency/code` of a column that is another one's too: that one."""
    missed: set[date] = field(default_factory=set)
    """Nights on which nobody crawled."""
    offline: set[date] = field(default_factory=set)
    """Nights on which our own network was down."""
    down: set[tuple[str, date]] = field(default_factory=set)
    """Websites that did not answer, by night."""
    maintenance: set[tuple[str, date]] = field(default_factory=set)
    """Websites that showed a notice in place of every list, by night."""
    late: dict[date, int] = field(default_factory=dict)
    """The hour of the next day at which a night was crawled, where that was not 2 o'clock."""
    new_template: dict[str, date] = field(default_factory=dict)
    """The first night on which a website looks otherwise."""
    reader_changes: list[tuple[date, bool]] = field(default_factory=list)
    """Nights from which on pages are read by another version, and whether stored ones were read again before."""
    register_delay: dict[str, int] = field(default_factory=dict)
    """Nights for which the register still named the old addresses of an agency that had moved."""

    @property
    def nights(self) -> list[date]:
        """Those that were crawled."""
        return [day for day in self.days if day not in self.missed]

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]

    def crawled_at(self, night: date) -> datetime:
        """When the crawl of a monitoring point (its day's last second) begins."""
        return at(night + timedelta(days=1), self.late.get(night, 2), 30)

    def reader(self, night: date) -> int:
        """The version by which pages are read that night."""
        return sum(since <= night for since, _ in self.reader_changes)

    def seen(self, column: Column, night: date) -> bool:
        """The column could be read that night."""
        kept = {(column.site, night)} & (self.down | self.maintenance)
        return not kept and night not in self.missed and night not in self.offline and self._found(column, night)

    def _found(self, column: Column, night: date) -> bool:
        moment = self.crawled_at(night)
        return column.url(moment) == column.url(self.registered_at(column, night))

    def registered_at(self, column: Column, night: date) -> datetime:
        """The moment whose address the register of that night has for the column."""
        moment = self.crawled_at(night)
        delay = timedelta(days=self.register_delay.get(column.agency, 0))
        return max(moment - delay, column.folders[0][0])

    def name(self, agency: str, day: date) -> str:
        return next(name for until, name in self.names[agency] if day <= until)

    def on_site(self, site: str) -> Iterator[Column]:
        return (column for column in self.columns if column.site == site)
