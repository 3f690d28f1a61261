"""Tables 三 and 四: sums along the rows, down the columns, and the rule printed on table 三."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from schemas.annual_reports import CheckName, CheckStatus, ReportFinding, ReportTable, TableCell
from schemas.report_tables import (
    ALL_APPLICANTS,
    ALL_OUTCOMES,
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OVER,
    DONE,
    GRANTED,
    IN_PART,
    ORGANISATIONS,
    OUTCOMES,
    PARTS_OF_RESULTS,
    PERSONS,
    PROCEEDINGS,
    RECEIVED,
    table_formats,
)
from scorecards.report_checks.amounts import balance, total_of
from scorecards.report_checks.finding import Subject, finding, lines_of, places


def table_rows_add_up(subject: Subject) -> Iterator[ReportFinding]:
    """总计 of each row of table 三 is 自然人 and 法人或其他组织 together."""
    table = subject.report.table("三")
    if table is None:
        return
    sums, cell_at = _Sums("table_rows_add_up", table), _lookup(table)
    for row in dict.fromkeys(cell.row for cell in table.cells):
        cells = [cell_at(row, column) for column in APPLICANTS]
        total = cell_at(row, ALL_APPLICANTS)
        parts = [cell_at(row, column) for column in (PERSONS, *ORGANISATIONS)]
        if any(cell is not None for cell in cells):
            sums.add(row, None, (total,), parts)
    yield from sums.findings()


def table_groups_add_up(subject: Subject) -> Iterator[ReportFinding]:
    """In table 三 （七）总计 is （一） to （六） together in each column, and a part's own row its rows. In table 四
    总计 is the four outcomes together, of each kind of proceedings."""
    report = subject.report
    if (table := report.table("三")) is not None:
        sums, cell_at = _Sums("table_groups_add_up", table), _lookup(table)
        for column in APPLICANTS:
            parts = [cell_at(GRANTED, column), cell_at(IN_PART, column)]
            for part, rows in PARTS_OF_RESULTS.items():
                own = cell_at(part, column)
                children = [cell_at(f"{part}{row}", column) for row in range(1, rows + 1)]
                if own is None or any(child is not None for child in children):
                    parts += children
                else:
                    parts.append(own)
                if own is not None and any(child is not None for child in children):
                    sums.add(part, column, (own,), children)
            sums.add(DONE, column, (cell_at(DONE, column),), parts)
        yield from sums.findings()
    if (table := report.table("四")) is not None:
        sums, cell_at = _Sums("table_groups_add_up", table), _lookup(table)
        for row in PROCEEDINGS:
            total = cell_at(row, ALL_OUTCOMES)
            sums.add(row, None, (total,), [cell_at(row, column) for column in OUTCOMES])
        yield from sums.findings()


def table_balances(subject: Subject) -> Iterator[ReportFinding]:
    """第一项加第二项之和，等于第三项加第四项之和, in each column of table 三."""
    table = subject.report.table("三")
    if table is None:
        return
    sums, cell_at = _Sums("table_balances", table, named="rows 一, 二, （七）, 四"), _lookup(table)
    for column in APPLICANTS:
        coming = [cell_at(row, column) for row in (RECEIVED, CARRIED_IN)]
        going = [cell_at(row, column) for row in (DONE, CARRIED_OVER)]
        sums.add(None, column, coming, going)
    yield from sums.findings()


def cell_of(table: ReportTable, row: str, column: str) -> TableCell | None:
    """The cell at a place; `None` where the table does not have it."""
    return next((cell for cell in table.cells if (cell.row, cell.column) == (row, column)), None)


def _lookup(table: ReportTable) -> Callable[[str, str], TableCell | None]:
    """`cell_of`, for many places of one table."""
    cells = {(cell.row, cell.column): cell for cell in reversed(table.cells)}
    return lambda row, column: cells.get((row, column))


def label_of(table: ReportTable, row: str) -> str:
    """A row's printed label."""
    labels = (one.label(row) for of in ("2021", "2019") for one in table_formats(of) if one.number == table.number)
    return next((label for label in labels if label != row), row)


@dataclass
class _Sums:
    """The sums of one table by one rule: those that fail one by one, the others as one finding of each kind."""

    check: CheckName
    table: ReportTable
    named: str = ""
    """The rows a column's sum is of, where it is not of one."""
    wrong: list[ReportFinding] = field(default_factory=list)
    others: dict[CheckStatus, list[str]] = field(default_factory=dict)

    def add(
        self,
        row: str | None,
        column: str | None,
        left: Sequence[TableCell | None],
        right: Sequence[TableCell | None],
    ) -> None:
        """A sum on each side, of a row, a column or both."""
        ours, theirs = total_of(left), total_of(right)
        status = balance(ours, theirs)
        names = [f"row {label_of(self.table, row)}"] if row else [self.named]
        names += [f"column {column}"] if column else []
        about = " ".join(part for part in (label_of(self.table, row) if row else "", column or "") if part)
        if status != "contradiction":
            self.others.setdefault(status, []).append(about)
            return
        self.wrong.append(
            finding(
                self.check,
                status,
                left=ours.stated,
                right=theirs.stated,
                where=", ".join([f"table {self.table.number}", *names]),
                lines=lines_of((*left, *right)),
                about=f"第{self.table.number}表 {about}",
            )
        )

    def findings(self) -> Iterator[ReportFinding]:
        """Those that fail, then one for all of each other status."""
        yield from self.wrong
        for status, names in self.others.items():
            listed = "" if status == "ok" else " " + "、".join(names[:_NAMED])
            more = f" 等{len(names)}项" if status != "ok" and len(names) > _NAMED else ""
            yield finding(
                self.check,
                status,
                where=f"table {self.table.number}, {places([self.table.line])}",
                lines=[self.table.line],
                about=f"第{self.table.number}表{listed}{more}",
            )


_NAMED = 4
"""So many rows or columns that cannot be summed are named; of a blank table it would be all."""
