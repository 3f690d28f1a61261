"""Annual reports as `gongkai read report` shows them: in a terminal, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from schemas.annual_reports import (
    AnnualReport,
    Applications,
    AuditedReport,
    CheckedReport,
    Count,
    Figure,
    Group,
    ReportTable,
)

if TYPE_CHECKING:
    from rich.table import Table


def lines_of_report(checked: CheckedReport) -> Iterator[str]:
    """What one report is and states, and its findings, those that need somebody first."""
    report = checked.report
    yield report.source
    yield f"  {report.state} {_reason(report)}".rstrip()
    if report.state != "report":
        return
    yield f"  {report.title or '–'}"
    period = " to ".join(day.isoformat() for day in report.period) if report.period else "not stated"
    whose = f"{report.agency or 'no agency'}, {report.year or 'no year'}"
    yield f"  {whose}, form of {report.regime or '–'}, period {period}"
    for total in report.totals:
        through = f" through {total.through}" if total.through else ""
        yield f"  line {total.line:>4}  {total.about}{through}: {shown(total)}{' (in all)' if total.cumulative else ''}"
    for group in report.groups:
        counts = ", ".join(f"{count.name} {shown(count)}" for count in group.counts)
        yield f"  {group.about} by {group.kind}: {counts}"
    yield from _lines_of_applications(report.applications, "依申请公开")
    yield from _lines_of_applications(report.form_applications, "依申请公开 (form)")
    for table in report.tables:
        lacking = f", lacks {', '.join(table.lacking)}" if table.lacking else ""
        yield f"  line {table.line:>4}  table {table.number}: {len(table.cells)} cells{lacking}"
    yield ""
    for finding in sorted(checked.findings, key=lambda each: _ORDER.index(each.status)):
        sides = "" if finding.left is None and finding.right is None else f"  {finding.left} / {finding.right}"
        yield f"  {finding.status:<13} {finding.check}{sides}  {finding.about}  ({finding.where})"


def json_of_report(checked: CheckedReport) -> dict[str, Any]:
    """The object of `--json`: what is not stated is `null` or absent, never 0."""
    report = checked.report
    group = main_group(report)
    sums = [count.value for count in group.counts if count.value is not None] if group else []
    return {
        "source": report.source,
        "state": report.state,
        "reason": _reason(report) or None,
        "agency": report.agency,
        "year": report.year,
        "regime": report.regime,
        "title": report.title,
        "period": [day.isoformat() for day in report.period] if report.period else None,
        "published": report.published.isoformat() if report.published else None,
        "totals": [total.model_dump(mode="json") for total in report.totals],
        "categories": _by_name(group.counts) if group else {},
        "category_sum": sum(sums) if sums else None,
        "groups": [each.model_dump(mode="json") for each in report.groups],
        "percentages": [each.model_dump(mode="json") for each in report.percentages],
        "applications": _applications(report),
        "channels": list(report.channels),
        "sections": [section.model_dump(mode="json") for section in report.sections],
        "sections_announced": report.parts.count.value if report.parts and report.parts.count else None,
        "enumerations": [each.model_dump(mode="json") for each in report.enumerations],
        "tables": {table.number: _rows(table) for table in report.tables},
        "passages": [passage.model_dump(mode="json") for passage in report.passages],
        "findings": [finding.model_dump(mode="json") for finding in checked.findings],
    }


def json_of_audited(audited: AuditedReport) -> dict[str, Any]:
    """The object of `gongkai audit-reports --json`."""
    return {
        "agency": audited.agency,
        "name": audited.name,
        "title": audited.title,
        "url": audited.url,
        "report": json_of_report(audited.checked) if audited.checked else None,
    }


def as_table(audited: Sequence[AuditedReport]) -> Table:
    """One row an agency, for a terminal."""
    from rich.table import Table

    table = Table("单位", "报告", "矛盾", "缺项", "标题", "说明")
    for one in audited:
        if one.checked is None:
            table.add_row(one.name, "栏目中没有", "", "", "", "")
            continue
        report = one.checked.report
        counts = Counter(finding.status for finding in one.checked.findings)
        found = [str(counts[status]) if report.state == "report" else "" for status in ("contradiction", "missing")]
        table.add_row(one.name, report.state, *found, one.title or "", _reason(report))
    return table


def needs_somebody(audited: AuditedReport) -> bool:
    """There is no readable report, or something in it contradicts itself or is missing."""
    if audited.checked is None or audited.checked.report.state != "report":
        return True
    return any(finding.status in ("contradiction", "missing") for finding in audited.checked.findings)


def main_group(report: AnnualReport) -> Group | None:
    """The categories of what was disclosed; `None` where none are listed."""
    categories = [group for group in report.groups if group.kind == "category"]
    return next((group for group in categories if group.about == "主动公开"), next(iter(categories), None))


def shown(figure: Figure) -> str:
    """`123`, `about 120`, `not reported`."""
    if figure.value is None:
        return "not reported"
    return f"about {figure.value}" if figure.approximate else f"{figure.value}"


def _applications(report: AnnualReport) -> dict[str, Any]:
    """By the text; where it does not say, by its statistics form, or by table 三."""
    said, form, table = report.applications, report.form_applications, report.table("三")
    received, answered = said.received or form.received, said.answered or form.answered
    in_table = table.value("一", "总计") if table else None
    return {
        "received": in_table if received is None else received.value,
        "by_channel": _by_name(said.by_channel or form.by_channel),
        "dispositions": _by_name(said.dispositions or form.dispositions),
        "answered": answered.value if answered else None,
        "carried_in": said.carried_in.value if said.carried_in else None,
        "carried_over": said.carried_over.value if said.carried_over else None,
    }


def _lines_of_applications(said: Applications, about: str) -> Iterator[str]:
    named = (
        ("received", said.received),
        ("answered", said.answered),
        ("carried in", said.carried_in),
        ("carried over", said.carried_over),
    )
    for name, total in named:
        if total is not None:
            yield f"  line {total.line:>4}  {about} {name}: {shown(total)}"
    for kind, counts in (("channel", said.by_channel), ("disposition", said.dispositions)):
        if counts:
            yield f"  {about} by {kind}: {', '.join(f'{count.name} {shown(count)}' for count in counts)}"


def _reason(report: AnnualReport) -> str:
    return report.reason.text("en") if report.reason else ""


def _by_name(counts: Sequence[Count]) -> dict[str, Any]:
    return {count.name: count.value for count in counts}


def _rows(table: ReportTable) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell.value
    return rows


_ORDER = ("contradiction", "missing", "approximate", "not_reported", "ok")
