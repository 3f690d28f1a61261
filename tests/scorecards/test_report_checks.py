"""Each check at, below and above what it compares; and what is no contradiction."""

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from schemas.annual_reports import AnnualReport, Applications, CheckName, Count, Enumeration, PartsAnnounced
from schemas.report_tables import APPLICANTS, table_formats
from scorecards.report_checks.identity import may_be_one
from scorecards.report_checks.registry import CHECKS, check_report
from tests.scorecards.said_in_reports import (
    YEAR_2021,
    Number,
    contradictions,
    counts,
    figure,
    found,
    group,
    report,
    sections,
    share,
    statuses,
    table,
    total,
)

TEN = dict.fromkeys("甲乙丙丁戊己庚辛壬癸", 12)


def test_the_registry_holds_every_check_in_the_order_of_the_contract() -> None:
    assert tuple(CHECKS) == get_args(CheckName)


def test_the_page_of_checks_lists_every_check_twice() -> None:
    page = (Path(__file__).parents[2] / "docs" / "report_checks.md").read_text(encoding="utf-8")
    chinese, english = page.split("## In English")
    listed = [line.split("`")[1] for line in chinese.splitlines() if line.startswith("| `")]
    assert tuple(name for name in listed if name in CHECKS) == get_args(CheckName)
    for name in get_args(CheckName):
        assert f"`{name}`" in english


def test_what_is_no_report_is_not_checked() -> None:
    assert check_report(AnnualReport(source="a", state="not_a_report")) == ()


def test_a_report_that_says_nothing_contradicts_nothing() -> None:
    assert contradictions(AnnualReport(source="a", state="report")) == set()


@pytest.mark.parametrize(
    ("whole", "raw", "parts", "more", "status"),
    [
        pytest.param(120, None, TEN, {}, "ok", id="they make it"),
        pytest.param(123, None, TEN, {}, "contradiction", id="less"),
        pytest.param(119, None, TEN, {}, "contradiction", id="more"),
        pytest.param(120, "120余", TEN, {}, "approximate", id="more than 120, at least 120"),
        pytest.param(110, "110余", TEN, {}, "approximate", id="up to 120"),
        pytest.param(130, "130余", TEN, {}, "contradiction", id="at least 130"),
        pytest.param(100, "约100", TEN, {}, "approximate", id="about 100"),
        pytest.param(0, None, {"甲": 0, "乙": 0}, {}, "ok", id="nothing of nothing"),
        pytest.param(None, "XX", TEN, {}, "not_reported", id="a total that is not told"),
        pytest.param(120, None, {**TEN, "癸": None}, {}, "not_reported", id="a part that is not told"),
        pytest.param(100, None, {**TEN, "癸": None}, {}, "contradiction", id="too many without the part not told"),
        pytest.param(200, None, TEN, {"whole": False}, "not_reported", id="etc."),
        pytest.param(100, None, TEN, {"whole": False}, "contradiction", id="etc., and too many already"),
        pytest.param(120, None, TEN, {"whole": False}, "ok", id="etc., and nothing left"),
        pytest.param(356, None, {"政策文件": 12, "解读": 8}, {}, "not_reported", id="two of many"),
        pytest.param(356, None, {"政策文件": 12}, {}, "not_reported", id="one of many"),
        pytest.param(100, None, {"政策文件": 52, "解读": 40}, {}, "contradiction", id="two that make most"),
        pytest.param(100, None, {"网站": 80, "微信": 60}, {"kind": "channel"}, "not_reported", id="through both"),
        pytest.param(100, None, {"网站": 30, "微信": 60}, {"kind": "channel"}, "not_reported", id="through others"),
        pytest.param(100, None, {"网站": 101, "微信": 2}, {"kind": "channel"}, "contradiction", id="one is too many"),
        pytest.param(100, None, {"网站": 40, "微信": 60}, {"kind": "channel"}, "ok", id="each through one"),
        pytest.param(3, None, {"维持": 2, "纠正": 2}, {"kind": "disposition"}, "contradiction", id="results"),
    ],
)
def test_categories_sum_to_total(
    whole: Number, raw: str | None, parts: dict[str, Number], more: dict[str, Any], status: str
) -> None:
    told = group(total(whole, raw=raw), parts, **more)
    assert statuses("categories_sum_to_total", report(groups=(told,))) == [status]


def test_the_sample_of_a_sum_says_both_values_and_their_places() -> None:
    told = group(total(218, line=14), {"甲": 100, "乙": 108})
    (one,) = found("categories_sum_to_total", report(groups=(told,)))
    assert (one.left, one.right, one.difference, one.where, one.lines) == (218, 208, 10, "lines 1, 14", (1, 14))


def test_the_parts_are_held_against_every_total_of_their_scope() -> None:
    own, other = total(120), total(125, line=9, start=3)
    told = report(groups=(group(own, TEN),), totals=(own, other))
    assert statuses("categories_sum_to_total", told) == ["ok", "contradiction"]
    elsewhere = report(groups=(group(own, TEN),), totals=(own, total(900, line=9, cumulative=True)))
    assert statuses("categories_sum_to_total", elsewhere) == ["ok"]


def test_a_list_without_a_total_of_its_own_is_held_against_that_of_its_subject() -> None:
    told = report(groups=(group(None, TEN),), totals=(total(121, line=2),))
    assert statuses("categories_sum_to_total", told) == ["contradiction"]
    assert statuses("categories_sum_to_total", report(groups=(group(None, TEN),))) == []


@pytest.mark.parametrize(
    ("second", "status"),
    [
        pytest.param(total(123, line=2), ["ok"], id="the same again"),
        pytest.param(total(124, line=2), ["contradiction"], id="another"),
        pytest.param(total(120, raw="120余", line=2), ["approximate"], id="about the same"),
        pytest.param(total(130, raw="130余", line=2), ["contradiction"], id="about another"),
        pytest.param(total(62, line=2), ["contradiction"], id="half of it"),
        pytest.param(total(61, line=2), [], id="less than half of it is a part of it"),
        pytest.param(total(100, raw="近100", line=2), ["approximate"], id="near a hundred may be 123"),
        pytest.param(total(None, raw="XX", line=2), [], id="not told"),
        pytest.param(total(900, line=2, cumulative=True), [], id="since ever"),
        pytest.param(total(80, line=2, through="网站"), [], id="through one channel"),
        pytest.param(total(12, line=2, about="留言"), [], id="of other things"),
        pytest.param(total(99, line=2, unit="件"), [], id="documents beside items"),
        pytest.param(total(99, line=2, unit=None), ["contradiction"], id="no unit, and only one elsewhere"),
    ],
)
def test_totals_agree(second: Any, status: list[str]) -> None:
    assert statuses("totals_agree", report(totals=(total(123, unit="条"), second))) == status


def test_what_was_received_and_what_was_answered_are_two_things() -> None:
    lines = ("全年收到留言100条，回复98条。", "全年共收到网民留言103条。")
    first = total(100, "留言", start=6, unit="条")
    answered = total(98, "留言", start=13, unit="条")
    again = total(103, "留言", line=2, start=9, unit="条")
    assert statuses("totals_agree", report(lines=lines, totals=(first, answered))) == []
    (one,) = found("totals_agree", report(lines=lines, totals=(first, answered, again)))
    assert (one.left, one.right, one.status) == (100, 103, "contradiction")


@pytest.mark.parametrize(
    ("first", "second", "more", "status"),
    [
        pytest.param("全年主动公开信息", "2017年公开政府信息", {}, ["contradiction"], id="nothing parts them"),
        pytest.param("2017年公开信息", "2016年公开信息", {}, [], id="each of its own year"),
        pytest.param("全年公开信息", "局机关公开信息", {}, [], id="one of the head office alone"),
        pytest.param("全年公开信息", "在省交易平台公开", {}, [], id="one through another's platform"),
        pytest.param("全年公开信息", "区自来水公司公开信息", {}, [], id="one of another unit"),
        pytest.param("全年公开信息", "全年公开各类信息", {}, [], id="one with news"),
        pytest.param("全年公开信息", "另公开信息", {"beside": 20}, [], id="what is between them is told beside"),
        pytest.param("全年公开信息", "全年公开信息", {"parts": (120, 100)}, [], id="each with parts that make it"),
    ],
)
def test_totals_of_one_thing_disagree_only_where_nothing_else_explains_it(
    first: str, second: str, more: dict[str, Any], status: list[str]
) -> None:
    one = total(120, start=len(first), unit="条")
    other = total(100, line=2, start=len(second), unit="条")
    told = [one, other]
    if "beside" in more:
        told.append(total(more["beside"], "留言", line=2, start=40, unit="条"))
    lists = [
        group(whole, {"甲": value - 1, "乙": 1}) for whole, value in zip(told, more.get("parts", ()), strict=False)
    ]
    read = report(lines=(f"{first}120条。", f"{second}100条。"), totals=tuple(told), groups=tuple(lists))
    assert statuses("totals_agree", read) == status


def test_totals_that_make_one_of_them_are_its_parts() -> None:
    parts = (total(70, line=2, unit="条"), total(50, line=3, unit="条"))
    assert statuses("totals_agree", report(totals=(total(120, unit="条"), *parts))) == []
    assert statuses("totals_agree", report(totals=(total(120, unit="条"), parts[0]))) == ["contradiction"]


def test_a_list_that_makes_another_total_is_that_ones() -> None:
    through = total(120, through="网站", line=2)
    told = report(groups=(group(total(150), TEN),), totals=(total(150), through))
    assert statuses("categories_sum_to_total", told) == ["not_reported"]


def test_of_rules_only_those_of_one_deed_are_one_number() -> None:
    lines = ("对14件规范性文件开展清理，保留13件，废止1件。",)
    told = (total(14, "规范性文件", start=1, unit="件"), total(13, "规范性文件", start=16, unit="件"))
    assert statuses("totals_agree", report(lines=lines, totals=told)) == []


def test_what_was_published_is_not_what_was_disclosed() -> None:
    lines = ("全年网上发布信息1785条，主动公开政府信息502条。",)
    first, second = total(1785, start=8, unit="条"), total(502, start=22, unit="条")
    assert lines[0][8:12] == "1785"
    assert lines[0][22:25] == "502"
    assert statuses("totals_agree", report(lines=lines, totals=(first, second))) == []


def test_each_other_number_for_a_total_is_one_finding() -> None:
    told = report(totals=tuple(total(value, line=n) for n, value in enumerate((312, 321, 312, 321, 300), start=1)))
    assert [(one.left, one.right) for one in found("totals_agree", told)] == [(312, 321), (312, 300)]


@pytest.mark.parametrize(
    ("part", "whole", "printed", "status"),
    [
        (105, 387, "27.13", "ok"),
        (105, 387, "27.1", "ok"),
        (105, 387, "27", "ok"),
        (105, 387, "27.14", "contradiction"),
        (105, 387, "27.12", "contradiction"),
        (2, 3, "66.67", "ok"),
        (2, 3, "66.66", "approximate"),
        (2, 3, "66.68", "contradiction"),
        (1, 8, "12.5", "ok"),
        (1, 8, "12", "ok"),
        (1, 8, "13", "ok"),
        (25, 250, "12", "contradiction"),
        (0, 250, "0", "ok"),
        (0, 0, "0", "not_reported"),
        (250, 250, "100", "ok"),
        (None, 250, "10", "not_reported"),
        (25, None, "10", "not_reported"),
    ],
)
def test_percentages_match(part: Number, whole: Number, printed: str, status: str) -> None:
    told = group(total(whole), {"甲": part, "乙": 1, "丙": 1}, whole=False)
    read = report(groups=(told,), percentages=(share(float(printed), "甲", raw=printed),))
    assert statuses("percentages_match", read) == [status]


def test_a_share_that_is_about_so_much() -> None:
    told = group(total(250), {"甲": 100, "乙": 150})
    near = report(groups=(told,), percentages=(share(40, "甲", raw="近40"),))
    assert statuses("percentages_match", near) == ["approximate"]
    far = report(groups=(told,), percentages=(share(70, "甲", raw="约70"),))
    assert statuses("percentages_match", far) == ["contradiction"]


def test_a_share_of_applications_and_one_through_a_channel() -> None:
    own = Applications(received=total(28), by_channel=counts({"当面": 6, "网上": 18, "信函": 4}))
    read = report(applications=own, percentages=(share(64.3, "网上", base="依申请公开"), share(14.3, "信函")))
    assert statuses("percentages_match", read) == ["ok", "ok"]
    through = report(
        totals=(total(200), total(150, through="网站", start=9)), percentages=(share(70, "网站", base="主动公开"),)
    )
    (one,) = found("percentages_match", through)
    assert (one.status, one.left, one.right) == ("contradiction", 70, 75)


@pytest.mark.parametrize(("printed", "status"), [(41.5, "ok"), (39.3, "ok"), (40.4, "contradiction")])
def test_a_share_of_outcomes_is_of_those_answered_or_of_those_received(printed: float, status: str) -> None:
    """收到申请56件，已答复53件，同意公开22件，占41.5%: what was carried over has no outcome yet."""
    own = Applications(received=total(56), answered=total(53), dispositions=counts({"同意公开": 22, "不予公开": 31}))
    assert statuses("percentages_match", report(applications=own, percentages=(share(printed, "同意公开"),))) == [
        status
    ]


def test_two_websites_are_two_totals() -> None:
    """市政府门户网站公开273条，局网站公开1047条."""
    both = report(totals=(total(273, through="网站"), total(1047, through="网站", line=2)))
    assert statuses("totals_agree", both) == []


def test_of_two_parts_of_one_name_a_share_is_of_the_one_before_it() -> None:
    others = Count(name="其他", value=15, raw="15", line=1, start=20)
    first = group(total(250), {"甲": 235}).model_copy(update={"counts": (*counts({"甲": 235}), others)})
    results = (*counts({"予以公开": 7}), others.model_copy(update={"value": 3, "raw": "3", "start": 90}))
    own = Applications(received=total(10), dispositions=results)
    shares = (share(6, "其他"), share(30, "其他"))
    at = tuple(one.model_copy(update={"start": start}) for one, start in zip(shares, (25, 95), strict=True))
    read = report(groups=(first,), applications=own, percentages=at)
    assert statuses("percentages_match", read) == ["ok", "ok"]
    assert statuses("percentages_match", read.model_copy(update={"percentages": shares})) == ["not_reported"] * 2


def test_a_share_of_what_is_not_counted_is_not_judged() -> None:
    assert statuses("percentages_match", report(percentages=(share(99.3, "按时办结"),))) == ["not_reported"]


def test_one_share_of_all_may_be_rounded_so_that_they_make_100() -> None:
    told = group(total(300), {"甲": 100, "乙": 100, "丙": 100})
    thirds = [share(value, name, raw=str(value)) for value, name in ((33.3, "甲"), (33.3, "乙"), (33.4, "丙"))]
    assert statuses("percentages_match", report(groups=(told,), percentages=tuple(thirds))) == [
        "ok",
        "ok",
        "approximate",
    ]
    assert statuses("percentages_match", report(groups=(told,), percentages=(thirds[2],))) == ["contradiction"]


def test_a_share_of_a_detail_may_be_one_of_the_whole() -> None:
    outer = group(total(200), {"政策": 50, "动态": 150})
    inner = group(total(50, "政策"), {"规范性文件": 20, "其他": 30}, about="政策")
    for value, status in ((40, "ok"), (10, "ok"), (25, "contradiction")):
        read = report(groups=(outer, inner), percentages=(share(value, "规范性文件"),))
        assert statuses("percentages_match", read) == [status]


def test_a_part_of_the_same_name_in_another_place_is_not_meant() -> None:
    """投诉中…其他占5%, far below a list of categories with 其他."""
    told = group(total(200), {"动态": 150, "其他": 50})
    shares = (share(70, "噪声", line=9), share(25, "油烟", line=9), share(5, "其他", line=9))
    assert statuses("percentages_match", report(groups=(told,), percentages=shares)) == ["not_reported"] * 3
    both = (share(75, "动态", line=9), share(20, "其他", line=9))
    assert statuses("percentages_match", report(groups=(told,), percentages=both)) == ["ok", "contradiction"]


FIVE = {"甲": 412, "乙": 285, "丙": 173, "丁": 98, "戊": 32}


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        pytest.param(("41.2", "28.5", "17.3", "9.8", "3.2"), ["ok"], id="all"),
        pytest.param(("41.2", "28.5", "17.3", "9.8", "3.4"), ["ok"], id="within rounding"),
        pytest.param(("41.2", "28.5", "17.3", "9.8", "3.6"), ["contradiction"], id="more than rounding"),
        pytest.param(("41.2", "28.5", "17.3", "9.8", "2.8"), ["contradiction"], id="less than rounding"),
        pytest.param(("41", "29", "17", "10", "4"), ["ok"], id="whole percents"),
        pytest.param(("41", "29", "17", "10", "6"), ["contradiction"], id="whole percents, too many"),
        pytest.param(("41.2", "28.5", "17.3", "9.8"), [], id="not of all parts"),
    ],
)
def test_percentages_sum_to_100(printed: tuple[str, ...], status: list[str]) -> None:
    shares = tuple(share(float(one), name, raw=one) for name, one in zip(FIVE, printed, strict=False))
    read = report(groups=(group(total(1000), FIVE),), percentages=shares)
    assert statuses("percentages_sum_to_100", read) == status


@pytest.mark.parametrize(
    ("shares", "status"),
    [
        ({"抽检": 41.2, "处罚": 28.5, "其他信息": 31.3}, ["contradiction"]),
        ({"抽检": 41.2, "处罚": 28.5, "其他信息": 29.3}, ["contradiction"]),
        ({"抽检": 41.2, "处罚": 28.5, "其他信息": 30.3}, ["ok"]),
        ({"抽检": 41.2, "处罚": 28.5, "许可": 10.3}, []),
        ({"抽检": 41.2, "其他": 90.0}, []),
        ({"男": 60, "女": 40, "网上": 55.5, "信函": 30.0, "其他": 14.5}, ["ok"]),
        ({"网站": 90, "公开栏": 35, "其他": 5}, ["not_reported"]),
    ],
)
def test_shares_without_counts(shares: dict[str, float], status: list[str]) -> None:
    read = report(percentages=tuple(share(value, name) for name, value in shares.items()))
    assert statuses("percentages_sum_to_100", read) == status


@pytest.mark.parametrize(
    ("received", "carried_in", "answered", "carried_over", "status"),
    [
        (58, 6, 60, 4, ["ok"]),
        (58, 6, 60, 5, ["contradiction"]),
        (12, "-", 12, "-", ["ok"]),
        (12, "-", 11, "-", ["not_reported"]),
        (12, "-", 13, "-", ["not_reported"]),
        (12, 0, 13, "-", ["contradiction"]),
        (12, 0, 11, "-", ["not_reported"]),
        (12, 0, 12, "-", ["ok"]),
        (12, "-", 11, 0, ["contradiction"]),
        (12, "-", 13, 0, ["not_reported"]),
        (12, "-", 11, 1, ["ok"]),
        (12, None, 11, 0, ["contradiction"]),
        (None, 1, 11, 0, ["not_reported"]),
        (12, "-", "-", "-", []),
        ("-", "-", 12, "-", []),
    ],
)
def test_applications_balance(
    received: Any, carried_in: Any, answered: Any, carried_over: Any, status: list[str]
) -> None:
    told = {"received": received, "carried_in": carried_in, "answered": answered, "carried_over": carried_over}
    own = Applications(**{name: total(value, "依申请公开") for name, value in told.items() if value != "-"})
    assert statuses("applications_balance", report(applications=own)) == status


@pytest.mark.parametrize(
    ("received", "raw", "channels", "status"),
    [
        (35, None, {"当面": 12, "信函": 9, "网上": 14}, ["ok"]),
        (35, None, {"当面": 12, "信函": 9, "网上": 12}, ["contradiction"]),
        (35, None, {"当面": 12, "信函": 9, "网上": 15}, ["contradiction"]),
        (35, None, {"当面": 12, "信函": None, "网上": 15}, ["not_reported"]),
        (35, None, {"当面": 12, "信函": None, "网上": 25}, ["contradiction"]),
        (30, "30余", {"当面": 12, "信函": 9, "网上": 14}, ["approximate"]),
        (35, None, {"网上": 3}, ["not_reported"]),
        (35, None, {"网上": 36}, ["contradiction"]),
        (0, None, {}, []),
    ],
)
def test_channels_sum_to_received(
    received: int, raw: str | None, channels: dict[str, Number], status: list[str]
) -> None:
    own = Applications(received=total(received, raw=raw), by_channel=counts(channels))
    assert statuses("channels_sum_to_received", report(applications=own)) == status


@pytest.mark.parametrize(
    ("told", "results", "status"),
    [
        ({"received": 20}, {"予以公开": 12, "不予公开": 3, "信息不存在": 5}, ["ok"]),
        ({"received": 20}, {"予以公开": 12, "不予公开": 3, "信息不存在": 4}, ["not_reported"]),
        ({"received": 20}, {"予以公开": 12, "不予公开": 3, "信息不存在": 6}, ["contradiction"]),
        ({"received": 21, "answered": 20}, {"予以公开": 12, "不予公开": 3, "信息不存在": 4}, ["contradiction"]),
        ({"received": 20, "answered": 19}, {"予以公开": 12, "不予公开": 3, "信息不存在": 4}, ["ok"]),
        ({"received": 20, "carried_over": 1}, {"予以公开": 12, "不予公开": 3, "信息不存在": 4}, ["ok"]),
        ({"received": 18, "carried_in": 2, "carried_over": 1}, {"予以公开": 16, "不予公开": 3}, ["ok"]),
        ({"received": 18, "carried_in": 2, "carried_over": 1}, {"予以公开": 17, "不予公开": 3}, ["contradiction"]),
        ({"received": 20}, {"不予公开": 3}, ["not_reported"]),
        ({}, {"不予公开": 3}, []),
        ({"received": 20, "carried_over": None}, {"予以公开": 12, "不予公开": 3}, ["not_reported"]),
        ({"received": 15, "carried_in": 2}, {"予以公开": 12, "不予公开": 3}, ["ok"]),
        ({"received": None}, {"不予公开": 3, "予以公开": 2}, ["not_reported"]),
    ],
)
def test_dispositions_sum_to_received(told: dict[str, Number], results: dict[str, Number], status: list[str]) -> None:
    own = Applications(**{name: total(value) for name, value in told.items()}, dispositions=counts(results))
    assert statuses("dispositions_sum_to_received", report(applications=own)) == status


@pytest.mark.parametrize(
    ("carried_in", "carried_over", "results", "status"),
    [
        (1, 2, {"予以公开": 14, "不予公开": 5}, ["ok"]),
        (1, 2, {"予以公开": 15, "不予公开": 5}, ["ok"]),
        (1, 2, {"予以公开": 16, "不予公开": 5}, ["contradiction"]),
        (0, 0, {"予以公开": 14, "不予公开": 5}, ["contradiction"]),
        (None, None, {"予以公开": 14, "不予公开": 5}, ["not_reported"]),
    ],
)
def test_what_was_carried_may_stand_in_the_table_only(
    carried_in: Number, carried_over: Number, results: dict[str, Number], status: list[str]
) -> None:
    held = table("三", in_columns(("二", (0, 0, 0, 0, 0, 0, carried_in)), ("四", (0, 0, 0, 0, 0, 0, carried_over))))
    own = Applications(received=total(20), dispositions=counts(results))
    assert statuses("dispositions_sum_to_received", report(applications=own, tables=(held,))) == status


def in_columns(*rows: tuple[str, tuple[Number, ...]]) -> dict[tuple[str, str], Number]:
    return {(row, column): value for row, values in rows for column, value in zip(APPLICANTS, values, strict=True)}


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


SEVEN = ("概述", "主动公开情况", "依申请公开情况", "收费及减免情况", "复议诉讼情况", "主要问题", "其他")


@pytest.mark.parametrize(
    ("said", "titles", "named", "status"),
    [
        (7, SEVEN, (), ["ok"]),
        (6, SEVEN, (), ["contradiction"]),
        (8, SEVEN, (), ["contradiction"]),
        (7, SEVEN[1:], (), ["contradiction"]),
        (7, SEVEN[1:], SEVEN, ["ok"]),
        (7, SEVEN[:6], (*SEVEN[:6], "附表"), ["ok"]),
        (7, SEVEN[2:], SEVEN, ["contradiction"]),
        (7, (), (), ["not_reported"]),
        (None, SEVEN, SEVEN, ["not_reported"]),
    ],
)
def test_parts_announced(said: Number, titles: tuple[str, ...], named: tuple[str, ...], status: list[str]) -> None:
    announced = PartsAnnounced(count=figure(said), titles=named, line=1)
    assert statuses("parts_announced", report(parts=announced, sections=sections(*titles))) == status


def test_parts_that_are_named_without_a_number_are_not_counted() -> None:
    assert (
        statuses("parts_announced", report(parts=PartsAnnounced(titles=SEVEN, line=1), sections=sections("概述"))) == []
    )


@pytest.mark.parametrize(
    ("listed", "status"), [(2, "contradiction"), (3, "ok"), (4, "contradiction"), (0, "not_reported")]
)
def test_enumeration_matches(listed: int, status: str) -> None:
    told = Enumeration(announced=figure(3, raw="三"), listed=listed, lines=(1,) * listed)
    assert statuses("enumeration_matches", report(enumerations=(told,))) == [status]


def lacking(**given: Any) -> list[str]:
    return [one.about for one in found("required_parts", report(**given)) if one.status == "missing"]


def test_the_law_of_2008_asks_for_contents() -> None:
    there = ("全年主动公开信息3条。", "收到申请0件。", "未收取任何费用。", "没有行政复议。", "存在的主要问题是人手少。")
    assert lacking(regime="2008", lines=there) == []
    assert lacking(regime="2008", lines=there[:3]) == ["行政复议、行政诉讼", "主要问题及改进情况"]
    assert statuses("required_parts", report(regime="2008", lines=there)) == ["ok"]


def test_the_sentence_that_announces_a_part_is_not_the_part() -> None:
    lines = ("报告由收费及减免情况、复议诉讼情况、主要问题、依申请公开、主动公开五部分组成。", "全年收费项目40条。")
    parts = PartsAnnounced(count=figure(5), line=1)
    assert "收费及减免情况" in lacking(regime="2008", lines=lines, parts=parts)


SIX = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在问题及改进情况",
    "其他需要报告的事项",
)


def test_the_formats_ask_for_headings_and_tables() -> None:
    full = {
        one.number: {(row.key, column): 0 for row in one.rows for column in row.columns}
        for one in table_formats("2021")
    }
    tables = tuple(table(number, dict(values)) for number, values in full.items())
    given: dict[str, Any] = {"year": 2022, "regime": "2021", "lines": ("正文",)}
    assert lacking(**given, sections=sections(*SIX), tables=tables) == []
    assert lacking(**given, sections=sections(*SIX[:4], SIX[5]), tables=tables) == ["存在的主要问题及改进情况"]
    assert lacking(**given, sections=sections(*SIX), tables=tables[:2]) == ["第四表"]
    part = tables[2].model_copy(update={"lacking": ("复议后起诉",)})
    assert lacking(**given, sections=sections(*SIX), tables=(*tables[:2], part)) == ["第四表 复议后起诉"]


def test_tables_of_a_pdf_are_there_though_they_are_not_read() -> None:
    lines = ("现行有效件数 0 0 0", "本年新收政府信息公开申请数量 0", "结果 维持 结果 纠正")
    assert lacking(year=2022, regime="2021", lines=lines, sections=sections(*SIX)) == []
    assert lacking(year=2022, regime="2021", lines=lines[:2], sections=sections(*SIX)) == ["第四表"]


def test_without_headings_nobody_knows_which_are_missing() -> None:
    assert statuses("required_parts", report(year=2022, regime="2021", lines=("正文",))) == ["not_reported"]


@pytest.mark.parametrize(
    ("year", "period", "status"),
    [
        (2017, (date(2017, 1, 1), date(2017, 12, 31)), "ok"),
        (2017, (date(2017, 1, 1), date(2017, 11, 30)), "contradiction"),
        (2017, (date(2016, 1, 1), date(2016, 12, 31)), "contradiction"),
        (2017, (date(2017, 1, 2), date(2017, 12, 31)), "contradiction"),
        (2008, (date(2008, 5, 1), date(2008, 12, 31)), "ok"),
        (2009, (date(2009, 5, 1), date(2009, 12, 31)), "contradiction"),
        (2017, None, "not_reported"),
        (None, (date(2017, 1, 1), date(2017, 12, 31)), "not_reported"),
    ],
)
def test_period_is_year(year: int | None, period: tuple[date, date] | None, status: str) -> None:
    assert statuses("period_is_year", report(year=year, period=period)) == [status]


def test_title_matches_text() -> None:
    assert statuses("title_matches_text", report(year_in_text=2017)) == ["ok"]
    (one,) = found("title_matches_text", report(year_in_text=2016))
    assert (one.status, one.left, one.right) == ("contradiction", 2017, 2016)
    assert statuses("title_matches_text", report(year_in_text=2017, agency_in_text="云溪市商务局")) == [
        "ok",
        "contradiction",
    ]
    assert statuses("title_matches_text", report()) == ["not_reported"]


@pytest.mark.parametrize(
    ("title", "text", "one"),
    [
        ("云溪市水利局", "云溪市水利局", True),
        ("云溪市水利局", "市水利局", True),
        ("云溪市水利局", "水利局办公室", True),
        ("云溪市水利局", "江南省云溪市水利局", True),
        ("云溪市市场监督管理局", "市市场监管局", True),
        ("云溪市发展和改革委员会", "市发改委", True),
        ("云溪市交通运输局", "我市交通局", True),
        ("市水利局", "云溪水利局", True),
        ("市林业局", "江南省云溪县林业局", False),
        ("云溪市人民政府", "云溪市政务服务和数据管理局", True),
        ("石桥镇人民政府", "石桥镇党政办公室", True),
        ("云溪市粮食局", "云溪市商务局", False),
        ("云溪市水利局", "北岭市水利局", False),
        ("云溪市水利局", "云溪市林业局", False),
    ],
)
def test_two_names_that_may_be_one_agencys(title: str, text: str, *, one: bool) -> None:
    assert may_be_one(title, text) is one


def test_a_text_that_names_both_agencies_is_for_a_person() -> None:
    given: dict[str, Any] = {"year_in_text": 2017, "agency_in_text": "云溪市商务局"}
    own = "云溪市水利局召开会议三次，部署公开工作。"
    assert statuses("title_matches_text", report(**given, lines=("云溪市水利局2017年报告", own))) == [
        "ok",
        "approximate",
    ]
    assert statuses("title_matches_text", report(**given, lines=("云溪市水利局2017年报告",)))[1] == "contradiction"


def test_what_does_not_end_like_an_agency_is_no_name() -> None:
    assert statuses("title_matches_text", report(year_in_text=2017, agency_in_text="向社会")) == ["ok"]


def rules(made: Number, ended: Number, now: Number) -> Any:
    columns = ("本年制发件数", "本年废止件数", "现行有效件数")
    return table(
        "二", {("行政规范性文件", column): value for column, value in zip(columns, (made, ended, now), strict=True)}
    )


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ((2, 0, 16), ["ok"]),
        ((2, 0, 17), ["contradiction"]),
        ((2, 1, 16), ["contradiction"]),
        ((2, None, 16), ["not_reported"]),
        ((2, 0, None), ["not_reported"]),
    ],
)
def test_in_force_across_years(now: tuple[Number, Number, Number], status: list[str]) -> None:
    earlier = report(year=2021, tables=(rules(3, 1, 14),))
    read = report(year=2022, tables=(rules(*now),))
    assert statuses("in_force_across_years", read, earlier=earlier) == status
    assert statuses("in_force_across_years", read) == []
    assert statuses("in_force_across_years", read, earlier=report(year=2020, tables=(rules(3, 1, 14),))) == []


def carried(row: str, *values: Number) -> Any:
    return table("三", in_columns((row, values)))


@pytest.mark.parametrize(
    ("before", "now", "status"),
    [
        ((4, 1, 0, 0, 0, 0, 5), (4, 1, 0, 0, 0, 0, 5), ["ok"]),
        ((4, 1, 0, 0, 0, 0, 5), (3, 1, 0, 0, 0, 0, 4), ["contradiction"]),
        ((4, 1, 0, 0, 0, 0, 5), (5, 0, 0, 0, 0, 0, 5), ["ok", "contradiction", "contradiction"]),
        ((4, 1, 0, 0, 0, 0, 5), (None,) * 7, ["not_reported"]),
        ((None,) * 7, (4, 1, 0, 0, 0, 0, 5), ["not_reported"]),
    ],
)
def test_carried_over_across_years(before: tuple[Number, ...], now: tuple[Number, ...], status: list[str]) -> None:
    earlier = report(year=2021, tables=(carried("四", *before),))
    read = report(year=2022, tables=(carried("二", *now),))
    assert statuses("carried_over_across_years", read, earlier=earlier) == status


def test_carried_over_in_prose() -> None:
    earlier = report(year=2016, applications=Applications(carried_over=total(5)))
    read = report(year=2017, applications=Applications(carried_in=total(4)))
    (one,) = found("carried_over_across_years", read, earlier=earlier)
    assert (one.left, one.right, one.status) == (5, 4, "contradiction")
    assert statuses("carried_over_across_years", report(), earlier=earlier) == ["not_reported"]


@pytest.mark.parametrize(
    ("year", "agency", "published", "status"),
    [
        (2018, "云溪市财政局", date(2019, 3, 31), "ok"),
        (2018, "云溪市财政局", date(2019, 4, 1), "contradiction"),
        (2019, "云溪市财政局", date(2020, 1, 31), "ok"),
        (2019, "云溪市财政局", date(2020, 2, 1), "approximate"),
        (2019, "云溪市财政局", date(2020, 3, 31), "approximate"),
        (2019, "云溪市财政局", date(2020, 4, 1), "contradiction"),
        (2019, "云溪市人民政府", date(2020, 3, 31), "ok"),
        (2019, "云溪市人民政府", date(2020, 4, 1), "contradiction"),
        (2018, "云溪市财政局", date(2019, 1, 1), "ok"),
        (2018, "云溪市财政局", date(2018, 12, 31), "approximate"),
        (2019, None, None, "not_reported"),
        (None, None, date(2020, 4, 1), "not_reported"),
    ],
)
def test_published_in_time(year: int | None, agency: str | None, published: date | None, status: str) -> None:
    assert statuses("published_in_time", report(year=year, agency=agency, published=published)) == [status]


def test_how_late_it_was() -> None:
    (one,) = found("published_in_time", report(year=2018, published=date(2019, 6, 12)))
    assert (one.left, one.right, one.difference) == ("2019-06-12", "2019-03-31", 73)


def prose(seed: int, characters: int) -> str:
    """Text without sense in which nothing repeats."""
    return "".join(chr(0x4E00 + (seed * 7919 + n * 104729) % 15000) for n in range(characters))


SAME, OTHER = prose(1, 300), prose(2, 300)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (SAME, "approximate"),
        (SAME[:160] + OTHER[:140], "approximate"),
        (SAME[:140] + OTHER[:160], "ok"),
        (OTHER, "ok"),
        (SAME[:100], "not_reported"),
    ],
)
def test_likeness(text: str, status: str) -> None:
    own = report(lines=(f"云溪市水利局2017年报告{text}123条",))
    earlier = report(year=2016, lines=(f"云溪市水利局2016年报告{SAME}119条",))
    assert statuses("like_last_year", own, earlier=earlier) == [status]
    other = report(agency="云溪市林业局", lines=(f"云溪市林业局2017年报告{SAME}",))
    assert statuses("like_another_agency", own, others=[other]) == [status]
    assert statuses("like_another_agency", own, others=[earlier]) == []
    assert contradictions(own, earlier=earlier, others=[other]) == set()


def test_shared_passages_are_shown_with_their_lines() -> None:
    own = report(lines=("云溪市水利局", OTHER[:50], SAME))
    (one,) = found("like_last_year", own, earlier=report(year=2016, lines=(SAME,)))
    assert one.lines == (3,)
    assert one.about == SAME[:60]
    assert one.where == "line 3; 云溪市水利局 2016"


def test_headings_and_tables_are_alike_in_all_reports() -> None:
    lines = (SAME, f"{SAME[:40]}\t0\t0", OTHER[:200])
    own = report(lines=lines, sections=sections("总体情况"))
    assert statuses("like_last_year", own, earlier=report(year=2016, lines=(SAME,))) == ["ok"]


def test_of_many_others_the_alike_are_named_or_the_nearest() -> None:
    own = report(lines=(SAME,))
    others = [
        report(agency=f"云溪市第{n}局", lines=(text,)) for n, text in enumerate((OTHER, SAME, SAME[:100] + OTHER))
    ]
    (alike,) = found("like_another_agency", own, others=others)
    assert "第1局" in alike.where
    (nearest,) = found("like_another_agency", own, others=[others[0], others[2]])
    assert ("第2局" in nearest.where, nearest.status) == (True, "ok")


def test_a_sound_year_of_2021() -> None:
    read = report(year=2021, year_in_text=2021, regime="2021", period=YEAR_2021, published=date(2022, 1, 20))
    assert contradictions(read) == set()
