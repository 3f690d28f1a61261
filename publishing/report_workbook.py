"""The year's annual reports as a workbook: which there are, what in each contradicts itself, what else was checked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from publishing.sheets import Cell, Head, Link, Sheet, workbook
from publishing.wording import moment_text
from schemas.annual_reports import AuditedReport, CheckName, CheckStatus, ReportFinding, ReportState


def reports_xlsx(audited: Sequence[AuditedReport], *, office: str, year: int, as_of: datetime) -> bytes:
    """The workbook's bytes; the same reports give the same bytes. `as_of`: in the office's zone."""
    open_first = [
        (one, each) for one in audited for each in _findings(one) if each.status in ("contradiction", "missing")
    ]
    rest = [
        (one, each) for one in audited for each in _findings(one) if each.status not in ("contradiction", "missing")
    ]
    return workbook(
        (_reports(audited), _checks("矛盾和缺项", open_first), _checks("其他核对", rest)),
        title=f"{office} {year}年度政府信息公开工作年度报告核对",
        office=office,
        at=as_of,
        beside=f"{year}年度报告　监测时间点 {moment_text(as_of)}",
    )


def _findings(one: AuditedReport) -> tuple[ReportFinding, ...]:
    return one.checked.findings if one.checked else ()


def _reports(audited: Iterable[AuditedReport]) -> Sheet:
    heads = (
        Head("单位", 26), Head("读取结果", 14), Head("矛盾", 8, "whole"), Head("缺项", 8, "whole"),
        Head("约数", 8, "whole"), Head("未报告", 8, "whole"), Head("一致", 8, "whole"), Head("标题", 44, "wrap"),
        Head("说明", 46, "wrap"), Head("网址", 48),
    )  # fmt: skip
    return Sheet("各单位报告", heads, map(_report, audited), freeze_columns=1)


def _report(one: AuditedReport) -> Sequence[Cell | Link]:
    if one.checked is None:
        return (one.name, "栏目中没有", None, None, None, None, None, "", "栏目所列信息中没有该年度的报告", "")
    report, counts = one.checked.report, Counter(each.status for each in one.checked.findings)
    found: list[Cell] = [None] * 5
    if report.state == "report":
        found = [counts[status] for status in ("contradiction", "missing", "approximate", "not_reported", "ok")]
    url, why = one.url or "", report.reason.text() if report.reason else ""
    return (
        one.name,
        STATES[report.state],
        *found,
        one.title or "",
        why,
        Link(url, url),
    )


def _checks(name: str, found: Iterable[tuple[AuditedReport, ReportFinding]]) -> Sheet:
    heads = (
        Head("单位", 26), Head("核对", 26), Head("结果", 10), Head("内容", 34, "wrap"), Head("一方", 16, "wrap"),
        Head("另一方", 16, "wrap"), Head("相差", 10, "points"), Head("位置", 24, "wrap"), Head("原文", 60, "wrap"),
    )  # fmt: skip
    return Sheet(name, heads, _check_rows(found), freeze_columns=1)


def _check_rows(found: Iterable[tuple[AuditedReport, ReportFinding]]) -> Iterator[Sequence[Cell | Link]]:
    for one, each in found:
        lines = one.checked.report.lines if one.checked else ()
        said = "\n".join(lines[line - 1][:_LONGEST] for line in each.lines[:_MOST] if 0 < line <= len(lines))
        yield (
            one.name, CHECKS[each.check], STATUSES[each.status], each.about, each.left, each.right, each.difference,
            each.where, said,
        )  # fmt: skip


_LONGEST, _MOST = 300, 6
STATES: dict[ReportState, str] = {"report": "已读", "not_a_report": "不是年度报告", "unreadable": "不能读取"}
STATUSES: dict[CheckStatus, str] = {
    "ok": "一致",
    "contradiction": "矛盾",
    "approximate": "约数",
    "not_reported": "未报告",
    "missing": "缺项",
}
CHECKS: dict[CheckName, str] = {
    "categories_sum_to_total": "各类别之和与总数",
    "totals_agree": "各处总数",
    "percentages_match": "百分比与数量",
    "percentages_sum_to_100": "百分比之和",
    "applications_balance": "申请的收、办、结转",
    "channels_sum_to_received": "申请渠道之和与收到数",
    "dispositions_sum_to_received": "处理结果之和与收到数",
    "table_rows_add_up": "表内各行",
    "table_groups_add_up": "表内各组",
    "table_balances": "第一项加第二项等于第三项加第四项",
    "table_agrees_with_text": "表与正文",
    "parts_announced": "所称部分与实际部分",
    "enumeration_matches": "所称项数与所列项数",
    "required_parts": "应有的部分",
    "period_is_year": "统计期限为一年",
    "title_matches_text": "标题与正文的单位、年度",
    "in_force_across_years": "现行有效件数与上年",
    "carried_over_across_years": "结转数与上年",
    "published_in_time": "按期公布",
    "like_last_year": "与上年报告雷同",
    "like_another_agency": "与其他单位雷同",
}
