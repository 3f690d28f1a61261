"""Announced and asked-for parts, the period, whose report it is."""

from datetime import date
from typing import Any

import pytest

from schemas.annual_reports import Enumeration, PartsAnnounced
from schemas.report_tables import table_formats
from scorecards.report_checks.identity import may_be_one
from tests.scorecards.said_in_reports import (
    Number,
    figure,
    found,
    report,
    sections,
    statuses,
    table,
)

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
