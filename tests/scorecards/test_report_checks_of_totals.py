"""Parts against their totals, and totals against each other."""

from typing import Any

import pytest

from tests.scorecards.said_in_reports import (
    Number,
    found,
    group,
    report,
    statuses,
    total,
)

TEN = dict.fromkeys("甲乙丙丁戊己庚辛壬癸", 12)


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
