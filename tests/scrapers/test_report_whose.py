"""Whose report it is, on which year and over which period, in all the ways that titles and openings say it."""

from datetime import date

import pytest

from scrapers.reports.lines import ReportLine, number_lines
from scrapers.reports.whose import agency_in_text, find_title, read_period, read_signature, year_in_text
from tests.support.report_texts import OPENING, blocks

YEAR = (date(2017, 1, 1), date(2017, 12, 31))


def lines(text: str) -> list[ReportLine]:
    return [line for line in number_lines(blocks(text)).lines if line.text]


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("青石市教育局2017年政府信息公开年度报告", "青石市教育局", 2017),
        ("2017年青石市教育局政府信息公开年度报告", "青石市教育局", 2017),
        ("青石市教育局政府信息公开工作2017年度报告", "青石市教育局", 2017),
        ("青石市教育局关于2017年度政府信息公开工作情况的报告", "青石市教育局", 2017),
        ("青石市教育局二〇一七年政府信息公开工作年度报告", "青石市教育局", 2017),
        ("青石市教育局二○一七年度政府信息公开工作报告", "青石市教育局", 2017),
        ("２０１７年度青石县政府信息公开工作年度报告", "青石县", 2017),
        ("青石市人民政府办公室\n2017年度政府信息公开\n工作年度报告", "青石市人民政府办公室", 2017),
        ("青石市教育局\n2017年度\n政府信息公开工作报告", "青石市教育局", 2017),
        ("【年度报告】青石市教育局2017年政府信息公开工作年度报告", "青石市教育局", 2017),
        ("青石市教育局2017年政府信息公开工作年度报告（公示稿）", "青石市教育局", 2017),
        ("青石海关2017年政府信息公开工作年度报告", "青石海关", 2017),
        ("青石市教育局\n\n政府信息公开年度报告\n（2017年度）", "青石市教育局", 2017),
        ("青石市教育局政府信息公开年度报告（2017年）", "青石市教育局", 2017),
        ("青石市渔业局信息公开年报（2017）", "青石市渔业局", 2017),
        ("2017年度政府信息公开年报\n青石市教育局", "青石市教育局", 2017),
        ("2017年度青石市广播电视台政府信息公开工作情况的报告", "青石市广播电视台", 2017),
        ("青石市人力资源和社会保障局2017年政府信息公开年度报告", "青石市人力资源和社会保障局", 2017),
        ("青石市第三中学2017年度信息公开工作报告", "青石市第三中学", 2017),
        ("青石市住房中心（分中心）2017年政府信息公开年度报告", "青石市住房中心（分中心）", 2017),
        ("关于青石市教育局2017年政府信息公开工作情况的年度报告", "青石市教育局", 2017),
        ("青石市教育局政府信息公开年度报告", "青石市教育局", None),
    ],
)
def test_a_title_says_whose_report_it_is(title: str, agency: str, year: int | None) -> None:
    found = find_title(lines(f"{title}\n{OPENING}"))
    assert found is not None
    assert (found.agency, found.year) == (agency, year)


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2017年政府信息公开年度报告编制工作的通知",
        "青石市2017年政府信息公开工作要点",
        "青石市2017年财政预算执行情况报告",
        "青石市教育局2017年度政府信息公开工作总结",
        "2017年政府网站工作年度报表",
        "青石市教育局政府信息公开指南",
        "当前位置：首页>信息公开>年度报告",
    ],
)
def test_other_documents_are_no_reports(title: str) -> None:
    assert find_title(lines(f"{title}\n{OPENING}")) is None


@pytest.mark.parametrize(
    "text",
    [
        "所列数据的统计期限自2017年1月1日起至2017年12月31日止。",
        "所列数据的统计期限自２０１７年１月１日起，到２０１７年１２月３１日止。",
        "数据统计期限：2017年1月1日—2017年12月31日",
        "统计时间为二○一七年一月一日至十二月三十一日",
        "统计期限为2017.1.1-2017.12.31",
        "报告期为2017/01/01至2017/12/31",
        "统计区间2017-01-01～2017-12-31",
        "统计时段从2017年1月至12月",
        "统计时限2017年1月1日 -12月31日",
        "时间为2017年1月1日零时至2017年12月31日24时",
    ],
)
def test_a_period_is_read_in_all_spellings(text: str) -> None:
    assert read_period(lines(text)) == YEAR


@pytest.mark.parametrize(
    "text", ["2017年4月1日至6月30日，我局开展清理。", "统计期限自2017年1月1日起至2017年2月30日止", "统计期限为2017年"]
)
def test_what_is_no_period_of_the_report_is_none(text: str) -> None:
    assert read_period(lines(text)) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("青石市教育局\n2018年1月3日", date(2018, 1, 3)),
        ("二○一八年一月三日", date(2018, 1, 3)),
        ("二○一八年元月十五日", date(2018, 1, 15)),
        ("2018年元月15日", date(2018, 1, 15)),
        ("青石市教育局　　二〇一八年三月十日", date(2018, 3, 10)),
        ("2018年3月XX日", None),
        ("2018年工作打算：3月前完成。", None),
        ("报告自2018年1月3日起在网站公布，可供查阅下载。", None),
    ],
)
def test_the_day_of_signature(text: str, day: date | None) -> None:
    assert read_signature(lines(f"正文。\n{text}")) == day


@pytest.mark.parametrize(
    ("text", "agency", "year"),
    [
        ("本报告由青石市教育局编制，数据统计期限为2017年1月1日至2017年12月31日。", "青石市教育局", 2017),
        ("现将青石市教育局2017年度政府信息公开情况报告如下。", "青石市教育局", 2017),
        ("根据规定，青石市教育局编制了2017年度政府信息公开工作报告。", "青石市教育局", 2017),
        ("按照有关规定，特向社会公布本局2017年政府信息公开年度报告。", None, 2017),
        ("本报告是建局以来编制的第一份政府信息公开工作年度报告。", None, None),
        ("根据《关于做好2016年政府信息公开年度报告编制工作的通知》编制本报告。", None, None),
        ("现公布2016年政府信息公开年度报告，统计期限为2017年1月1日至2017年12月31日。", None, None),
    ],
)
def test_the_opening_names_agency_and_year(text: str, agency: str | None, year: int | None) -> None:
    found = lines(f"青石市教育局2017年政府信息公开年度报告\n{text}\n{OPENING[:40]}")
    title = find_title(found)
    assert title is not None
    assert agency_in_text(found, title) == agency
    assert year_in_text(found, title, read_period(found)) == year
