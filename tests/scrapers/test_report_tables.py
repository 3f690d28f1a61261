"""Tables 二, 三 and 四 are read by their labels, whatever was merged, split, swapped, moved or left out."""

import io
import itertools
from collections.abc import Sequence

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.annual_reports import Regime, ReportTable
from schemas.messages import say
from schemas.report_tables import APPLICANTS, FORMATS, PROCEEDINGS, table_formats
from scrapers.files.blocks import Block, Grid, Line
from scrapers.files.reading import read_blocks
from scrapers.reports.lines import number_lines
from scrapers.reports.table_cells import number_in
from scrapers.reports.tables import read_tables
from tests.scrapers.report_grids import LABELS_OF_THREE, Rows, Values, grid, html_of, table_four, table_three, table_two

COUNTER = itertools.count(1)
DISTINCT: dict[tuple[str, str], str] = {
    (row.key, column): str(n)
    for n, (row, column) in enumerate(
        ((row, column) for table in FORMATS["2021"] for row in table.rows for column in row.columns), start=1
    )
}
"""A number of its own at each place of the tables of 2021."""


def read(*blocks: Grid | Line, regime: Regime | None = "2021") -> dict[str, ReportTable]:
    numbered = number_lines(blocks)
    tables = read_tables(blocks, numbered.line_of, regime)
    for table in tables:
        for cell in table.cells:
            line = numbered.lines[cell.line - 1].text
            assert line[cell.start :].startswith(cell.raw), (cell, line)
    return {table.number: table for table in tables}


def numbers(table: ReportTable) -> dict[tuple[str, str], int | float | None]:
    return {(cell.row, cell.column): cell.value for cell in table.cells}


def of_table(number: str, values: Values = DISTINCT) -> dict[tuple[str, str], int]:
    (table,) = (table for table in table_formats("2021") if table.number == number)
    return {(row.key, column): int(values[row.key, column]) for row in table.rows for column in row.columns}


def only(found: dict[str, ReportTable]) -> ReportTable:
    (table,) = found.values()
    return table


PRINTED = {"二": table_two(DISTINCT), "三": table_three(DISTINCT), "四": table_four(DISTINCT)}


@pytest.mark.parametrize("number", PRINTED)
def test_a_table_as_printed_is_read_whole(number: str) -> None:
    table = only(read(grid(PRINTED[number])))
    assert table.number == number
    assert numbers(table) == of_table(number)
    assert table.lacking == ()
    assert all(cell.raw == str(cell.value) for cell in table.cells)


@pytest.mark.parametrize("number", PRINTED)
def test_a_table_of_a_web_page_is_read_whole(number: str) -> None:
    page = f"<html><body><p>第一段正文说明本表的情况如下。</p>{html_of(PRINTED[number])}</body></html>"
    blocks = read_blocks("report.html", page.encode())
    assert numbers(only(read(*blocks))) == of_table(number)


@pytest.mark.parametrize("number", PRINTED)
def test_a_table_of_a_word_document_is_read_whole(number: str) -> None:
    assert numbers(only(read(*blocks_of_word(PRINTED[number])))) == of_table(number)


def blocks_of_word(rows: Rows) -> list[Block]:
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    made = grid(rows).rows
    for y, row in enumerate(made):
        for x, cell in enumerate(row):
            if (y == 0 or made[y - 1][x] is not cell) and (x == 0 or row[x - 1] is not cell):
                down = sum(other[x] is cell for other in made[y:])
                across = sum(other is cell for other in row[x:])
                first = table.cell(y, x)
                if down * across > 1:
                    first = first.merge(table.cell(y + down - 1, x + across - 1))
                first.text = cell.text
    body = io.BytesIO()
    document.save(body)
    return read_blocks("report.docx", body.getvalue())


def test_all_three_in_one_grid() -> None:
    wide = 15
    rows = [[*row, *[""] * (wide - len(row))] for part in PRINTED.values() for row in part]
    found = read(grid(rows))
    assert {number: numbers(table) for number, table in found.items()} == {n: of_table(n) for n in "二三四"}


def test_headings_in_the_grid_and_lines_between_grids_change_nothing() -> None:
    titled = [["三、收到和处理政府信息公开申请情况", *"<" * 9], *PRINTED["三"]]
    found = read(grid(PRINTED["二"]), Line("正文", say("plan.place.line", line=1)), grid(titled), grid(PRINTED["四"]))
    assert {number: numbers(table) for number, table in found.items()} == {n: of_table(n) for n in "二三四"}


@pytest.mark.parametrize("at", range(3, 25))
@pytest.mark.parametrize("again", [True, False])
def test_a_table_that_a_page_splits_in_two(at: int, *, again: bool) -> None:
    rows = PRINTED["三"]
    whole = grid(rows).rows
    lower = [*(whole[:3] if again else ()), *whole[at:]]
    assert numbers(only(read(Grid(whole[:at]), Grid(tuple(lower))))) == of_table("三")


def test_a_header_on_one_page_and_the_numbers_on_the_next() -> None:
    rows = grid(PRINTED["四"]).rows
    assert numbers(only(read(Grid(rows[:3]), Grid(rows[3:])))) == of_table("四")


@pytest.mark.parametrize("number", ["二", "三"])
def test_a_table_without_its_header_is_read_in_the_order_of_the_format(number: str) -> None:
    heads = {"三": 3, "二": 0}[number]
    rows = [row for row in PRINTED[number][heads:] if row[0] != "信息内容"]
    assert numbers(only(read(grid(rows)))) == of_table(number)


def test_without_a_header_a_row_of_another_length_is_not_reported() -> None:
    rows = [row[:-1] for row in PRINTED["三"][3:]]
    assert set(numbers(only(read(grid(rows)))).values()) == {None}


def test_swapped_columns_and_rows_are_read_by_their_labels() -> None:
    rows = [list(row) for row in PRINTED["三"]]
    for row in rows[1:]:
        row[5], row[6] = row[6], row[5]
    received, carried = rows[3], rows[4]
    swapped = [*rows[:3], carried, received, *rows[5:]]
    assert numbers(only(read(grid(swapped)))) == of_table("三")


def test_the_sum_before_the_parts() -> None:
    rows = [[*row[:3], row[9], *row[3:9]] for row in PRINTED["三"]]
    rows[0] = [*PRINTED["三"][0]]
    assert numbers(only(read(grid(rows)))) == of_table("三")


def test_columns_of_the_reports_own_are_no_columns_of_the_format() -> None:
    rows = [
        [*row, "备注" if y == 0 else "^" if y < 3 else "见附件" if y == 5 else ""]
        for y, row in enumerate(PRINTED["三"])
    ]
    empty = [[*row[:3], "" if y > 2 else row[3], *row[3:]] for y, row in enumerate(PRINTED["三"])]
    empty[0][4], empty[1][4], empty[2][3] = "<", "<", "^"
    empty[2][4] = "^"
    assert numbers(only(read(grid(rows)))) == of_table("三")
    assert numbers(only(read(grid(empty)))) == of_table("三")


def test_labels_that_are_not_merged_stand_in_the_first_of_their_cells() -> None:
    made = grid(PRINTED["三"]).rows
    rows = [["" if text in "<^" and x < 3 else text for x, text in enumerate(row)] for row in PRINTED["三"]]
    assert len(made) == len(rows)
    assert numbers(only(read(grid(rows)))) == of_table("三")


def test_a_header_whose_borders_are_not_those_of_the_numbers() -> None:
    """本年增/减 over two columns in the header, the number before it over two in the rows, as in real reports."""
    rows = [
        ["第二十条第（五）项", *"<" * 4],
        ["信息内容", "上一年项目数量", "本年增/减", "<", "处理决定数量"],
        ["行政许可", "12", "<", "-3", "388"],
        ["其他对外管理服务事项", "9", "<", "＋1", "57"],
    ]
    assert numbers(only(read(grid(rows), regime="2019"))) == {
        ("行政许可", "上一年项目数量"): 12,
        ("行政许可", "本年增/减"): -3,
        ("行政许可", "处理决定数量"): 388,
        ("其他对外管理服务事项", "上一年项目数量"): 9,
        ("其他对外管理服务事项", "本年增/减"): 1,
        ("其他对外管理服务事项", "处理决定数量"): 57,
    }


def test_a_row_shorter_than_its_header_by_a_column_of_labels() -> None:
    """Where its last number is there, they are as many as the columns; where not, nobody can say whose each is."""
    rows = [list(row) for row in PRINTED["三"]]
    rows[3] = ["一、本年新收政府信息公开申请数量", "11", "2", "0", "0", "0", "0", "13", "", ""]
    rows[4] = ["二、上年结转政府信息公开申请数量", "", "2", "0", "0", "0", "0", "2", "", ""]
    found = numbers(only(read(grid(rows))))
    assert [found["一", column] for column in APPLICANTS] == [11, 2, 0, 0, 0, 0, 13]
    assert [found["二", column] for column in APPLICANTS] == [None] * 7


def test_cells_split_in_two_and_spaced_labels() -> None:
    rows = [
        ["信 息 内 容", "本年制发\n件数", "<", "本年废止件数", "现 行 有 效 件 数"],
        ["规　章", "２", "", "—", ""],
        ["行政规范性 文件", "", "1,204", "/", "0"],
    ]
    found = numbers(only(read(grid(rows))))
    assert found == {
        ("规章", "本年制发件数"): 2,
        ("规章", "本年废止件数"): None,
        ("规章", "现行有效件数"): None,
        ("行政规范性文件", "本年制发件数"): 1204,
        ("行政规范性文件", "本年废止件数"): None,
        ("行政规范性文件", "现行有效件数"): 0,
    }


def test_one_number_over_several_places_belongs_to_none_of_them() -> None:
    rows = [list(row) for row in PRINTED["三"]]
    rows[3][3:10] = ["0", *"<" * 6]
    rows[6][3] = "^"
    found = numbers(only(read(grid(rows))))
    assert {found["一", column] for column in APPLICANTS} == {None}
    assert found["三（一）", "自然人"] is None
    assert found["三（二）", "自然人"] is None
    assert found["三（一）", "商业企业"] == int(DISTINCT["三（一）", "商业企业"])


def test_numbers_of_another_numbering_are_read_by_their_words() -> None:
    rows = [list(row) for row in PRINTED["三"]]
    rows[3][0] = "1、本年新收政府信息公开申请数量(件)"
    rows[7][2] = "①属于国家秘密"
    rows[9][2] = '（3）危及"三安全一稳定"'
    assert numbers(only(read(grid(rows)))) == of_table("三")


def test_the_trial_format() -> None:
    values = {key: str(n) for n, key in enumerate(sorted(places_of("2019", "三")), start=1)}
    table = only(read(grid(table_three(values, trial=True)), regime="2019"))
    assert numbers(table) == {key: int(value) for key, value in values.items()}
    assert table.lacking == ()


def places_of(regime: Regime, number: str) -> set[tuple[str, str]]:
    (table,) = (table for table in table_formats(regime) if table.number == number)
    return {(row.key, column) for row in table.rows for column in row.columns}


def test_table_two_of_the_trial_format() -> None:
    rows = [
        ["第二十条第（一）项", *"<" * 3],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "1", "2", "3"],
        ["规范性文件", "4", "5", "6"],
        ["第二十条第（五）项", *"<" * 3],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "7", "-8", "9"],
        ["其他对外管理服务事项", "10", "11", "12"],
        ["第二十条第（六）项", *"<" * 3],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政处罚", "13", "减14", "15"],
        ["行政强制", "16", "17", "18"],
        ["第二十条第（八）项", *"<" * 3],
        ["信息内容", "上一年项目数量", "本年增/减", "<"],
        ["行政事业性收费", "19", "+20", "<"],
        ["第二十条第（九）项", *"<" * 3],
        ["信息内容", "采购项目数量", "采购总金额", "<"],
        ["政府集中采购", "21", "22.5万元", "<"],
    ]
    table = only(read(grid(rows), regime="2019"))
    assert [cell.value for cell in table.cells] == [
        *range(1, 8), -8, *range(9, 14), -14, *range(15, 22), 22.5
    ]  # fmt: skip
    assert {(cell.row, cell.column) for cell in table.cells} == places_of("2019", "二")
    assert table.lacking == ()
    assert only(read(grid(rows), regime=None)) == table


def test_a_report_that_uses_the_table_of_the_other_format() -> None:
    rows = [
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", "0", "0", "0"],
        ["规范性文件", "1", "2", "6"],
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "7", "-8", "9"],
    ]
    table = only(read(grid(rows), regime="2021"))
    assert table.value("行政规范性文件", "对外公开总数量") == 6
    assert table.value("行政许可", "本年处理决定数量") == 9
    assert "行政规范性文件" in table.lacking
    assert {cell.column for cell in table.cells} & {"本年制发件数", "本年废止件数", "现行有效件数"} == set()


def test_a_block_whose_header_is_missing_is_known_by_its_row() -> None:
    rows = [*PRINTED["二"][:4], PRINTED["二"][6], *PRINTED["二"][7:]]
    assert numbers(only(read(grid(rows)))) == of_table("二")


FOUR_OTHERWISE: dict[str, Rows] = {
    "header cells that are not merged": [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*table_four({})[1][:5], "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *table_four({})[2][5:]],
        table_four(DISTINCT)[3],
    ],
    "a row for each kind of proceedings": [
        ["", *table_four({})[1][:5]],
        *([row, *(DISTINCT[row, column] for column in table_four({})[1][:5])] for row in PROCEEDINGS),
    ],
    "a row for each outcome": [
        ["", "行政复议", "行政诉讼", "<"],
        ["^", "^", "未经复议直接起诉", "复议后起诉"],
        *([column, *(DISTINCT[row, column] for row in PROCEEDINGS)] for column in table_four({})[1][:5]),
    ],
    "a row of nothing above the numbers": [*table_four({})[:3], [""] * 15, table_four(DISTINCT)[3]],
    "only the outcomes in the header": [table_four({})[1][:5] * 3, table_four(DISTINCT)[3]],
}


@pytest.mark.parametrize("rows", FOUR_OTHERWISE.values(), ids=FOUR_OTHERWISE)
def test_table_four_in_other_forms(rows: Rows) -> None:
    assert numbers(only(read(grid(rows)))) == of_table("四")


def test_a_blank_is_not_zero() -> None:
    values = {
        ("行政复议", "结果维持"): "",
        ("行政复议", "结果纠正"): "0",
        ("行政复议", "其他结果"): "/",
        ("行政复议", "尚未审结"): "XX",
    }
    table = only(read(grid(table_four(values))))
    (kept, mended, other, pending, *_) = table.cells
    assert (kept.value, kept.raw) == (None, "")
    assert (mended.value, mended.raw) == (0, "0")
    assert (other.value, other.raw) == (None, "/")
    assert (pending.value, pending.raw) == (None, "XX")


def test_rows_and_columns_that_are_not_there_are_named() -> None:
    without = [row for row in PRINTED["三"] if "8.属于行政查询事项" not in row]
    assert only(read(grid(without))).lacking == ("三（三）8",)
    narrow = [[*row[:7], *row[8:]] for row in PRINTED["三"]]
    assert only(read(grid(narrow))).lacking == ("法律服务机构",)
    (made,) = ([row for row in PRINTED["二"] if row[0] != "行政强制"],)
    assert only(read(grid(made))).lacking == ("行政强制",)


def test_a_second_table_of_the_same_kind_is_anothers() -> None:
    other = table_three(dict.fromkeys(DISTINCT, "7"))
    assert numbers(only(read(grid(PRINTED["三"]), grid(other)))) == of_table("三")


ANOTHER = {
    "the statistics of 2014 to 2018": [
        ["统计指标", "单位", "统计数"],
        ["（一）主动公开政府信息数", "条", "123"],
        ["其中：主动公开规范性文件数", "条", "3"],
        ["2.同意部分公开答复数", "件", "1"],
        ["1.涉及国家秘密", "件", "0"],
        ["5.是《条例》所指应公开内容的过程性信息", "件", "0"],
        ["（一）行政复议数量", "件", "0"],
        ["总计", "件", "9"],
    ],
    "fees and rules of a plan": [
        ["工作任务", "责任单位"],
        ["行政许可", "审批科"],
        ["行政处罚", "执法队"],
        ["其他", "办公室"],
    ],
    "a contact": [["单位", "云溪市水务局"], ["电话", "0570-3030305"]],
}


@pytest.mark.parametrize("rows", ANOTHER.values(), ids=ANOTHER)
def test_another_table_is_left_alone(rows: Rows) -> None:
    assert read(grid(rows)) == {}
    assert read(grid(rows), regime=None) == {}
    assert numbers(only(read(grid(PRINTED["三"]), grid(rows)))) == of_table("三")


def test_a_very_long_table_is_another_one() -> None:
    rows = [*PRINTED["三"], *(["企业", "<", "<", *"0000000"] for _ in range(500))]
    assert read(grid(rows)) == {}


def test_under_the_law_of_2008_there_are_none() -> None:
    assert read(grid(PRINTED["三"]), regime="2008") == {}


@pytest.mark.parametrize(
    ("text", "value", "approximate"),
    [
        *((text, 12, False) for text in ("12", " 12 ", "１２", "12件", "12 件", "+12", "增12", "增 12", "012")),
        *((text, 1204, False) for text in ("1204", "1,204", "1，204")),
        *((text, -3, False) for text in ("-3", "－3", "−3", "减3", "减少3")),
        ("0", 0, False),
        ("3.50", 3.5, False),
        ("1.2万", 12000, False),
        ("约3", 3, True),
        ("30余", 30, True),
        ("1万多件", 10000, True),
        *(
            (text, None, False)
            for text in (
                "",
                " ",
                "/",
                "—",
                "-",
                "无",
                "XX",
                "×",
                "1 2",
                "1\n2",
                "1 2件",
                "1, 204",
                "1. 2",
                "12①",
                "1,2",
            )
        ),
        *((text, None, False) for text in ("5元", "0元", "1-3", "2021年", "第3", "12%", "三", "见附件", "1.2.3")),
    ],
)
def test_the_number_of_a_cell(text: str, value: float | None, *, approximate: bool) -> None:
    found = number_in(text)
    assert (found.value, found.approximate) == (value, approximate)


def test_amounts_are_in_the_unit_of_their_column() -> None:
    assert number_in("3.5万元", in_ten_thousands=True).value == 3.5
    assert number_in("35000元", in_ten_thousands=True).value == 3.5
    assert number_in("0元", in_ten_thousands=True).value == 0
    assert number_in("3.5万元").value == 35000


@st.composite
def columns_moved(draw: st.DrawFn) -> tuple[list[list[str]], dict[tuple[str, str], int | None]]:
    """Table 三 with any numbers and blanks, its columns in any order, some split in two, empty ones between."""
    order = draw(st.permutations(range(7)))
    split = draw(st.lists(st.booleans(), min_size=7, max_size=7))
    values = draw(st.lists(st.none() | st.integers(0, 10**6), min_size=25 * 7, max_size=25 * 7))
    drawn = dict(zip(sorted(places_of("2021", "三")), values, strict=True))
    told = {key: "" if value is None else str(value) for key, value in drawn.items()}
    rows: Rows = []
    for y, row in enumerate(table_three(told)):
        made = list(row[:3])
        for place in order:
            cell = row[3 + place] if y > 2 else heading(y, place)
            made.append(cell)
            if split[place]:
                made.append("<" if y < 3 or draw(st.booleans()) else "")
        rows.append(made)
    return rows, drawn


def heading(y: int, place: int) -> str:
    """A header of one row that is merged downwards."""
    return APPLICANTS[place] if y == 0 else "^"


@settings(max_examples=40, deadline=None)
@given(columns_moved())
def test_numbers_are_where_their_labels_say(drawn: tuple[Rows, dict[tuple[str, str], int | None]]) -> None:
    rows, values = drawn
    assert numbers(only(read(grid(rows)))) == values


@st.composite
def labels_of_any_width(draw: st.DrawFn) -> tuple[Grid, dict[tuple[str, str], int | None]]:
    """Table 三 whose labels take one to five columns, each row another number, filled up as a web page's rows are."""
    values: dict[tuple[str, str], int | None] = {}
    rows: Rows = []
    for key in ("一", "二", "三（一）", "三（七）", "四"):
        label = next(part for part in LABELS_OF_THREE[key][::-1] if part != "<")
        numbers = draw(st.lists(st.none() | st.integers(0, 99), min_size=7, max_size=7))
        values |= {(key, column): number for column, number in zip(APPLICANTS, numbers, strict=True)}
        merged = draw(st.booleans())
        width = draw(st.integers(1, 5))
        cells = [label, *(["<" if merged else ""] * (width - 1)), *("" if n is None else str(n) for n in numbers)]
        rows.append(cells)
    rows = [["", "<", "<", *APPLICANTS], *rows]
    wide = max(map(len, rows))
    filled = [[*row, *([""] if len(row) < wide else []), *["<"] * (wide - len(row) - 1)] for row in rows]
    return grid(filled), values


@settings(max_examples=150, deadline=None)
@given(labels_of_any_width())
def test_a_number_is_read_right_or_not_at_all(drawn: tuple[Grid, dict[tuple[str, str], int | None]]) -> None:
    whole, values = drawn
    found = numbers(only(read(whole)))
    assert set(found) == set(values)
    for key, value in found.items():
        assert value in (None, values[key]), key


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "",
                    "自然人",
                    "总计",
                    "其他",
                    "0",
                    "12",
                    "（一）予以公开",
                    "行政复议",
                    "结果维持",
                    "结果纠正",
                    "其他结果",
                    "规章",
                    "本年制发件数",
                    "一、本年新收",
                    "<",
                    "四、结转下年度",
                ]
            ),
            min_size=1,
            max_size=9,
        ),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from(["2019", "2021", None]),
)
def test_nothing_is_read_that_no_cell_says(rows: list[list[str]], regime: Regime | None) -> None:
    sound = [["" if text == "<" and x == 0 else text for x, text in enumerate(row)] for row in rows]
    said = {text for row in sound for text in row}
    for table in read(grid(sound), regime=regime).values():
        assert {cell.raw for cell in table.cells} <= said | {""}
        assert all(cell.value is None or str(cell.value) == cell.raw for cell in table.cells)


def test_every_place_of_a_format_has_a_name_of_its_own() -> None:
    for tables in FORMATS.values():
        for table in tables:
            keys: Sequence[str] = [row.key for row in table.rows]
            assert len(set(keys)) == len(keys)
            assert all(table.label(key) for key in keys)
