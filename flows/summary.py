"""What a night came to, in a few figures: for the terminal, for Prefect's page, for the exit code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.results import Scorecards

if TYPE_CHECKING:
    from rich.table import Table

HEADINGS = ("得分", "满分", "%", "覆盖率", "正常", "超期", "空白", "未知")


@dataclass(frozen=True)
class Summary:
    """A finished night."""

    cards: Scorecards
    site: Path
    exports: Path

    @property
    def unknown(self) -> int:
        """Columns that could not be judged."""
        return sum(check.status == "unknown" for card in self.cards.agencies for check in card.columns)

    @property
    def exit_code(self) -> int:
        """0: done. 1: done, but a person is needed, because columns could not be judged."""
        return 1 if self.unknown else 0


def as_table(summary: Summary) -> Table:
    """The agencies with their scores and what was seen of their columns, as a table for a terminal."""
    from rich.table import Table

    cards = summary.cards
    table = Table(title=f"{cards.office}  {cards.as_of:%Y-%m-%d %H:%M}  覆盖率 {_percent(cards.coverage)}")
    table.add_column("#", justify="right")
    table.add_column("单位")
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    for row in _rows(cards):
        table.add_row(*row)
    return table


def as_markdown(summary: Summary) -> str:
    """The same for Prefect's artifact."""
    head = ("#", "agency", "score", "max", "%", "coverage", "fresh", "stale", "blank", "unknown")
    counts = f"Coverage {_percent(summary.cards.coverage)}; {summary.unknown} columns could not be judged."
    lines = [
        f"{counts} Website: `{summary.site / 'index.html'}`",
        "",
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
    ]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in _rows(summary.cards))])


def _rows(cards: Scorecards) -> list[tuple[str, ...]]:
    rows = []
    for card in sorted(cards.agencies, key=lambda card: (card.rank is None, card.rank or 0, card.code)):
        seen = Counter(check.status for check in card.columns)
        rows.append(
            (
                _text(card.rank),
                card.name,
                _text(card.score),
                _text(card.max),
                _text(card.percent),
                _percent(card.coverage),
                *(str(seen[status]) for status in ("fresh", "stale", "blank", "unknown")),
            )
        )
    return rows


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return "—" if value is None else str(value)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


def print_table(table: Table) -> None:
    """On a terminal as wide as it is, elsewhere wide enough for the agencies' names."""
    from rich.console import Console

    console = Console()
    (console if console.is_terminal else Console(width=110)).print(table)


def show(summary: Summary) -> None:
    """Print the table and where to look."""
    print_table(as_table(summary))
    print(f"{summary.unknown} columns could not be judged")
    print(f"website: {summary.site / 'index.html'}")
    print(f"files:   {summary.exports}")
