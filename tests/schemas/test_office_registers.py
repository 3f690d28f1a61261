"""What an office keeps itself, as it comes: CSV or XLSX, Chinese or English, and every mistake in it at once."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from schemas.mistakes import ConfigError
from schemas.registers.files import read_registers
from schemas.registers.rows import Registers

APPLICATIONS = "单位代码,申请编号,收到日期,补正通知日期,补正收到日期,延期告知日期,答复日期,截至日期,提供人\n"


def mistakes_of(folder: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(ConfigError) as caught:
        read_registers(folder, columns={"slj": ["wx"], "czj": []})
    return [(mistake.file.name, mistake.line, mistake.message) for mistake in caught.value.mistakes]


def test_no_register_is_not_an_empty_one(tmp_path: Path) -> None:
    assert read_registers(tmp_path / "registers") == Registers()
    (tmp_path / "applications.csv").write_text(APPLICATIONS, encoding="utf-8")
    read = read_registers(tmp_path)
    assert read.applications == ()
    assert read.messages is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_row_of_a_csv_file_is_read_with_who_stands_for_it(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "依申请公开-2026.csv").write_text(
        APPLICATIONS + "slj,2026-1,2026/3/2,,,,2026-03-20,2026-04-01,李敏\n", encoding=encoding
    )
    read = read_registers(tmp_path)
    assert read.applications is not None
    (row,) = read.applications
    assert (row.received_on, row.replied_on, row.corrected_on) == (date(2026, 3, 2), date(2026, 3, 20), None)
    assert row.evidence().url == f"{tmp_path.name}/依申请公开-2026.csv#2"
    assert row.evidence().issued_by == "李敏"
    assert len(row.evidence().sha256 or "") == 64


def test_a_workbook_with_english_headers_in_any_order_says_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["number", "agency", "description", "notified_on", "days", "stated_on", "issued_by"])
    sheet.append([1001, "slj", "栏目空白", date(2026, 3, 2), 5, date(2026, 4, 1), "李敏"])
    sheet.append([])
    book.save(tmp_path / "problems.xlsx")
    read = read_registers(tmp_path)
    assert read.problems is not None
    (row,) = read.problems
    assert (row.number, row.days, row.notified_on) == ("1001", 5, date(2026, 3, 2))


def test_a_row_that_says_none_is_a_statement_and_no_application(tmp_path: Path) -> None:
    (tmp_path / "applications.csv").write_text(
        APPLICATIONS + "czj,无,,,,,,2026-06-30,王某\n" + "slj,1,2026-03-02,,,,,2026-04-01,李敏\n", encoding="utf-8"
    )
    read = read_registers(tmp_path)
    assert read.of("czj").applications == ()
    assert read.of("czj").says_nothing("applications", date(2026, 6, 29)) is None
    said = read.of("czj").says_nothing("applications", date(2026, 6, 30))
    assert said is not None
    assert said.issued_by == "王某"
    assert read.of("slj").says_nothing("applications", date(2026, 12, 31)) is None


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "applications.csv").write_text(
        APPLICATIONS
        + "slj,1,2026-03-02,,,,2026-03-01,2026-04-01,李敏\n"  # answered before it came
        + "slj,2,2026-03-02,,2026-03-09,,,2026-04-01,李敏\n"  # corrected, never asked to
        + "slj,3,2026-03-02,,,,2026-04-02,2026-04-01,李敏\n"  # answered after the register ends
        + "xxx,4,2026-03-02,,,,,2026-04-01,李敏\n"
        + "slj,5,三月二日,,,,,2026-04-01,\n"
        + "slj,6,2026-03-02,,,,,2026-04-01,李敏\n"
        + "slj,6,2026-03-03,,,,,2026-04-01,李敏\n",
        encoding="utf-8",
    )
    (tmp_path / "留言.csv").write_text("单位代码,编号\n", encoding="utf-8")
    (tmp_path / "其他台账.csv").write_text("a\n", encoding="utf-8")
    (tmp_path / "problems.xlsx").write_bytes(b"no workbook")
    (tmp_path / "说明.txt").write_text("不是台账", encoding="utf-8")
    found = mistakes_of(tmp_path)
    for file, line, words in (
        ("applications.csv", 2, "答复日期 2026-03-01 is earlier than 收到日期 2026-03-02"),
        ("applications.csv", 3, "补正收到日期 is given without 补正通知日期"),
        ("applications.csv", 4, "答复日期 2026-04-02 is later than 截至日期 2026-04-01"),
        ("applications.csv", 5, "'xxx' is not known"),
        ("applications.csv", 6, "收到日期: "),
        ("applications.csv", 6, "提供人: is empty"),
        ("applications.csv", 8, "申请编号 '6' of slj stands twice"),
        ("留言.csv", 1, "unknown header '编号'"),
        ("留言.csv", 1, "the header 留言编号 (number) is missing"),
        ("其他台账.csv", None, "which register this is cannot be seen"),
        ("problems.xlsx", None, "no workbook"),
    ):
        assert [one for one in found if one[0] == file and one[1] == line and words in one[2]], (file, line, words)
    assert {name for name, _, _ in found} == {"applications.csv", "留言.csv", "其他台账.csv", "problems.xlsx"}


def test_two_looks_at_one_account_are_two_rows(tmp_path: Path) -> None:
    head = "单位代码,账号名称,平台,最近发布日期,检查日期,提供人\n"
    rows = "slj,云溪水利,微信,2026-03-01,2026-03-10,李敏\nslj,云溪水利,微信,2026-03-12,2026-03-20,李敏\n"
    (tmp_path / "新媒体.csv").write_text(head + rows, encoding="utf-8")
    read = read_registers(tmp_path)
    assert read.accounts is not None
    assert [row.last_post_on for row in read.accounts] == [date(2026, 3, 1), date(2026, 3, 12)]
    (tmp_path / "新媒体.csv").write_text(head + rows + rows, encoding="utf-8")
    assert [line for _, line, words in mistakes_of(tmp_path) if "stands twice" in words] == [4, 5]


def test_a_column_that_the_agency_does_not_have_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text(
        "agency,account,last_post_on,stated_on,issued_by,column\n"
        "slj,a,2026-03-01,2026-03-10,李敏,wx\nslj,b,2026-03-01,2026-03-10,李敏,wb\nczj,c,2026-03-01,2026-03-10,李敏,wx\n",
        encoding="utf-8",
    )
    assert [(line, words) for _, line, words in mistakes_of(tmp_path)] == [
        (3, "栏目代码 'wb' is no column of slj"),
        (4, "栏目代码 'wx' is no column of czj"),
    ]
