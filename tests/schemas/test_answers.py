"""What people decided, as they keep it in reviews/: no accusation without its ground, the latest decision counts."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from schemas.mistakes import ConfigError
from schemas.reviews import Answer, read_answers

TITLES = ("单位代码", "事项编号", "结论", "理由", "依据", "审核人", "日期")
DONE = ("slj", "staff", "完成", "有专人", "", "李敏", "2026-03-01")


def write(path: Path, *rows: Sequence[object], encoding: str = "utf-8-sig") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def mistakes_in(folder: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(ConfigError) as raised:
        read_answers(folder)
    return [(mistake.file.name, mistake.line, mistake.message) for mistake in raised.value.mistakes]


def test_no_answers_are_no_mistake(tmp_path: Path) -> None:
    assert read_answers(tmp_path / "reviews") == ()
    write(tmp_path / "answers.csv", TITLES)
    assert read_answers(tmp_path) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_an_answer_is_read_however_it_was_saved(tmp_path: Path, encoding: str) -> None:
    write(tmp_path / "answers.csv", TITLES, DONE, encoding=encoding)
    (answer,) = read_answers(tmp_path)
    assert answer == Answer(
        agency="slj", obligation="staff", verdict="met", reason="有专人", reviewer="李敏", decided_on=date(2026, 3, 1)
    )


def test_answers_of_all_files_stand_in_the_order_of_their_days(tmp_path: Path) -> None:
    write(tmp_path / "b.csv", TITLES, [*DONE[:6], "2026/2/1"], [], [*DONE[:6], "2026-04-01"])
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(TITLES))
    book.active.append([*DONE[:6], datetime(2026, 3, 1)])  # noqa: DTZ001
    book.save(tmp_path / "a.xlsx")
    assert [answer.decided_on.month for answer in read_answers(tmp_path)] == [2, 3, 4]


def test_not_done_needs_its_ground(tmp_path: Path) -> None:
    write(tmp_path / "answers.csv", TITLES, DONE, ["slj", "staff", "未完成", "无专人", "", "李敏", "2026-03-01"])
    assert mistakes_in(tmp_path) == [
        ("answers.csv", 3, "未完成 needs its 依据: an address or document that others can check")
    ]


def test_not_done_cannot_be_made_without_its_ground_by_the_program_either() -> None:
    with pytest.raises(ValueError, match="needs its 依据"):
        Answer(agency="a", obligation="b", verdict="unmet", reason="c", reviewer="d", decided_on=date(2026, 3, 1))


@pytest.mark.parametrize("name", ["~$answers.xlsx", ".answers.csv"])
def test_the_lock_file_of_an_open_workbook_is_no_answer(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x05admin" + b" " * 50)
    assert read_answers(tmp_path) == ()


def test_every_mistake_of_every_file_is_told_with_its_row(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", ["单位代码", "结论", "备注"], ["slj", "完成", ""])
    write(
        tmp_path / "b.csv",
        TITLES,
        ["slj", "staff", "大概", "有专人", "", "李敏", "2026-03-01"],
        ["", *DONE[1:6], "昨天"],
    )
    told = mistakes_in(tmp_path)
    assert [(file, line) for file, line, _ in told] == [("a.csv", 1), ("b.csv", 2), ("b.csv", 3), ("b.csv", 3)]
    assert "unknown: ['备注']; missing: ['事项编号', '理由', '审核人', '日期']" in told[0][2]
    assert told[1][2].startswith("结论")
    assert told[2][2] == "单位代码 is empty"
    assert told[3][2].startswith("日期")


def test_an_answer_about_nobody_or_nothing_known_is_a_mistake(tmp_path: Path) -> None:
    write(
        tmp_path / "answers.csv",
        TITLES,
        DONE,
        ["sl", *DONE[1:]],
        ["slj", "blank/zcjd", *DONE[2:]],
        ["slj", "x", *DONE[2:]],
    )
    with pytest.raises(ConfigError) as raised:
        read_answers(tmp_path, agencies=["slj"], obligations=["staff", "blank"])
    assert [(mistake.line, mistake.message) for mistake in raised.value.mistakes] == [
        (3, "单位代码 'sl' is not known"),
        (5, "事项编号 'x' is not known"),
    ]
