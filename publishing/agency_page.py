"""One agency's page: what to fix first, what changed, every column against its limit, every line with its proof."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from publishing.comparison import Change, LineChange, change, line_changes
from publishing.night import Night
from publishing.overview import DueSoon, StatusCounts, days_over, due_soon
from publishing.remedies import Remedy, remedy
from publishing.upcoming import UpcomingGroup, upcoming
from schemas.night import ColumnNight, MonthItems, ScoreNight
from schemas.results import AgencyCard, ColumnCheck, Line, LineMode, LineStatus
from schemas.work_plan import Task

Same = TypeVar("Same")

_ORDER: tuple[LineStatus, ...] = ("unmet", "needs_review", "unknown", "met", "waived", "not_due", "not_applicable")
_RECENT_NIGHTS = 14
_SCALE = Decimal("1.5")
"""An age bar is one and a half limits long, so that the limit's mark stands at two thirds."""


@dataclass(frozen=True)
class TaskLines:
    """The lines of one task, lost points first. `points` and `max` are of the lines that count."""

    number: str
    task: Task | None
    """`None` of what is no task of the plan: the base, and the rule set's indicators."""
    title: str
    """The indicators' common title or their group's, where there is no task."""
    mode: LineMode | None
    """Where all lines are of one: `base`, `veto` and `bonus` have headings of their own."""
    lines: tuple[Line, ...]
    points: Decimal
    max: Decimal

    @property
    def counted(self) -> bool:
        """Any of them counts."""
        return any(line.points is not None for line in self.lines)

    @property
    def vetoed(self) -> bool:
        """Any of them sets the grade."""
        return any(vetoed(line) for line in self.lines)


@dataclass(frozen=True)
class ColumnRow:
    """One column against its limit. `fill` is the age in percent of the bar, `None` without age or limit."""

    column: ColumnCheck
    days_over: int | None
    fill: int | None
    recent: tuple[ColumnNight, ...]
    anchor: str
    """`cat-<n>` on the first row of a category, otherwise empty."""


@dataclass(frozen=True)
class Fix:
    """One thing to do: what a veto rests on first, then the dearest."""

    remedy: Remedy
    columns: tuple[ColumnCheck, ...]
    line: Line
    points: Decimal
    """What is lost as long as it is not done."""


@dataclass(frozen=True)
class AgencyPage:
    card: AgencyCard
    change: Change
    counts: StatusCounts
    ranked: int
    vetoes: tuple[Line, ...]
    """Those that set the grade."""
    fixes: tuple[Fix, ...]
    upcoming: tuple[UpcomingGroup, ...]
    due_soon: tuple[DueSoon, ...]
    changes: tuple[LineChange, ...]
    columns: tuple[ColumnRow, ...]
    tasks: tuple[TaskLines, ...]
    months: tuple[MonthItems, ...]
    scores: tuple[ScoreNight, ...]
    names: Mapping[str, ColumnCheck]
    """The agency's columns by code."""


def agency_page(night: Night, card: AgencyCard, categories: tuple[str, ...]) -> AgencyPage:
    """The page of `card`; `categories` in the order of the heat map, whose cells link here."""
    names = {column.column: column for column in card.columns}
    return AgencyPage(
        card=card,
        change=change(night, card),
        counts=Counter(column.status for column in card.columns),
        ranked=sum(other.rank is not None for other in night.scorecards.agencies),
        vetoes=tuple(line for line in card.lines if vetoed(line)),
        fixes=_fixes(card, names),
        upcoming=upcoming(night, [card]),
        due_soon=tuple(due for group in due_soon(night, [card]) for due in group.columns),
        changes=line_changes(night, card),
        columns=_column_rows(night, card, categories),
        tasks=_tasks(night, card),
        months=next((h.months for h in night.history.items if h.agency == card.code and h.column is None), ()),
        scores=next((h.nights for h in night.history.scores if h.agency == card.code), ()),
        names=names,
    )


def lost(line: Line) -> Decimal:
    """The points an unmet line costs; 0 while it is on trial or in grace."""
    return line.max - line.points if line.status == "unmet" and line.points is not None else Decimal(0)


def vetoed(line: Line) -> bool:
    """It sets the agency's grade."""
    return line.mode == "veto" and line.status == "unmet" and not line.trial


def _fixes(card: AgencyCard, names: Mapping[str, ColumnCheck]) -> tuple[Fix, ...]:
    fixes = [
        Fix(what, tuple(names[code] for code in line.columns if code in names), line, lost(line))
        for line in card.lines
        if line.status in ("unmet", "needs_review") and line.mode != "bonus" and (what := remedy(line))
    ]
    order = sorted(fixes, key=lambda fix: (-fix.points, fix.line.status != "unmet", fix.line.id))
    return tuple(sorted(order, key=lambda fix: not vetoed(fix.line)))


def _column_rows(night: Night, card: AgencyCard, categories: tuple[str, ...]) -> tuple[ColumnRow, ...]:
    place = {category: index for index, category in enumerate(categories)}
    recent = {h.column: h.nights[-_RECENT_NIGHTS:] for h in night.history.columns if h.agency == card.code}
    rows: list[ColumnRow] = []
    for column in sorted(card.columns, key=lambda column: place[column.category]):
        first = not rows or rows[-1].column.category != column.category
        rows.append(
            ColumnRow(
                column=column,
                days_over=days_over(column) if column.status == "stale" else None,
                fill=_fill(column),
                recent=recent.get(column.column, ()),
                anchor=f"cat-{place[column.category]}" if first else "",
            )
        )
    return tuple(rows)


def _fill(column: ColumnCheck) -> int | None:
    if column.age_days is None or not column.limit_days:
        return None
    return min(100, round(100 * column.age_days / (column.limit_days * _SCALE)))


def _tasks(night: Night, card: AgencyCard) -> tuple[TaskLines, ...]:
    wording = {task.number: task for task in night.plan.tasks} if night.plan else {}
    grouped: defaultdict[str, list[Line]] = defaultdict(list)
    for line in card.lines:
        grouped[line.mode if line.mode in ("veto", "bonus") else line.task].append(line)
    return tuple(
        TaskLines(
            number=number,
            task=wording.get(number),
            title=_common(line.title for line in lines) or (number if all(line.title for line in lines) else ""),
            mode=_common(line.mode for line in lines),
            lines=tuple(sorted(lines, key=lambda line: (_ORDER.index(line.status), -lost(line)))),
            points=_sum(line.points for line in lines if line.points is not None),
            max=_sum(line.max for line in lines if line.points is not None),
        )
        for number, lines in grouped.items()
    )


def _common(values: Iterable[Same]) -> Same | None:
    """What all of them are, if it is one."""
    first, *others = dict.fromkeys(values)
    return None if others else first


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
