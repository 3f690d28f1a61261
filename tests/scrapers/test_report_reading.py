"""A report is read from any file it is published as; what is no report, or cannot be read, says so in a sentence."""

import io
import time
from datetime import date
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.annual_reports import AnnualReport, Figure
from scrapers.files.blocks import Grid, Line
from scrapers.files.errors import NotReadable
from scrapers.files.reading import read_blocks
from scrapers.reports.lines import number_lines
from scrapers.reports.reading import read_report, read_report_file
from tests.support.report_files import pdf_file
from tests.support.report_texts import OPENING, TITLE, blocks, report_of
from tests.support.shared_pages import SHARED, real_pages

SAMPLE = SHARED / "samples/annual_report_2017.txt"
BODY = (
    "一、主动公开政府信息情况\n2017年公开信息21条，其中机构概况8条、政策文件7条、其他6条。\n"
    "二、依申请公开情况\n收到申请2件。"
)


def figures(report: AnnualReport) -> list[Figure]:
    """Every number that the report is said to state."""
    said = report.applications
    totals = [said.received, said.answered, said.carried_in, said.carried_over]
    totals += [*report.totals, *(group.total for group in report.groups)]
    counts = [count for group in report.groups for count in group.counts]
    announced = [one.announced for one in report.enumerations]
    parts = [report.parts.count] if report.parts and report.parts.count else []
    return [
        *(total for total in totals if total is not None),
        *(*counts, *said.by_channel, *said.dispositions, *report.percentages, *announced, *parts),
    ]


# from each kind of file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "2017.txt"
    path.write_bytes(f"{TITLE}\n\n{OPENING}\n{BODY}\n".encode(encoding))
    report = read_report_file(path)
    assert (report.agency, report.year, report.totals[0].value) == ("青石市水务局", 2017, 21)


def test_lines_of_a_text_file_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "2017.txt"
    path.write_text(f"\n{TITLE}\n\n\n{OPENING}\n\n{BODY}\n", encoding="utf-8")
    report = read_report_file(path)
    assert report.lines[:5] == ("", TITLE, "", "", OPENING)
    assert report.totals[0].line == 8


def test_one_wrong_byte_does_not_garble_a_text(tmp_path: Path) -> None:
    path = tmp_path / "2017.txt"
    body = f"{TITLE}\n{OPENING}\n{BODY}\n".encode()
    path.write_bytes(body[:-30] + b"\xff" + body[-30:])
    assert read_report_file(path).totals[0].value == 21


def test_a_web_page_without_its_frame(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>信息内容</th><th colspan=2>本年</th></tr>"
        "<tr><td rowspan=2>第二十条</td><td>规章</td><td>0</td></tr>"
        "<tr><td>规范性文件</td><td>2</td></tr></table>"
    )
    text = "".join(f"<p>{line}</p>" for line in (OPENING, *BODY.splitlines()))
    page = (
        f"<html><head><title>{TITLE}_青石</title></head><body><div class='nav'><a href='/'>首页</a></div>"
        f"<table><tr><td><a href='/nb/2016.html'>青石市水务局2016年政府信息公开工作年度报告</a></td><td>"
        f"<h1>{TITLE}</h1><p>发布时间：2018-01-20　来源：水务局</p>{text}{table}</td></tr></table>"
        "<div>版权所有：青石市水务局　ICP备12345678号</div></body></html>"
    )
    path = tmp_path / "2017.html"
    path.write_text(page, encoding="utf-8")
    report = read_report_file(path)
    assert report.published == date(2018, 1, 20)
    assert (report.year, report.totals[0].value) == (2017, 21)
    assert report.lines[0] == TITLE
    assert report.lines[-3:] == ("信息内容\t本年", "第二十条\t规章\t0", "规范性文件\t2")


def test_a_document_of_word_with_a_table(tmp_path: Path) -> None:
    document = docx.Document()
    for line in (TITLE, OPENING, *BODY.splitlines()):
        document.add_paragraph(line)
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    table.cell(0, 1).text, table.cell(1, 1).text = "甲\n乙", "丙"
    path = tmp_path / "2017.docx"
    document.save(str(path))
    report = read_report_file(path)
    assert report.totals[0].value == 21
    assert report.lines[-2:] == ("合并\t甲乙\t", "丙\t")


def test_a_pdf_with_text_is_read_and_a_scanned_one_says_so(tmp_path: Path) -> None:
    path = tmp_path / "2017.pdf"
    path.write_bytes(pdf_file([TITLE, OPENING, *BODY.splitlines()]))
    report = read_report_file(path)
    assert (report.state, report.year) == ("report", 2017)
    assert report.totals[0].value == 21
    path.write_bytes(pdf_file([" "]))
    report = read_report_file(path)
    assert report.state == "unreadable"
    assert report.reason is not None
    assert "scanned" in report.reason.text("en")
    assert "扫描件" in report.reason.text("zh")


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", "　 \r\n\t".encode(), "empty"),
        ("a.txt", bytes(range(256)) * 20, "neither"),
        ("a.pdf", b"%PDF-1.4\n broken", "damaged"),
        ("a.pdf", pdf_file([TITLE], locked=True), "password"),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "before 2007"),
        ("a.docx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16le"), "password"),
        ("a.docx", b"PK\x03\x04 cut off", "damaged"),
        ("a.txt", b"x" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(name: str, body: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match=words) as raised:
        read_blocks(name, body)
    assert raised.value.remedy
    path = tmp_path / name
    path.write_bytes(body)
    report = read_report_file(path)
    assert report.state == "unreadable"
    assert report.reason is not None
    assert words in report.reason.text("en")


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert read_report_file(tmp_path / "none.txt").state == "unreadable"
    assert read_report_file(tmp_path).state == "unreadable"


@pytest.mark.parametrize(
    "text",
    [
        "今天开会。",
        f"{TITLE}\n见附件",
        f"{TITLE}\n{OPENING}\n" + "公开信息12条。" * 100_000,
        f"青石市水务局2017年政务公开工作要点\n{OPENING}\n一、做好公开\n公开信息12条。",
        "\n".join(f"青石市水务局{year}年政府信息公开工作年度报告" for year in range(2010, 2020)),
    ],
)
def test_what_is_no_report_says_so(text: str) -> None:
    report = read_report(blocks(text), source="x")
    assert report.state == "not_a_report"
    assert report.reason
    assert figures(report) == []


# what holds for every text

WORDS = st.sampled_from(
    [
        *(
            "公开政府信息",
            "主动公开",
            "收到申请",
            "其中",
            "分别为",
            "机构概况",
            "政策文件",
            "其他",
            "网站",
            "微信公众号",
            "占",
            "累计",
        ),
        *(
            "截至2017年底",
            "去年",
            "全年",
            "123条",
            "１２件",
            "二十三条",
            "近百条",
            "1.2万余条",
            "XX条",
            "40.8%",
            "百分之五",
            "0件",
        ),
        *(
            "三个方面",
            "一是",
            "二是",
            "（1）",
            "首先",
            "，",
            "。",
            "；",
            "：",
            "、",
            "（",
            "）",
            "\n",
            "\n一、",
            "\n（二）",
            " ",
            "\u3000",
        ),
        *(
            "予以公开",
            "不予公开",
            "当面",
            "信函",
            "结转下年度",
            "上年结转",
            "答复",
            "行政复议",
            "规范性文件",
            "共计",
            "等",
            "年",
            "月",
        ),
        *(
            "由",
            "等七部分组成",
            "2017年1月1日至12月31日",
            "留言",
            "新闻发布会",
            "公示栏",
            "《",
            "》",
            "第二十条",
            "问题",
            "下一步",
        ),
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=60))
def test_every_number_stands_where_it_is_said_to_stand(words: list[str]) -> None:
    report = report_of("".join(words))
    for figure in figures(report):
        assert report.lines[figure.line - 1].startswith(figure.raw, figure.start)
        assert figure.raw
    assert all(0 < number <= len(report.lines) for one in report.enumerations for number in one.lines)


WORDS = (
    "收到申请",
    "公开",
    "其中",
    "12",
    "件",
    "条",
    "，",
    "；",
    "：",
    "（",
    "）",
    "。",
    "\u3000",
    " ",
    "\n",
    "%",
    "占",
    "各",
    "分别为",
    "、",
)
"""What reports are made of, in any order."""


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_no_text_is_too_odd(text: str) -> None:
    read_report(blocks(f"{TITLE}\n{OPENING}\n{text}"), source="x")


@pytest.mark.parametrize(
    "piece",
    [
        "公开信息12条，",
        "1",
        "数量",
        "（",
        "其中政策文件1条、",
        "一是",
        "各2件，",
        "网上分别为3件、",
        "公开96件，占60%；部分公开64，占40%；",
        "共计",
        "占",
        "有",
        "《",
        "公开信息",
        " ",
        "一、概述。",
        "年1月1日至",
        "三个方面：",
    ],
)
def test_a_line_without_end_is_read_in_seconds(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    before = time.perf_counter()
    report_of(text)
    assert time.perf_counter() - before < 20


# lines


def test_merged_cells_are_said_once_and_rows_follow_one_another() -> None:
    found = read_blocks(
        "a.html",
        "<html><body><p>所列数据的统计期限自一月起，真实准确完整，请予监督，谢谢。</p>"
        "<table><tr><td rowspan=2>甲</td><td>乙</td></tr>"
        "<tr><td>丙</td></tr></table><p>结束。</p></body></html>".encode(),
    )
    lines = number_lines(found)
    grid = next(block for block in found if isinstance(block, Grid))
    assert [line.text for line in lines.lines[1:]] == ["甲\t乙", "丙", "结束。"]
    assert [lines.line_of(grid, row) for row in (0, 1)] == [2, 3]
    assert isinstance(found[-1], Line)
    assert lines.line_of(found[-1], 0) == 4


# real reports


def test_the_sample_states_what_a_person_reads_in_it() -> None:
    if not SAMPLE.is_file():
        pytest.skip("no sample report beside the checkout")
    report = read_report_file(SAMPLE)
    assert (report.agency, report.agency_in_text) == ("桐乡市气象局", "桐乡市气象局")
    assert (report.year, report.year_in_text, report.regime) == (2017, 2017, "2008")
    assert report.period == (date(2017, 1, 1), date(2017, 12, 31))
    assert [(total.about, total.value, total.line) for total in report.totals] == [("主动公开", 123, 17)]
    (group,) = report.groups
    assert len(group.counts) == 10
    assert sum(count.value or 0 for count in group.counts) == 123
    assert group.whole
    assert report.applications.received is not None
    assert report.applications.received.value == 0
    assert report.parts is not None
    assert report.parts.count is not None
    assert report.parts.count.value == 7
    assert len(report.parts.titles) == 6
    assert [section.number for section in report.sections if section.level == 1] == ["1", "二", "三", "四"]


def test_real_pages_are_read_without_a_traceback() -> None:
    folder = real_pages()
    paths = sorted(folder.glob("*/xxgk/ndbg/*/*.html"))
    reports = [report for path in paths if (report := read_report_file(path)).state == "report"]
    told = [[total.value for total in report.totals] for report in reports]
    assert told == [[109], [130], [130, 6, 6, 130, 130]]  # the last has a statistics form: of the year, and since ever
    for report in reports:
        assert report.published is not None
        assert sum(section.level == 1 for section in report.sections) in (6, 7)
        for group in report.groups:
            assert sum(count.value or 0 for count in group.counts) == (group.total.value if group.total else 130)
        for figure in figures(report):
            assert report.lines[figure.line - 1].startswith(figure.raw, figure.start)


def test_a_body_in_memory_is_a_file_too() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    body = io.BytesIO()
    document.save(body)
    assert [block.text for block in read_blocks("", body.getvalue()) if isinstance(block, Line)] == [TITLE]


@pytest.mark.parametrize(
    "text",
    [
        "青石市第一小学2017年度信息公开工作报告\n一、主动公开：12条\n二、依申请公开：0件\n三、收费：无\n四、复议诉讼：无",
        (
            "青石市第一小学\n2017年度信息公开工作报告\n全年公开信息12条，没有收到申请，没有收费，没有投诉。\n"
            "今后要更新得快一些，让家长看得到、看得懂，请各位家长多提意见，也欢迎随时到校查阅。"
        ),
    ],
)
def test_a_school_may_need_a_few_lines(text: str) -> None:
    report = read_report(blocks(text), source="report.txt")
    assert (report.state, report.agency, report.year) == ("report", "青石市第一小学", 2017)


@pytest.mark.parametrize(
    "text",
    [
        "2017年政府信息公开年度报告\n青石市教育局2016年政府信息公开年度报告\n青石市教育局2015年年报\n上一页 下一页",
        "青石市教育局2017年政府信息公开年度报告\n附件：2017年年报.doc\n打印本页 关闭窗口",
    ],
)
def test_a_list_of_reports_or_the_name_of_a_file_is_no_report(text: str) -> None:
    assert read_report(blocks(text), source="report.txt").state == "not_a_report"


def test_a_text_without_a_heading_is_known_by_its_opening() -> None:
    told = (
        "根据规定，现公布青石市水务局2017年政府信息公开工作年度报告。本报告由概述等六部分组成，欢迎监督。\n一、概述\n"
    )
    text = told + "我局主动公开政府信息50条，其中政策类20条，动态类25条，其他5条。"
    report = read_report(blocks(text), source="report.txt")
    assert (report.state, report.agency, report.year) == ("report", "青石市水务局", 2017)
    notice = (
        "各科室：现将青石市水务局2017年政府信息公开工作年度报告的编制事项通知你们，请于一月底前报送办公室，逾期不候。"
    )
    assert read_report(blocks(notice), source="notice.txt").state == "not_a_report"


def test_a_heading_of_one_year_over_a_title_of_another_is_shown() -> None:
    own = TITLE.replace("2017", "2016")
    opening = OPENING.replace("2017", "2016")
    text = f"{TITLE}\n发布时间：2018-02-03　来源：办公室\n{own}\n{opening}\n{BODY}"
    report = read_report(blocks(text), source="report.txt")
    assert (report.year, report.year_in_text) == (2017, 2016)


def test_reports_of_other_years_in_a_list_are_no_headings() -> None:
    older = [TITLE.replace("2017", year) for year in ("2014", "2015", "2016")]
    text = "\n".join([*older, TITLE, OPENING, BODY])
    report = read_report(blocks(text), source="report.txt")
    assert (report.year, report.year_in_text) == (2017, 2017)


def test_the_day_of_publication_in_a_text_copied_from_a_page() -> None:
    report = read_report(
        blocks(f"{TITLE}\n发布时间：2018-02-03 10:20　来源：办公室\n{OPENING}\n{BODY}"), source="a.txt"
    )
    assert report.published == date(2018, 2, 3)


def test_a_school_year_is_of_two_years() -> None:
    title = "青石市第三中学2016-2017学年度信息公开工作报告"
    opening = "根据要求编制本报告，统计期限为2016年9月1日至2017年8月31日，现予公布，欢迎广大家长监督。"
    body = "一、主动公开情况\n截至2017年8月31日，本学年主动公开信息64条。\n二、依申请公开情况\n没有收到申请。"
    report = read_report(blocks(f"{title}\n{opening}\n{body}"), source="report.txt")
    assert report.period == (date(2016, 9, 1), date(2017, 8, 31))
    assert [total.value for total in report.totals if total.about == "主动公开"] == [64]


@pytest.mark.parametrize(
    ("agency", "area", "own"),
    [
        ("青石县", "全县", True),
        ("青石县人民政府", "全县", True),
        ("青石经济开发区管理委员会", "全区", True),
        ("青石镇", "全镇", True),
        ("青石县水务局", "全县", False),
    ],
)
def test_what_a_place_as_a_whole_did_is_its_governments_own(agency: str, area: str, *, own: bool) -> None:
    text = f"2017年，{area}主动公开政府信息812条。"
    report = report_of(text, title=f"{agency}2017年政府信息公开工作年度报告")
    assert (812 in [total.value for total in report.totals if total.about == "主动公开"]) == own
