"""Whose report it is, on which year and over which period, in all the ways that titles and openings say it."""

from datetime import date

import pytest

from scrapers.reports.days import read_period, read_published, read_signature
from scrapers.reports.lines import ReportLine, number_lines
from scrapers.reports.titles import find_title
from scrapers.reports.whose import agency_in_text, agency_signed, year_in_text
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
        ("无障碍浏览\n和平街道办事处2017年政府信息公开工作年度报告", "和平街道办事处", 2017),
        ("第二人民医院2017年信息公开年度报告", "第二人民医院", 2017),
        ("青石市云溪区\n和平街道办事处2017年政府信息公开工作年度报告", "青石市云溪区和平街道办事处", 2017),
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
        ("青石市中医院2017年度院务公开工作报告", "青石市中医院", 2017),
        ("青石市中医院2017年院务（信息）公开年报", "青石市中医院", 2017),
        ("青石市法院2017年司法公开工作年度报告", "青石市法院", 2017),
        ("青石县政府信息和政务公开2017年度工作报告", "青石县", 2017),
        ("青石市热力公司（青石供热集团）\n2017年公共企事业单位\n信息公开工作报告", "青石市热力公司", 2017),
        ("青石市教育局（市体育局、市招办）\n2017年度\n政府信息公开工作报告", "青石市教育局", 2017),
        ("青石县民政局、青石县老龄办2017年政府信息公开年报", "青石县民政局、青石县老龄办", 2017),
        ("青石市教育局2017年1-12月政府信息公开工作报告", "青石市教育局", 2017),
        ("青石市教育局2017年1月至12月份政府信息公开工作报告", "青石市教育局", 2017),
        ("青石市第三中学2016—2017学年度信息公开工作报告", "青石市第三中学", None),
        ("青石市第三中学\n2016-2017学年信息公开年度报告", "青石市第三中学", None),
        ("青石市教育局2017年政府信息公开工作总结报告", "青石市教育局", 2017),
        ("青石市教育局2017年政府信息公开工作情况汇报", "青石市教育局", 2017),
        ("青石县2017年政府信息公开工作情况", "青石县", 2017),
        ("（青石县水务局）2017年政府信息公开年报", "青石县水务局", 2017),
        ("青石供电公司2017年供电信息公开年度报告", "青石供电公司", 2017),
        ("青石县残联\n2017年政府信息公开工作报告", "青石县残联", 2017),
        ("青石市教育局关于报送2017年政府信息公开年度报告的函", "青石市教育局", 2017),
        ("关于上报《青石市教育局\n2017年度政府信息公开\n工作报告》的报告", "青石市教育局", 2017),
        ("青石市教育局关于公布2017年政府信息公开工作年度报告的公告", "青石市教育局", 2017),
        ("关于印发《青石市教育局2017年政府信息公开年度报告》的通知", "青石市教育局", 2017),
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
        "青石市教育局2017年上半年政府信息公开工作报告",
        "青石市教育局2017年第三季度政府信息公开情况报告",
        "青石市教育局2017年政府信息公开工作自查报告",
        "关于报送2017年政府信息公开年度报告的通知",
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
        "统计时间为2017年1-12月",
        "数据统计范围：2017年1—12月份",
        "统计口径为2017年一月至十二月底",
        "统计数据自2017年1月1日0时起至2017年12月31日止",
        "统计期限从2017年1月1日起，至当年12月31日止",
        "统计时间从2017年1月1日到年底",
        "现将2017年1月1日至12月31日的政府信息公开工作报告如下",
    ],
)
def test_a_period_is_read_in_all_spellings(text: str) -> None:
    assert read_period(lines(text)) == YEAR


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("统计期限自2008年5月1日《条例》施行之日起，至2008年12月31日止。", date(2008, 5, 1), date(2008, 12, 31)),
        ("数据统计期限为2016年9月1日至8月31日。", date(2016, 9, 1), date(2017, 8, 31)),
        ("数据统计期限为2017年1月1日至2016年12月31日。", date(2017, 1, 1), date(2016, 12, 31)),
    ],
)
def test_a_period_is_given_as_it_is_printed(text: str, first: date, last: date) -> None:
    assert read_period(lines(text)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2017年4月1日至6月30日，我局开展清理。",
        "统计期限自2017年1月1日起至2017年2月30日止",
        "统计期限为2017年",
        "一、概述\n2017年4月1日至9月30日，我局开展数据清理，整理报告12份。",
        "一、概述\n据统计，2017年1月1日至6月30日接待群众130人次。",
        "征求意见的时间为2017年3月1日至3月31日，共收到意见5条。",
        "一、概述\n自2008年5月1日至2017年12月31日，统计累计公开信息9310条。",
    ],
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


def test_another_years_report_that_was_published_is_not_this_one() -> None:
    told = (
        "青石市水务局2017年政府信息公开工作年度报告\n"
        "我局在网站主动公开2016年度政府信息公开工作年度报告、2017年工作计划等十一个事项，及时准确。"
    )
    found = find_title(lines(told))
    assert found is not None
    assert year_in_text(lines(told), found, None) is None


def test_the_report_behind_a_notice_is_the_report() -> None:
    title = "青石市教育局2017年政府信息公开工作年度报告"
    notice = f"关于印发《{title}》的通知\n各科室：\n现将《{title}》印发给你们，请认真贯彻。\n2018年3月1日"
    found = find_title(lines(f"{notice}\n{title}\n{OPENING}"))
    assert found is not None
    assert (found.text, found.first) == (title, 5)


@pytest.mark.parametrize(
    "text",
    [
        "根据《国务院办公厅政府信息与政务公开办公室关于规范年度报告的通知》编制本报告。",
        "按照《青石市人民政府办公室关于做好2017年〈条例〉年报编制公布工作的通知》要求，现予公布。",
    ],
)
def test_the_agencies_of_other_documents_are_not_the_reports(text: str) -> None:
    found = lines(f"青石市教育局2017年政府信息公开年度报告\n{text}\n{OPENING[:40]}")
    title = find_title(found)
    assert title is not None
    assert agency_in_text(found, title) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2018年3月，我局编制了政府信息公开工作年度报告。", None),
        ("2018年初编制2017年政府信息公开年度报告，现予公布。", 2017),
        ("2016年政府信息公开年度报告发布以来，公众提出了许多意见。", None),
    ],
)
def test_the_year_of_writing_is_not_that_of_the_report(text: str, year: int | None) -> None:
    found = lines(f"青石市教育局2017年政府信息公开年度报告\n{text}\n{OPENING[:40]}")
    title = find_title(found)
    assert title is not None
    assert year_in_text(found, title, None) == year


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("青石市教育局\n2018年1月3日", "青石市教育局"),
        ("青石市教育局　　二〇一八年三月十日", "青石市教育局"),
        ("青石市教育局（公章）2018年3月1日", "青石市教育局"),
        ("联系人：张某，电话：2387715", None),
    ],
)
def test_a_report_whose_title_names_nobody_is_whose_signs_it(text: str, agency: str | None) -> None:
    assert agency_signed(lines(f"正文到此为止，请予批评。\n{text}")) == agency


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("标题\n发布时间：2018-03-12 09:14　来源：办公室　浏览次数：12", date(2018, 3, 12)),
        ("时间：2018年3月12日\n标题", date(2018, 3, 12)),
        ("索引号：001　成文日期：2018-03-01　发布日期：2018-03-12\n标题", date(2018, 3, 12)),
        ("标题\n更新时间：2019/5/6　日期：2018/3/12", date(2018, 3, 12)),
        ("标题\n正文。\n（公布日期：2018.3.12）", date(2018, 3, 12)),
        ("标题\n（2018年3月12日发布）", date(2018, 3, 12)),
        ("标题\n成文日期：2018-03-12", None),
        ("标题\n统计时间：2017-01-01至2017-12-31", None),
        ("标题\n时间：2017-01-01至2017-12-31", None),
        ("标题\n办公时间：8:00", None),
    ],
)
def test_the_day_of_publication_that_a_text_kept_from_its_page(text: str, day: date | None) -> None:
    at = text.splitlines().index("标题") + 1
    assert read_published(lines(text), first=at, last=at) == day
