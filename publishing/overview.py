"""The first page: who stands where, which categories are current, what is stale, what soon will be, what we missed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from publishing.comparison import Change, change
from publishing.night import Night
from publishing.upcoming import Upcoming, UpcomingGroup, upcoming, warned_columns
from schemas.results import AgencyCard, ColumnCheck, ColumnStatus, Scorecards

WORST_FIRST: tuple[ColumnStatus, ...] = ("blank", "stale", "unknown", "fresh", "unlimited")
"""A cell of several columns shows the first of these that occurs in it."""

DUE_WITHIN = (2, 5, 10)
"""Days ahead in which a column's limit passes, in the groups the page shows."""

NEAREST = 10
BEHIND = 5

_READ = ("list", "blank", "blank_with_note")
"""States of a page that was read."""

StatusCounts = Counter[ColumnStatus]


@dataclass(frozen=True)
class Standing:
    """One row of the ranking."""

    card: AgencyCard
    counts: StatusCounts
    change: Change

    @property
    def lost(self) -> Decimal:
        """What the agency's score lacks to its maximum."""
        return Decimal(0) if self.card.score is None else self.card.max - self.card.score


@dataclass(frozen=True)
class HeatCell:
    """The columns of one agency in one category. `judged` are fresh, stale or blank; `fresh` of them are."""

    fresh: int
    judged: int
    unknown: int
    columns: int
    worst: ColumnStatus


@dataclass(frozen=True)
class HeatRow:
    card: AgencyCard
    cells: tuple[HeatCell | None, ...]
    """One per category, `None` where the agency has no column of it."""


@dataclass(frozen=True)
class Overdue:
    """A stale or blank column; `days_over` is `None` for a blank one."""

    card: AgencyCard
    column: ColumnCheck
    days_over: int | None


@dataclass(frozen=True)
class DueSoon:
    """A fresh column whose limit passes soon: `days_left` 0 means today is the last good day."""

    card: AgencyCard
    column: ColumnCheck
    days_left: int


@dataclass(frozen=True)
class DueGroup:
    """Columns whose limit passes in `first` to `last` days, both included."""

    first: int
    last: int
    columns: tuple[DueSoon, ...]


@dataclass(frozen=True)
class Unseen:
    card: AgencyCard
    column: ColumnCheck


@dataclass(frozen=True)
class Headline:
    """The figures of the tiles, with last night's where there was one."""

    average: Decimal | None
    average_change: Decimal | None
    """Only when every rule stayed as it was and the same agencies were scored."""
    scored: int
    counts: StatusCounts
    before: StatusCounts | None

    @property
    def columns(self) -> int:
        return self.counts.total()

    @property
    def judged(self) -> int:
        """Columns with a limit, or blank: those for which being fresh means something."""
        return self.counts["fresh"] + self.counts["stale"] + self.counts["blank"]


@dataclass(frozen=True)
class TrendDay:
    day: date
    counts: StatusCounts


@dataclass(frozen=True)
class Overview:
    headline: Headline
    standings: tuple[Standing, ...]
    behind: tuple[Standing, ...]
    """Ranked agencies that lost points, the lowest percent first, at most `BEHIND`."""
    categories: tuple[str, ...]
    heat: tuple[HeatRow, ...]
    stale: tuple[Overdue, ...]
    blank: tuple[Overdue, ...]
    due_soon: tuple[DueGroup, ...]
    """Nearest group first; groups without columns are left out."""
    nearest: tuple[DueSoon, ...]
    """The first `NEAREST` of them, for a glance."""
    upcoming: tuple[UpcomingGroup, ...]
    first_due: tuple[Upcoming, ...]
    """The first `NEAREST` of them, too."""
    our_failure: tuple[Unseen, ...]
    not_assessable: tuple[Unseen, ...]
    undecided: tuple[Unseen, ...]
    """Unknown although the page was read, such as a list without dates. With the two above: all that is unknown."""
    trend: tuple[TrendDay, ...]


def overview(night: Night) -> Overview:
    """The first page's content, in the order in which it is read."""
    cards = _by_rank(night.scorecards.agencies)
    standings = tuple(Standing(card, _counts(card.columns), change(night, card)) for card in cards)
    names = categories(night.scorecards)
    coming = due_soon(night, cards)
    warned = upcoming(night, cards)
    return Overview(
        headline=_headline(night, standings),
        standings=standings,
        behind=_behind(standings),
        categories=names,
        heat=tuple(_heat_row(card, names) for card in cards),
        stale=tuple(sorted(_stale(cards), key=_worst_first)),
        blank=tuple(
            Overdue(card, column, None) for card in cards for column in card.columns if column.status == "blank"
        ),
        due_soon=coming,
        nearest=tuple(due for group in coming for due in group.columns)[:NEAREST],
        upcoming=warned,
        first_due=tuple(one for group in warned for one in group.lines)[:NEAREST],
        our_failure=_unseen(cards, "our_failure"),
        not_assessable=_unseen(cards, "not_assessable"),
        undecided=tuple(Unseen(card, column) for card, column in _unknown(cards) if column.state in _READ),
        trend=_trend(night),
    )


def categories(scorecards: Scorecards) -> tuple[str, ...]:
    """Every category that occurs, those of most agencies first."""
    owners = Counter(
        category for card in scorecards.agencies for category in {column.category for column in card.columns}
    )
    return tuple(sorted(owners, key=lambda category: (-owners[category], category)))


def due_soon(night: Night, cards: Iterable[AgencyCard]) -> tuple[DueGroup, ...]:
    """Fresh columns whose limit passes within `DUE_WITHIN` days, the nearest first; none of which a line warns."""
    warned = warned_columns(night)
    coming = sorted(
        (
            DueSoon(card, column, (column.due_on - night.day).days)
            for card in cards
            for column in card.columns
            if column.status == "fresh" and column.due_on is not None and (card.code, column.column) not in warned
        ),
        key=lambda due: (due.days_left, due.card.code, due.column.column),
    )
    groups = (
        DueGroup(before + 1, last, tuple(due for due in coming if before < due.days_left <= last))
        for before, last in pairwise((-1, *DUE_WITHIN))
    )
    return tuple(group for group in groups if group.columns)


def _by_rank(cards: Iterable[AgencyCard]) -> list[AgencyCard]:
    return sorted(cards, key=lambda card: (card.rank is None, card.rank or 0, card.code))


def _counts(columns: Iterable[ColumnCheck]) -> StatusCounts:
    return Counter(column.status for column in columns)


def _headline(night: Night, standings: tuple[Standing, ...]) -> Headline:
    scored = [standing.card for standing in standings if standing.card.percent is not None]
    moved = [standing.change.points for standing in standings if standing.change.points is not None]
    average = _mean([card.percent for card in scored if card.percent is not None])
    before = night.previous
    same_agencies = before is not None and {card.code for card in scored} == {
        card.code for card in before.agencies if card.percent is not None
    }
    return Headline(
        average=average,
        average_change=_mean(moved) if same_agencies and len(moved) == len(scored) else None,
        scored=len(scored),
        counts=_counts(column for standing in standings for column in standing.card.columns),
        before=None if before is None else _counts(column for card in before.agencies for column in card.columns),
    )


def _mean(values: list[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) / len(values) if values else None


def _heat_row(card: AgencyCard, names: tuple[str, ...]) -> HeatRow:
    return HeatRow(card, tuple(_cell([c for c in card.columns if c.category == name]) for name in names))


def _cell(columns: list[ColumnCheck]) -> HeatCell | None:
    if not columns:
        return None
    counts = _counts(columns)
    return HeatCell(
        fresh=counts["fresh"],
        judged=counts["fresh"] + counts["stale"] + counts["blank"],
        unknown=counts["unknown"],
        columns=len(columns),
        worst=next(status for status in WORST_FIRST if counts[status]),
    )


def _stale(cards: Iterable[AgencyCard]) -> Iterable[Overdue]:
    for card in cards:
        for column in card.columns:
            if column.status == "stale":
                yield Overdue(card, column, days_over(column))


def days_over(column: ColumnCheck) -> int | None:
    """Age less limit, as the finding's sentence says it; `None` where there is no age (undated items).

    Not the days since `due_on`: six months forward from an item and six months back from tonight differ by a few
    days, and every figure of a row has to add up for whoever checks it by hand.
    """
    if column.age_days is not None and column.limit_days is not None:
        return column.age_days - column.limit_days
    return None


def _worst_first(overdue: Overdue) -> tuple[int, str, str]:
    return (-(overdue.days_over or 0), overdue.card.code, overdue.column.column)


def _unseen(cards: Iterable[AgencyCard], cause: str) -> tuple[Unseen, ...]:
    return tuple(
        Unseen(card, column) for card, column in _unknown(cards) if column.cause == cause and column.state not in _READ
    )


def _unknown(cards: Iterable[AgencyCard]) -> Iterable[tuple[AgencyCard, ColumnCheck]]:
    return ((card, column) for card in cards for column in card.columns if column.status == "unknown")


def _behind(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    ranked = [s for s in standings if s.card.rank is not None and s.lost > 0]
    return tuple(sorted(ranked, key=lambda s: (s.card.percent, s.card.code))[:BEHIND])


def _trend(night: Night) -> tuple[TrendDay, ...]:
    days: dict[date, StatusCounts] = {}
    for history in night.history.columns:
        for seen in history.nights:
            days.setdefault(seen.day, Counter())[seen.status] += 1
    return tuple(TrendDay(day, days[day]) for day in sorted(days))
