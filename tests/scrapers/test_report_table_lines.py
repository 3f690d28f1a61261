"""Tables 二, 三 and 四 whose rows are lines of text: parted by tabs, bars, blanks, a cell a line, as a PDF has them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.annual_reports import AnnualReport
from schemas.report_tables import APPLICANTS, FORMATS
from scrapers.reports.reading import read_report_file
from tests.scrapers.report_grids import Rows, table_four, table_three, table_two
from tests.support.report_files import pdf_file
from tests.support.report_texts import OPENING, blocks, report_of

TITLE = "青石市水务局2022年政府信息公开工作年度报告"
OF_ONE = {column: str(number) for number, column in enumerate(APPLICANTS[:-1], start=3)} | {"总计": "33"}
VALUES = {("一", column): value for column, value in OF_ONE.items()}
VALUES |= {("三（一）", column): value for column, value in OF_ONE.items()}
VALUES |= {("三（七）", column): value for column, value in OF_ONE.items()}
VALUES |= {("行政规范性文件", "本年制发件数"): "3", ("行政许可", "本年处理决定数量"): "1,204"}
VALUES |= {("行政复议", "结果维持"): "2", ("行政复议", "总计"): "2", ("复议后起诉", "尚未审结"): "1"}


def rows(*tables: Rows) -> list[list[str]]:
    """The cells of each row, a merged one where it begins."""
    return [["".join(cell.split()) for cell in row if cell not in ("<", "^")] for table in tables for row in table]


ROWS = rows(table_two(VALUES), table_three(VALUES), table_four(VALUES))
PARTED: dict[str, Callable[[list[str]], str]] = {
    "tabs": "\t".join,
    "bars": lambda row: f"| {' | '.join(row)} |",
    "wide blanks": "　".join,
    "two blanks": "  ".join,
    "one blank": " ".join,
    "a cell a line": "\n".join,
    "a cell every other line": "\n\n".join,
}


def text_of(lines: list[str]) -> str:
    return "\n".join([TITLE, OPENING.replace("2017", "2022"), "一、总体情况", "全年公开信息12条。", *lines])


def read(lines: list[str]) -> AnnualReport:
    report = report_of("\n".join(lines), title=TITLE)
    for table in report.tables:
        assert all(report.lines[cell.line - 1].startswith(cell.raw, cell.start) for cell in table.cells)
    return report


def values(report: AnnualReport) -> dict[tuple[str, str], int | float | None]:
    return {(cell.row, cell.column): cell.value for table in report.tables for cell in table.cells}


EXPECTED = {
    (row.key, column): int(VALUES.get((row.key, column), "0").replace(",", ""))
    for table in FORMATS["2021"]
    for row in table.rows
    for column in row.columns
}


@pytest.mark.parametrize("parted", PARTED)
def test_the_tables_of_a_text_are_read_whatever_parts_their_cells(parted: str) -> None:
    report = read([PARTED[parted](row) for row in ROWS])
    assert values(report) == EXPECTED
    assert [table.lacking for table in report.tables] == [(), (), ()]


def test_the_tables_of_a_pdf_whose_rows_are_printed_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "2022.pdf"
    short = [row for row in ROWS if len("".join(row)) < 30]
    path.write_bytes(pdf_file(text_of([" ".join(row) for row in short]).splitlines()))
    table = read_report_file(path).table("三")
    assert table is not None
    assert (table.value("一", "自然人"), table.value("一", "总计"), table.value("三（七）", "其他")) == (3, 33, 8)


def test_numbers_of_such_rows_are_no_statements() -> None:
    report = read([PARTED["tabs"](row) for row in ROWS])
    assert report.totals == ()
    assert report.applications.received is None


def test_a_row_with_too_few_values_is_there_and_not_reported() -> None:
    lines = [PARTED["tabs"](row) for row in ROWS]
    at = next(place for place, line in enumerate(lines) if line.startswith("2.重复申请"))
    lines[at] = "2.重复申请\t1\t0\t1"
    table = read(lines).table("三")
    assert table is not None
    assert table.value("三（五）2", "自然人") is None
    assert table.value("三（五）3", "自然人") == 0
    assert table.lacking == ()


def test_blank_cells_at_the_end_of_a_row_are_blank_and_not_lacking() -> None:
    lines = [PARTED["tabs"](row) for row in ROWS]
    at = next(place for place, line in enumerate(lines) if line.startswith("3.要求提供公开出版物"))
    lines[at] = "3.要求提供公开出版物\t\t\t"
    table = read(lines).table("三")
    assert table is not None
    assert table.value("三（五）3", "总计") is None
    assert table.lacking == ()


def test_a_row_that_is_not_there_is_lacking() -> None:
    lines = [line for row in ROWS if "国家秘密" not in (line := PARTED["tabs"](row))]
    table = read(lines).table("三")
    assert table is not None
    assert table.lacking == ("三（三）1",)


def test_columns_in_another_order_than_the_formats_are_not_read() -> None:
    turned = [
        [*row[: len(row) - 7], row[-1], *row[-7:-1]] if row[-1].isdecimal() else row
        for row in rows(table_three(VALUES))
    ]
    assert read([PARTED["tabs"](row) for row in turned]).table("三") is None


def test_table_four_with_a_row_for_each_kind_of_proceedings() -> None:
    lines = ["类型\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计", "行政复议\t2\t0\t0\t1\t3"]
    lines += ["行政诉讼\t未经复议直接起诉\t1\t0\t0\t0\t1", "复议后起诉\t0\t0\t0\t0\t0"]
    found = values(read(lines))
    assert (found["行政复议", "总计"], found["未经复议直接起诉", "结果维持"], found["复议后起诉", "总计"]) == (3, 1, 0)


def test_prose_and_lists_of_categories_make_no_tables() -> None:
    text = "1.行政许可 12条\n2.行政处罚 3条\n（一）予以公开 8件\n（二）部分公开 2件\n机构职能\t4条\n政策文件\t5条"
    report = report_of(text, title=TITLE)
    assert report.tables == ()


def test_rows_parted_by_tabs_are_those_of_a_table_in_reports_of_any_year() -> None:
    report = report_of("附：统计表\n指标\t单位\t数量\n主动公开信息数\t条\t310\n收到申请数\t件\t4")
    assert report.tables == ()
    assert report.totals == ()
    assert report.applications.received is None


def test_paragraphs_behind_a_tab_are_paragraphs() -> None:
    report = report_of("1.\t全年主动公开政府信息310条。\n2.\t全年召开会议4次。")
    assert [total.value for total in report.totals if total.about == "主动公开"] == [310]


def test_a_text_keeps_its_lines() -> None:
    lines = [PARTED["tabs"](row) for row in ROWS]
    assert len(blocks("\n".join(lines))) == len(lines)
    assert list(read(lines).lines[-len(lines) :]) == [line.strip() for line in lines]


def test_the_heading_of_a_part_does_not_take_the_numbers_of_a_row_that_it_stands_beside() -> None:
    lines = [PARTED["tabs"](row) for row in ROWS]
    at = next(place for place, line in enumerate(lines) if "1.信访举报" in line)
    lines[at : at + 1] = ["1.信访举报投诉", "（五）不予处理\t4\t0\t0\t0\t0\t0\t4", "类申请"]
    table = read(lines).table("三")
    assert table is not None
    assert table.value("三（五）", "自然人") is None
    assert table.value("三（五）1", "自然人") is None


def test_a_row_whose_label_is_broken_in_two_gives_its_numbers_to_no_other() -> None:
    lines = [PARTED["tabs"](row) for row in ROWS]
    at = next(place for place, line in enumerate(lines) if line.startswith("2.其他法律"))
    lines[at : at + 2] = [
        "2.其他法律行政法规",
        "6\t0\t0\t0\t0\t0\t6",
        "禁止公开",
        "3.危及“三安全",
        "7\t0\t0\t0\t0\t0\t7",
        "一稳定”",
    ]
    table = read(lines).table("三")
    assert table is not None
    assert (table.value("三（三）2", "自然人"), table.value("三（三）3", "自然人")) == (None, None)
    assert table.value("三（三）4", "自然人") == 0


def test_a_part_with_its_sum_is_read() -> None:
    lines = [PARTED["tabs"](row) for row in ROWS]
    at = next(place for place, line in enumerate(lines) if "1.信访举报" in line)
    lines[at:at] = ["（五）不予处理\t小计\t0\t0\t0\t0\t0\t0\t0"]
    table = read(lines).table("三")
    assert table is not None
    assert table.value("三（五）", "总计") == 0
