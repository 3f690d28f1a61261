"""Plant what happens in a year: events that must be found, and things that look like events and are none."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.support.year.layout import MONTHLY, PINNED, ROLLING, SHARED, UNDATED, Numbers, Size, item, laid_out, publish
from tests.support.year.world import Column, Item, World, at

ONE_DAY = timedelta(days=1)
FURNISHED = {"zcjd", "ndbg", "gkzn", "jyta", "hyhy"}
"""Codes of columns that hold what their own purpose asks for; nothing else happens there."""
NEW_NAMES = {"wjj": "市卫生健康委员会", "fgj": "市发展和改革委员会"}


@dataclass(frozen=True)
class Planted:
    """One event as it was planted."""

    kind: str
    night: date
    """The first night whose pages show it."""
    columns: tuple[str, ...]
    """`agency/code` of the columns it concerns."""
    urls: tuple[str, ...] = ()
    what: str = ""
    """Which variety."""


@dataclass
class Year:
    """The world and what was planted in it."""

    world: World
    size: Size
    planted: list[Planted]

    def of(self, kind: str) -> list[Planted]:
        return [one for one in self.planted if one.kind == kind]


def planted_year(size: Size, seed: int) -> Year:
    """The same year for the same seed."""
    planter = Planter(size, Random(seed))
    planter.plant()
    return Year(planter.world, size, planter.planted)


class Planter:
    """Lays a year out and plants in it what its size says."""

    def __init__(self, size: Size, random: Random) -> None:
        self.size = size
        self.random = random
        self.world = laid_out(size, random)
        self.numbers = Numbers()
        self.planted: list[Planted] = []
        self._used: set[int] = set()
        self._by_key = {f"{one.agency}/{one.code}": one for one in self.world.columns}

    def plant(self) -> None:
        self._what_keeps_us()
        self._agencies()
        self.silences()
        publish(self.world, self.size, self.random, self.numbers)
        self.furnish()
        for kind, plant in self._kinds().items():
            for number in range(self.size.counts.get(kind, 0)):
                plant(number)
        self._faults_of_lists()
        self._new()

    def _kinds(self) -> dict[str, Callable[[int], None]]:
        return {
            "batch": self._batch,
            "backdated": self._backdated,
            "vanished": self._vanished,
            "restored": self._restored,
            "edited": self._edited,
            "redated": self._redated,
            "reposted": self._reposted,
            "duplicated": self._duplicated,
        }

    # -- the calendar ------------------------------------------------------------------------------------------------

    def _count(self, kind: str) -> int:
        return self.size.counts.get(kind, 0)

    def _what_keeps_us(self) -> None:
        """Nights without a crawl, without a network, without a website; late ones."""
        world, days = self.world, self.world.days[4:-5]
        free = list(days)
        self.random.shuffle(free)
        missed = self._count("missed")
        if missed >= 6:
            run = self.random.randrange(20, len(days) - 20)
            world.missed |= set(days[run : run + 4])
        while len(world.missed) < missed:
            world.missed.add(free.pop())
        free = [day for day in free if day not in world.missed]
        world.offline |= {free.pop() for _ in range(self._count("offline"))}
        for number in range(self._count("down")):
            site, day = ("yz", "xx", "jh")[number % 3], free.pop()
            world.down |= {(site, day), (site, day + ONE_DAY)}
        for number in range(self._count("maintenance")):
            world.maintenance.add((("xx", "jh", "yz")[number % 3], free.pop()))
        world.late = {free.pop(): self.random.choice((9, 14, 20)) for _ in range(self._count("late"))}
        if self._count("template"):
            world.new_template["xx"] = days[len(days) * 2 // 5]
        changes = self._count("reader")
        world.reader_changes = [(days[len(days) * (n + 1) // (changes + 1)], n % 2 == 0) for n in range(changes)]

    def _agencies(self) -> None:
        """Renames, a merger, and a website that moves."""
        world, days = self.world, self.world.days
        for code, name in list({"wjj": "市卫生健康委员会", "fgj": "市发展和改革委员会"}.items())[
            : self._count("renamed")
        ]:
            if code in world.names:
                day = self._day(0.2, 0.8)
                world.names[code].insert(0, (day - ONE_DAY, world.names[code].pop()[1]))
                world.names[code].append((date.max, name))
                self._note("renamed", day, (code,), what=name)
        if self._count("merged") and {"ltz", "jhz"} <= world.names.keys():
            day = days[len(days) // 2]
            world.merged["ltz"] = ("jhz", day)
            self._note("merged", day, ("ltz", "jhz"))
        if self._count("moved") and "jyj" in world.names:
            day = days[len(days) * 3 // 5]
            world.register_delay["jyj"] = 2
            for column in world.columns:
                if column.agency == "jyj":
                    column.folders.append((at(day, 12), f"zwgk/{column.agency}/{column.code}"))
            self._note("moved", day, ("jyj",))

    def silences(self) -> None:
        """Columns that publish nothing for longer than they may."""
        fast = self._columns(lambda one: one.every <= 7)
        for number in range(self._count("stale")):
            column = fast[number % len(fast)]
            longest = column.limit + 4 + self.random.randrange(max(2, self.size.nights // 12))
            lo, hi = 3, self.size.nights - longest - 5
            if hi <= lo:
                continue
            since = self.world.days[self.random.randrange(lo, hi)]
            until = since + timedelta(days=longest)
            if all(until + 3 * ONE_DAY < a or b + 3 * ONE_DAY < since for a, b in column.silent):
                column.silent.append((since, until))

    def furnish(self) -> None:
        """What single columns hold beside their rhythm: some stand empty until their first item."""
        for column in self.world.columns:
            if column.code == "zcjd" and column.agency in ("wjj", "sqj"):
                begin = self._day(0.3, 0.7)
                column.items = [one for one in column.items if one.looks[0].since.date() >= begin]

    # -- picking -----------------------------------------------------------------------------------------------------

    def _note(
        self, kind: str, night: date, columns: tuple[str, ...], urls: tuple[str, ...] = (), what: str = ""
    ) -> None:
        self.planted.append(Planted(kind, night, columns, urls, what))

    def _day(self, lo: float, hi: float) -> date:
        days = self.world.days
        return days[self.random.randrange(int(len(days) * lo), max(int(len(days) * lo) + 1, int(len(days) * hi)))]

    def _columns(self, wanted: Callable[[Column], bool] = lambda _: True) -> list[Column]:
        """Ordinary columns: dated, whole, in one place all year."""
        special = {*ROLLING, *UNDATED, *MONTHLY, *PINNED, *SHARED.values()}
        agencies = {"ltz", "jyj"} & (self.world.merged.keys() | self.world.register_delay.keys())
        return [
            one
            for key, one in self._by_key.items()
            if key not in special and one.agency not in agencies and one.code not in FURNISHED and wanted(one)
        ]

    def _night(self, column: Column, lo: int, margin: int, *, clear: int = 1, still: int = 1) -> date:
        """A random night on which the column is seen, and on `clear` nights around it; `margin` nights remain.

        For `still` nights around it pages are read by one version: what another one reads otherwise proves nothing.
        """
        days = self.world.days
        changes = [day for day, _ in self.world.reader_changes]
        for _ in range(500):
            place = self.random.randrange(lo, len(days) - margin)
            around = days[max(0, place - clear) : place + clear + 1]
            quiet = all(day not in self.world.late for day in around)
            quiet = quiet and all(abs((day - days[place]).days) > still for day in changes)
            if quiet and all(self.world.seen(column, day) for day in around):
                return days[place]
        raise LookupError(f"{column.agency}/{column.code}: no night is clear enough")

    def _shown(self, column: Column, night: date, places: range) -> Item:
        """An item that nothing else happens to, at one of these places of its list before `night`."""
        rows = column.rows(at(night, 0))
        free = [rows[n][0] for n in places if n < len(rows) and rows[n][0].number not in self._used]
        free = [one for one in free if len(one.looks) == 1 and not one.pinned and one.home is column]
        if not free:
            raise LookupError(f"{column.agency}/{column.code}: nothing left to happen to")
        chosen = self.random.choice(free)
        self._used.add(chosen.number)
        return chosen

    def _try(self, plant: Callable[[Column], None], columns: list[Column]) -> None:
        """Plant in the first column, of a random order, that has room for it."""
        for column in self.random.sample(columns * 20, len(columns) * 20):
            try:
                plant(column)
            except LookupError:
                continue
            return
        raise LookupError("no column has room")

    def _key(self, column: Column) -> str:
        return f"{column.agency}/{column.code}"

    # -- events of items ---------------------------------------------------------------------------------------------

    def _forged(self, column: Column, night: date, days_old: int) -> Item:
        """A new item with a date long past; on a day without another in the column, so that its place is its own."""
        made = item(self.world, column, night, self.random, self.numbers)
        made.looks[0].since = at(night, 15, self.random.randrange(60))
        taken = {look.day for one in column.items for look in one.looks}
        day = night - timedelta(days=days_old)
        while day in taken and day < night - timedelta(days=8):
            day += ONE_DAY
        made.looks[0].day = day
        column.items.append(made)
        self._used.add(made.number)
        return made

    def _backdated(self, number: int) -> None:
        def plant(column: Column) -> None:
            deep = self.size.deep_pass_days
            night = self._night(column, 13, 2 + deep * 2, still=deep)
            made = self._forged(column, night, self.random.randrange(10, 30))
            self._note("backdated", night, (self._key(column),), (made.url(at(night, 16)),), "single")

        self._try(plant, self._columns(lambda one: one.every >= 4))

    def _batch(self, number: int) -> None:
        """Before an inspection a column is filled in one afternoon."""

        def plant(column: Column) -> None:
            night = self._night(column, 13, 4)
            made = [self._forged(column, night, days) for days in self.random.sample(range(9, 24), 4)]
            urls = tuple(one.url(at(night, 16)) for one in made)
            self._note("batch", night, (self._key(column),), urls)
            for url in urls:
                self._note("backdated", night, (self._key(column),), (url,), "batch")

        self._try(plant, self._columns(lambda one: one.every >= 4))

    def _vanished(self, number: int) -> None:
        deep = number % 3 == 2

        def plant(column: Column) -> None:
            margin = 5 * self.size.deep_pass_days + 4 if deep else 9
            night = self._night(column, 5, margin, still=self.size.deep_pass_days if deep else 1)
            size = column.product.page_size
            gone = self._shown(column, night, range(size + 1, 2 * size - 4) if deep else range(4))
            if not all(look.day and look.day < night for look in gone.looks):
                raise LookupError("it has only just come")
            gone.hide(at(night, 11))
            gone.taken_down = number % 2 == 0
            what = "deep" if deep else "top"
            self._note("vanished", night, (self._key(column),), (gone.url(at(night, 9)),), what)

        self._try(plant, self._columns(lambda one: one.every >= 4))

    def _restored(self, number: int) -> None:
        absent = (1, 2, 8)[number % 3]

        def plant(column: Column) -> None:
            night = self._night(column, 5, absent + 4, clear=absent + 1)
            back = self._shown(column, night, range(3))
            if not all(look.day and look.day < night for look in back.looks):
                raise LookupError("it has only just come")
            back.hide(at(night, 11), at(night + timedelta(days=absent), 11))
            what = f"{absent} nights"
            self._note("restored", night, (self._key(column),), (back.url(at(night, 9)),), what)

        self._try(plant, self._columns(lambda one: one.every >= 4))

    def _edited(self, number: int) -> None:
        of_document = number % 2 == 1

        def plant(column: Column) -> None:
            soon = self.size.recheck_days[0]
            night = self._night(column, 6, soon + 4 if of_document else 3, still=soon + 1 if of_document else 1)
            changed = self._shown(column, night, range(6))
            age = (night - (changed.looks[0].day or night)).days
            if of_document and age >= soon:
                raise LookupError("it was looked at again already")
            if age < 1:
                raise LookupError("it has only just come")
            last = changed.looks[-1]
            words = {"text": self.numbers.next()} if of_document else {"title": f"{last.title}（更正）"}
            changed.change(at(night, 11), **words)
            what = "document" if of_document else "title"
            self._note("edited", night, (self._key(column),), (changed.url(at(night, 12)),), what)

        self._try(plant, self._columns(lambda one: one.every >= 3))

    def _redated(self, number: int) -> None:
        def plant(column: Column) -> None:
            night = self._night(column, 6, 3)
            changed = self._shown(column, night, range(2, 9))
            changed.change(at(night, 11), day=night)
            self._note("redated", night, (self._key(column),), (changed.url(at(night, 12)),))

        self._try(plant, self._columns(lambda one: one.every >= 4))

    def _reposted(self, number: int) -> None:
        stays = number % 2 == 1

        def plant(column: Column) -> None:
            # Late enough for the original's document to have been read.
            night = self._night(column, 8, 6)
            old = self._shown(column, night, range(2, 9))
            words = old.looks[-1]
            new = item(self.world, column, night, self.random, self.numbers)
            new.topic, new.issuer, new.index = old.topic, old.issuer, old.index
            new.looks[0].title, new.looks[0].text = words.title, words.text
            new.looks[0].since = at(night, 11)
            column.items.append(new)
            self._used.add(new.number)
            if not stays:
                old.hide(at(night, 11))
                old.taken_down = True
            urls = (new.url(at(night, 12)), old.url(at(night, 12)))
            self._note("reposted", night, (self._key(column),), urls, "beside" if stays else "instead")

        self._try(plant, self._columns(lambda one: one.every >= 4))

    def _duplicated(self, number: int) -> None:
        """The same publication in two columns of an agency: under one address, or as a copy with its own."""
        copied = number % 2 == 1

        def plant(column: Column) -> None:
            others = [
                one for one in self._columns() if one.agency == column.agency and one is not column and one.every >= 4
            ]
            if not others:
                raise LookupError("it has one column only")
            other = self.random.choice(others)
            night = self._night(column, 5, 6)
            made = item(self.world, column, night, self.random, self.numbers)
            made.looks[0].since = at(night, 10)
            column.items.append(made)
            twin = made
            if copied:
                twin = item(self.world, other, night, self.random, self.numbers)
                twin.topic, twin.issuer, twin.index = made.topic, made.issuer, made.index
                twin.looks[0].title, twin.looks[0].text = made.looks[0].title, made.looks[0].text
                twin.looks[0].since = at(night, 10, 5)
            other.items.append(twin)
            self._used |= {made.number, twin.number}
            urls = tuple(dict.fromkeys((made.url(at(night, 11)), twin.url(at(night, 11)))))
            columns = (self._key(column), self._key(other))
            self._note("duplicated", night, columns, urls, "copy" if copied else "address")

        self._try(plant, self._columns(lambda one: one.every >= 4))

    # -- what is no event --------------------------------------------------------------------------------------------

    def _faults_of_lists(self) -> None:
        """For a night or two a list shows five rows only, or none at all."""
        columns = self._columns(lambda one: one.every >= 4)
        for number in range(self._count("fault")):
            column = self.random.choice(columns)
            night = self._night(column, 6, 8, clear=4)
            nights = (2, 5)[number % 2]
            column.cut.append((at(night, 10), at(night + timedelta(days=nights), 10), (5, 0)[number % 2]))

    def _new(self) -> None:
        """Everything that appears after the first night is new to each column that lists it."""
        begin = self.world.crawled_at(self.world.first)
        for column in self.world.columns:
            for one in column.items:
                if one.looks[0].since > begin:
                    night = one.looks[0].since.date()
                    self._note("new", night, (self._key(column),), (one.url(one.looks[0].since),))


def excluded(planted: Collection[Planted], kinds: Collection[str]) -> set[str]:
    """Addresses to which one of these kinds of event happened."""
    return {url for one in planted if one.kind in kinds for url in one.urls}
