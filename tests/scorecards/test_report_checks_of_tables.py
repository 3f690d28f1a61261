"""The tables of the formats against themselves and against the text."""

import pytest

from schemas.annual_reports import Applications
from schemas.report_tables import table_formats
from tests.scorecards.said_in_reports import (
    Number,
    counts,
    found,
    in_columns,
    report,
    statuses,
    table,
    total,
)

ALL_ROWS = [row.key for one in table_formats("2021") if one.number == "三" for row in one.rows]
NOTHING = in_columns(*((row, (0,) * 7) for row in ALL_ROWS))


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ((14, 2, 0, 0, 0, 0, 16), {"ok"}),
        ((14, 2, 0, 0, 0, 0, 17), {"contradiction"}),
        ((14, 2, 0, 0, 0, 0, 15), {"contradiction"}),
        ((14, 2, None, 0, 0, 0, 16), {"not_reported"}),
        ((14, 2, None, 0, 0, 0, 17), {"not_reported"}),
        ((14, 2, None, 0, 0, 0, 15), {"contradiction"}),
        ((14, 2, 0, 0, 0, 0, None), {"not_reported"}),
        ((None,) * 7, {"not_reported"}),
    ],
)
def test_table_rows_add_up(row: tuple[Number, ...], status: set[str]) -> None:
    read = report(tables=(table("三", in_columns(("一", row))),))
    assert set(statuses("table_rows_add_up", read)) == status


def test_a_row_that_fails_says_where() -> None:
    read = report(tables=(table("三", NOTHING | in_columns(("三（一）", (14, 2, 0, 0, 0, 0, 17)))),))
    wrong, rest = found("table_rows_add_up", read)
    assert (wrong.left, wrong.right, wrong.where) == (17, 16, "table 三, row （一）予以公开")
    assert (rest.status, rest.about) == ("ok", "第三表")


@pytest.mark.parametrize(
    ("done", "extra", "status"),
    [
        (5, {}, {"ok"}),
        (6, {}, {"contradiction", "ok"}),
        (4, {}, {"contradiction", "ok"}),
        (5, {("三（三）", "自然人"): 2}, {"ok"}),
        (5, {("三（三）", "自然人"): 3}, {"contradiction", "ok"}),
        (5, {("三（五）3", "自然人"): None}, {"not_reported", "ok"}),
        (4, {("三（五）3", "自然人"): None}, {"contradiction", "ok"}),
    ],
)
def test_table_groups_add_up(done: int, extra: dict[tuple[str, str], Number], status: set[str]) -> None:
    values = NOTHING | {
        ("三（一）", "自然人"): 3,
        ("三（三）1", "自然人"): 1,
        ("三（三）8", "自然人"): 1,
        ("三（七）", "自然人"): done,
    }
    assert set(statuses("table_groups_add_up", report(tables=(table("三", values | extra),)))) == status


def test_in_the_trial_format_other_results_are_one_row() -> None:
    trial = {key: value for key, value in NOTHING.items() if not key[0].startswith("三（六）")}
    trial |= in_columns(("三（六）", (0, 0, 0, 0, 1, 0, 1)), ("三（七）", (0, 0, 0, 0, 1, 0, 1)))
    assert statuses("table_groups_add_up", report(tables=(table("三", trial, "2019"),))) == ["ok"]


@pytest.mark.parametrize(
    ("numbers", "status"),
    [
        ((4, 1, 0, 1, 6), ["ok"]),
        ((4, 1, 0, 1, 7), ["contradiction"]),
        ((4, 1, 0, None, 7), ["not_reported"]),
        ((4, 1, 0, None, 4), ["contradiction"]),
        ((None,) * 5, ["not_reported"]),
    ],
)
def test_groups_of_table_four(numbers: tuple[Number, ...], status: list[str]) -> None:
    columns = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    kinds = ("行政复议", "未经复议直接起诉", "复议后起诉")
    values = {(kind, column): number for kind in kinds for column, number in zip(columns, numbers, strict=True)}
    assert sorted(set(statuses("table_groups_add_up", report(tables=(table("四", values),))))) == status


@pytest.mark.parametrize(
    ("received", "carried_in", "done", "carried_over", "status"),
    [
        (10, 2, 11, 1, ["ok"]),
        (10, 2, 11, 2, ["contradiction"]),
        (10, 1, 11, 1, ["contradiction"]),
        (10, None, 11, 1, ["not_reported"]),
        (10, None, 8, 1, ["contradiction"]),
        (10, 2, None, 13, ["contradiction"]),
        (10, 2, None, 12, ["not_reported"]),
        (10, None, None, 20, ["not_reported"]),
    ],
)
def test_table_balances(
    received: Number, carried_in: Number, done: Number, carried_over: Number, status: list[str]
) -> None:
    rows = {"一": received, "二": carried_in, "三（七）": done, "四": carried_over}
    values = in_columns(*((row, (value,) * 7) for row, value in rows.items()))
    assert sorted(set(statuses("table_balances", report(tables=(table("三", values),))))) == status


def test_a_column_that_does_not_balance_says_which() -> None:
    rows = (("一", (9, 1, 0, 0, 0, 0, 10)), ("二", (0,) * 7), ("三（七）", (8, 1, 0, 0, 0, 0, 9)), ("四", (0,) * 7))
    first, second, rest = found("table_balances", report(tables=(table("三", in_columns(*rows)),)))
    assert (first.left, first.right, first.about) == (9, 8, "第三表 自然人")
    assert (second.left, second.right, second.about) == (10, 9, "第三表 总计")
    assert rest.status == "ok"


def alone(row: str, value: int) -> tuple[str, tuple[Number, ...]]:
    """A row with a number in its last column only."""
    return row, (0, 0, 0, 0, 0, 0, value)


HELD = table(
    "三",
    NOTHING
    | in_columns(
        alone("一", 20),
        alone("二", 1),
        alone("三（一）", 14),
        alone("三（三）1", 2),
        alone("三（五）1", 3),
        alone("三（七）", 19),
        alone("四", 2),
    ),
)


@pytest.mark.parametrize(
    ("line", "told", "status"),
    [
        ("全年收到申请", {"received": 20}, ["ok"]),
        ("全年收到申请", {"received": 22}, ["contradiction"]),
        ("全年收到申请", {"received": 21}, ["contradiction"]),
        ("全年办理申请", {"received": 21}, ["approximate"]),
        ("全年收到申请约", {"received": 20}, ["ok"]),
        ("全年", {"carried_in": 1}, ["ok"]),
        ("全年", {"carried_in": 2}, ["contradiction"]),
        ("全年", {"carried_over": 2}, ["ok"]),
        ("全年", {"carried_over": 0}, ["contradiction"]),
        ("全年", {"answered": 19}, ["ok"]),
        ("全年", {"answered": 16}, ["approximate"]),
        ("全年", {"answered": 15}, ["contradiction"]),
        ("全年", {"answered": 20}, ["contradiction"]),
        ("全年办理申请", {"answered": 21}, ["approximate"]),
        ("全年办结申请", {"answered": 21}, ["contradiction"]),
        ("全年", {"received": None}, []),
    ],
)
def test_table_agrees_with_text(line: str, told: dict[str, Number], status: list[str]) -> None:
    own = Applications(**{name: total(value, "依申请公开", start=len(line)) for name, value in told.items()})
    read = report(year=2021, lines=(f"{line}21件。",), applications=own, tables=(HELD,))
    assert statuses("table_agrees_with_text", read) == status


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ({"予以公开": 14, "不予公开": 2, "不予处理": 3}, ["ok", "ok", "ok"]),
        ({"予以公开": 13}, ["contradiction"]),
        ({"信息不存在": 13}, []),
    ],
)
def test_results_of_the_text_against_the_table(results: dict[str, Number], status: list[str]) -> None:
    read = report(year=2021, applications=Applications(dispositions=counts(results)), tables=(HELD,))
    assert statuses("table_agrees_with_text", read) == status


RULES = table(
    "二",
    {
        ("行政规范性文件", "本年制发件数"): 3,
        ("行政规范性文件", "本年废止件数"): 1,
        ("行政规范性文件", "现行有效件数"): 14,
    },
)
PROCEEDINGS_HELD = table("四", {("行政复议", "总计"): 2, ("未经复议直接起诉", "总计"): 1, ("复议后起诉", "总计"): 0})


@pytest.mark.parametrize(
    ("line", "about", "value", "status"),
    [
        ("本年制发行政规范性文件#件。", "规范性文件", 3, ["ok"]),
        ("本年制发行政规范性文件#件。", "规范性文件", 4, ["contradiction"]),
        ("全年废止规范性文件#件。", "规范性文件", 2, ["contradiction"]),
        ("现行有效的行政规范性文件#件。", "规范性文件", 14, ["ok"]),
        ("全年公开规范性文件#件。", "规范性文件", 9, []),
        ("全市共制发规范性文件#件。", "规范性文件", 9, []),
        ("制发和废止规范性文件#件。", "规范性文件", 9, []),
        ("因政府信息公开引发行政复议#件。", "行政复议", 2, ["ok"]),
        ("因政府信息公开引发行政复议#件。", "行政复议", 3, ["contradiction"]),
        ("因政府信息公开新收行政复议#件。", "行政复议", 1, []),
        ("全年办理行政复议案件#件。", "行政复议", 30, []),
        ("因政府信息公开被提起行政诉讼#件。", "行政诉讼", 1, ["ok"]),
    ],
)
def test_other_totals_of_the_text_against_the_tables(line: str, about: str, value: int, status: list[str]) -> None:
    told = total(value, about, start=line.index("#"))
    read = report(year=2022, lines=(line.replace("#", str(value)),), totals=(told,), tables=(RULES, PROCEEDINGS_HELD))
    assert statuses("table_agrees_with_text", read) == status
