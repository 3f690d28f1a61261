"""What the text says in numbers against the cells of the tables that say the very same."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schemas.annual_reports import AnnualReport, Figure, ReportFinding, ReportTable, TableCell
from schemas.report_tables import (
    ALL_APPLICANTS,
    ALL_OUTCOMES,
    CARRIED_IN,
    CARRIED_OVER,
    DONE,
    GRANTED,
    IN_FORCE,
    IN_PART,
    MADE,
    PARTS_OF_RESULTS,
    RECEIVED,
    REPEALED,
)
from scorecards.report_checks.amounts import Amount, amount, compared, total_of
from scorecards.report_checks.clauses import clause_of, deeds_of, sentence_of, words_after
from scorecards.report_checks.finding import APPLICATIONS, Subject, finding, lines_of
from scorecards.report_checks.tables import cell_of, label_of


def table_agrees_with_text(subject: Subject) -> Iterator[ReportFinding]:
    """Applications, their results, rules made and proceedings, as text and table tell them."""
    report = subject.report
    for pair in (*_applications(report), *_results(report), *_rules(report), *_proceedings(report)):
        said, cells = amount(pair.said), total_of(pair.cells)
        if said is None or cells.whole is None:
            continue
        status = compared(said, cells.stated)
        if status == "contradiction" and pair.allows(said):
            status = "approximate"
        yield finding(
            "table_agrees_with_text",
            status,
            left=said,
            right=cells.stated,
            where=f"line {pair.said.line}; table {pair.where}",
            lines=lines_of((pair.said, *pair.cells)),
            about=pair.about,
        )


@dataclass(frozen=True)
class _Pair:
    """A number of the text, and the cells that say the same."""

    said: Figure
    cells: tuple[TableCell | None, ...]
    where: str
    about: str
    allows: Callable[[Amount], bool] = lambda _: False
    """The words of the text may mean something near, and of that the number is true."""


def _applications(report: AnnualReport) -> Iterator[_Pair]:
    table = report.table("三")
    if table is None:
        return
    own = report.applications
    known = {
        RECEIVED: own.received,
        CARRIED_IN: own.carried_in,
        CARRIED_OVER: own.carried_over,
        DONE: own.answered,
    }
    for row, said in known.items():
        if said is None:
            continue
        cell = cell_of(table, row, ALL_APPLICANTS)
        about = f"{APPLICATIONS} {label_of(table, row)}"
        where = f"三, row {label_of(table, row)}"
        if row == RECEIVED:
            yield _Pair(said, (cell,), where, about, _counts_carried(report, table, said))
        elif row == DONE:
            yield _Pair(said, (cell,), where, about, _counts_answers(report, table, said))
        else:
            yield _Pair(said, (cell,), where, about)


def _counts_carried(report: AnnualReport, table: ReportTable, said: Figure) -> Callable[[Amount], bool]:
    """办理申请21件 (含上年结转1件): all that there were to process, those carried in and those carried over."""
    together = total_of(cell_of(table, row, ALL_APPLICANTS) for row in (RECEIVED, CARRIED_IN)).whole
    words = clause_of(report, said) + words_after(report, said)
    with_them = report.applications.carried_in is None or "含" in words
    with_them = with_them and re.search("办理|处理|含|共有|应办", words) is not None
    return lambda stated: with_them and together is not None and compared(stated, together) != "contradiction"


def _counts_answers(report: AnnualReport, table: ReportTable, said: Figure) -> Callable[[Amount], bool]:
    """答复 may leave out those not processed (不予处理, 其他处理) or carried in; 办理 may mean all there were."""
    with_carried = _counts_carried(report, table, said)
    done = amount(cell_of(table, DONE, ALL_APPLICANTS))
    rows = [*_rows_of("三（五）"), *_rows_of("三（六）"), "三（六）"]
    left_out = total_of(cell for row in rows if (cell := cell_of(table, row, ALL_APPLICANTS)) is not None).stated

    carried_in = amount(cell_of(table, CARRIED_IN, ALL_APPLICANTS))
    of_new = done - carried_in if done is not None and carried_in is not None else None

    def allowed(stated: Amount) -> bool:
        if of_new is not None and compared(stated, of_new) != "contradiction":
            return True
        of_answers = done is not None and not stated.exceeds(done) and not (done - left_out).exceeds(stated)
        return of_answers or with_carried(stated)

    return allowed


def _results(report: AnnualReport) -> Iterator[_Pair]:
    table = report.table("三")
    for said in report.applications.dispositions if table is not None else ():
        rows = next((rows for name, rows in _RESULTS.items() if re.fullmatch(name, said.name)), None)
        if rows is None or table is None:
            continue
        part = cell_of(table, rows[0][:-1], ALL_APPLICANTS) if len(rows) > 1 else None
        cells = (part,) if part is not None else tuple(cell_of(table, row, ALL_APPLICANTS) for row in rows)
        yield _Pair(said, cells, f"三, {said.name}", f"{APPLICATIONS} {said.name}", _counts_near(table, rows))


def _counts_near(table: ReportTable, rows: tuple[str, ...]) -> Callable[[Amount], bool]:
    """予以公开 may be in full and in part, 不予公开 with 不予处理: the words are older than the table's."""
    beside = _NEAR.get(rows, ())
    together = total_of(cell for row in (*rows, *beside) if (cell := cell_of(table, row, ALL_APPLICANTS)) is not None)
    return lambda stated: bool(beside) and compared(stated, together.stated) != "contradiction"


def _rules(report: AnnualReport) -> Iterator[_Pair]:
    """行政规范性文件 made, repealed and in force, where the clause says which; one published is another."""
    table = report.table("二")
    for said in report.totals if table is not None else ():
        if (
            table is None
            or said.about not in ("规范性文件", "行政规范性文件", "规章")
            or said.cumulative
            or said.through
        ):
            continue
        row = "规章" if said.about == "规章" else "行政规范性文件"
        deeds = deeds_of(report, said) & set(_DEEDS)
        if (
            len(deeds) != 1
            or _OF_OTHERS.search(clause_of(report, said))
            or not re.search(f"{said.about}$|{said.about}.?(?:共|计)*$", clause_of(report, said))
        ):
            continue
        column = _DEEDS[next(iter(deeds))]
        cell = cell_of(table, row, column)
        of_one = _OF_ONE_ISSUER.search(clause_of(report, said)) is not None
        if cell is not None and not (of_one and (said.value or 0) < (cell.value or 0)):
            yield _Pair(said, (cell,), f"二, row {row}, column {column}", f"{row} {column}")


def _proceedings(report: AnnualReport) -> Iterator[_Pair]:
    """行政复议 and 行政诉讼 on disclosure. New ones are fewer than the table's, which has the pending, too."""
    table = report.table("四")
    for said in report.totals if table is not None else ():
        rows = _PROCEEDINGS.get(said.about)
        sentence = sentence_of(report, said)
        if table is None or rows is None or said.cumulative or said.through:
            continue
        if "信息公开" not in sentence.partition(said.raw)[0] or re.search("新|办结|审结", sentence):
            continue
        if re.search("纠|维持|撤|败诉|胜诉|驳回|审理", clause_of(report, said)):
            continue  # of one outcome
        cells = tuple(cell_of(table, row, ALL_OUTCOMES) for row in rows)
        yield _Pair(said, cells, f"四, {said.about}", said.about)


def _rows_of(part: str) -> tuple[str, ...]:
    return tuple(f"{part}{row}" for row in range(1, PARTS_OF_RESULTS[part] + 1))


_OF_OTHERS = re.compile("全[市县区省州旗]|各|名义|部门|本级|乡镇")
_OF_ONE_ISSUER = re.compile("(?:政府|办公室)(?:名义)?[^，。；]{0,6}规范性文件")
"""区政府规范性文件6件 are fewer than the table's, which has those of the departments, too."""
_DEEDS = {"made": MADE, "ended": REPEALED, "in_force": IN_FORCE}
_PROCEEDINGS = {"行政复议": ("行政复议",), "行政诉讼": ("未经复议直接起诉", "复议后起诉")}
_RESULTS: dict[str, tuple[str, ...]] = {
    "(?:予以|同意)公开": (GRANTED,),
    "(?:予以|同意)?部分公开": (IN_PART,),
    "不予公开": _rows_of("三（三）"),
    "无法提供": _rows_of("三（四）"),
    "不予处理": _rows_of("三（五）"),
}
_NEAR: dict[tuple[str, ...], tuple[str, ...]] = {
    (GRANTED,): (IN_PART,),
    _rows_of("三（三）"): _rows_of("三（五）"),
}
"""What stands beside rows in the table and may be meant with them."""
