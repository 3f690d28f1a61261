"""The register as offices keep it: CSV or XLSX, Chinese or English, and every mistake of it told with its row."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from schemas.mistakes import ConfigError
from schemas.register import HEADERS, RegisterRow, read_register

TITLES = ("单位代码", "单位名称", "单位类别", "栏目", "网址", "栏目类型", "信息类别")
FIRST = ("slj", "市水利局", "部门", "工作动态", "http://slj.test/gzdt/", "动态要闻", "工作信息")
SECOND = ("slj", "市水利局", "部门", "通知公告", "http://slj.test/tzgg/", "通知公告", "工作信息")


def as_csv(*rows: Sequence[object], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def read_csv(folder: Path, *rows: Sequence[object], encoding: str = "utf-8") -> tuple[RegisterRow, ...]:
    path = folder / "登记表.csv"
    path.write_bytes(as_csv(*rows, encoding=encoding))
    return read_register(path)


def read_xlsx(folder: Path, *rows: Sequence[Any]) -> tuple[RegisterRow, ...]:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    path = folder / "登记表.xlsx"
    book.save(path)
    return read_register(path)


def mistakes_of(folder: Path, *rows: Sequence[object]) -> list[tuple[int | None, str]]:
    with pytest.raises(ConfigError) as raised:
        read_csv(folder, *rows)
    assert all(mistake.file == folder / "登记表.csv" and mistake.remedy for mistake in raised.value.mistakes)
    return [(mistake.line, mistake.message) for mistake in raised.value.mistakes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_csv_is_read_however_it_was_saved(tmp_path: Path, encoding: str) -> None:
    rows = read_csv(tmp_path, TITLES, FIRST, SECOND, encoding=encoding)
    assert [(row.row, row.agency, row.column) for row in rows] == [
        (2, "市水利局", "工作动态"),
        (3, "市水利局", "通知公告"),
    ]
    assert (rows[0].max_age_days, rows[0].min_items, rows[0].from_, rows[0].issuer) == (None, None, None, None)


def test_english_headers_in_any_order_say_the_same(tmp_path: Path) -> None:
    english = [HEADERS[title] for title in TITLES]
    assert read_csv(tmp_path, english[::-1], FIRST[::-1]) == read_csv(tmp_path, TITLES, FIRST)


def test_headers_may_mix_languages_and_brackets(tmp_path: Path) -> None:
    (row,) = read_csv(tmp_path, [*TITLES, " 更新时限（天） ", "min_items"], [*FIRST, "30", "12"])
    assert (row.max_age_days, row.min_items) == (30, 12)


def test_a_workbook_gives_real_dates_and_numbers(tmp_path: Path) -> None:
    titles = [*TITLES, "更新时限(天)", "最少条数", "起始日期", "截止日期"]
    (row,) = read_xlsx(tmp_path, titles, [*FIRST, 30.0, 12, datetime(2026, 1, 5), datetime(2026, 12, 31)])  # noqa: DTZ001
    assert (row.max_age_days, row.min_items) == (30, 12)
    assert (row.from_, row.until) == (date(2026, 1, 5), date(2026, 12, 31))


def test_a_workbook_may_keep_a_code_as_a_number(tmp_path: Path) -> None:
    (row,) = read_xlsx(tmp_path, [*TITLES, "栏目代码"], [1001, "12345热线", *FIRST[2:], 7])
    assert (row.agency_code, row.column_code) == ("1001", "7")


@pytest.mark.parametrize("written", ["2026/1/5", "2026.1.5", "2026-01-05", " 2026/01/05 "])
def test_days_are_read_as_people_write_them(tmp_path: Path, written: str) -> None:
    (row,) = read_csv(tmp_path, [*TITLES, "起始日期"], [*FIRST, written])
    assert row.from_ == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("written", "kind"), [("工作动态", "动态要闻"), ("公告", "通知公告"), ("年报", "年度报告"), ("其他", "其他")]
)
def test_a_kind_may_be_called_by_its_other_names(tmp_path: Path, written: str, kind: str) -> None:
    (row,) = read_csv(tmp_path, TITLES, [*FIRST[:5], written, FIRST[6]])
    assert row.kind == kind


def test_blank_rows_are_skipped_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "登记表.csv"
    path.write_bytes(as_csv(TITLES) + b"\r\n" + b",,,,,,\r\n" + as_csv(FIRST) + b"\r\n" + as_csv(SECOND))
    assert [row.row for row in read_register(path)] == [4, 6]


def test_blank_rows_of_a_workbook_are_skipped_too(tmp_path: Path) -> None:
    assert [row.row for row in read_xlsx(tmp_path, TITLES, [], FIRST, [None, ""], SECOND)] == [3, 5]


def test_one_address_may_serve_two_issuers_of_one_agency(tmp_path: Path) -> None:
    titles = [*TITLES, "发布机构"]
    assert len(read_csv(tmp_path, titles, [*FIRST, "水利局"], [*FIRST[:3], "河长", *FIRST[4:], "河长办"])) == 2


def test_an_unknown_header_is_told_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        read_csv(tmp_path, [*TITLES, "联系人"], [*FIRST, "王"])
    (mistake,) = raised.value.mistakes
    assert (mistake.line, mistake.message) == (1, "unknown header '联系人'")
    assert "发布机构" in mistake.remedy


def test_missing_headers_are_told_in_both_languages(tmp_path: Path) -> None:
    assert mistakes_of(tmp_path, TITLES[:5], FIRST[:5]) == [
        (1, "the header 栏目类型 (kind) is missing"),
        (1, "the header 信息类别 (category) is missing"),
    ]


def test_a_header_standing_twice_is_a_mistake(tmp_path: Path) -> None:
    assert mistakes_of(tmp_path, [*TITLES, "url"], [*FIRST, "x"]) == [(1, "the header url stands twice")]


def test_an_empty_file_and_a_bare_header_are_mistakes(tmp_path: Path) -> None:
    assert mistakes_of(tmp_path) == [(None, "the register is empty")]
    assert mistakes_of(tmp_path, TITLES) == [(None, "the register has no row below its header")]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("网址", "slj.test/gzdt", "网址: 'slj.test/gzdt' is not a web address"),
        ("网址", "ftp://slj.test/", "网址: 'ftp://slj.test/' is not a web address"),
        ("单位名称", "", "单位名称: is empty"),
        ("单位名称", "   ", "单位名称: is empty"),
        ("栏目类型", "动态新文", "unknown kind '动态新文' (栏目类型)"),
        ("栏目类型", "", "栏目类型: is empty"),
        ("更新时限(天)", "两周", "更新时限(天): Input should be a valid integer, unable to parse string as an integer"),
        ("更新时限(天)", "0", "更新时限(天): Input should be greater than 0"),
        ("最少条数", "-3", "最少条数: Input should be greater than 0"),
        ("起始日期", "2026-02-30", "起始日期: Input should be a valid date"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row_and_header(tmp_path: Path, column: str, cell: str, message: str) -> None:
    titles = [*TITLES, "更新时限(天)", "最少条数", "起始日期"]
    wrong = ["" if title not in TITLES else SECOND[TITLES.index(title)] for title in titles]
    wrong[titles.index(column)] = cell
    ((line, told),) = mistakes_of(tmp_path, titles, [*FIRST, "", "", ""], wrong)
    assert line == 3
    assert told.startswith(message)


def test_an_agency_code_is_ascii(tmp_path: Path) -> None:
    ((line, message),) = mistakes_of(tmp_path, TITLES, ["水利局", *FIRST[1:]])
    assert line == 2
    assert message.startswith("单位代码: String should match pattern")


def test_contradictions_between_rows_are_told_with_both_rows(tmp_path: Path) -> None:
    titles = [*TITLES, "栏目代码", "起始日期", "截止日期"]
    told = mistakes_of(
        tmp_path,
        titles,
        [*FIRST, "a", "", ""],
        [*FIRST, "b", "", ""],
        ["slj", "市水务局", *SECOND[2:], "a", "", ""],
        ["xqz", "西桥镇", "镇街", *FIRST[3:], "", "2026/12/31", "2026/1/1"],
    )
    assert told == [
        (3, "the address http://slj.test/gzdt/ stands twice in 市水利局 (first in row 2)"),
        (4, "slj is 市水利局 (部门) above, 市水务局 (部门) here"),
        (4, "the column code 'a' stands twice in 市水务局 (first in row 2)"),
        (5, "起始日期 is after 截止日期"),
    ]


def test_all_mistakes_of_all_rows_are_told_at_once(tmp_path: Path) -> None:
    told = mistakes_of(
        tmp_path,
        TITLES,
        [*FIRST[:4], "slj.test", "动态新文", FIRST[6]],
        ["", *SECOND[1:]],
        FIRST,
        FIRST,
    )
    assert [line for line, _ in told] == [2, 2, 3, 5]


@pytest.mark.parametrize("name", ["没有.csv", "没有.xlsx"])
def test_a_missing_register_is_said_to_be_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        read_register(tmp_path / name)


@pytest.mark.parametrize("name", ["表.xlsx", "表.csv"])
def test_a_file_of_another_kind_is_told_how_to_be_saved(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xff\xfe\x00\x81" * 40)
    with pytest.raises(ConfigError, match=r"save it again as"):
        read_register(tmp_path / name)


def test_a_workbook_with_a_broken_sheet_is_no_traceback(tmp_path: Path) -> None:
    read_xlsx(tmp_path, TITLES, FIRST)
    whole = zipfile.ZipFile(tmp_path / "登记表.xlsx")
    with zipfile.ZipFile(tmp_path / "坏.xlsx", "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, whole.read(name)[: -30 if "sheet1" in name else None])
    with pytest.raises(ConfigError, match="no workbook"):
        read_register(tmp_path / "坏.xlsx")


def test_a_folder_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_register(tmp_path)


def test_an_agencys_time_names_and_successor_stand_in_any_of_its_rows(tmp_path: Path) -> None:
    titles = (*TITLES, "承接栏目", "单位起始日期", "单位截止日期", "单位曾用名", "承接单位代码")
    first, second = read_csv(
        tmp_path,
        titles,
        (*FIRST, "sjtj/gzdt", "2020-01-01", "2026-06-30", "市水务局至2025-3-31；市水利水电局（至2019-12-31）", "xqz"),
        (*SECOND, "", "", "", "", ""),
    )
    assert (first.continues, first.agency_from, first.agency_until) == (
        "sjtj/gzdt",
        date(2020, 1, 1),
        date(2026, 6, 30),
    )
    assert [(former.name, former.until) for former in first.former_names] == [
        ("市水务局", date(2025, 3, 31)),
        ("市水利水电局", date(2019, 12, 31)),
    ]
    assert (first.successor, second.successor) == ("xqz", None)


def test_what_contradicts_itself_about_an_agencys_time_is_told_with_its_row(tmp_path: Path) -> None:
    titles = (*TITLES, "单位截止日期", "单位曾用名", "承接栏目")
    with pytest.raises(ConfigError) as wrong:
        read_csv(
            tmp_path,
            titles,
            (*FIRST, "2026-06-30", "", ""),
            (*SECOND, "2026-07-01", "", ""),
        )
    assert "单位截止日期 of slj differs" in str(wrong.value)
    with pytest.raises(ConfigError) as wrong:
        read_csv(tmp_path, titles, (*FIRST, "", "市水务局", "gzdt"), (*SECOND, "", "市水务局至2025-02-30", ""))
    assert {mistake.line for mistake in wrong.value.mistakes} == {2, 3}
    assert "市水务局至2025-03-31" in str(wrong.value)
    assert "承接栏目" in str(wrong.value)
