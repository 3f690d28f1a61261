"""The demonstration city laid out for a year: its agencies, websites and columns, each column with its own rhythm."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from demo.plan import PlannedAgency, city_plan
from demo.values import Case
from demo.wording import paragraphs_for, title_for
from tests.support.year.world import WRITTEN, Column, Item, Look, World, at

ROLLING = {"zfb/zwdt": 45, "rsj/rsdt": 45, "jhz/zwdt": 36}
"""Columns whose lists drop their oldest rows."""
UNDATED = {"czj/czdt"}
MONTHLY = {"zls/szgg": "出厂水和管网水水质检测结果月度公示"}
"""Columns whose items are all called the same."""
PINNED = {"wjj/tzgg"}
SHARED = {"wjj/sltz": "slj/tzgg"}
"""A column of one agency that is another one's too, which the register has under another spelling of its address."""


@dataclass(frozen=True)
class Size:
    """How large a city, how long a time."""

    first: date
    nights: int
    agencies: tuple[str, ...]
    columns_each: int
    history: int
    """Items of a column before the first night."""
    slowest: int
    """No column is slower than this, in days."""
    deep_pass_days: int
    recheck_days: tuple[int, ...]
    counts: dict[str, int] = field(default_factory=dict)
    """How often each kind of event is planted."""

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.nights - 1)


class Numbers:
    """Numbers for items, each used once."""

    def __init__(self) -> None:
        self._last = 100_000

    def next(self) -> int:
        self._last += 1
        return self._last


def laid_out(size: Size, random: Random) -> World:
    """The city before anything happens to it; no item stands in it yet."""
    agencies = [agency for agency in city_plan().agencies if agency.code in size.agencies]
    return World(
        first=size.first,
        last=size.last,
        columns=[column for agency in agencies for column in _columns(agency, size)],
        names={agency.code: [(date.max, agency.name)] for agency in agencies},
        classes={agency.code: agency.class_ for agency in agencies},
        shared=SHARED,
    )


def publish(world: World, size: Size, random: Random, numbers: Numbers) -> None:
    """Fill every column with items in its rhythm, from before the first night to after the last."""
    for column in world.columns:
        for day in _days(column, size, random):
            column.items.append(item(world, column, day, random, numbers))
        if f"{column.agency}/{column.code}" in PINNED:
            for pinned in column.items[:2]:
                pinned.pinned = True


def item(world: World, column: Column, day: date, random: Random, numbers: Numbers) -> Item:
    """One item that appears on `day` and is dated so; it says what no other item of the city says."""
    heir, since = world.merged.get(column.agency, (column.agency, date.max))
    issuer, number = world.name(heir if since <= day else column.agency, day), numbers.next()
    moment = at(day, random.randint(9, 16), random.randint(0, 59))
    # Some are put up in the day's last seconds, some between midnight and the crawl.
    edge = random.random()
    if edge < 0.03:
        moment = at(day, 23, 59, 40)
    elif edge < 0.05:
        moment = at(day, 0, 40)
    for text in range(number, number + 100_000_000, 1_000_000):
        topic = random.choice(column.topics)
        title = column.one_title or title_for(column.kind, agency=issuer, topic=topic, day=day, random=random)
        words = (title, *paragraphs_for(text, agency=issuer, topic=topic, day=WRITTEN))
        # Without a day the title alone tells one item of a column from another.
        if words not in world.said and (column.dated or title not in column.titles):
            break
    world.said.add(words)
    column.titles.add(title)
    return Item(number, column, topic, issuer, [Look(moment, title, day if column.dated else None, text)], number)


def _columns(agency: PlannedAgency, size: Size) -> list[Column]:
    usual = [column for column in agency.columns if column.path is None and column.case not in _BLANK]
    blank = [column for column in agency.columns if column.case is Case.BLANK][:1]
    columns = []
    for planned in usual[: size.columns_each] + blank:
        key = f"{agency.code}/{planned.code}"
        columns.append(
            Column(
                agency=agency.code,
                code=planned.code,
                name=planned.name,
                kind=planned.kind,
                category=planned.category,
                site=agency.site,
                topics=agency.topics,
                every=min(planned.every or 9, size.slowest),
                folders=[(at(date(2000, 1, 1), 0), key)],
                keeps=ROLLING.get(key),
                dated=key not in UNDATED,
                one_title=MONTHLY.get(key),
            )
        )
    return columns


_BLANK = {Case.BLANK, Case.BLANK_WITH_NOTE}


def _days(column: Column, size: Size, random: Random) -> list[date]:
    """Days of publication, never further apart than the column's limit allows but for its silences."""
    least, most = max(1, round(column.every * 0.6)), max(1, round(column.every * 1.4))
    day = size.first - timedelta(days=size.history * column.every)
    days = []
    while day <= size.last + timedelta(days=2):
        if not any(since <= day < until for since, until in column.silent):
            days.append(day)
        day += timedelta(days=random.randint(least, most))
    # A silence ends on its last day and not somewhere after it.
    ends = {until for since, until in column.silent if until <= size.last}
    return sorted({*days, *ends})
