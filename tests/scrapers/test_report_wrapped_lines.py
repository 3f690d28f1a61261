"""A text broken into lines of one width says what the unbroken one does."""

import re

import pytest

from scrapers.reports.reading import read_report
from scrapers.reports.wrapped_lines import unwrapped
from tests.support.report_texts import blocks

REPORT = """青石市水务局2017年政府信息公开工作年度报告
根据《中华人民共和国政府信息公开条例》和省、市有关规定，由青石市水务局编制本报告。本报告所列数据的统计期限自2017年1月1日起至2017年12月31日止，如有疑问请与局办公室联系。
一、概述
2017年，我局从四个方面推进政府信息公开工作：一是加强领导，成立了由局长任组长的领导小组；二是完善制度，修订了信息公开审查办法和依申请公开办理规程；三是拓宽渠道，开通微信公众号；四是加强培训，举办培训班两期。
二、主动公开政府信息情况
全年主动公开政府信息312条，其中水资源管理类74条，防汛抗旱类61条，工程建设与招标投标类58条，行政许可与行政处罚类66条，人事财务类31条，其他22条。
三、依申请公开政府信息情况
全年收到政府信息公开申请14件，其中当面申请3件，信函申请6件，网上申请5件。已全部按期答复，其中同意公开9件，部分公开2件，不予公开1件，信息不存在2件。
四、收费、复议和诉讼情况
未收取任何费用，未发生因政府信息公开引起的行政复议和行政诉讼案件，也没有收到举报投诉。
五、存在的问题和改进措施
公开的内容与群众的期望还有差距，个别栏目更新不够及时。今后将加强对栏目的日常检查，按季度通报更新情况。
青石市水务局
2018年1月20日"""


def broken(text: str, width: int) -> str:
    return "\n".join(part for line in text.splitlines() for part in re.findall(f".{{1,{width}}}", line))


@pytest.mark.parametrize("width", range(27, 48))
def test_a_broken_text_is_read_as_the_unbroken_one(width: int) -> None:
    whole = read_report(blocks(REPORT), source="report.txt")
    read = read_report(blocks(broken(REPORT, width)), source="report.txt")
    for part in ("title", "agency", "year", "period", "signed", "channels"):
        assert getattr(read, part) == getattr(whole, part)
    assert [one.title for one in read.sections] == [one.title for one in whole.sections]
    assert [total.value for total in read.totals] == [total.value for total in whole.totals]
    assert [(one.announced.value, one.listed) for one in read.enumerations] == [(4, 4)]
    assert [[count.value for count in one.counts] for one in read.groups] == [
        [count.value for count in one.counts] for one in whole.groups
    ]


def test_a_paragraph_stands_on_its_first_line_and_the_next_one_keeps_its_number() -> None:
    text = broken(REPORT, 30)
    read = read_report(blocks(text), source="report.txt")
    assert read.lines[1].startswith("根据《中华人民共和国政府信息公开条例》")
    assert read.lines[1].endswith("请与局办公室联系。")
    assert read.lines[2] == ""
    assert read.sections[0].line == text.splitlines().index("一、概述") + 1


@pytest.mark.parametrize(
    "text",
    [
        REPORT,
        "\n".join(f"{number}.各科室按照要求公开了本科室的信息，没有发现问题。" for number in range(20)),
        "\n".join(f"机构职能类信息第{number}项　　全年共计公开{number}条" for number in range(10, 40)),
    ],
)
def test_lines_that_are_paragraphs_stay_lines(text: str) -> None:
    assert [block.text for block in unwrapped(blocks(text)) if hasattr(block, "text")] == text.splitlines()
