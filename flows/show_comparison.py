"""What another rule set would change, for a terminal and for files."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.compare_rules import tally
from flows.write_whole import write_whole
from publishing.safe_text import spreadsheet_text
from schemas.comparisons import RuleDifference, RulesComparison, Standing, Tally

if TYPE_CHECKING:
    from rich.table import Table

FILES = ("comparison.json", "agencies.csv", "rules.csv")
_STANDING = {"score": "得分", "max": "满分", "percent": "得分率", "grade": "等次", "rank": "名次", "coverage": "覆盖率"}
_TALLY = {"points": "得分", "max": "满分", "met": "达标", "unmet": "未达标", "unknown": "未能判定", "other": "其他"}


def write(comparison: RulesComparison, out: Path) -> None:
    """`comparison.json` whole, `agencies.csv` and `rules.csv` a row a night. Raises `FolderNotWritable`."""
    write_whole(out / "comparison.json", comparison.model_dump_json(indent=2) + "\n")
    write_whole(
        out / "agencies.csv",
        _csv(
            ("监测时间点", "单位代码", "单位名称", *_both(_STANDING), "否决（现行）", "否决（拟用）"),
            (
                (
                    one.as_of.isoformat(),
                    one.agency,
                    one.name,
                    *_cells(one.before, _STANDING),
                    *_cells(one.after, _STANDING),
                    "；".join(one.before.vetoes),
                    "；".join(one.after.vetoes),
                )
                for one in comparison.agencies
            ),
        ),
    )
    write_whole(
        out / "rules.csv",
        _csv(
            ("监测时间点", "单位代码", "规则", "名称", *_both(_TALLY)),
            (
                (
                    one.as_of.isoformat(),
                    one.agency,
                    one.rule,
                    one.title,
                    *_cells(one.before, _TALLY),
                    *_cells(one.after, _TALLY),
                )
                for one in comparison.rules
            ),
        ),
    )


def agencies_table(comparison: RulesComparison) -> Table:
    """Each agency on the latest of the nights, and on how many nights its grade or its place would be another."""
    from rich.table import Table

    moved = Counter(one.agency for one in comparison.agencies if one.moved)
    table = Table(title=f"{comparison.office}  {comparison.nights[-1]:%Y-%m-%d %H:%M}  {_names(comparison)}")
    table.add_column("单位")
    for heading in ("得分率", "等次", "名次", "否决", f"等次或名次有变的夜数（共{len(comparison.nights)}夜）"):
        table.add_column(heading, justify="right")
    for one in comparison.agencies:
        if one.as_of == comparison.nights[-1]:
            was, now = one.before, one.after
            table.add_row(
                one.name,
                _change(was.percent, now.percent),
                _change(was.grade, now.grade),
                _change(was.rank, now.rank),
                _change(len(was.vetoes), len(now.vetoes)),
                str(moved[one.agency]),
            )
    return table


def rules_table(comparison: RulesComparison) -> Table:
    """Each obligation and indicator over all agencies on the latest of the nights."""
    from rich.table import Table

    latest: defaultdict[str, list[RuleDifference]] = defaultdict(list)
    for one in comparison.rules:
        if one.as_of == comparison.nights[-1]:
            latest[one.rule].append(one)
    table = Table(title="各项规则，全部单位合计（现行 → 拟用）")
    table.add_column("规则")
    for heading in _TALLY.values():
        table.add_column(heading, justify="right")
    for rule, members in latest.items():
        was = tally(one.before for one in members) if any(one.before for one in members) else None
        now = tally(one.after for one in members) if any(one.after for one in members) else None
        name = " ".join(part for part in (rule, members[0].title) if part)
        table.add_row(name, *(_change(_part(was, key), _part(now, key)) for key in _TALLY))
    return table


def summary(comparison: RulesComparison) -> str:
    """In one sentence: what was compared, and whom it would touch."""
    graded = {one.agency for one in comparison.agencies if one.before.grade != one.after.grade}
    placed = {one.agency for one in comparison.agencies if one.before.rank != one.after.rank}
    nights = comparison.nights
    return (
        f"{len(nights)} nights, {nights[0]:%Y-%m-%d} to {nights[-1]:%Y-%m-%d}, {_names(comparison)}: "
        f"{len(graded)} agencies would have another grade, {len(placed)} another place; nothing was written"
    )


def _names(comparison: RulesComparison) -> str:
    before = ", ".join(f"{rules.name} {rules.version}" for rules in comparison.before)
    return f"{before} → {comparison.after.name} {comparison.after.version}"


def _part(one: Standing | Tally | None, key: str) -> Any:
    return None if one is None else getattr(one, key)


def _change(was: object, now: object) -> str:
    shown = ["—" if value is None else str(value) for value in (was, now)]
    return shown[0] if was == now else " → ".join(shown)


def _both(titles: dict[str, str]) -> list[str]:
    return [f"{title}（{side}）" for side in ("现行", "拟用") for title in titles.values()]


def _cells(one: Standing | Tally | None, titles: dict[str, str]) -> list[str]:
    values = [_part(one, key) for key in titles]
    return ["" if value is None else str(value) for value in values]


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    numbers = csv.writer(text)
    numbers.writerow(headings)
    for row in rows:
        numbers.writerow([cell if _is_number(cell) else spreadsheet_text(cell) for cell in row])
    return "\ufeff" + text.getvalue()


def _is_number(cell: str) -> bool:
    """A deduction begins with a minus and is no formula."""
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()
