"""Short reports for tests of single statements."""

from schemas.annual_reports import AnnualReport
from schemas.messages import say
from scrapers.files.blocks import Block, Line
from scrapers.reports.reading import read_report

TITLE = "青石市水务局2017年政府信息公开工作年度报告"
OPENING = (
    "根据《中华人民共和国政府信息公开条例》编制本报告，统计期限为2017年1月1日至2017年12月31日，现予公布，欢迎监督。"
)


def blocks(text: str) -> list[Block]:
    """The lines of a text file."""
    return [
        Line(line.strip(), say("plan.place.line", line=number), row=number)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]


def report_of(text: str, *, chapter: str = "二、主动公开政府信息情况", title: str = TITLE) -> AnnualReport:
    """A report of a water bureau on 2017 with `text` in a chapter; its first line is the report's fifth."""
    report = read_report(blocks(f"{title}\n{OPENING}\n一、概述\n{chapter}\n{text}"), source="report.txt")
    assert report.state == "report", report.reason
    return report
