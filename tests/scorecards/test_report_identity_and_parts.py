"""What is no contradiction: between the names of one agency, a period and its year, parts announced and headings."""

from datetime import date

import pytest

from schemas.annual_reports import AnnualReport, Figure, PartsAnnounced, ReportFinding, ReportTable, Section, TableCell
from scorecards.report_checks.registry import check_report

HEADINGS = ("概述", "主动公开情况", "依申请公开情况", "复议和诉讼", "收费情况", "存在问题")


def report(**said: object) -> AnnualReport:
    return AnnualReport.model_validate({"source": "report", "state": "report", "year": 2016, **said})


def finding(check: str, read: AnnualReport, about: str = "") -> ReportFinding:
    (found,) = (one for one in check_report(read) if one.check == check and about in one.about)
    return found


@pytest.mark.parametrize(
    ("agency", "first", "last", "status"),
    [
        ("青石市水务局", date(2016, 1, 1), date(2016, 12, 31), "ok"),
        ("青石市水务局", date(2015, 1, 1), date(2015, 12, 31), "contradiction"),
        ("青石市水务局", date(2016, 1, 1), date(2015, 12, 31), "contradiction"),
        ("青石市水务局", date(2015, 9, 1), date(2016, 8, 31), "contradiction"),
        ("青石市第三中学", date(2015, 9, 1), date(2016, 8, 31), "ok"),
        ("青石职业技术学院", date(2016, 9, 1), date(2017, 8, 31), "ok"),
        ("青石市第三中学", date(2013, 9, 1), date(2014, 8, 31), "contradiction"),
        ("青石市第三中学", date(2016, 1, 1), date(2016, 6, 30), "contradiction"),
    ],
)
def test_schools_may_count_by_school_years(agency: str, first: date, last: date, status: str) -> None:
    assert finding("period_is_year", report(agency=agency, period=(first, last))).status == status


def test_the_first_period_of_the_law_is_sound_in_its_year_alone() -> None:
    period = (date(2008, 5, 1), date(2008, 12, 31))
    assert finding("period_is_year", report(year=2008, period=period)).status == "ok"
    assert finding("period_is_year", report(period=period)).status == "contradiction"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("机构改革后，我局于2016年3月28日正式成立。", "approximate"),
        ("2016年3月，我局成立了信息公开领导小组。", "contradiction"),
        ("我局职能见网站。", "contradiction"),
    ],
)
def test_the_first_year_of_an_agency_is_for_a_person(line: str, status: str) -> None:
    read = report(period=(date(2016, 3, 28), date(2016, 12, 31)), lines=(line,))
    assert finding("period_is_year", read).status == status


@pytest.mark.parametrize(
    ("title", "text", "status"),
    [
        ("白石县青岗镇", "青岗镇人民政府", "ok"),
        ("白石县", "白石县政务公开办公室", "ok"),
        ("白石县卫生局", "白石县卫生和计划生育委员会", "approximate"),
        ("白石县文化广电新闻出版局", "白石县文化和旅游局", "approximate"),
        ("白石县水务局", "白石县人民政府办公室", "approximate"),
        ("白石县水利局", "白石县水务局", "approximate"),
        ("白石县自然资源局", "白石县国土资源局", "approximate"),
        ("白石县水务局", "白石县林业局", "contradiction"),
        ("白石县农业局", "白石县林业局", "contradiction"),
        ("白石县教育局", "白石县体育局", "contradiction"),
        ("白石县水务局", "青岗县水务局", "contradiction"),
    ],
)
def test_names_of_one_agency(title: str, text: str, status: str) -> None:
    read = report(agency=title, agency_in_text=text)
    assert finding("title_matches_text", read, "单位").status == status


@pytest.mark.parametrize("text", ["局办公室", "综合科", "党政综合办公室", "局政务公开领导小组办公室", "信息中心"])
def test_an_office_within_an_agency_is_no_other_agency(text: str) -> None:
    found = check_report(report(agency="白石县水务局", agency_in_text=text))
    assert not [one for one in found if one.check == "title_matches_text" and one.status == "contradiction"]


def parts(
    count: int,
    titles: tuple[str, ...] = HEADINGS,
    *,
    numbers: str = "一二三四五六七八",
    announced: tuple[str, ...] = (),
    lines: tuple[str, ...] = ("第一行",),
) -> str:
    said = Figure(value=count, raw=str(count), line=1)
    sections = [Section(number=number, title=title, line=1) for number, title in zip(numbers, titles, strict=False)]
    read = report(parts=PartsAnnounced(count=said, titles=announced, line=1), sections=tuple(sections), lines=lines)
    return finding("parts_announced", read).status


def test_parts_are_the_headings_of_the_first_level() -> None:
    assert parts(6) == "ok"
    assert parts(7) == "contradiction"
    assert parts(5) == "contradiction"


def test_headings_that_are_not_clearly_the_parts_are_not_held_against_their_number() -> None:
    assert parts(7, numbers="一二三五六七") == "not_reported"
    assert parts(7, numbers="一二三三四五") == "not_reported"
    assert parts(7, ("书面申请", "电话咨询", "档案查询", "转办件")) == "not_reported"


def test_a_part_without_a_number_is_a_part() -> None:
    assert parts(7, lines=("本报告共七个部分。", "引言")) == "ok"
    assert parts(7, announced=(*HEADINGS, "工作成效"), lines=("本报告分七部分。", "工作成效")) == "ok"
    assert parts(7, announced=(*HEADINGS, "工作成效"), lines=("本报告分七部分。", "引言")) == "contradiction"
    assert parts(7, announced=(*HEADINGS, "附表")) == "ok"


def test_what_is_attached_may_have_a_number_and_not_be_counted() -> None:
    assert parts(6, (*HEADINGS, "附表")) == "ok"
    assert parts(6, (*HEADINGS, "其他工作情况")) == "contradiction"


def test_headings_without_numbers_are_contents_too() -> None:
    lines = (
        "【主动公开】12条。",
        "【依申请公开】3件。",
        "【收费】未发生。",
        "复议诉讼情况",
        "无。",
        "【不足】更新慢。",
    )
    found = finding("required_parts", report(regime="2008", lines=lines))
    assert (found.status, found.about) == ("ok", "应有内容")


@pytest.mark.parametrize("line", ["未产生任何费用。", "收费情况为零。", "全年没有发生收费。", "信息公开费用：无。"])
def test_a_sentence_that_nothing_was_charged_is_enough(line: str) -> None:
    found = [one.about for one in check_report(report(regime="2008", lines=(line,))) if one.check == "required_parts"]
    assert "收费及减免情况" not in found


def test_the_rows_of_the_formats_tables_make_no_two_reports_alike() -> None:
    rows = [f"{label}第{number}项政府信息公开申请办理情况" for number, label in enumerate("甲乙丙丁戊己庚辛壬癸" * 2)]
    own = [
        f"我局{word}工作有序推进，{word}成效明显" * 3
        for word in ("水利", "防汛", "灌溉", "河道", "水库", "供水", "节水")
    ]
    other = [
        f"本所{word}管理不断加强，{word}秩序良好" * 3
        for word in ("摊位", "检疫", "计量", "消防", "停车", "卫生", "收费")
    ]
    cells = tuple(TableCell(row="一", column="总计", value=1, raw="1", line=line) for line in (1, len(rows)))
    table = ReportTable(number="三", cells=cells, line=1)
    first = report(agency="青石市水务局", lines=(*rows, *own), tables=(table,))
    second = report(agency="青石市市场所", lines=(*rows, *other), tables=(table,))
    (found,) = (one for one in check_report(first, others=(second,)) if one.check == "like_another_agency")
    assert found.status in ("ok", "not_reported")
    assert found.left in (None, 0.0)
